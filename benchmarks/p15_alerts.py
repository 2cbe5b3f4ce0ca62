"""P15: what 1,000 saved searches cost an article, in memory first or asked of the index alone.

Real articles, indexed; the searches are such as a newsroom writes, of words of other headlines of the same
archive: two or three words, a quotation, one of two names, without a word, within a newspaper or a section.
Both ways must find the same, or nothing is measured.
"""

from __future__ import annotations

import asyncio
import gzip
import json
import re
import statistics
import time
from collections.abc import Iterator, Mapping, Sequence
from datetime import UTC, datetime
from itertools import islice

from services.contracts.article import Article, EnrichedArticle, Paragraph, Published
from services.contracts.identity import article_id
from services.contracts.sections import SECTIONS
from services.contracts.source import SourceRef
from services.search import generations, standing
from services.search.bulk import BulkWriter, Write
from services.search.cluster import AsyncElasticsearch
from services.search.documents import article_document
from services.search.reader import Reader
from services.search.reads import Reads
from services.search.results import Filters, SearchRequest
from services.search.settings import SearchSettings
from services.search.standing import Compiled, StandingSearches

from benchmarks.figure import Figure
from benchmarks.pages import NEWS
from benchmarks.stack import connect, fresh_settings

TUNISIA = NEWS.with_name("tunisia_2014_2017.jsonl.gz")
ARTICLES, SEARCHES = 4000, 1000
BATCHES = {200: 15, 20: 50, 1: 100}  # articles that the index took in together: rounds
WARM_UP = 3
PAPERS = 12
KINDS = list(SECTIONS)

Found = Mapping[str, set[str]]


def articles(count: int, first: int = 0) -> list[EnrichedArticle]:
    """Raises FileNotFoundError where the shared data are absent."""
    with gzip.open(TUNISIA, "rt", encoding="utf-8") as lines:
        part = islice(enumerate(lines), first, first + count)
        return [_article(number, json.loads(line)["raw"]) for number, line in part]


def _article(number: int, raw: str) -> EnrichedArticle:
    title, text = (re.search(f"<{tag}>(.*?)</{tag}>", raw, re.DOTALL) for tag in ("TITLE", "TEXT"))
    paper = SourceRef(id=f"paper-{number % PAPERS}", name=f"جريدة {number % PAPERS}", country="tn")
    url = f"https://{paper.id}.example/{number}"
    lines = [line.strip() for line in (text[1] if text else "").splitlines() if line.strip()]
    now = datetime.now(UTC)
    article = Article(
        id=article_id(paper.id, url),
        source=paper,
        url=url,
        title=(title[1].strip() if title else "") or "خبر",
        blocks=tuple(Paragraph(text=line) for line in lines),
        published=Published(date=now.date(), at=now, precision="minute"),
        fetched_at=now,
    )
    return EnrichedArticle(
        article=article,
        lang="ar",
        section=KINDS[number % len(KINDS)],
        word_count=sum(len(line.split()) for line in lines),
        enriched_at=now,
    )


def searches(count: int, headlines: Sequence[str]) -> Iterator[SearchRequest]:
    """Of the words of these headlines, four letters and more."""
    lists = [found for headline in headlines if len(found := re.findall(r"[^\W\d_]{4,}", headline)) >= 5]
    for number in range(count):
        one, other = lists[number % len(lists)], lists[(7 * number + 3) % len(lists)]
        text = (
            f"{one[0]} {one[1]}",
            f'"{one[1]} {one[2]}"',
            f"{one[0]} {one[2]} {one[3]}",
            f"({one[0]} OR {other[0]}) {one[3]}",
            f"{one[0]} {one[3]} -{other[1]}",
            f'{one[2]} "{one[3]} {one[4]}"',
            f"title:{one[1]} {one[4]}",
            one[2],
        )[number % 8]
        filters = (
            Filters(),
            Filters(source=(f"paper-{number % PAPERS}",)),
            Filters(section=(KINDS[number % len(KINDS)],)),
        )[number % 3]
        yield SearchRequest(text=text, filters=filters)


async def index(client: AsyncElasticsearch, settings: SearchSettings, made: list[EnrichedArticle]) -> None:
    live = await generations.provision(client, settings)
    writer = BulkWriter(client, settings, settings.named(generations.ARTICLES))
    now = datetime.now(UTC)
    await writer.write([Write(one.article_id, 1, article_document(one, now)) for one in made])
    await client.indices.refresh(index=live)


class Ways:
    """The same searches held against the same articles, in two ways."""

    def __init__(self, reader: Reader, reads: Reads, saved: StandingSearches) -> None:
        self._reader = reader
        self._reads = reads
        self._saved = saved
        self.compiled: Compiled = saved.compiled(reader.synonyms.spellings, reader.entities)

    async def both(self, ids: Sequence[str]) -> Found:
        """In memory first, then what may be found asked of the index."""
        return _sets(await self._reader.standing(self._saved, ids))

    async def alone(self, ids: Sequence[str]) -> Found:
        """Every search asked of the index."""
        possible = {id_: list(self.compiled.clauses) for id_ in ids}
        answers = [await self._reads.ask(body) for body in standing.confirmations(self.compiled, possible)]
        return _sets(standing.confirmed(answers, dict.fromkeys(ids, 1), possible))

    async def first_step(self, ids: Sequence[str]) -> float:
        """Milliseconds an article that memory takes of it."""
        documents = await self._reads.documents(ids, standing.READ)
        started = time.perf_counter()
        standing.candidates(self.compiled, documents)
        return 1000 * (time.perf_counter() - started) / len(ids)


def _sets(found: standing.Standing) -> Found:
    return {id_: set(names) for id_, names in found.names.items()}


async def measure(ways: Ways, ids: Sequence[str], size: int, rounds: int) -> Figure:
    ours, peer, memory, matches = [], [], [], 0
    for number in range(rounds + WARM_UP):
        batch = [ids[(number * size + place) % len(ids)] for place in range(size)]
        started = time.perf_counter()
        found = await ways.both(batch)
        middle = time.perf_counter()
        if found != await ways.alone(batch):
            raise AssertionError(f"two ways found different articles: batch {number} of {size}")
        ended = time.perf_counter()
        if number >= WARM_UP:
            ours.append(1000 * (middle - started) / size)
            peer.append(1000 * (ended - middle) / size)
            memory.append(await ways.first_step(batch))
            matches += sum(map(len, found.values()))
    return Figure(
        id="P15",
        what=f"1,000 alerts, an article of {size} indexed together, against the index alone",
        unit="ms",
        ours=round(statistics.median(ours), 3),
        peer=round(statistics.median(peer), 3),
        goal=1.0,
        better="lower",
        rounds=rounds,
        notes=f"{statistics.median(memory):.2f} in memory; {matches / rounds / size:.1f} alerts matched",
    )


async def main() -> None:
    made = articles(ARTICLES)
    saved = StandingSearches()
    headlines = [one.article.title for one in articles(3000, first=ARTICLES)]
    for number, request in enumerate(searches(SEARCHES, headlines)):
        saved.put(f"s{number}", request)
    with fresh_settings() as settings:
        async with Reader(settings) as reader, connect(settings, 60) as client:
            await index(client, settings, made)
            ways = Ways(reader, Reads(client, settings), saved)
            figures = [
                await measure(ways, [one.article_id for one in made], size, rounds)
                for size, rounds in BATCHES.items()
            ]
    for figure in figures:
        print(figure.line())
    absolute = figures[0]
    print(
        Figure(
            id="P15",
            what="1,000 alerts, an article of 200",
            unit="ms",
            ours=absolute.ours,
            peer=None,
            goal=1.0,
            better="lower",
            rounds=absolute.rounds,
            notes=absolute.notes,
        ).line()
    )


if __name__ == "__main__":
    asyncio.run(main())

"""Many articles of made words with the frequencies of a language, for tests of cost and of size."""

from __future__ import annotations

import random
from collections.abc import Iterator, Sequence
from datetime import UTC, datetime, timedelta
from itertools import accumulate
from typing import Any

from services.contracts.article import EnrichedArticle
from services.contracts.source import SourceRef
from services.search import generations
from services.search.bulk import BulkWriter, Write
from services.search.cluster import AsyncElasticsearch
from services.search.documents import article_document
from services.search.settings import SearchSettings
from tests.integration.search.articles import article, at

COMMON = ["في", "من", "على", "إلى", "عن", "أن", "التي", "الذي", "هذا", "هذه", "بعد", "قبل", "كان", "مع"]
PATTERNS = (
    "{0}{1}{2}",
    "{0}ا{1}{2}",
    "م{0}{1}و{2}",
    "ال{0}{1}ي{2}",
    "ت{0}{1}ي{2}",
    "است{0}{1}{2}",
    "{0}{1}{2}ة",
)
LETTERS = "بتجحخدذرزسشصضطظعغفقكلمنهوي"
TEMPLATES = 400  # articles of different text; the rest repeats them under other ids, dates and newspapers
WORDS = 120
START = datetime(2024, 1, 1, tzinfo=UTC)


def vocabulary(size: int = 8000) -> list[str]:
    """Words by falling frequency; the first are those that every text has."""
    chance = random.Random(7)
    made = dict.fromkeys(COMMON)
    while len(made) < size:
        made[chance.choice(PATTERNS).format(*chance.sample(LETTERS, 3))] = None
    return list(made)


def texts(chance: random.Random, words: Sequence[str], length: int) -> Iterator[str]:
    """Texts of so many words: function words in nearly all of them, the first content word in one of four."""
    weights = list(accumulate(1 / (rank + (2.7 if rank < len(COMMON) else 60)) for rank in range(len(words))))
    while True:
        yield " ".join(chance.choices(words, cum_weights=weights, k=length))


def crowd(count: int, prefix: str = "crowd", length: int = WORDS) -> Iterator[EnrichedArticle]:
    """So many articles of 20 newspapers, one every 40 minutes."""
    chance = random.Random(prefix)
    words = vocabulary()
    titles, bodies = texts(chance, words, 8), texts(chance, words, length)
    for number in range(count):
        paper = SourceRef(id=f"paper{number % 20}", name=f"جريدة {number % 20}", country="ma")
        moment = START + timedelta(minutes=40 * number % 600_000)
        yield article(
            f"{prefix}{number}",
            next(titles),
            next(bodies),
            source=paper,
            published=at(moment),
            section="economy",
        )


async def settle(
    client: AsyncElasticsearch,
    settings: SearchSettings,
    count: int,
    prefix: str = "crowd",
    length: int = WORDS,
) -> list[str]:
    """Index a crowd as of now; the ids. Only `TEMPLATES` texts are made into documents."""
    live = await generations.provision(client, settings)
    writer = BulkWriter(client, settings, settings.named(generations.ARTICLES))
    now = datetime.now(UTC)
    documents = [article_document(enriched, now) for enriched in crowd(min(count, TEMPLATES), prefix, length)]
    for start in range(0, count, 1000):
        numbers = range(start, min(count, start + 1000))
        await writer.write([_write(documents[number % len(documents)], prefix, number) for number in numbers])
    await client.indices.refresh(index=live)
    return [_id(prefix, number) for number in range(count)]


def _id(prefix: str, number: int) -> str:
    return f"a_{prefix}{number}"


def _write(document: dict[str, Any], prefix: str, number: int) -> Write:
    id_ = _id(prefix, number)
    moment = START + timedelta(minutes=40 * number % 600_000)
    paper = {"id": f"paper{number % 20}", "name": f"جريدة {number % 20}"}
    own = {"id": id_, "story": id_, "source": paper, "published_at": moment.isoformat()}
    return Write(id_, 1, {**document, **own})

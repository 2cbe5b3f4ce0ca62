"""Articles to index and words to search for: real ones of the shared data, varied so that none repeats."""

from __future__ import annotations

import gzip
import json
import re
from datetime import UTC, datetime, timedelta
from functools import cache

from services.contracts import identity
from services.contracts.article import Article, EnrichedArticle, Paragraph, Published
from services.contracts.sections import SECTIONS
from services.contracts.source import SourceRef

from benchmarks.pages import NEWS

START = datetime(2025, 1, 1, tzinfo=UTC)


def enriched_articles(count: int, variant: int = 0) -> list[EnrichedArticle]:
    """The first `count` articles, starting again from the first where they are fewer.

    Each repetition and each variant has its own id, URL, date, newspaper and section, and lacks another
    paragraph: the text is real, its words keep their frequencies, and no two documents are the same.
    Raises FileNotFoundError where the shared data are absent.
    """
    first = variant * count
    return [numbered(number % len(_records()), number + first) for number in range(count)]


def numbered(record: int, number: int) -> EnrichedArticle:
    """One real article, `record`, varied by `number`."""
    return _enriched(_records()[record % len(_records())], number)


@cache
def _records() -> list[dict[str, str]]:
    with gzip.open(NEWS, "rt", encoding="utf-8") as lines:
        return [record for record in map(json.loads, lines) if record["title"] and record["content"]]


def queries(count: int) -> list[str]:
    """Two or three neighbouring words of headlines: what a reader looks for."""
    found: list[str] = []
    for enriched in enriched_articles(2 * count):
        words = [word for word in re.findall(r"\w+", enriched.article.title) if len(word) > 3]
        if len(words) >= 5 and len(found) < count:
            start = len(found) % 3
            found.append(" ".join(words[start : start + 2 + len(found) % 2]))
    return found


def _enriched(record: dict[str, str], number: int) -> EnrichedArticle:
    paper = SourceRef(id=f"paper-{number % 20}", name=f"{record['source']} {number % 20}", country="sa")
    url = f"https://paper-{number % 20}.example/{number}"
    lines = [line.strip() for line in re.split(r"\n+", record["content"]) if line.strip()]
    kept = [line for place, line in enumerate(lines) if len(lines) == 1 or place != number % len(lines)]
    published = START + timedelta(minutes=7 * number % 500_000)
    article = Article(
        id=identity.article_id(paper.id, url),
        source=paper,
        url=url,
        title=record["title"],
        blocks=tuple(Paragraph(text=line) for line in kept),
        published=Published(date=published.date(), at=published, precision="minute"),
        fetched_at=datetime.now(UTC),
    )
    return EnrichedArticle(
        article=article,
        lang="ar",
        section=list(SECTIONS)[number % len(SECTIONS)],
        section_from="classifier",
        word_count=sum(len(line.split()) for line in kept),
        enriched_at=datetime.now(UTC),
    )

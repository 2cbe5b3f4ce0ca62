"""Every article that a search finds, once each: the read behind an export.

It goes by id, the one key of an article that no revision, story or reindex moves. Between two pages nothing
is open in Elasticsearch, so that a walk may wait for its reader and go on after any break.
"""

from __future__ import annotations

import asyncio
from collections.abc import AsyncGenerator, Mapping
from datetime import datetime
from typing import Any

from services.search.documents import enriched_article
from services.search.errors import IndexUnavailable, SearchTimeout
from services.search.queries import SearchBody
from services.search.reads import Reads
from services.search.results import StoredArticle

FIRST_PAGE = 50
LONGEST_PAGE = 1_000
PAGE_BYTES = 1_000_000  # what a page should weigh; articles differ by a thousand times
AT_ONCE = 20  # articles between two breaths of the event loop, about 5 ms
RETRIES_S = (0.5, 1.0, 2.0, 4.0, 8.0, 8.0)


async def walk(
    reads: Reads, body: SearchBody, as_of: datetime, after: str | None
) -> AsyncGenerator[list[StoredArticle], None]:
    """A few articles at a time, those with ids after `after`; what was new after `as_of` is left out.

    The first page raises what `Reader.search` raises, later ones are asked for again for half a minute.
    """
    size = FIRST_PAGE
    retries: tuple[float, ...] = ()
    while True:
        answer, weight = await _answer(reads, body.walk(after, size), retries)
        hits = answer["hits"]["hits"]
        for start in range(0, len(hits), AT_ONCE):
            articles = [_article(hit["_source"]) for hit in hits[start : start + AT_ONCE]]
            yield [stored for stored in articles if not _arrived_after(stored, as_of)]
            await asyncio.sleep(0)
        if len(hits) < size:
            return
        after, retries = hits[-1]["sort"][0], RETRIES_S
        size = max(1, min(LONGEST_PAGE, PAGE_BYTES * len(hits) // weight))


async def _answer(reads: Reads, body: dict[str, Any], retries: tuple[float, ...]) -> tuple[Any, int]:
    for wait_s in retries:
        try:
            return await reads.ask_whole(body)
        except (IndexUnavailable, SearchTimeout):
            await asyncio.sleep(wait_s)
    return await reads.ask_whole(body)


def _article(source: Mapping[str, Any]) -> StoredArticle:
    return StoredArticle(enriched_article(source), datetime.fromisoformat(source["indexed_at"]))


def _arrived_after(stored: StoredArticle, moment: datetime) -> bool:
    """A later revision of an article that was there is none that arrived."""
    article = stored.enriched.article
    return article.revision == 1 and article.fetched_at > moment

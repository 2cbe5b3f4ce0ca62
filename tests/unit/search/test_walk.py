"""A walk outlives an index that is away for a moment, once it has begun."""

from __future__ import annotations

from datetime import UTC, datetime
from typing import Any

import pytest
from services.search import walk
from services.search.documents import article_document
from services.search.errors import IndexUnavailable, SearchTimeout
from services.search.parsing import parse
from services.search.queries import SearchBody
from services.search.reads import Reads
from services.search.results import SearchRequest
from tests.integration.search.articles import article

NOW = datetime(2025, 4, 6, tzinfo=UTC)
IDS = [f"a_{number:03}" for number in range(120)]


class Pages(Reads):
    """Pages of an index in memory; `faults` are raised first, each at its page."""

    def __init__(self, faults: dict[int, list[Exception]]) -> None:
        self.faults = faults
        self.pages = 0
        self.sizes: list[int] = []

    async def ask_whole(self, body: dict[str, Any]) -> tuple[Any, int]:
        if waiting := self.faults.get(self.pages):
            raise waiting.pop(0)
        self.pages += 1
        self.sizes.append(body["size"])
        after = body.get("search_after", [""])[0]
        ids = [id_ for id_ in IDS if id_ > after][: body["size"]]
        sources = [article_document(article(id_[2:], "خبر", "نص"), NOW) for id_ in ids]
        hits = [{"_source": source, "sort": [id_]} for id_, source in zip(ids, sources, strict=True)]
        return {"hits": {"hits": hits}}, 50_000 * len(hits)


async def walked(pages: Pages) -> list[str]:
    body = SearchBody(SearchRequest(sort="-published_at"), parse(""), NOW)
    return [stored.enriched.article_id async for some in walk.walk(pages, body, NOW, None) for stored in some]


@pytest.fixture(autouse=True)
def at_once(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(walk, "RETRIES_S", (0.0,) * 6)


async def test_it_goes_on_where_it_was() -> None:
    away: list[Exception] = [IndexUnavailable("away"), SearchTimeout("slow"), IndexUnavailable("away")]
    assert await walked(Pages({1: away[:2], 2: away[2:]})) == IDS


async def test_what_stays_away_is_told() -> None:
    pages = Pages({2: [IndexUnavailable("away")] * 20})
    with pytest.raises(IndexUnavailable):
        await walked(pages)
    assert pages.pages == 2


async def test_at_the_beginning_it_is_told_at_once() -> None:
    pages = Pages({0: [IndexUnavailable("away")]})
    with pytest.raises(IndexUnavailable):
        await walked(pages)


async def test_a_page_weighs_about_a_megabyte() -> None:
    pages = Pages({})
    await walked(pages)
    assert pages.sizes == [50, 20, 20, 20, 20]

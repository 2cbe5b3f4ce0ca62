"""How much a search finds in windows of time: what spikes are told by."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta

from services.search.results import Filters, SearchRequest, WindowCount
from tests.integration.search.articles import SABAH, article, at
from tests.integration.search.conftest import Index, story

NOW = datetime(2025, 4, 5, 12, tzinfo=UTC)
HOUR = timedelta(hours=1)


async def test_each_window_has_its_articles_and_copies_count_once(index: Index) -> None:
    moments = [NOW - timedelta(minutes=5), NOW - timedelta(minutes=50), NOW - timedelta(days=1, minutes=5)]
    told = [article(f"n{number}", "زلزال في الحوز", "هزة.", published=at(moment), source=SABAH)
            for number, moment in enumerate(moments)]  # fmt: skip
    copy = article("copy", "زلزال في الحوز", "هزة.", published=at(moments[0]))
    await index.add(*told, copy, article("other", "خبر", "نص.", published=at(moments[0])))
    await index.tell(story("s_quake", told[0], copy, copies={"a_copy": "a_n0"}))
    windows = [
        (NOW - HOUR, NOW),
        *((NOW - HOUR - timedelta(days=day), NOW - timedelta(days=day)) for day in (1, 2)),
    ]
    quakes = await index.reader.counts(SearchRequest(text="زلزال"), windows)
    assert quakes == [WindowCount(2, ("assabah",)), WindowCount(1, ("assabah",)), WindowCount(0)]
    everything = await index.reader.counts(SearchRequest(), windows)
    assert [one.count for one in everything] == [3, 1, 0]
    ours = SearchRequest(text="زلزال", filters=Filters(source=("alalam",)))
    assert [one.count for one in await index.reader.counts(ours, windows)] == [0, 0, 0]

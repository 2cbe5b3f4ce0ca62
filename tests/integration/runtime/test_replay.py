"""Replay on the real broker: which records go again, with what, and how fast."""

from __future__ import annotations

import asyncio
import time
from collections import Counter
from datetime import UTC, datetime, timedelta

import pytest
from services.contracts.article import Article
from services.contracts.source import SourceRef
from services.contracts.topics import ARTICLES
from services.runtime.outcome import Record
from services.runtime.provision import provision
from services.runtime.replay import REPLAYED, Interrupted, Selection, replay
from services.runtime.scan import scan, scan_events
from services.runtime.settings import Settings
from tests.workers.topics import publish, publish_raw

ALALAM, SABAH = SourceRef(id="alalam", name="العلم"), SourceRef(id="assabah", name="الصباح")


def article(number: int, source: SourceRef = ALALAM) -> Article:
    return Article(
        id=f"a_{number}",
        source=source,
        url=f"https://{source.id}.example/{number}",
        title=f"الخبر {number}",
        fetched_at=datetime(2025, 4, 5, tzinfo=UTC),
    )


@pytest.fixture
async def topic(settings: Settings) -> str:
    await provision(settings)
    name = ARTICLES.physical(settings.namespace)
    await publish(settings, *(article(n, (ALALAM, SABAH)[n % 2]) for n in range(20)))
    await publish_raw(settings, name, [(b"a_bad", b"{poison")])
    return name


async def ids(settings: Settings) -> list[str]:
    found: list[Record[Article]] = [record async for record in scan_events(settings, ARTICLES)]
    return sorted(record.event.id for record in found)


async def test_a_record_goes_again_as_it_was_with_a_mark(settings: Settings, topic: str) -> None:
    done = await replay(settings, Selection(ARTICLES, keys=frozenset({"a_3", "a_bad"})))
    assert (done.scanned, done.chosen) == (21, 2)
    for key in (b"a_3", b"a_bad"):
        first, again = [record async for record in scan(settings, topic) if record.key == key]
        assert (again.value, again.partition) == (first.value, first.partition)
        assert [pair for pair in again.headers if pair[0] != REPLAYED] == list(first.headers)
        assert dict(again.headers).keys() - dict(first.headers).keys() == {REPLAYED}


async def test_it_never_meets_its_own_records_and_twice_is_one_mark(settings: Settings, topic: str) -> None:
    assert (await replay(settings, Selection(ARTICLES))).chosen == 21
    assert (await replay(settings, Selection(ARTICLES))).chosen == 42
    marks = [[name for name, _ in record.headers].count(REPLAYED) async for record in scan(settings, topic)]
    assert (len(marks), max(marks)) == (84, 1)


async def test_only_of_a_newspaper(settings: Settings, topic: str) -> None:
    done = await replay(settings, Selection(ARTICLES, sources=frozenset({"assabah"})))
    assert done.chosen == 10
    assert (await ids(settings)).count("a_1") == 2
    assert (await ids(settings)).count("a_2") == 1


async def test_a_dry_run_counts_and_publishes_nothing(settings: Settings, topic: str) -> None:
    done = await replay(settings, Selection(ARTICLES), dry_run=True)
    assert done.chosen == 21
    assert done.first is not None
    assert done.last is not None
    assert abs(datetime.now(UTC) - done.last) < timedelta(minutes=5)
    assert len(await ids(settings)) == 20


async def test_between_offsets_and_between_times(settings: Settings, topic: str) -> None:
    spans = await replay(settings, Selection(ARTICLES, start=2, end=4), dry_run=True)
    assert spans.chosen == 2 * settings.partitions
    now = datetime.now(UTC)
    past, future = now - timedelta(hours=1), now + timedelta(hours=1)
    since = await replay(settings, Selection(ARTICLES, start=past, end=future), dry_run=True)
    assert since.chosen == 21
    assert (await replay(settings, Selection(ARTICLES, start=future), dry_run=True)).chosen == 0
    assert (await replay(settings, Selection(ARTICLES, end=past), dry_run=True)).chosen == 0


async def test_the_rate_is_kept(settings: Settings, topic: str) -> None:
    started = time.monotonic()
    await replay(settings, Selection(ARTICLES), rate=20)
    assert time.monotonic() - started >= 20 / 20 * 0.95


async def test_one_that_is_stopped_says_where_to_go_on(settings: Settings, topic: str) -> None:
    run = asyncio.create_task(replay(settings, Selection(ARTICLES), rate=20))
    while len(await ids(settings)) == 20:  # noqa: ASYNC110 # the broker tells nobody
        await asyncio.sleep(0.05)
    run.cancel()
    with pytest.raises(Interrupted) as stopped:
        await run
    rest = await replay(settings, Selection(ARTICLES, start=stopped.value.start, end=stopped.value.end))
    assert 0 < stopped.value.done.chosen < 21
    assert rest.chosen + stopped.value.done.chosen >= 21
    assert min(Counter(await ids(settings)).values()) == 2

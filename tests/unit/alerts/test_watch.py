"""One match an episode of attention, whatever the worker lives through."""

from __future__ import annotations

import asyncio
from collections.abc import Sequence
from datetime import datetime
from typing import cast

from services.alerts.journal import Journal
from services.alerts.watch import SpikeWatch
from services.contracts.alert import AlertMatch, SpikeRule
from services.runtime.faust_adapter.worker import Worker
from services.search.errors import SearchTimeout
from services.search.reader import Reader
from services.search.results import SearchRequest, WindowCount
from tests.unit.alerts.fakes import Role, alert

QUAKE = alert(query="زلزال", spike=SpikeRule())


class FakeReader(Reader):
    """`now`: articles of the search in the last hour, of 200; one in each before. `asked`: how often."""

    def __init__(self, now: int) -> None:
        self.now = now
        self.asked = 0
        self.away = False

    async def counts(
        self, request: SearchRequest, windows: Sequence[tuple[datetime, datetime]]
    ) -> list[WindowCount]:
        self.asked += 1
        if self.away:
            raise SearchTimeout("no answer")
        now, before = (self.now, 1) if request.text else (200, 200)
        return [WindowCount(now, ("alalam", "assabah")), *(WindowCount(before) for _ in windows[1:])]


async def looks(role: Role, reader: FakeReader, times: int = 2) -> list[AlertMatch]:
    """What it tells while it looks so often."""
    journal = Journal(cast("Worker", role.app), role.settings)
    watch = SpikeWatch(role.ledger, role.registry, reader, journal, every_seconds=0.001)
    told = len(role.app.events.events)
    until = reader.asked + 2 * times
    task = asyncio.ensure_future(watch.run())
    async with asyncio.timeout(10):
        while reader.asked < until:  # noqa: ASYNC110 # what is counted says nothing
            await asyncio.sleep(0.001)
    task.cancel()
    await asyncio.gather(task, return_exceptions=True)
    return [event for event in role.app.events.events[told:] if isinstance(event, AlertMatch)]


def role_with(*alerts: object) -> Role:
    role = Role()
    for one in alerts or (QUAKE,):
        role.add(one)  # type: ignore[arg-type]
    return role


async def test_an_episode_is_told_once() -> None:
    role, reader = role_with(), FakeReader(now=30)
    (match,) = await looks(role, reader, times=5)
    assert match.kind == "spike"
    assert match.spike is not None
    assert (match.spike.count, match.spike.sources) == (30, ("alalam", "assabah"))
    assert match.spike.expected < 3
    assert await looks(role, reader) == []


async def test_what_was_written_down_and_not_told_is_told_with_the_same_id() -> None:
    role, reader = role_with(), FakeReader(now=30)
    (match,) = await looks(role, reader)
    role.app.tables["spikes"]["al_1"]["told"] = False  # killed before it was told
    reader.now = 1
    (again,) = await looks(role, reader)
    assert again.id == match.id


async def test_after_an_episode_the_next_one_is_told() -> None:
    role, reader = role_with(), FakeReader(now=30)
    assert len(await looks(role, reader)) == 1
    role.app.tables["spikes"]["al_1"]["last"] -= 2 * 3600
    reader.now = 1
    assert await looks(role, reader) == []
    assert role.app.tables["spikes"] == {}


async def test_usual_attention_alerts_on_articles_and_disabled_ones_tell_nothing() -> None:
    role = role_with(QUAKE, alert("al_2"), alert("al_3", spike=SpikeRule(), enabled=False))
    reader = FakeReader(now=2)
    assert await looks(role, reader) == []
    assert reader.asked % 2 == 0, "once for all articles, once for the one alert"


async def test_an_index_that_is_away_ends_nothing() -> None:
    role, reader = role_with(), FakeReader(now=30)
    reader.away = True
    assert await looks(role, reader, times=1) == []
    reader.away = False
    assert len(await looks(role, reader)) == 1

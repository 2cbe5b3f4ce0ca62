from __future__ import annotations

import asyncio
from collections import Counter
from collections.abc import Callable

from services.ingest.poll.newspaper import Newspaper
from services.ingest.poll.poller import Poller


class Paper(Newspaper):
    """Runs until the desk drops it; counts its looks."""

    def __init__(self, source_id: str, desk: Desk) -> None:
        self.source_id = source_id
        self.desk = desk
        self.changed = asyncio.Event()

    async def run(self) -> None:
        self.desk.started[self.source_id] += 1
        while self.source_id in (self.desk.owned or ()):
            self.desk.looks[self.source_id] += 1
            await self.changed.wait()
            self.changed.clear()
        self.desk.ended[self.source_id] += 1


class Desk:
    def __init__(self) -> None:
        self.owned: list[str] | None = None
        self.started: Counter[str] = Counter()
        self.looks: Counter[str] = Counter()
        self.ended: Counter[str] = Counter()
        self.poller = Poller(lambda: self.owned, lambda name: Paper(name, self), look_every=0.01)


async def until(holds: Callable[[], bool]) -> None:
    for _ in range(500):
        if holds():
            return
        await asyncio.sleep(0.01)
    raise AssertionError("not within 5 s")


async def test_newspapers_start_once_and_end_when_they_leave() -> None:
    others = asyncio.all_tasks()
    desk = Desk()
    task = asyncio.create_task(desk.poller.run())
    await asyncio.sleep(0.05)
    assert not desk.started, "nothing before the tables are restored"

    desk.owned = ["a", "b"]
    await until(lambda: desk.started == {"a": 1, "b": 1})

    desk.poller.wake("a")
    desk.poller.wake("unknown")
    await until(lambda: desk.looks == {"a": 2, "b": 1})

    desk.owned = ["a"]
    await until(lambda: desk.ended == {"b": 1})
    desk.owned = ["a", "b"]
    await until(lambda: desk.started == {"a": 1, "b": 2})

    task.cancel()
    await asyncio.gather(task, return_exceptions=True)
    assert not asyncio.all_tasks() - others, "no newspaper runs on alone"

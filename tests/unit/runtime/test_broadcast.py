"""Stopping a broadcast whose reader misses that it is cancelled."""

from __future__ import annotations

import asyncio

from services.contracts.source import Source
from services.contracts.topics import SOURCES
from services.runtime.broadcast import Broadcast
from services.runtime.settings import Settings


class Deaf(Broadcast[Source]):
    """Loses its first cancellation, as `wait_for` may."""

    async def _run(self) -> None:
        self._caught_up.set()
        try:
            await asyncio.Event().wait()
        except asyncio.CancelledError:
            await asyncio.Event().wait()


async def test_a_lost_cancellation_is_said_again() -> None:
    broadcast = Deaf(Settings(), SOURCES, lambda _event, _offset: None)
    await broadcast.start()
    assert broadcast.ready
    await broadcast.stop()
    assert not broadcast.ready


async def test_a_broadcast_that_never_started_is_stopped() -> None:
    broadcast = Broadcast(Settings(), SOURCES, lambda _event, _offset: None)
    await broadcast.stop()
    assert not broadcast.ready

"""A pace is kept over time, without a burst after a pause."""

from __future__ import annotations

import time

from services.runtime.pace import Pace


async def steps(pace: Pace, count: int) -> float:
    """How long so many steps take."""
    started = time.monotonic()
    for _ in range(count):
        await pace.step()
    return time.monotonic() - started


async def test_a_rate_is_kept() -> None:
    assert 0.19 < await steps(Pace(50), 11) < 1.5


async def test_without_a_rate_nothing_waits() -> None:
    assert await steps(Pace(None), 1000) < 2


async def test_a_long_pause_is_not_made_up_for_at_once() -> None:
    pace = Pace(50)
    pace._due -= 60  # as if nothing had come for a minute
    assert await steps(pace, 72) > 0.3  # a second's worth at once, the rest in its time

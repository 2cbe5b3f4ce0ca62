"""A pace is kept over time, without a burst after a pause."""

from __future__ import annotations

import time

import pytest
from services.runtime.pace import Pace


def seconds(pace: Pace, count: int, now: float) -> float:
    """How long so many steps take from `now` on."""
    passed = 0.0
    for _ in range(count):
        passed += pace.wait(now + passed)
    return passed


def test_a_rate_is_kept() -> None:
    pace, now = Pace(50), time.monotonic()
    assert seconds(pace, 11, now) == pytest.approx(0.2, abs=0.01)


def test_without_a_rate_nothing_waits() -> None:
    assert seconds(Pace(None), 1000, time.monotonic()) == 0.0


def test_a_long_pause_is_made_up_for_by_a_second_at_most() -> None:
    pace, now = Pace(50), time.monotonic() + 60  # nothing came for a minute
    assert seconds(pace, 51, now) == pytest.approx(0.0, abs=0.01)
    assert seconds(pace, 50, now) == pytest.approx(1.0, abs=0.05)

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st
from services.ingest.poll.schedule import (
    DAY_S,
    Bounds,
    Pace,
    backoff,
    changed,
    due,
    failed,
    jittered,
    next_poll,
    unchanged,
)

BOUNDS = Bounds(shortest=180, longest=DAY_S)
HOUR = 3600.0


def after(gaps: list[float], pace: Pace = Pace(), now: float = 0.0) -> tuple[Pace, float]:  # noqa: B008 # frozen
    """The pace of a feed that brought one new entry after each of these gaps."""
    pace = changed(pace, now, 1)
    for gap in gaps:
        now += gap
        pace = changed(pace, now, 1)
    return pace, now


def test_a_feed_is_read_twice_as_often_as_it_changes() -> None:
    pace, now = after([HOUR] * 20)
    assert next_poll(pace, now, BOUNDS) == pytest.approx(HOUR / 2)


def test_a_busy_newspaper_is_read_at_the_shortest_interval_and_a_dead_one_once_a_day() -> None:
    assert next_poll(*after([60.0] * 20), BOUNDS) == 180
    pace, now = after([HOUR] * 20)
    assert next_poll(pace, now + 100 * DAY_S, BOUNDS) == DAY_S


def test_many_entries_at_once_count_as_many() -> None:
    pace = changed(changed(Pace(), 0, 1), 10 * HOUR, 10)
    assert pace.rhythm == HOUR


def test_after_a_silent_night_the_rhythm_is_nearly_the_old_one() -> None:
    pace, now = after([600.0] * 30)
    asked, polls = now, 0
    while asked < now + 8 * HOUR:
        asked += next_poll(unchanged(pace, asked), asked, BOUNDS)
        polls += 1
    assert polls < 15
    morning, moment = after([8 * HOUR, 600.0, 600.0], pace, now)
    assert next_poll(morning, moment, BOUNDS) < HOUR


def test_failures_back_off_and_end_at_once_when_the_newspaper_is_back() -> None:
    pace, now = after([600.0] * 10)
    waits = []
    for _ in range(12):
        pace = failed(pace)
        waits.append(next_poll(pace, now, BOUNDS))
    assert waits[:4] == [180, 360, 720, 1440]
    assert waits[-1] == 6 * HOUR
    assert next_poll(unchanged(pace, now), now, BOUNDS) == pytest.approx(300)


def test_what_the_server_asks_for_is_granted() -> None:
    assert next_poll(failed(Pace()), 0, BOUNDS, wish=5000) == 5000
    assert next_poll(Pace(changed_at=0), 0, BOUNDS, wish=5000) == 5000
    assert next_poll(failed(Pace()), 0, BOUNDS, wish=1) == 180


def test_a_hub_that_promises_news_is_trusted_until_its_promise_is_over() -> None:
    pace, now = after([HOUR] * 20)
    alone = HOUR / 2
    assert due(pace, now, BOUNDS) - now == pytest.approx(alone, rel=0.11)
    assert due(pace, now, BOUNDS, promised=now - 1) - now == pytest.approx(alone, rel=0.11)
    assert due(pace, now, BOUNDS, promised=now + DAY_S) - now == pytest.approx(4 * alone, rel=0.11)
    assert due(pace, now, BOUNDS, promised=now + 3 * HOUR) - now == pytest.approx(1.5 * HOUR, rel=0.11)


def test_a_demo_polls_every_two_seconds_come_what_may() -> None:
    demo = Bounds(2, 2)
    pace, now = after([DAY_S] * 3)
    assert next_poll(pace, now + DAY_S, demo) == 2
    assert backoff(50, demo) == 2


@given(st.integers(1, 10_000), st.floats(0.1, 1000), st.floats(0.1, DAY_S))
def test_a_backoff_stays_in_its_bounds(failures: int, shortest: float, longest: float) -> None:
    assert shortest <= backoff(failures, Bounds(shortest, longest)) <= max(shortest, min(longest, 6 * HOUR))


def test_jitter_is_a_tenth() -> None:
    assert all(90 <= jittered(100) <= 110 for _ in range(1000))
    assert len({jittered(100) for _ in range(10)}) > 1

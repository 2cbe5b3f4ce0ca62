"""When a stage stops itself."""

from __future__ import annotations

from services.runtime.dead_limit import DeadLimit


def test_a_hundred_in_a_row_pass_and_one_more_does_not() -> None:
    limit = DeadLimit()
    assert not limit.exceeded([True] * 100, now=0)
    assert limit.exceeded([True], now=0)


def test_a_good_message_ends_the_row() -> None:
    limit = DeadLimit()
    assert not limit.exceeded([True] * 80 + [False], now=0)
    assert not limit.exceeded([False] * 160 + [True] * 80, now=1)


def test_a_row_inside_a_batch_counts_although_it_ended() -> None:
    assert DeadLimit().exceeded([True] * 101 + [False] * 300, now=0)


def test_most_of_a_minute_dead_is_too_much() -> None:
    limit = DeadLimit()
    mostly_dead = [True, True, False] * 20
    assert not any(limit.exceeded(mostly_dead, now=n) for n in (0, 1))
    assert limit.exceeded(mostly_dead, now=2)


def test_what_died_a_minute_ago_is_forgotten() -> None:
    limit = DeadLimit()
    mostly_dead = [True, True, False] * 20
    assert not any(limit.exceeded(mostly_dead, now=n * 61) for n in range(5))

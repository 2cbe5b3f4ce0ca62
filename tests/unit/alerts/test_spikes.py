"""Spikes: a burst is one, what is always there, a rhythm, a holiday and one loud newspaper are none."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta

from services.alerts.spikes import DAYS, reading, windows
from services.contracts.alert import SpikeRule

RULE = SpikeRule()
QUIET = [1] * DAYS


def spikes(
    now: int, before: list[int], total: int = 200, totals: list[int] | None = None, sources: int = 4
) -> bool:
    return reading([now, *before], [total, *(totals or [200] * DAYS)], sources).is_spike(RULE)


def test_a_burst_is_a_spike_and_a_few_more_are_not() -> None:
    assert spikes(30, QUIET)
    assert not spikes(7, QUIET), "fewer than the least"
    assert not spikes(30, [12] * DAYS), "not three times as many"


def test_what_is_always_there_is_none() -> None:
    assert not spikes(110, [100] * DAYS)


def test_a_weekly_rhythm_is_none() -> None:
    fridays = [40 if day % 7 == 6 else 2 for day in range(DAYS)]
    assert not spikes(40, fridays)


def test_less_is_expected_on_a_holiday_and_more_on_a_loud_day() -> None:
    usual = [10] * DAYS
    assert spikes(30, usual, total=60), "of a third of the articles half are about it"
    assert not spikes(30, usual, total=800), "everything is four times as much"


def test_one_newspaper_that_repeats_itself_is_none() -> None:
    assert not spikes(30, QUIET, sources=1)


def test_an_earlier_spike_does_not_hide_the_next_one() -> None:
    assert spikes(30, [60, *QUIET[1:]])


def test_nobody_knows_a_rhythm_in_the_first_days() -> None:
    young = [0] * DAYS
    assert not spikes(30, young, totals=[200, 200, *[0] * (DAYS - 2)])
    assert spikes(30, young, totals=[200, 200, 200, *[0] * (DAYS - 3)])


def test_windows_are_the_same_minutes_of_each_day_before() -> None:
    now = datetime(2025, 4, 5, 12, tzinfo=UTC)
    found = windows(SpikeRule(window_minutes=30), now)
    assert found[0] == (now - timedelta(minutes=30), now)
    assert found[7] == (now - timedelta(days=7, minutes=30), now - timedelta(days=7))
    assert len(found) == DAYS + 1

from __future__ import annotations

from datetime import UTC, datetime, timedelta

import pytest
from services.gateway.periods import MOST_BUCKETS, Period, TooManyBuckets, period
from services.search.results import Interval

NOW = datetime(2025, 4, 5, 21, 14, tzinfo=UTC)
HOME = "Africa/Casablanca"


def moments(*texts: str) -> tuple[datetime, ...]:
    return tuple(datetime.fromisoformat(text) for text in texts)


def between(since: str, until: str, interval: Interval, tz: str) -> Period:
    return period(datetime.fromisoformat(since), datetime.fromisoformat(until), interval, tz, NOW)


def test_a_day_begins_at_midnight_in_the_zone_of_the_reader() -> None:
    # Morocco's clock is at UTC during Ramadan, and an hour ahead from the 6th of April 2025
    found = between("2025-04-05T00:00+00:00", "2025-04-08T00:00+01:00", "day", HOME)
    assert found.edges == moments(
        "2025-04-05T00:00+00:00", "2025-04-06T00:00+00:00", "2025-04-06T23:00+00:00", "2025-04-07T23:00+00:00"
    )


def test_a_week_begins_on_monday_and_a_month_on_its_first() -> None:
    since, until = moments("2025-01-01T00:00+00:00", "2025-02-01T00:00+00:00")
    weeks = period(since, until, "week", "UTC", NOW)
    assert [edge.date().isoformat() for edge in weeks.edges[:2]] == ["2024-12-30", "2025-01-06"]
    months = period(since, until + timedelta(days=1), "month", "UTC", NOW)
    assert [edge.date().isoformat() for edge in months.edges] == ["2025-01-01", "2025-02-01", "2025-03-01"]


def test_an_hour_that_the_clock_repeats_is_two_hours() -> None:
    found = between("2025-10-26T00:00+02:00", "2025-10-27T00:00+01:00", "hour", "Europe/Paris")
    assert len(found.starts) == 25


@pytest.mark.parametrize(
    ("days", "interval"), [(1, "hour"), (3, "hour"), (4, "day"), (92, "day"), (93, "week"), (800, "month")]
)
def test_the_shortest_interval_that_suits_the_period_is_taken(days: int, interval: Interval) -> None:
    assert period(NOW - timedelta(days=days), NOW, None, HOME, NOW).interval == interval


def test_a_period_that_nobody_named_ends_now_and_begins_with_a_whole_bucket() -> None:
    found = period(None, None, None, HOME, NOW)
    assert (found.until, found.interval) == (NOW, "day")
    assert found.since == found.starts[0]
    assert found.partial(NOW) == [False] * 30 + [True]


def test_what_is_not_in_the_period_or_not_in_the_index_yet_is_partial() -> None:
    since, until = moments("2025-04-01T12:00+00:00", "2025-04-04T00:00+00:00")
    found = period(since, until, "day", "UTC", NOW)
    assert found.partial(NOW) == [True, False, False]
    assert found.partial(datetime(2025, 4, 3, 6, tzinfo=UTC)) == [True, False, True]


def test_too_many_buckets_are_refused() -> None:
    hours = timedelta(hours=MOST_BUCKETS)
    whole = NOW.replace(minute=0)
    assert len(period(whole - hours, whole, "hour", "UTC", NOW).starts) == MOST_BUCKETS
    with pytest.raises(TooManyBuckets):  # it touches one hour more
        period(NOW - hours, NOW, "hour", "UTC", NOW)


def test_a_period_after_now_is_empty_and_not_wrong() -> None:
    found = period(NOW + timedelta(days=2), None, None, HOME, NOW)
    assert found.partial(NOW) == [True, True]

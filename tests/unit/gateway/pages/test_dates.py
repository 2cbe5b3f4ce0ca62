from __future__ import annotations

from datetime import UTC, date, datetime

import pytest
from services.gateway.pages import dates

CASABLANCA = "Africa/Casablanca"


def test_a_day_is_printed_as_moroccan_newspapers_print_it() -> None:
    assert dates.long_date(date(2025, 4, 5)) == "السبت 5 أبريل 2025"


@pytest.mark.parametrize(
    ("month", "name"), [(5, "ماي"), (7, "يوليوز"), (8, "غشت"), (9, "شتنبر"), (11, "نونبر"), (12, "دجنبر")]
)
def test_months_have_their_moroccan_names(month: int, name: str) -> None:
    assert f" {name} " in dates.long_date(date(2025, month, 5))


def test_a_day_never_shows_a_clock() -> None:
    stamp = dates.stamp(date(2025, 4, 5), None, "day", CASABLANCA)
    assert stamp == dates.Stamp("2025-04-05", "السبت 5 أبريل 2025", None)


def test_a_day_ignores_a_moment_that_its_precision_does_not_cover() -> None:
    stamp = dates.stamp(date(2025, 4, 5), datetime(2025, 4, 5, 9, tzinfo=UTC), "day", CASABLANCA)
    assert stamp is not None
    assert stamp.clock is None


def test_a_minute_is_read_in_the_newspapers_zone_which_ramadan_moves() -> None:
    in_ramadan = dates.stamp(None, datetime(2025, 4, 5, 9, 30, tzinfo=UTC), "minute", CASABLANCA)
    after = dates.stamp(None, datetime(2025, 4, 7, 9, 30, tzinfo=UTC), "minute", CASABLANCA)
    assert in_ramadan is not None
    assert after is not None
    assert (in_ramadan.clock, after.clock) == ("09:30", "10:30")
    assert (in_ramadan.iso, after.iso) == ("2025-04-05T09:30+00:00", "2025-04-07T10:30+01:00")


def test_late_in_the_evening_it_is_already_the_next_day_in_cairo() -> None:
    stamp = dates.stamp(date(2025, 4, 5), datetime(2025, 4, 5, 22, 30, tzinfo=UTC), "minute", "Africa/Cairo")
    assert stamp is not None
    assert stamp.text == "الأحد 6 أبريل 2025"


def test_an_unknown_date_stays_unknown() -> None:
    assert dates.stamp(None, None, "unknown", CASABLANCA) is None


@pytest.mark.parametrize(
    ("day", "at", "precision", "shown"),
    [
        (date(2025, 4, 5), datetime(2025, 4, 5, 9, 30, tzinfo=UTC), "minute", "09:30"),
        (date(2025, 4, 5), None, "day", "اليوم"),
        (date(2025, 4, 4), datetime(2025, 4, 4, 9, 30, tzinfo=UTC), "minute", "4 أبريل"),
        (date(2024, 12, 31), None, "day", "31 دجنبر 2024"),
    ],
)
def test_the_ticker_shows_the_shortest_stamp_that_cannot_be_mistaken(
    day: date, at: datetime | None, precision: str, shown: str
) -> None:
    stamp = dates.brief_stamp(day, at, precision, CASABLANCA, datetime(2025, 4, 5, 12, tzinfo=UTC))
    assert stamp is not None
    assert (stamp.text, stamp.clock) == (shown, None)

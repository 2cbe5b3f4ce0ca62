from __future__ import annotations

from datetime import UTC, datetime

import pytest
from services.alerts.quiet import quiet_until
from services.contracts.alert import QuietHours

NIGHT = QuietHours(start="22:00", end="07:00", tz="Africa/Casablanca")
PARIS = "Europe/Paris"
NOON = QuietHours(start="12:00", end="14:00", tz=PARIS)
LATE = QuietHours(start="22:00", end="07:00", tz=PARIS)
SHORT = QuietHours(start="22:00", end="02:30", tz=PARIS)


def at(text: str) -> datetime:
    return datetime.fromisoformat(text).astimezone(UTC)


@pytest.mark.parametrize(
    ("quiet", "now", "until"),
    [
        (NIGHT, "2025-06-01T23:30:00+01:00", "2025-06-02T07:00:00+01:00"),
        (NIGHT, "2025-06-02T06:59:59+01:00", "2025-06-02T07:00:00+01:00"),
        (NIGHT, "2025-06-01T22:00:00+01:00", "2025-06-02T07:00:00+01:00"),
        (NIGHT, "2025-06-02T07:00:00+01:00", None),
        (NIGHT, "2025-06-01T21:59:59+01:00", None),
        # in Ramadan Morocco is an hour back: the wall counts
        (NIGHT, "2025-03-10T23:30:00+00:00", "2025-03-11T07:00:00+00:00"),
        (NOON, "2025-06-01T12:30:00+02:00", "2025-06-01T14:00:00+02:00"),
        # the night in which the clock leaps from 02:00 to 03:00 is an hour shorter; an end in it never comes
        (LATE, "2025-03-29T23:00:00+01:00", "2025-03-30T07:00:00+02:00"),
        (SHORT, "2025-03-29T23:00:00+01:00", "2025-03-30T03:00:00+02:00"),
        # the night in which 02:00 comes twice is an hour longer
        (LATE, "2025-10-26T02:30:00+02:00", "2025-10-26T07:00:00+01:00"),
        (SHORT, "2025-10-26T01:00:00+02:00", "2025-10-26T02:30:00+02:00"),
        (SHORT, "2025-10-26T02:15:00+01:00", "2025-10-26T02:30:00+01:00"),
        (QuietHours(start="08:00", end="08:00"), "2025-06-01T08:00:00+01:00", None),
        (None, "2025-06-01T23:30:00+01:00", None),
    ],
)  # fmt: skip
def test_quiet_hours_end_by_the_clock_on_the_wall(
    quiet: QuietHours | None, now: str, until: str | None
) -> None:
    assert quiet_until(quiet, at(now)) == (at(until) if until else None)

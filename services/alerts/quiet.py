"""Quiet hours: until when nothing is sent. Pure."""

from __future__ import annotations

from datetime import UTC, datetime, time, timedelta
from zoneinfo import ZoneInfo

from services.contracts.alert import QuietHours

MINUTE = timedelta(minutes=1)


def quiet_until(quiet: QuietHours | None, now: datetime) -> datetime | None:
    """The end of the quiet hours that hold now, in UTC; None outside of them. By the clock on the wall.

    An hour that comes twice is quiet twice; an end in an hour that does not come is when the clock leaps.
    From a time to the same time is no quiet hour.
    """
    if quiet is None:
        return None
    local = now.astimezone(ZoneInfo(quiet.tz))
    start, end = time.fromisoformat(quiet.start), time.fromisoformat(quiet.end)
    clock = local.time()
    over_midnight = end < start
    holds = clock >= start or clock < end if over_midnight else start <= clock < end
    if not holds:
        return None
    tomorrow = over_midnight and clock >= start
    ends = datetime.combine(local.date() + timedelta(days=tomorrow), end, local.tzinfo)
    first, second = (ends.replace(fold=fold).astimezone(UTC) for fold in (0, 1))
    if first <= second:
        return first if first > now else second
    return _after_the_gap(second, first, end, ZoneInfo(quiet.tz))


def _after_the_gap(before: datetime, after: datetime, end: time, zone: ZoneInfo) -> datetime:
    """The first minute between the two whose clock is past `end`, which never comes."""
    moment = before
    while moment < after and moment.astimezone(zone).time() < end:
        moment += MINUTE
    return moment

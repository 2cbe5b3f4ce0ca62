"""A period as calendar units of a zone: where each begins, and where it ends. Pure."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import UTC, date, datetime, timedelta
from typing import Final
from zoneinfo import ZoneInfo

from services.search.results import Interval

HOUR: Final = timedelta(hours=1)
MOST_BUCKETS: Final = 500
USUAL: Final[dict[Interval, timedelta]] = {
    "hour": timedelta(days=2),
    "day": timedelta(days=30),
    "week": timedelta(weeks=26),
    "month": timedelta(days=730),
}
"""How long a period is that nobody named, by its interval."""
LONGEST: Final[dict[Interval, timedelta]] = {
    "hour": timedelta(days=3),
    "day": timedelta(days=92),
    "week": timedelta(days=731),
    "month": timedelta.max,
}
"""The longest period that an interval is chosen for, where nobody chose one."""


class TooManyBuckets(ValueError):
    """More than `MOST_BUCKETS`."""


@dataclass(frozen=True, slots=True)
class Period:
    """[`since`, `until`), and the calendar units that it touches: where each begins, and the last ends."""

    since: datetime
    until: datetime
    interval: Interval
    tz: str
    edges: tuple[datetime, ...]

    @property
    def starts(self) -> tuple[datetime, ...]:
        return self.edges[:-1]

    def partial(self, complete_through: datetime) -> list[bool]:
        """Of each unit, whether a part of it is not in the period, or not in the index yet."""
        until = min(self.until, complete_through)
        return [
            start < self.since or end > until for start, end in zip(self.edges, self.edges[1:], strict=False)
        ]


def period(
    since: datetime | None, until: datetime | None, interval: Interval | None, tz: str, now: datetime
) -> Period:
    """What is not given is usual: up to now, `USUAL` long, in the shortest unit that fits.

    Raises `TooManyBuckets`.
    """
    end = until or now
    zone = ZoneInfo(tz)
    unit = interval or ("day" if since is None else _suiting(end - since))
    if since is None:
        since = _floor(end - USUAL[unit], unit, zone)
    if since >= end:  # `from` is after now
        end = since + HOUR
    edges = []
    for edge in _edges(since, unit, zone):
        edges.append(edge)
        if edge >= end:
            break
        if len(edges) > MOST_BUCKETS:
            raise TooManyBuckets(f"more than {MOST_BUCKETS} buckets of one {unit}")
    return Period(since, end, unit, tz, tuple(edges))


def _suiting(length: timedelta) -> Interval:
    return next(unit for unit, longest in LONGEST.items() if length <= longest)


def _edges(since: datetime, interval: Interval, zone: ZoneInfo) -> Iterator[datetime]:
    edge = _floor(since, interval, zone)
    while True:
        yield edge
        edge = _next(edge, interval, zone)


def _floor(moment: datetime, interval: Interval, zone: ZoneInfo) -> datetime:
    local = moment.astimezone(zone)
    match interval:
        case "hour":
            # in UTC, so that an hour which a clock repeats stays two hours
            past = timedelta(minutes=local.minute, seconds=local.second, microseconds=local.microsecond)
            return moment.astimezone(UTC) - past
        case "day":
            day = local.date()
        case "week":
            day = local.date() - timedelta(days=local.weekday())
        case "month":
            day = local.date().replace(day=1)
    return _midnight(day, zone)


def _next(edge: datetime, interval: Interval, zone: ZoneInfo) -> datetime:
    if interval == "hour":
        return edge + HOUR
    day = edge.astimezone(zone).date()
    match interval:
        case "day":
            following = day + timedelta(days=1)
        case "week":
            following = day + timedelta(weeks=1)
        case _:
            following = date(day.year + day.month // 12, day.month % 12 + 1, 1)
    return _midnight(following, zone)


def _midnight(day: date, zone: ZoneInfo) -> datetime:
    return datetime.combine(day, datetime.min.time(), zone).astimezone(UTC)

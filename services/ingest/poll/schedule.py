"""When a feed is read again: as often as it changes, later and later while it fails. Times are seconds.

A feed that brings something new every hour is read twice an hour. One that falls silent is read after half of
its silence so far, so a newspaper that sleeps at night is asked seldom, never not at all.
"""

from __future__ import annotations

import math
import random
from dataclasses import dataclass, replace

DAY_S = 86_400.0
GONE_S = 7 * DAY_S  # 410: the newspaper took the feed away; it is asked once a week whether that holds
MAX_BACKOFF_S = 6 * 3600.0
PUSHED = 4.0  # times longer between two polls while a hub promises to tell of news
MEMORY = 0.3  # weight of the newest gap in the running mean


@dataclass(frozen=True, slots=True)
class Bounds:
    """Shortest and longest time between two polls."""

    shortest: float
    longest: float

    def clamp(self, seconds: float) -> float:
        return min(max(seconds, self.shortest), max(self.longest, self.shortest))


@dataclass(frozen=True, slots=True)
class Pace:
    """`rhythm`: running (geometric) mean of the time between two new entries; None before it is known."""

    rhythm: float | None = None
    changed_at: float | None = None
    failures: int = 0


def paced(pace: Pace, now: float, news: int) -> Pace:
    """After a poll that worked: `news` entries were new."""
    return changed(pace, now, news) if news > 0 else unchanged(pace, now)


def changed(pace: Pace, now: float, news: int) -> Pace:
    """`news` > 0 entries were new in a poll at `now`."""
    if pace.changed_at is None:
        return Pace(rhythm=None, changed_at=now)
    gap = max(now - pace.changed_at, 1.0) / news
    if pace.rhythm is None:
        return Pace(rhythm=gap, changed_at=now)
    mean = math.exp((1 - MEMORY) * math.log(pace.rhythm) + MEMORY * math.log(gap))
    return Pace(rhythm=mean, changed_at=now)


def unchanged(pace: Pace, now: float) -> Pace:
    """A poll that worked and brought nothing new; the first one starts the clock."""
    if pace.changed_at is None:
        return replace(pace, failures=0, changed_at=now)
    return replace(pace, failures=0) if pace.failures else pace


def failed(pace: Pace) -> Pace:
    return replace(pace, failures=pace.failures + 1)


def due(pace: Pace, now: float, bounds: Bounds, promised: float = 0.0, wish: float | None = None) -> float:
    """The moment of the next poll, with jitter; later while a hub's promise runs, until `promised`."""
    wait = next_poll(pace, now, bounds, wish)
    if promised > now:
        wait = trusting(wait, promised - now, bounds)
    return now + jittered(wait)


def next_poll(pace: Pace, now: float, bounds: Bounds, wish: float | None = None) -> float:
    """Seconds until the next poll, without jitter. `wish`: what the server asked for (`Retry-After`)."""
    if pace.failures:
        return max(backoff(pace.failures, bounds), wish or 0.0)
    silence = now - pace.changed_at if pace.changed_at is not None else 0.0
    return max(bounds.clamp(max(pace.rhythm or 0.0, silence) / 2), wish or 0.0)


def trusting(seconds: float, lease: float, bounds: Bounds) -> float:
    """The same while a hub's promise runs for another `lease` seconds: later, but in time to renew it."""
    return max(seconds, bounds.clamp(min(seconds * PUSHED, lease / 2)))


def backoff(failures: int, bounds: Bounds) -> float:
    """Twice as long after each failure in a row, at most six hours, so that it ends by itself."""
    longest = max(min(bounds.longest, MAX_BACKOFF_S), bounds.shortest)
    return float(min(bounds.shortest * 2.0 ** min(failures - 1, 30), longest))


def jittered(seconds: float) -> float:
    """Up to a tenth more or less, so that feeds that started together drift apart."""
    return seconds * random.uniform(0.9, 1.1)  # noqa: S311 # spreads load, guards nothing

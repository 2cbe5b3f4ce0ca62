"""When attention is above its own rhythm: that of the same hours of the days before. Pure."""

from __future__ import annotations

import math
import statistics
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Final

from services.contracts.alert import SpikeRule

DAYS: Final = 28  # four of each weekday
LEAST_DAYS: Final = 3  # with articles; before that nobody knows a rhythm
DEVIATIONS: Final = 3.0  # above what was to be expected; with the least count, one false spike in years
LEAST_SOURCES: Final = 2  # one newspaper that repeats itself is no attention

Window = tuple[datetime, datetime]


def windows(rule: SpikeRule, now: datetime) -> list[Window]:
    """The last minutes, then the same minutes of each day before."""
    length = timedelta(minutes=rule.window_minutes)
    return [(now - length - timedelta(days=day), now - timedelta(days=day)) for day in range(DAYS + 1)]


@dataclass(frozen=True, slots=True)
class Reading:
    """`expected` articles in the window, by how much newspapers write today; None: there is no rhythm yet."""

    count: int
    expected: float | None
    deviation: float = 0.0
    sources: int = 0

    def is_spike(self, rule: SpikeRule) -> bool:
        return (
            self.expected is not None
            and self.count >= rule.at_least
            and self.count >= rule.times * self.expected
            and self.count - self.expected >= DEVIATIONS * self.deviation
            and self.sources >= LEAST_SOURCES
        )


def reading(counts: Sequence[int], totals: Sequence[int], sources: int) -> Reading:
    """`counts` of the search and `totals` of all articles in the `windows`, the current one first.

    What was to be expected is the share that the search had in the days before, of today's articles beside
    its own: on a holiday, or while half of the newspapers cannot be read, less is expected. The day with the
    largest share is left out where there are enough: an earlier spike must not hide the next one.
    """
    days = [(count, total) for count, total in zip(counts[1:], totals[1:], strict=True) if total]
    if len(days) < LEAST_DAYS:
        return Reading(counts[0], None, sources=sources)
    if len(days) > 2 * LEAST_DAYS:
        days.remove(max(days, key=lambda day: day[0] / day[1]))
    usual = sum(count for count, _ in days)
    beside = sum(total for _, total in days) - usual
    # odds, so that the spike itself does not raise what is expected; half an article: nothing is impossible
    expected = (totals[0] - counts[0]) * (usual + 0.5) / (beside + 0.5)
    scaled = [(totals[0] - counts[0]) * count / max(1, total - count) for count, total in days]
    variance = max(expected, statistics.pvariance(scaled), 1.0)
    return Reading(counts[0], expected, math.sqrt(variance), sources)

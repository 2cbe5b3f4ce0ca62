"""What reports and an operator's decisions make of an image. Pure: a case and a report give the next case."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import asdict, dataclass, field, replace
from datetime import UTC, datetime
from typing import Any

from services.contracts.image import ImageReport, ImageState, Visibility

DAY_S = 86_400.0
HOUR_S = 3600.0
CLEARED_FACTOR = 3  # how many times the threshold it takes to hide an image that an operator restored
MONTH_S = 30 * DAY_S
LONG_READER = 0.25  # what a reader of a month weighs more than one of a minute
OVERTURNED_FACTOR = 0.5  # of the weight, for each report that an operator overturned
LARGE_DAILY = 50  # articles a day of a newspaper whose pictures many see, and some would like gone
LARGE_MORE = 2.0


@dataclass(frozen=True, slots=True)
class Policy:
    """`threshold` distinct reporters within `window_days` hide an image.

    A reader counts once the cookie that we gave is `min_age_s` old.
    """

    threshold: int
    window_days: int
    min_age_s: float = 60.0


@dataclass(frozen=True, slots=True)
class Case:
    """All that is known of an image; times are seconds since 1970, of the reports themselves.

    `reporters`: who counts, and when they last reported; `weights`: how much, where it is not 1. `networks`:
    when the latest new reporter of each counted. `settled`: whom an operator's decision has answered.
    """

    state: Visibility = "visible"
    revision: int = 0
    reporters: Mapping[str, float] = field(default_factory=dict)
    settled: Mapping[str, float] = field(default_factory=dict)
    decided_at: float | None = None
    weights: Mapping[str, float] = field(default_factory=dict)
    networks: Mapping[str, float] = field(default_factory=dict)

    def stored(self) -> dict[str, Any]:
        """The case as a value of the table."""
        return asdict(self)

    @classmethod
    def read(cls, stored: Mapping[str, Any] | None) -> Case:
        """The inverse of `stored`; a new case when nothing is stored."""
        return cls(**stored) if stored else cls()


def consider(case: Case, report: ImageReport, policy: Policy) -> Case:
    """The case after `report`. What was considered before, or precedes the last decision, changes nothing."""
    at = _seconds(report.reported_at)
    if case.decided_at is not None and at <= case.decided_at:
        return case
    match report.action:
        case "report":
            return _count(case, report, at, policy)
        case "restore":
            return _decide(case, "cleared", at)
        case "confirm":
            return _decide(case, "hidden", at)


def change(before: Case, after: Case, report: ImageReport) -> ImageState | None:
    """The event to tell the platform, when the state changed; replaying the report gives the same event."""
    if after.state == before.state:
        return None
    return ImageState(
        image_id=report.image_id,
        article_id=report.article_id,
        state=after.state,
        revision=after.revision,
        changed_at=report.reported_at,
    )


def weight(report: ImageReport, policy: Policy) -> float:
    """What a report counts for: nothing from a stranger, a little more from a reader of long standing."""
    if report.network is None:
        return 1.0
    if report.reader_since is None:
        return 0.0
    age = _seconds(report.reported_at) - _seconds(report.reader_since)
    if age < policy.min_age_s:
        return 0.0
    standing = 1.0 + LONG_READER * min(1.0, age / MONTH_S)
    return float(standing * OVERTURNED_FACTOR ** min(report.overturned, 8))


def _count(case: Case, report: ImageReport, at: float, policy: Policy) -> Case:
    reporter, counts_for = report.reporter, weight(report, policy)
    if reporter in case.settled or not counts_for:
        return case
    if reporter not in case.reporters and not _admits(case, report.network, at):
        return case
    last = max(at, case.reporters.get(reporter, at))
    now = max(last, *case.reporters.values()) if case.reporters else last
    oldest = now - policy.window_days * DAY_S
    networks = dict(case.networks)
    if report.network is not None and reporter not in case.reporters:
        networks[report.network] = at
    reporters = _since(oldest, {**case.reporters, reporter: last})
    weights = {**case.weights, reporter: max(counts_for, case.weights.get(reporter, 0.0))}
    counted = replace(
        case,
        reporters=reporters,
        settled=_since(oldest, case.settled),
        weights={who: each for who, each in weights.items() if who in reporters and each != 1.0},
        networks=_since(oldest, networks),
    )
    needed: float = policy.threshold * (CLEARED_FACTOR if case.state == "cleared" else 1)
    if (report.newspaper_daily or 0) >= LARGE_DAILY:
        needed += LARGE_MORE
    total = sum(counted.weights.get(who, 1.0) for who in reporters)
    return _in_state(counted, "hidden") if case.state != "hidden" and total >= needed else counted


def _admits(case: Case, network: str | None, at: float) -> bool:
    """At most one new reporter an hour from one network: who has many cookies still waits."""
    return network is None or at - case.networks.get(network, at - HOUR_S) >= HOUR_S


def _since(oldest: float, moments: Mapping[str, float]) -> dict[str, float]:
    return {name: moment for name, moment in moments.items() if moment >= oldest}


def _decide(case: Case, state: Visibility, at: float) -> Case:
    answered = {**case.settled, **case.reporters}
    return _in_state(replace(case, reporters={}, weights={}, settled=answered, decided_at=at), state)


def _in_state(case: Case, state: Visibility) -> Case:
    return case if state == case.state else replace(case, state=state, revision=case.revision + 1)


def _seconds(moment: datetime) -> float:
    """A time without a zone, which no part of ours writes, is taken for UTC."""
    return (moment if moment.tzinfo else moment.replace(tzinfo=UTC)).timestamp()

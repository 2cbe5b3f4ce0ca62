"""What reports and an operator's decisions make of an image. Pure: a case and a report give the next case."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import asdict, dataclass, field, replace
from datetime import UTC, datetime
from typing import Any

from services.contracts.image import ImageReport, ImageState, Visibility

DAY_S = 86_400.0
CLEARED_FACTOR = 3  # how many times the threshold it takes to hide an image that an operator restored


@dataclass(frozen=True, slots=True)
class Policy:
    """`threshold` distinct reporters within `window_days` hide an image."""

    threshold: int
    window_days: int


@dataclass(frozen=True, slots=True)
class Case:
    """All that is known of an image; times are seconds since 1970, of the reports themselves.

    `reporters`: who counts, and when they last reported. `settled`: whom an operator's decision has answered.
    """

    state: Visibility = "visible"
    revision: int = 0
    reporters: Mapping[str, float] = field(default_factory=dict)
    settled: Mapping[str, float] = field(default_factory=dict)
    decided_at: float | None = None

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
            return _count(case, report.reporter, at, policy)
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


def _count(case: Case, reporter: str, at: float, policy: Policy) -> Case:
    if reporter in case.settled:
        return case
    last = max(at, case.reporters.get(reporter, at))
    now = max(last, *case.reporters.values()) if case.reporters else last
    oldest = now - policy.window_days * DAY_S
    reporters = {who: when for who, when in {**case.reporters, reporter: last}.items() if when >= oldest}
    settled = {who: when for who, when in case.settled.items() if when >= oldest}
    counted = replace(case, reporters=reporters, settled=settled)
    needed = policy.threshold * (CLEARED_FACTOR if case.state == "cleared" else 1)
    hides = case.state != "hidden" and len(reporters) >= needed
    return _in_state(counted, "hidden") if hides else counted


def _decide(case: Case, state: Visibility, at: float) -> Case:
    answered = {**case.settled, **case.reporters}
    return _in_state(replace(case, reporters={}, settled=answered, decided_at=at), state)


def _in_state(case: Case, state: Visibility) -> Case:
    return case if state == case.state else replace(case, state=state, revision=case.revision + 1)


def _seconds(moment: datetime) -> float:
    """A time without a zone, which no part of ours writes, is taken for UTC."""
    return (moment if moment.tzinfo else moment.replace(tzinfo=UTC)).timestamp()

"""Clocks: an article's moment, a lag in seconds and the order of the change feed are as right as they are."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

from services.cli.checks.finding import Finding, degraded, ok

TOLERANCE_S = 10.0


@dataclass(frozen=True, slots=True)
class Ahead:
    """By how many seconds a clock is ahead of this machine's; negative: behind."""

    whose: str
    seconds: float


def clocks(seen: Sequence[Ahead]) -> Finding:
    wrong = [clock for clock in seen if abs(clock.seconds) > TOLERANCE_S]
    if not wrong:
        return ok("clocks", f"{len(seen)} clocks differ from this one by less than {TOLERANCE_S:.0f} s")
    told = "; ".join(
        f"{clock.whose} is {abs(clock.seconds):.0f} s {'ahead' if clock.seconds > 0 else 'behind'}"
        for clock in wrong
    )
    return degraded(
        "clocks",
        f"the clocks do not agree: {told}",
        "ages, lags and the order of lists are computed from them, and a cursor could leave articles out",
        "switch on time synchronisation on that machine and on this one: timedatectl set-ntp true",
    )

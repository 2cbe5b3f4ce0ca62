"""What readers see: how old the newest article of each newspaper is."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import timedelta

from services.cli.checks.finding import Finding, degraded, ok
from services.cli.output import ago

STALE = timedelta(hours=24)
NAMED = 5


def newspapers(ages: Mapping[str, timedelta | None]) -> Finding:
    """`ages`: of the newest article by the id of each newspaper that is polled; None: it has none."""
    stale = {source: age for source, age in ages.items() if age is None or age > STALE}
    if not stale:
        return ok("freshness", f"each of {len(ages)} newspapers had an article within a day")
    oldest = sorted(stale.items(), key=lambda item: (item[1] or timedelta.max, item[0]), reverse=True)
    told = ", ".join(f"{source} ({ago(age)})" for source, age in oldest[:NAMED])
    more = f" and {len(oldest) - NAMED} more" if len(oldest) > NAMED else ""
    return degraded(
        "freshness",
        f"no new article for a day: {told}{more}",
        "readers take the page for current and miss what these newspapers write",
        f"nashra sources test {oldest[0][0]} reads its feeds now and says what is wrong with them",
    )

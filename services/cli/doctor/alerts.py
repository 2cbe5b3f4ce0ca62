"""Whether whoever asked for it can be told: receivers of alerts that take nothing."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import UTC, datetime

from services.cli.alert_health import AlertReceivers
from services.cli.doctor.finding import Finding, degraded, ok
from services.cli.output import counted
from services.runtime.settings import Settings

NAMED = 3


async def examine(settings: Settings) -> list[Finding]:
    """One finding; none where nobody has an alert."""
    receivers = AlertReceivers(settings)
    await receivers.read()
    if not receivers.alerts:
        return []
    return [receiving(len(receivers.alerts), receivers.failing(datetime.now(UTC)))]


def receiving(alerts: int, failing: Mapping[str, str]) -> Finding:
    """`failing`: by the name of an alert, why its receiver took nothing for an hour."""
    if not failing:
        return ok("alerts", f"the receivers of {counted(alerts, 'alert')} take what they are sent")
    named = "; ".join(f"{name} ({why})" for name, why in list(failing.items())[:NAMED])
    more = f" and {len(failing) - NAMED} more" if len(failing) > NAMED else ""
    return degraded(
        "alerts",
        f"{counted(len(failing), 'receiver')} took nothing for an hour: {named}{more}",
        "what they do not take in a day becomes dead letters, and nobody is told",
        f"nashra alerts test '{next(iter(failing))}' shows what the receiver answers",
    )

"""How the receivers of alerts do, for `alerts list`, `status` and `doctor`: by the last try to tell each."""

from __future__ import annotations

from collections.abc import AsyncIterator
from contextlib import suppress
from dataclasses import asdict, dataclass
from datetime import UTC, datetime, timedelta
from typing import Any, TypeVar

from services.contracts.alert import Alert, AlertDelivery
from services.contracts.event import Event
from services.contracts.topics import ALERT_DELIVERIES, ALERTS, Topic
from services.runtime.errors import NoTopic
from services.runtime.scan import extent, offsets_at, scan_events
from services.runtime.settings import Settings

E = TypeVar("E", bound=Event)

RECENT = timedelta(days=2)  # a receiver that fails is tried at least once a day
LONG = timedelta(hours=1)


@dataclass(frozen=True, slots=True)
class AlertHealth:
    """Of the last try. `failing_since`: None while the receiver takes what it is sent."""

    outcome: str
    at: datetime
    status: int | None
    error: str | None
    waiting: int
    failing_since: datetime | None

    @classmethod
    def of(cls, last: AlertDelivery) -> AlertHealth:
        since = (last.failing_since or last.at) if last.outcome in {"failed", "dead"} else None
        return cls(last.outcome, last.at, last.status, last.error, last.waiting, since)

    def fails_long(self, now: datetime) -> bool:
        return self.failing_since is not None and now - self.failing_since > LONG

    def described(self) -> dict[str, Any]:
        return asdict(self)


class AlertReceivers:
    """The alerts and how their receivers do; `read` takes up what was written since it was called last."""

    def __init__(self, settings: Settings) -> None:
        self._settings = settings
        self._alerts: dict[str, Alert] = {}
        self._last: dict[str, AlertDelivery] = {}
        self._places: dict[str, dict[int, int]] = {}

    async def read(self) -> None:
        """Raises `Unreachable`. What is no topic yet holds nothing."""
        with suppress(NoTopic):
            async for alert in self._new(ALERTS):
                self._alerts[alert.id] = alert
            async for delivery in self._new(ALERT_DELIVERIES, datetime.now(UTC) - RECENT):
                self._last[delivery.alert_id] = delivery

    async def _new(self, topic: Topic[E], since: datetime | None = None) -> AsyncIterator[E]:
        name = topic.physical(self._settings.namespace)
        if topic.name not in self._places:
            self._places[topic.name] = await offsets_at(self._settings, name, since) if since else {}
            if since:  # a partition to which nothing was written since then
                ends = {
                    partition: end for partition, (_, end) in (await extent(self._settings, name)).items()
                }
                self._places[topic.name] = ends | self._places[topic.name]
        async for record in scan_events(self._settings, topic, self._places[topic.name]):
            self._places[topic.name][record.partition] = record.offset + 1
            yield record.event

    @property
    def alerts(self) -> list[Alert]:
        """Those that were not removed, by name."""
        left = [alert for alert in self._alerts.values() if not alert.removed]
        return sorted(left, key=lambda alert: (alert.name, alert.id))

    @property
    def health(self) -> dict[str, AlertHealth]:
        """By alert id, of those that were told something in the last days."""
        return {alert_id: AlertHealth.of(last) for alert_id, last in self._last.items()}

    def failing(self, now: datetime) -> dict[str, str]:
        """By the name of the alert, why its receiver has taken nothing for long."""
        health = self.health
        return {
            alert.name: health[alert.id].error or health[alert.id].outcome
            for alert in self.alerts
            if alert.enabled and alert.id in health and health[alert.id].fails_long(now)
        }

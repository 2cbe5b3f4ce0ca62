"""What becomes of each telling, written down: alert-deliveries.v1, dead letters, alerts that are stopped."""

from __future__ import annotations

import asyncio
from collections.abc import Awaitable, Callable
from datetime import UTC, datetime

from services.alerts.ledger import Waiting
from services.contracts.alert import Alert, AlertDelivery, AlertMatch
from services.contracts.dead_letter import DeadLetter, Origin, Reason
from services.contracts.event import Envelope, Event
from services.contracts.topics import ALERT_MATCHES, DEAD_LETTERS
from services.runtime import metrics
from services.runtime.errors import Unreachable
from services.runtime.faust_adapter.worker import Worker
from services.runtime.logs import get_logger
from services.runtime.producer import settle
from services.runtime.settings import Settings

STAGE = "alerts.alert-matches.v1"
RETRY_S = 2.0

log = get_logger(__name__)


class Journal:
    """Each call returns once Kafka has it, however long it is away."""

    def __init__(self, app: Worker, settings: Settings) -> None:
        self._events = app.events
        self._settings = settings

    async def note(self, delivery: AlertDelivery) -> None:
        metrics.WEBHOOK_DELIVERIES.labels(delivery.outcome).inc()
        await self.publish(delivery)

    async def bury(self, waiting: Waiting, why: str) -> None:
        """The match as a dead letter of its topic, from where it can be sent back."""
        origin = Origin(
            topic=ALERT_MATCHES.physical(self._settings.namespace),
            partition=waiting.partition,
            offset=waiting.offset,
            timestamp_ms=int(waiting.since * 1000),
            key=ALERT_MATCHES.key_of(waiting.match),
            value=waiting.match.encode(),
            headers=tuple(Envelope.new("alerts", AlertMatch.__name__).headers()),
        )
        attempts = max(1, waiting.attempts)
        letter = DeadLetter(origin, STAGE, Reason.UNDELIVERED, why, attempts, datetime.now(UTC))
        topic = DEAD_LETTERS.physical(self._settings.namespace)

        async def send() -> None:
            await settle(await self._events.enqueue_raw(topic, origin.key, origin.value, letter.headers()))

        await _until_taken(send)
        metrics.DEAD_LETTERS.labels(STAGE, Reason.UNDELIVERED.value).inc()
        log.warning("dead letter", stage=STAGE, alert=waiting.alert_id, match=waiting.id, reason=why)

    async def stop(self, alert: Alert) -> None:
        """What the platform decided of an alert."""
        log.warning("alert stopped", alert=alert.id, reason=alert.stop_reason)
        await self.publish(alert)

    async def publish(self, event: Event) -> None:
        async def send() -> None:
            await self._events.publish([event])

        await _until_taken(send)


async def _until_taken(send: Callable[[], Awaitable[None]]) -> None:
    while True:
        try:
            return await send()
        except Unreachable as error:
            log.warning("waiting for Kafka", stage=STAGE, reason=str(error))
            await asyncio.sleep(RETRY_S)

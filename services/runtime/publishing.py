"""What leaves a stage: the events of its batch, or dead letters with the original bytes, acknowledged."""

from __future__ import annotations

import asyncio
from collections.abc import Sequence
from datetime import UTC, datetime
from typing import Any

from services.contracts.dead_letter import DeadLetter, Reason
from services.contracts.event import Event
from services.contracts.topics import DEAD_LETTERS
from services.runtime import tracing
from services.runtime.batch import Item
from services.runtime.dead_letters import redrives
from services.runtime.errors import TooLarge, Unreachable
from services.runtime.outcome import Dead, Done, Record
from services.runtime.producer import Delivery, EventProducer, settle
from services.runtime.settings import Settings


class Publisher:
    """Sends the outcomes of one stage. `sinks`: the kinds of events that it may send."""

    def __init__(
        self, settings: Settings, stage: str, sinks: frozenset[type[Event]], producer: EventProducer
    ) -> None:
        self._stage = stage
        self._sinks = sinks
        self._producer = producer
        self._dead_letters = DEAD_LETTERS.physical(settings.namespace)

    async def publish(self, items: Sequence[Item[Any]]) -> None:
        """Send what has not been acknowledged yet. Raises `Unreachable`: then publish the same items again.

        An event too large for its topic turns its record into a dead letter.
        """
        sent: list[tuple[Item[Any], list[Delivery]]] = []
        try:
            for item in items:
                if not item.acknowledged:
                    sent.append((item, await self._send(item)))  # noqa: PERF401 # kept when a send fails
            for item, deliveries in sent:
                await self._settle(item, deliveries)
        except Unreachable:
            pending = (delivery for _, deliveries in sent for delivery in deliveries)
            await asyncio.gather(*pending, return_exceptions=True)
            raise

    async def _settle(self, item: Item[Any], deliveries: Sequence[Delivery]) -> None:
        try:
            for delivery in deliveries:
                await settle(delivery)
        except TooLarge as error:
            if isinstance(item.outcome, Dead):
                raise Unreachable(f"the dead-letter topic takes no message of this size: {error}") from error
            item.outcome = Dead(Reason.TOO_LARGE, str(error))
            await self._settle(item, await self._send(item))
        item.acknowledged = True

    async def _send(self, item: Item[Any]) -> list[Delivery]:
        if isinstance(item.outcome, Done) and isinstance(item.record, Record):
            try:
                with tracing.within(item.step):
                    return [await self._enqueue(event, item.record) for event in item.outcome.events]
            except TooLarge as error:
                item.outcome = Dead(Reason.TOO_LARGE, str(error))
            except ValueError as error:  # no JSON can say it
                item.outcome = Dead(Reason.CRASHED, f"{type(error).__name__}: {error}")
        return [await self._bury(item, item.outcome)] if isinstance(item.outcome, Dead) else []

    async def _enqueue(self, event: Event, record: Record[Any]) -> Delivery:
        if type(event) not in self._sinks:
            raise TypeError(f"{self._stage} has no sink for {type(event).__name__}")
        return await self._producer.enqueue(event, record.envelope)

    async def _bury(self, item: Item[Any], dead: Dead) -> Delivery:
        origin = item.origin
        letter = DeadLetter(
            origin=origin,
            stage=self._stage,
            reason=dead.reason,
            message=dead.message,
            traceback=dead.traceback,
            attempts=1 + redrives(origin.headers),
            failed_at=datetime.now(UTC),
        )
        return await self._producer.enqueue_raw(
            self._dead_letters, origin.key, origin.value, letter.headers()
        )

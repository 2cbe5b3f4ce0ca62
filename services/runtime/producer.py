"""The one way events reach Kafka: idempotent, acknowledged by every replica, never awaited one by one."""

from __future__ import annotations

import asyncio
from collections.abc import Sequence
from types import TracebackType
from typing import Any

from aiokafka import AIOKafkaProducer
from aiokafka.errors import KafkaError, MessageSizeTooLargeError

from services.contracts.bounds import EVENT_BYTES
from services.contracts.event import Envelope, Event
from services.contracts.topics import topic_of
from services.runtime import tracing
from services.runtime.access import kafka_options, unreachable
from services.runtime.errors import TooLarge, Unreachable
from services.runtime.settings import Settings

MAX_EVENT_BYTES = EVENT_BYTES
ENVELOPE_BYTES = 256 * 1024  # what headers, also those of a dead letter, may add
Position = tuple[str, int, int]
Delivery = asyncio.Future[Any]  # of aiokafka's RecordMetadata


class EventProducer:
    """Publishes events to the topic of their type. `maker` names the process in the CloudEvents `source`."""

    def __init__(self, settings: Settings, maker: str) -> None:
        self._settings = settings
        self._maker = maker
        self._producer: AIOKafkaProducer | None = None

    async def start(self) -> None:
        """Raises `Unreachable` when no broker answers, `Refused` when one does not let us in."""
        producer = AIOKafkaProducer(
            **kafka_options(self._settings),
            client_id=f"nashra-{self._maker}",
            enable_idempotence=True,
            acks="all",
            linger_ms=5,
            max_batch_size=512 * 1024,
            max_request_size=MAX_EVENT_BYTES + ENVELOPE_BYTES,
            request_timeout_ms=20_000,
        )
        try:
            await producer.start()
        except KafkaError as error:
            await producer.stop()
            raise await unreachable(self._settings, error) from error
        self._producer = producer

    async def stop(self) -> None:
        if self._producer is not None:
            await self._producer.stop()
            self._producer = None

    async def __aenter__(self) -> EventProducer:
        await self.start()
        return self

    async def __aexit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        await self.stop()

    async def reachable(self) -> bool:
        """Whether a broker answers now."""
        if self._producer is None:
            return False
        try:
            return bool(await asyncio.wait_for(self._producer.client.force_metadata_update(), 2))
        except (TimeoutError, KafkaError, OSError):
            return False

    async def publish(self, events: Sequence[Event], parent: Envelope | None = None) -> list[Position]:
        """Topic, partition and offset of each event, once all are acknowledged.

        Raises `TooLarge` before anything is sent, or `Unreachable`: then any part may have been written.
        """
        sent = [await self.enqueue(event, parent) for event in events]
        return [await settle(future) for future in sent]

    async def enqueue(self, event: Event, parent: Envelope | None = None) -> Delivery:
        """Hand one event to the producer's buffer; `settle` the future to know that it is acknowledged.

        It belongs to the current step of a trace, else to that of its parent.
        """
        topic = topic_of(event)
        kind = type(event).__name__
        step = tracing.current()
        trace = step.traceparent if step else None
        envelope = (
            parent.forward(self._maker, kind, trace) if parent else Envelope.new(self._maker, kind, trace)
        )
        value = event.encode()
        if len(value) > MAX_EVENT_BYTES:
            raise TooLarge(f"{kind} of {len(value)} bytes; an event may have {MAX_EVENT_BYTES}")
        return await self.enqueue_raw(
            topic.physical(self._settings.namespace), topic.key_of(event), value, envelope.headers()
        )

    async def enqueue_raw(
        self,
        topic: str,
        key: bytes | None,
        value: bytes | None,
        headers: Sequence[tuple[str, bytes]] = (),
        partition: int | None = None,
    ) -> Delivery:
        """The same for bytes. Raises `TooLarge` or `Unreachable` when they do not even fit the buffer."""
        if self._producer is None:
            raise Unreachable("the producer is not started")
        if key is None and value is None:
            value = b""  # aiokafka refuses the dead letter of a tombstone without a key
        try:
            sent: Delivery = await self._producer.send(
                topic, value=value, key=key, headers=list(headers), partition=partition
            )
        except MessageSizeTooLargeError as error:
            raise TooLarge(f"{len(value or b'')} bytes are more than {topic} takes") from error
        except KafkaError as error:
            raise Unreachable(f"{topic} did not take a message: {error!r}") from error
        return sent


async def settle(delivery: Delivery) -> Position:
    """Wait for one acknowledgement. Raises `TooLarge` or `Unreachable`."""
    try:
        written = await delivery
    except MessageSizeTooLargeError as error:
        raise TooLarge(f"the broker refused the message as too large: {error}") from error
    except KafkaError as error:
        raise Unreachable(f"not acknowledged: {error!r}") from error
    return (written.topic, written.partition, written.offset)

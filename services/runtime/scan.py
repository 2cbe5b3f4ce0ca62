"""Read a topic without a group: what every replica, the operator's tools and the lag need."""

from __future__ import annotations

import asyncio
import time
from collections.abc import AsyncIterator, Mapping
from contextlib import asynccontextmanager
from datetime import datetime
from typing import TypeVar

from aiokafka import AIOKafkaConsumer, ConsumerRecord
from aiokafka.errors import KafkaError, TopicAuthorizationFailedError, UnknownTopicOrPartitionError

from services.contracts.dead_letter import Origin
from services.contracts.event import Event
from services.contracts.topics import Topic
from services.runtime.access import kafka_options, unreachable
from services.runtime.errors import NoTopic
from services.runtime.logs import get_logger
from services.runtime.outcome import Dead, Record
from services.runtime.records import decode, origin_of
from services.runtime.settings import Settings

POLL_MS = 500
CREATED_S = 1.0  # until every broker knows of a topic that was just created

E = TypeVar("E", bound=Event)

log = get_logger(__name__)


@asynccontextmanager
async def reading(settings: Settings, topic: str) -> AsyncIterator[AIOKafkaConsumer]:
    """A consumer of all partitions of `topic`, at their beginning. Raises `Unreachable` or `NoTopic`."""
    consumer = AIOKafkaConsumer(
        **kafka_options(settings),
        client_id=settings.named("nashra-scan"),
        enable_auto_commit=False,
        auto_offset_reset="earliest",
        request_timeout_ms=10_000,
    )
    try:
        await consumer.start()
        await _subscribe(consumer, topic)
        yield consumer
    except UnknownTopicOrPartitionError as error:
        raise NoTopic(f"topic {topic} does not exist; `nashra topics apply` creates it") from error
    except KafkaError as error:
        raise await unreachable(settings, error) from error
    finally:
        await consumer.stop()


async def _subscribe(consumer: AIOKafkaConsumer, topic: str) -> None:
    """To all partitions of a topic; aiokafka would look for a missing one until its requests time out."""
    client = consumer._client  # noqa: SLF001 # it alone knows what a broker says of one topic
    await client.set_topics([topic])
    if topic in client.cluster.unauthorized_topics:
        raise TopicAuthorizationFailedError(topic)
    deadline = time.monotonic() + CREATED_S
    while not consumer.partitions_for_topic(topic):
        if time.monotonic() > deadline:
            raise UnknownTopicOrPartitionError(topic)
        await asyncio.sleep(0.1)
        await client.force_metadata_update()
    consumer.subscribe([topic])
    await client.force_metadata_update()  # which assigns them


async def scan(
    settings: Settings, topic: str, start: Mapping[int, int] | None = None
) -> AsyncIterator[ConsumerRecord]:
    """Every record from the beginning, or from the offsets in `start`, up to the end seen now."""
    async with reading(settings, topic) as consumer:
        begins = await consumer.beginning_offsets(consumer.assignment())
        ends = await consumer.end_offsets(consumer.assignment())
        places = {tp: max(begin, (start or {}).get(tp.partition, 0)) for tp, begin in begins.items()}
        unread = {tp for tp, end in ends.items() if end > places[tp]}
        for tp in unread:
            consumer.seek(tp, places[tp])
        while unread:
            for tp, records in (await consumer.getmany(*unread, timeout_ms=POLL_MS)).items():
                for record in records:
                    if record.offset < ends[tp]:
                        yield record
            unread = {tp for tp in unread if await consumer.position(tp) < ends[tp]}


async def scan_events(
    settings: Settings, topic: Topic[E], start: Mapping[int, int] | None = None
) -> AsyncIterator[Record[E]]:
    """The same as events; what cannot be decoded is left out, and counted in one line of the log."""
    left_out = 0
    async for record in scan(settings, topic.physical(settings.namespace), start):
        decoded = decode(topic, origin_of(record), "scan")
        if isinstance(decoded, Dead):
            left_out += 1
            log.debug(
                "left out", topic=topic.name, partition=record.partition, offset=record.offset,
                reason=decoded.message,
            )  # fmt: skip
        else:
            yield decoded
    if left_out:
        log.warning("records cannot be read, left out", topic=topic.name, records=left_out)


class Tail:
    """Remembers how far it has read; the end is that of each call."""

    def __init__(self, settings: Settings, topic: str) -> None:
        self._settings = settings
        self._topic = topic
        self._places: dict[int, int] = {}

    async def since(self) -> AsyncIterator[Origin]:
        """Everything at first, then what is new. Raises `Unreachable` or `NoTopic`."""
        async for record in scan(self._settings, self._topic, self._places):
            self._places[record.partition] = record.offset + 1
            yield origin_of(record)


async def extent(settings: Settings, topic: str) -> dict[int, tuple[int, int]]:
    """The first offset and the one after the last, by partition. Raises `Unreachable` or `NoTopic`."""
    async with reading(settings, topic) as consumer:
        begins = await consumer.beginning_offsets(consumer.assignment())
        ends = await consumer.end_offsets(consumer.assignment())
        return {tp.partition: (begin, ends[tp]) for tp, begin in begins.items()}


async def offsets_at(settings: Settings, topic: str, moment: datetime) -> dict[int, int]:
    """By partition the first offset written at or after `moment`; no entry where nothing was."""
    async with reading(settings, topic) as consumer:
        stamp = int(moment.timestamp() * 1000)
        found = await consumer.offsets_for_times(dict.fromkeys(consumer.assignment(), stamp))
        return {tp.partition: entry.offset for tp, entry in found.items() if entry is not None}

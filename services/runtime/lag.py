"""How far each stage is behind, in records and in seconds."""

from __future__ import annotations

import asyncio
import time
from collections.abc import Awaitable, Callable, Mapping
from dataclasses import dataclass
from typing import TypeVar

from aiokafka import AIOKafkaConsumer, TopicPartition
from aiokafka.admin import AIOKafkaAdminClient
from aiokafka.errors import GroupCoordinatorNotAvailableError, KafkaError

from services.contracts.topics import ALL
from services.runtime.access import kafka_options, unreachable
from services.runtime.scan import reading
from services.runtime.settings import Settings

T = TypeVar("T")

WITHOUT_GROUP = {"gateway", "cli"}  # they read topics whole
OPTIONAL = {"embed"}  # told of where it has ever worked
PEEK_MS = 2000
COORDINATOR_S = 10.0


@dataclass(frozen=True, slots=True)
class StageLag:
    """`seconds`: the age of the oldest message that waits; None when it could not be read in time.

    `handled`: how many messages the group ever finished, and those that expired before.
    """

    group: str
    topic: str
    records: int
    seconds: float | None
    handled: int = 0

    @property
    def role(self) -> str:
        return self.group.rpartition("nashra-")[2]


def consuming_stages() -> list[tuple[str, str]]:
    """Role and topic of every stage, as the topics declare them; nobody has a place in a broadcast."""
    return [
        (role, topic.name)
        for topic in ALL
        if not topic.broadcast
        for role in topic.consumers.split(", ")
        if role and role not in WITHOUT_GROUP
    ]


def waiting(
    begins: Mapping[TopicPartition, int],
    ends: Mapping[TopicPartition, int],
    committed: Mapping[TopicPartition, int],
) -> dict[TopicPartition, int]:
    """The next offset of each partition that has messages waiting. Expired messages wait no longer."""
    places = {tp: max(begin, committed.get(tp, 0)) for tp, begin in begins.items()}
    return {tp: place for tp, place in places.items() if ends[tp] > place}


async def stage_lags(settings: Settings) -> list[StageLag]:
    """One entry a stage that works here, also when nothing waits. Raises `Unreachable` or `NoTopic`."""
    admin = AIOKafkaAdminClient(**kafka_options(settings), request_timeout_ms=5_000)
    try:
        await admin.start()
        stages = (
            _stage_lag(settings, admin, role, settings.named(topic)) for role, topic in consuming_stages()
        )
        return [lag for lag in await asyncio.gather(*stages) if lag is not None]
    except (KafkaError, OSError) as error:
        raise await unreachable(settings, error) from error
    finally:
        await admin.close()


async def _stage_lag(
    settings: Settings, admin: AIOKafkaAdminClient, role: str, topic: str
) -> StageLag | None:
    group = settings.named(f"nashra-{role}")
    committed = await _committed(admin, group)
    if role in OPTIONAL and not committed:
        return None
    async with reading(settings, topic) as consumer:
        partitions = consumer.assignment()
        ends = await consumer.end_offsets(partitions)
        behind = waiting(await consumer.beginning_offsets(partitions), ends, committed)
        seconds = await _age(consumer, behind) if behind else 0.0
    records = sum(ends[tp] - place for tp, place in behind.items())
    return StageLag(group, topic, records, seconds, sum(committed.get(tp, 0) for tp in partitions))


async def _committed(admin: AIOKafkaAdminClient, group: str) -> dict[TopicPartition, int]:
    """The offsets that a group committed."""
    offsets = await coordinated(lambda: admin.list_consumer_group_offsets(group))
    return {tp: entry.offset for tp, entry in offsets.items() if entry.offset >= 0}


async def coordinated(ask: Callable[[], Awaitable[T]]) -> T:
    """The answer of a group's coordinator. Asking a new broker makes it create its offsets topic first."""
    deadline = time.monotonic() + COORDINATOR_S
    while True:
        try:
            return await ask()
        except GroupCoordinatorNotAvailableError:
            if time.monotonic() > deadline:
                raise
            await asyncio.sleep(0.2)


async def _age(consumer: AIOKafkaConsumer, behind: Mapping[TopicPartition, int]) -> float | None:
    """How old the first message of these places is."""
    for tp, place in behind.items():
        consumer.seek(tp, place)
    oldest: int | None = None
    for tp in behind:
        for records in (await consumer.getmany(tp, timeout_ms=PEEK_MS, max_records=1)).values():
            stamp = records[0].timestamp
            oldest = stamp if oldest is None else min(oldest, stamp)
    return None if oldest is None else max(0.0, time.time() - oldest / 1000)

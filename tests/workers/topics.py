"""What stands on the topics of a test, and what a group has committed."""

from __future__ import annotations

from collections.abc import Sequence
from typing import TypeVar

from aiokafka.admin import AIOKafkaAdminClient
from aiokafka.errors import GroupCoordinatorNotAvailableError
from services.contracts.dead_letter import DeadLetter
from services.contracts.event import Event
from services.contracts.topics import DEAD_LETTERS, Topic
from services.runtime.producer import EventProducer
from services.runtime.records import origin_of
from services.runtime.scan import scan
from services.runtime.settings import Settings

E = TypeVar("E", bound=Event)


async def publish(settings: Settings, *events: Event) -> None:
    async with EventProducer(settings, "test") as producer:
        await producer.publish(events)


async def publish_raw(
    settings: Settings, topic: str, values: Sequence[tuple[bytes | None, bytes | None]], **headers: bytes
) -> None:
    """Key and value of each record, in order."""
    async with EventProducer(settings, "test") as producer:
        for key, value in values:
            await (await producer.enqueue_raw(topic, key, value, list(headers.items())))


async def events(settings: Settings, topic: Topic[E]) -> list[E]:
    """All events of a topic; of one key in the order in which they were written."""
    return [
        topic.event.model_validate_json(record.value)
        async for record in scan(settings, topic.physical(settings.namespace))
    ]


async def dead_letters(settings: Settings) -> list[DeadLetter]:
    topic = DEAD_LETTERS.physical(settings.namespace)
    origins = [origin_of(record) async for record in scan(settings, topic)]
    return [DeadLetter.read(origin.key, origin.value, origin.headers) for origin in origins]


async def committed(settings: Settings, group: str) -> int:
    """How many messages the group has finished, over all partitions."""
    return sum((await places(settings, group)).values())


async def places(settings: Settings, group: str) -> dict[tuple[str, int], int]:
    """What the group committed, by topic and partition; nothing while a new broker has no coordinator yet."""
    admin = AIOKafkaAdminClient(bootstrap_servers=settings.kafka)
    await admin.start()
    try:
        offsets = await admin.list_consumer_group_offsets(group)
        return {(tp.topic, tp.partition): entry.offset for tp, entry in offsets.items() if entry.offset > 0}
    except GroupCoordinatorNotAvailableError:
        return {}
    finally:
        await admin.close()

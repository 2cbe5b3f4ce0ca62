"""Create the topics from their one declaration before any worker starts; tell where a broker differs."""

from __future__ import annotations

import asyncio
from collections.abc import AsyncIterator, Sequence
from contextlib import asynccontextmanager
from dataclasses import dataclass
from typing import Literal

from aiokafka.admin import AIOKafkaAdminClient, NewTopic
from aiokafka.admin.config_resource import ConfigResource, ConfigResourceType
from aiokafka.errors import (
    ClusterAuthorizationFailedError,
    KafkaError,
    NoError,
    TopicAlreadyExistsError,
    TopicAuthorizationFailedError,
    for_code,
)

from services.contracts.topics import ALL, DEAD_LETTERS, FOR_EVER
from services.runtime.access import ROLES_DOC, kafka_options, unreachable
from services.runtime.errors import Refused, Unreachable
from services.runtime.logs import get_logger
from services.runtime.producer import ENVELOPE_BYTES, MAX_EVENT_BYTES
from services.runtime.settings import Settings

LEADER_S = 5.0
DENIED = {TopicAuthorizationFailedError.errno, ClusterAuthorizationFailedError.errno}

log = get_logger(__name__)


@dataclass(frozen=True, slots=True)
class TopicSpec:
    """A topic as it should be on the broker."""

    name: str
    partitions: int
    retention_ms: int = FOR_EVER
    cleanup: Literal["delete", "compact"] = "delete"

    def config(self) -> dict[str, str]:
        return {
            "cleanup.policy": self.cleanup,
            "retention.ms": str(self.retention_ms),
            "max.message.bytes": str(MAX_EVENT_BYTES + ENVELOPE_BYTES),
        }


@dataclass(frozen=True, slots=True)
class Difference:
    """What `nashra topics plan` shows: a topic to create, or one that is not as declared."""

    topic: str
    kind: Literal["missing", "partitions", "config"]
    found: str
    wanted: str


def topic_specs(settings: Settings) -> list[TopicSpec]:
    """Every topic of this platform."""
    topics = [
        TopicSpec(t.physical(settings.namespace), t.partitions or settings.partitions, t.retention_ms)
        for t in ALL
    ]
    dead = DEAD_LETTERS
    return [*topics, TopicSpec(dead.physical(settings.namespace), dead.partitions, dead.retention_ms)]


async def plan(settings: Settings) -> list[Difference]:
    """Where the broker differs from the declaration. Raises `Unreachable`."""
    async with _administering(settings) as admin:
        existing = {found["topic"]: found for found in await admin.describe_topics()}
        differences: list[Difference] = []
        for topic in topic_specs(settings):
            found = existing.get(topic.name)
            if found is None:
                differences.append(Difference(topic.name, "missing", "", f"{topic.partitions} partitions"))
                continue
            count = len(found["partitions"])
            if count != topic.partitions:
                differences.append(Difference(topic.name, "partitions", str(count), str(topic.partitions)))
            differences += await _config_differences(admin, topic)
        return differences


async def provision(settings: Settings, changelogs: Sequence[TopicSpec] = ()) -> list[str]:
    """Create what is missing; the names created. Existing topics stay as they are. Raises `Unreachable`."""
    async with _administering(settings) as admin:
        existing = set(await admin.list_topics())
        missing = [topic for topic in (*topic_specs(settings), *changelogs) if topic.name not in existing]
        if not missing:
            return []
        created = await _create(admin, missing, settings.replication)
        await _led(admin, missing)
        return created


async def _create(admin: AIOKafkaAdminClient, topics: Sequence[TopicSpec], replication: int) -> list[str]:
    """The names created; another worker may have been faster with some."""
    new = [
        NewTopic(topic.name, topic.partitions, replication, topic_configs=topic.config()) for topic in topics
    ]
    try:
        answer = await admin.create_topics(new)
    except KafkaError as error:
        raise Unreachable(f"topics could not be created: {error!r}") from error
    created = []
    for name, code, message in (entry[:3] for entry in answer.topic_errors):
        if code == NoError.errno:
            created.append(name)
        elif code in DENIED:
            raise Refused(
                f"Kafka does not let us create the topic {name}", f"grant Create on it: {ROLES_DOC}"
            )
        elif code != TopicAlreadyExistsError.errno:
            raise Unreachable(f"topic {name} could not be created: {message or for_code(code).__name__}")
    return created


async def _led(admin: AIOKafkaAdminClient, topics: Sequence[TopicSpec]) -> None:
    """Wait until every partition has a leader; a broker answers for a new topic a moment later."""
    for _ in range(int(LEADER_S / 0.1)):
        found = await admin.describe_topics([topic.name for topic in topics])
        led = {
            entry["topic"]: sum(partition["leader"] >= 0 for partition in entry["partitions"])
            for entry in found
        }
        if all(led.get(topic.name, 0) >= topic.partitions for topic in topics):
            return
        await asyncio.sleep(0.1)
    log.warning("topics have no leader yet", topics=[topic.name for topic in topics])


@asynccontextmanager
async def _administering(settings: Settings) -> AsyncIterator[AIOKafkaAdminClient]:
    """Raises `Unreachable`, also for what goes wrong later: a client starts before it knows any broker."""
    admin = AIOKafkaAdminClient(**kafka_options(settings), request_timeout_ms=10_000)
    try:
        await admin.start()
        yield admin
    except Unreachable:
        raise
    except (KafkaError, OSError) as error:
        raise await unreachable(settings, error) from error
    finally:
        await admin.close()


async def _config_differences(admin: AIOKafkaAdminClient, topic: TopicSpec) -> list[Difference]:
    answers = await admin.describe_configs([ConfigResource(ConfigResourceType.TOPIC, topic.name)])
    found = {
        entry[0]: entry[1] for answer in answers for resource in answer.resources for entry in resource[4]
    }
    return [
        Difference(topic.name, "config", f"{name}={found.get(name)}", f"{name}={value}")
        for name, value in topic.config().items()
        if found.get(name) != value
    ]

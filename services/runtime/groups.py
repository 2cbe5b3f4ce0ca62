"""The consumer groups of the stages: whether workers are in them, and have divided the work."""

from __future__ import annotations

from dataclasses import dataclass

from aiokafka.admin import AIOKafkaAdminClient
from aiokafka.errors import KafkaError

from services.runtime.lag import consuming_stages
from services.runtime.producer import Unreachable
from services.runtime.settings import Settings


@dataclass(frozen=True, slots=True)
class GroupState:
    """`state` as Kafka names it: Stable, Empty and Dead (nobody is in it), PreparingRebalance, …"""

    role: str
    state: str
    members: int


async def group_states(settings: Settings) -> list[GroupState]:
    """One entry for each role that consumes. Raises `Unreachable`."""
    roles = sorted({role for role, _ in consuming_stages()})
    admin = AIOKafkaAdminClient(bootstrap_servers=settings.kafka.split(","), request_timeout_ms=5_000)
    try:
        await admin.start()
        return [await _state(admin, settings, role) for role in roles]
    except (KafkaError, OSError) as error:
        raise Unreachable(f"no Kafka at {settings.kafka}: {error!r}; set NASHRA_KAFKA") from error
    finally:
        await admin.close()


async def _state(admin: AIOKafkaAdminClient, settings: Settings, role: str) -> GroupState:
    (response,) = await admin.describe_consumer_groups([settings.named(f"nashra-{role}")])
    _, _, state, _, _, members, *_ = response.groups[0]
    return GroupState(role, state, len(members))

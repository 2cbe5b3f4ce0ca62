"""The consumer groups of the stages: whether workers are in them, and have divided the work."""

from __future__ import annotations

from dataclasses import dataclass

from aiokafka.admin import AIOKafkaAdminClient
from aiokafka.errors import KafkaError

from services.runtime.access import kafka_options, unreachable
from services.runtime.lag import OPTIONAL, consuming_stages, coordinated
from services.runtime.settings import Settings


@dataclass(frozen=True, slots=True)
class GroupState:
    """`state` as Kafka names it: Stable, Empty and Dead (nobody is in it), PreparingRebalance, …"""

    role: str
    state: str
    members: int


async def group_states(settings: Settings) -> list[GroupState]:
    """One entry for each role that consumes, or ever did if it is optional. Raises `Unreachable`."""
    roles = sorted({role for role, _ in consuming_stages()})
    admin = AIOKafkaAdminClient(**kafka_options(settings), request_timeout_ms=5_000)
    try:
        await admin.start()
        states = [await _state(admin, settings, role) for role in roles]
        return [found for found in states if found.role not in OPTIONAL or found.state != "Dead"]
    except (KafkaError, OSError) as error:
        raise await unreachable(settings, error) from error
    finally:
        await admin.close()


async def _state(admin: AIOKafkaAdminClient, settings: Settings, role: str) -> GroupState:
    group = settings.named(f"nashra-{role}")
    (response,) = await coordinated(lambda: admin.describe_consumer_groups([group]))
    _, _, state, _, _, members, *_ = response.groups[0]
    return GroupState(role, state, len(members))


async def committed_notes(settings: Settings, role: str) -> list[str]:
    """What stands beside the offsets of a role's group. Raises `Unreachable`."""
    admin = AIOKafkaAdminClient(**kafka_options(settings), request_timeout_ms=5_000)
    try:
        await admin.start()
        group = settings.named(f"nashra-{role}")
        offsets = await coordinated(lambda: admin.list_consumer_group_offsets(group))
        return [entry.metadata for entry in offsets.values() if entry.metadata]
    except (KafkaError, OSError) as error:
        raise await unreachable(settings, error) from error
    finally:
        await admin.close()

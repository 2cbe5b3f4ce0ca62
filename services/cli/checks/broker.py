"""Kafka: topics as declared, a worker in every group, no dead letter waiting."""

from __future__ import annotations

import math
from collections.abc import Collection, Sequence
from datetime import timedelta

from services.cli.checks.finding import Finding, degraded, failed, ok
from services.cli.output import ago
from services.runtime.errors import Refused
from services.runtime.groups import GroupState
from services.runtime.lag import StageLag
from services.runtime.provision import Difference

LATE_S = 60.0
NOBODY = {"Empty", "Dead"}


def unreachable(address: str, reason: str) -> Finding:
    return failed(
        "kafka",
        f"no Kafka at {address}: {reason}",
        "nothing moves without it: no article is fetched, indexed or reported",
        "start it (`nashra up`), or set NASHRA_KAFKA; its advertised.listeners must be reachable from here",
    )


def refused(refusal: Refused) -> Finding:
    return failed(
        "kafka",
        refusal.problem,
        "nothing moves without it: no article is fetched, indexed or reported",
        refusal.fix,
    )


def reachable(address: str) -> Finding:
    return ok("kafka", f"a broker answers at {address}")


def topics(address: str, differences: Sequence[Difference]) -> list[Finding]:
    """Findings for what is not as declared, or one that says that all is."""
    if not differences:
        return [ok("topics", "every topic is as declared")]
    missing = [found.topic for found in differences if found.kind == "missing"]
    others = [_topic(address, found) for found in differences if found.kind != "missing"]
    return [_missing(missing), *others] if missing else others


def _missing(names: Sequence[str]) -> Finding:
    return failed(
        "topics",
        f"{len(names)} topics are missing: {', '.join(names)}",
        "the stages that write or read them wait",
        "nashra topics apply",
    )


def _topic(address: str, found: Difference) -> Finding:
    if found.kind == "partitions":
        return degraded(
            "topics",
            f"topic {found.topic} has {found.found} partitions, {found.wanted} are declared",
            "keys would go to other partitions, and the tables of a stage would not match its topic",
            f"set NASHRA_PARTITIONS={found.found}, as the topics were made; a topic cannot shrink",
        )
    return degraded(
        "topics",
        f"topic {found.topic} has {found.found}, declared is {found.wanted}",
        _consequence(found.wanted.split("=")[0]),
        f"kafka-configs.sh --bootstrap-server {address} --alter --topic {found.topic} "
        f"--add-config {found.wanted}",
    )


def _consequence(config: str) -> str:
    return {
        "retention.ms": "messages go before, or stay after, the time the platform counts on",
        "cleanup.policy": "compaction removes messages that a replay needs",
        "max.message.bytes": "large pages would be refused and become dead letters",
    }.get(config, "the broker does not behave as the code expects")


def groups(states: Sequence[GroupState]) -> list[Finding]:
    """Findings for roles that nobody plays or that do not settle, or one that says that all is well."""
    idle = [state.role for state in states if state.state in NOBODY]
    moving = [state for state in states if state.state not in {"Stable", *NOBODY}]
    if not idle and not moving:
        return [ok("workers", f"every stage has its workers ({', '.join(s.role for s in states)})")]
    return [*([_idle(idle)] if idle else []), *map(_moving, moving)]


def _idle(roles: Sequence[str]) -> Finding:
    return degraded(
        "workers",
        f"no worker plays {', '.join(roles)}",
        "what they should handle waits; nothing is lost, nothing arrives",
        f"nashra up, or nashra run {roles[0]}",
    )


def _moving(state: GroupState) -> Finding:
    return degraded(
        "workers",
        f"the {state.members} workers of {state.role} are still dividing the partitions ({state.state})",
        "while they do, nothing is handled; for more than a minute it means that one comes and goes",
        f"run the doctor again in a minute, then read the log of {state.role} for restarts",
    )


def lags(found: Sequence[StageLag], manned: Collection[str]) -> Finding:
    """`manned`: the roles that have a worker; of the others it is said already that nobody plays them."""
    late = [
        stage
        for stage in found
        if stage.records and (stage.seconds is None or stage.seconds > LATE_S) and stage.role in manned
    ]
    if not late:
        return ok("lag", f"no worker is more than {LATE_S:.0f} s behind")
    worst = max(late, key=lambda stage: stage.seconds or math.inf)
    since = "an unknown time" if worst.seconds is None else f"{worst.seconds:.0f} s"
    stuck = "" if worst.handled else "; none was finished yet"
    others = f"; {len(late) - 1} more stages are late" if len(late) > 1 else ""
    return degraded(
        "lag",
        f"{worst.role} is {since} behind on {worst.topic}: {worst.records} wait{stuck}{others}",
        "what readers see is that old",
        f"read the log of {worst.role}: does it wait or hold? If it only is slow, start more of it: "
        f"nashra run {worst.role}, at most one for each partition",
    )


def dead_letters(waiting: int, oldest: timedelta | None = None) -> Finding:
    """`waiting`: letters without a verdict; `oldest`: the age of the oldest."""
    if not waiting:
        return ok("dead letters", "none waits")
    return degraded(
        "dead letters",
        f"{waiting} dead letters wait for a decision, the oldest died {ago(oldest)}",
        "each is a page, an article or a report that the platform could not handle",
        "nashra dlq groups shows the causes; after the fix nashra dlq redrive, or nashra dlq discard",
    )

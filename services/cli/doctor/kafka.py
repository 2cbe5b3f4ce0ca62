"""Kafka: can it be reached, are its topics as declared, is the work done, what died."""

from __future__ import annotations

import asyncio
import math
from collections.abc import Collection, Sequence
from datetime import UTC, datetime, timedelta

from services.cli.doctor.finding import Finding, degraded, failed, ok
from services.cli.doctor.machine import Ahead
from services.cli.output import ago, counted
from services.cli.platform import Platform
from services.contracts.topics import ARTICLES, DEAD_LETTERS, ENRICHED, HEADLINES, PAGES
from services.runtime import dead_letters, groups, lag, provision
from services.runtime.access import kept_out
from services.runtime.clocks import newest_written
from services.runtime.errors import Refused, Unreachable
from services.runtime.groups import GroupState
from services.runtime.lag import StageLag
from services.runtime.provision import Difference
from services.runtime.settings import Settings

WRITTEN_ALL_DAY = (PAGES, ARTICLES, ENRICHED, HEADLINES)


async def examine(settings: Settings, clocks: list[Ahead], running: Platform | None = None) -> list[Finding]:
    """`clocks`: gets what the newest records say of the clocks of their writers.

    `running`: the platform of this state directory.
    """
    if refusal := await kept_out(settings):
        return [no_access(refusal)]
    try:
        differences = await provision.plan(settings)
        missing = {found.topic for found in differences if found.kind == "missing"}
        on_workers, on_letters, seen = await asyncio.gather(
            _workers(settings, missing), _letters(settings, missing), _clocks(settings)
        )
    except Unreachable as error:
        return [unreachable(settings.kafka, str(error.__cause__ or error), running)]
    clocks += seen
    on_topics = topics(settings.kafka, differences)
    return [reachable(settings.kafka), *on_topics, *on_workers, *on_letters]


async def _workers(settings: Settings, missing: set[str]) -> list[Finding]:
    """The lag is not asked for while topics are missing: that fault comes first."""
    states = await groups.group_states(settings)
    waiting = [] if missing else await lag.stage_lags(settings)
    return [*workers(states), lag_of_workers(waiting, {state.role for state in states if state.members})]


async def _letters(settings: Settings, missing: set[str]) -> list[Finding]:
    if DEAD_LETTERS.physical(settings.namespace) in missing:
        return []
    waiting = [letter for letter in await dead_letters.entries(settings) if letter.fate is None]
    oldest = min((letter.failed_at for letter in waiting), default=None)
    return [letters(len(waiting), datetime.now(UTC) - oldest if oldest else None)]


async def _clocks(settings: Settings) -> list[Ahead]:
    """Nothing is written in the future; a record that was tells of a clock that is ahead of ours."""
    names = [topic.physical(settings.namespace) for topic in WRITTEN_ALL_DAY]
    moments = await asyncio.gather(*(newest_written(settings, name) for name in names))
    now = datetime.now(UTC)
    return [
        Ahead(f"the writer of the newest record of {name}", max(0.0, (written - now).total_seconds()))
        for name, written in zip(names, moments, strict=True)
        if written is not None
    ]


LATE_S = 60.0
NOBODY = {"Empty", "Dead"}


def unreachable(address: str, reason: str, running: Platform | None = None) -> Finding:
    return failed(
        "kafka",
        f"no Kafka at {address}: {reason}",
        "nothing moves without it: no article is fetched, indexed or reported",
        (running and running.revival("kafka"))
        or "start it (`nashra up`), or set NASHRA_KAFKA; "
        "its advertised.listeners must be reachable from here",
    )


def no_access(refusal: Refused) -> Finding:
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
        f"{counted(len(names), 'topic is', 'topics are')} missing: {', '.join(names)}",
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


def workers(states: Sequence[GroupState]) -> list[Finding]:
    """Findings for roles that nobody plays or that do not settle, or one that says that all is well."""
    idle = [state.role for state in states if state.state in NOBODY]
    moving = [state for state in states if state.state not in {"Stable", *NOBODY}]
    if not idle and not moving:
        return [ok("workers", f"every stage has its workers ({', '.join(s.role for s in states)})")]
    return [*([_idle(idle)] if idle else []), *map(_moving, moving)]


def _idle(roles: Sequence[str]) -> Finding:
    return degraded(
        "workers",
        f"no worker runs {', '.join(roles)}",
        "what they should handle waits; nothing is lost, nothing arrives",
        f"nashra up, or nashra run {roles[0]}",
    )


def _moving(state: GroupState) -> Finding:
    return degraded(
        "workers",
        f"{counted(state.members, f'worker of {state.role} is', f'workers of {state.role} are')} "
        f"still dividing the partitions ({state.state})",
        "while they do, nothing is handled; for more than a minute it means that one comes and goes",
        f"run the doctor again in a minute, then read the log of {state.role} for restarts",
    )


def lag_of_workers(found: Sequence[StageLag], manned: Collection[str]) -> Finding:
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
    others = f"; {counted(len(late) - 1, 'more stage is', 'more stages are')} late" if len(late) > 1 else ""
    return degraded(
        "lag",
        f"{worst.role} is {since} behind on {worst.topic}: {worst.records} wait{stuck}{others}",
        "what readers see is that old",
        f"read the log of {worst.role}: does it wait or hold? If it only is slow, start more of it: "
        f"nashra run {worst.role}, at most one for each partition",
    )


def letters(waiting: int, oldest: timedelta | None = None) -> Finding:
    """`waiting`: letters without a verdict; `oldest`: the age of the oldest."""
    if not waiting:
        return ok("dead letters", "none waits")
    return degraded(
        "dead letters",
        f"{counted(waiting, 'dead letter waits', 'dead letters wait')} for a decision, "
        f"the oldest died {ago(oldest)}",
        "each is a page, an article or a report that the platform could not handle",
        "nashra dlq groups shows the causes; after the fix nashra dlq redrive, or nashra dlq discard",
    )

"""Kafka: can it be reached, is it as declared, is the work done, what died."""

from __future__ import annotations

import asyncio
from datetime import UTC, datetime

from services.cli.checks import broker
from services.cli.checks.clocks import Ahead
from services.cli.checks.finding import Finding
from services.contracts.topics import ARTICLES, DEAD_LETTERS, ENRICHED, HEADLINES, PAGES
from services.runtime import dead_letters, groups, lag, provision
from services.runtime.access import kept_out
from services.runtime.clocks import newest_written
from services.runtime.errors import Unreachable
from services.runtime.settings import Settings

WRITTEN_ALL_DAY = (PAGES, ARTICLES, ENRICHED, HEADLINES)


async def examine(settings: Settings, clocks: list[Ahead]) -> list[Finding]:
    """`clocks`: gets what the newest records say of the clocks of their writers."""
    if refused := await kept_out(settings):
        return [broker.refused(refused)]
    try:
        differences = await provision.plan(settings)
        missing = {found.topic for found in differences if found.kind == "missing"}
        workers, letters, seen = await asyncio.gather(
            _workers(settings, missing), _letters(settings, missing), _clocks(settings)
        )
    except Unreachable as error:
        return [broker.unreachable(settings.kafka, str(error.__cause__ or error))]
    clocks += seen
    topics = broker.topics(settings.kafka, differences)
    return [broker.reachable(settings.kafka), *topics, *workers, *letters]


async def _workers(settings: Settings, missing: set[str]) -> list[Finding]:
    """The lag is not asked for while topics are missing: that fault comes first."""
    states = await groups.group_states(settings)
    lags = [] if missing else await lag.stage_lags(settings)
    return [*broker.groups(states), broker.lags(lags, {state.role for state in states if state.members})]


async def _letters(settings: Settings, missing: set[str]) -> list[Finding]:
    if DEAD_LETTERS.physical(settings.namespace) in missing:
        return []
    waiting = [letter for letter in await dead_letters.entries(settings) if letter.fate is None]
    oldest = min((letter.failed_at for letter in waiting), default=None)
    return [broker.dead_letters(len(waiting), datetime.now(UTC) - oldest if oldest else None)]


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

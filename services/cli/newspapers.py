"""What Kafka knows of the newspapers: how they are registered, and how well they can be read."""

from __future__ import annotations

from typing import TypeVar

from services.contracts.event import Event
from services.contracts.health import SourceHealth
from services.contracts.source import Source
from services.contracts.topics import SOURCE_HEALTH, SOURCES, Topic
from services.runtime.scan import NoTopic, scan_events
from services.runtime.settings import Settings

E = TypeVar("E", bound=Event)


async def registered(settings: Settings) -> list[Source]:
    """The newest version of each newspaper in sources.v1, by id."""
    newest = await _newest(settings, SOURCES)
    return [newest[source_id] for source_id in sorted(newest)]


async def health(settings: Settings) -> dict[str, SourceHealth]:
    """What the role `poll` last told of each enabled newspaper, by id."""
    told = await _newest(settings, SOURCE_HEALTH)
    enabled = [source.id for source in await registered(settings) if source.enabled]
    return {source_id: told[source_id] for source_id in enabled if source_id in told}


async def _newest(settings: Settings, topic: Topic[E]) -> dict[str, E]:
    """The last event of each key; none while the topic does not exist."""
    newest: dict[str, E] = {}
    try:
        async for record in scan_events(settings, topic):
            newest[record.key.decode()] = record.event
    except NoTopic:
        return {}
    return newest

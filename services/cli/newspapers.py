"""What Kafka knows of the newspapers: how they are registered, and how well they can be read."""

from __future__ import annotations

from contextlib import suppress
from typing import Generic, TypeVar

from services.contracts.event import Event
from services.contracts.health import SourceHealth
from services.contracts.source import Source
from services.contracts.topics import SOURCE_HEALTH, SOURCES, Topic
from services.runtime.errors import NoTopic
from services.runtime.outcome import Record
from services.runtime.records import decode
from services.runtime.scan import Tail, scan_events
from services.runtime.settings import Settings

E = TypeVar("E", bound=Event)


class Newspapers:
    """The registered newspapers; `read` takes up what was written since it was called last."""

    def __init__(self, settings: Settings) -> None:
        self._sources = _Newest(settings, SOURCES)
        self._told = _Newest(settings, SOURCE_HEALTH)

    async def read(self) -> None:
        await self._sources.read()
        await self._told.read()

    @property
    def names(self) -> dict[str, str]:
        return {source_id: source.name for source_id, source in self._sources.events.items()}

    @property
    def health(self) -> dict[str, SourceHealth]:
        """What the role `poll` last told of each enabled newspaper, by id."""
        enabled = sorted(source.id for source in self._sources.events.values() if source.enabled)
        told = self._told.events
        return {source_id: told[source_id] for source_id in enabled if source_id in told}


async def registered(settings: Settings) -> list[Source]:
    """The newest version of each newspaper in sources.v1, by id."""
    newest: dict[str, Source] = {}
    with suppress(NoTopic):
        async for record in scan_events(settings, SOURCES):
            newest[record.event.id] = record.event
    return [newest[source_id] for source_id in sorted(newest)]


async def health(settings: Settings) -> dict[str, SourceHealth]:
    """See `Newspapers.health`."""
    newspapers = Newspapers(settings)
    await newspapers.read()
    return newspapers.health


class _Newest(Generic[E]):
    """The last event of each key; none while the topic does not exist."""

    def __init__(self, settings: Settings, topic: Topic[E]) -> None:
        self._topic = topic
        self._tail = Tail(settings, topic.physical(settings.namespace))
        self.events: dict[str, E] = {}

    async def read(self) -> None:
        with suppress(NoTopic):
            async for origin in self._tail.since():
                found = decode(self._topic, origin, "cli")
                if isinstance(found, Record):  # a warning every 2 s would write over the watched view
                    self.events[found.key.decode()] = found.event

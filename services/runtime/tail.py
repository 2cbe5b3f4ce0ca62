"""A topic that is read again and again: each time only what came since."""

from __future__ import annotations

from collections.abc import AsyncIterator

from services.contracts.dead_letter import Origin
from services.runtime.records import origin_of
from services.runtime.scan import scan
from services.runtime.settings import Settings


class Tail:
    """Remembers how far it has read; the end is that of each call."""

    def __init__(self, settings: Settings, topic: str) -> None:
        self._settings = settings
        self._topic = topic
        self._places: dict[int, int] = {}

    async def since(self) -> AsyncIterator[Origin]:
        """Everything at first, then what is new. Raises `Unreachable` or `NoTopic`."""
        async for record in scan(self._settings, self._topic, self._places):
            self._places[record.partition] = record.offset + 1
            yield origin_of(record)

"""The newspapers, read from sources.v1 by every replica without a group."""

from __future__ import annotations

from services.arabic.normalise import fold
from services.contracts.source import Source


class Registry:
    """The latest version of each source."""

    def __init__(self) -> None:
        self._sources: dict[str, Source] = {}
        self._ordered: list[Source] = []

    def take(self, source: Source, _offset: int) -> None:
        """One record of sources.v1; the key's partition keeps the versions of a source in order."""
        self._sources[source.id] = source
        enabled = [source for source in self._sources.values() if source.enabled]
        self._ordered = sorted(enabled, key=lambda source: (fold(source.name), source.id))

    def all(self) -> list[Source]:
        """Enabled newspapers, by Arabic name."""
        return list(self._ordered)

    def get(self, source_id: str) -> Source | None:
        return self._sources.get(source_id)

    def name(self, source_id: str) -> str:
        """What a reader calls the newspaper; the id when nobody registered it."""
        source = self._sources.get(source_id)
        return source.name if source else source_id

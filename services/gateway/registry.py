"""The newspapers, read from sources.v1 by every replica without a group."""

from __future__ import annotations

from services.contracts.source import Source


class Registry:
    """The latest version of each source."""

    def all(self) -> list[Source]:
        """Enabled newspapers, by Arabic name."""
        raise NotImplementedError

    def get(self, source_id: str) -> Source | None:
        raise NotImplementedError

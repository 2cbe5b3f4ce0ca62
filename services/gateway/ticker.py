"""The live ticker: the newest 10,000 headlines of headlines.v1 in memory, and a bounded queue for each open stream."""

from __future__ import annotations

from dataclasses import dataclass

from services.contracts.headline import Headline


@dataclass(frozen=True, slots=True)
class Entry:
    """A headline and its public number, the offset in headlines.v1."""

    seq: int
    headline: Headline


class Ticker:
    def latest(
        self,
        limit: int,
        *,
        sources: frozenset[str] = frozenset(),
        sections: frozenset[str] = frozenset(),
        langs: frozenset[str] = frozenset(),
        before: int | None = None,
    ) -> list[Entry]:
        """Newest first, one entry an article (its newest), retracted ones left out."""
        raise NotImplementedError

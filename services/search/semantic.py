"""The order of the first hits by their words and their meaning. Pure.

To the score of each of the first `WINDOW` hits comes `COSINE_WEIGHT` × the best of these scores × its cosine.
Which articles are found, and the order behind the window, stays with the text.
"""

from __future__ import annotations

import zlib
from base64 import urlsafe_b64decode, urlsafe_b64encode
from collections.abc import Iterable, Mapping, Sequence
from statistics import fmean
from typing import Any, Final

from services.search.grammar import Query, Term, positive
from services.search.results import Page, SearchRequest

WINDOW: Final = 100
COSINE_WEIGHT: Final = 7.0
"""The cosines of a window lie within about .1: meaning moves a hit by half of the best score by text."""
FINGERPRINT_BYTES: Final = 4

Hit = Mapping[str, Any]


def applies(request: SearchRequest, query: Query) -> bool:
    """Whether meaning may change the order: of plain words sorted by relevance, matched loosely."""
    words = any(isinstance(part, Term) for part in positive(query.root))
    return words and request.sort == "relevance" and request.match == "loose" and request.page.limit > 0


def meant(query: Query) -> str:
    """What is embedded of a query: what it looks for, without conditions and exclusions."""
    return " ".join(part.text for part in positive(query.root))


def fused(scores: Mapping[str, float], cosines: Mapping[str, float]) -> dict[str, float]:
    """New scores, by article id. One without a vector counts as average in meaning: its text places it."""
    best = max(scores.values(), default=0.0) or 1.0
    average = fmean(cosines.values()) if cosines else 0.0
    return {id_: score + COSINE_WEIGHT * best * cosines.get(id_, average) for id_, score in scores.items()}


def ranked(scores: Mapping[str, float]) -> list[str]:
    """Ids, the best first; equal scores by id, as Elasticsearch does."""
    return sorted(scores, key=lambda id_: (-scores[id_], id_))


class PageHistory:
    """Which hits of the window earlier pages showed: all that the next page has to know.

    It travels in the cursor, so that no page repeats or leaves out a hit, also when a vector arrives, or the
    embedding fails, between two of them.
    """

    def __init__(self, fingerprints: Iterable[int] = ()) -> None:
        self._fingerprints = list(fingerprints)

    @classmethod
    def on(cls, page: Page) -> PageHistory | None:
        """None: the page does not start within a window."""
        if not page.after or not isinstance(page.after[0], str) or len(page.after) != 1:
            return None
        packed = urlsafe_b64decode(page.after[0])
        starts = range(0, len(packed), FINGERPRINT_BYTES)
        return cls(int.from_bytes(packed[at : at + FINGERPRINT_BYTES]) for at in starts)

    def __len__(self) -> int:
        return len(self._fingerprints)

    def __contains__(self, id_: str) -> bool:
        return _fingerprint(id_) in self._fingerprints

    def after(self, ids: Sequence[str]) -> PageHistory:
        """When these were shown as well."""
        return PageHistory([*self._fingerprints, *map(_fingerprint, ids)])

    @property
    def sort_values(self) -> tuple[str]:
        packed = b"".join(value.to_bytes(FINGERPRINT_BYTES) for value in self._fingerprints)
        return (urlsafe_b64encode(packed).decode(),)


def _fingerprint(id_: str) -> int:
    return zlib.crc32(id_.encode())

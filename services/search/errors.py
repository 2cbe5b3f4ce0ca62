"""What can go wrong between a question, or a document, and the index."""

from __future__ import annotations

from services.contracts.errors import NashraError
from services.runtime.errors import Transient


class QuerySyntaxError(NashraError):
    """`position`: zero-based character offset in the query.

    `literal`: the same words as a search without syntax. `place`: of several queries, which one, from 0.
    """

    def __init__(self, message: str, position: int, literal: str, place: int = 0) -> None:
        super().__init__(message)
        self.position = position
        self.literal = literal
        self.place = place


class QueryTooLong(NashraError):
    """It has more words than a search that is matched in memory may have."""


class IndexUnavailable(NashraError):
    """Elasticsearch does not answer, or has no index yet."""


class SearchTimeout(NashraError):
    """The search took longer than it may."""


class NoIndex(Transient):
    """What is to be written to does not exist (any more)."""


class RebuildRefused(NashraError):
    """The new generation lacks documents that readers have, or another one gets the live writes."""


class BadSynonyms(NashraError):
    """What was given is no group of spellings."""

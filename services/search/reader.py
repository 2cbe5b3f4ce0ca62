"""Typed reads of the index; the only thing of this service that another one (the gateway) may import."""

from __future__ import annotations

from collections.abc import Sequence
from types import TracebackType

from services.runtime.settings import Settings
from services.search.results import (
    IndexState,
    Related,
    SearchRequest,
    SearchResult,
    SourceActivity,
    StoredArticle,
    StoredImage,
    Suggestion,
    SuggestionKind,
)


class Reader:
    """Every call raises `IndexUnavailable` or `SearchTimeout`; `search` also `QuerySyntaxError`."""

    def __init__(self, settings: Settings) -> None:
        self._settings = settings

    async def __aenter__(self) -> Reader:
        return self

    async def __aexit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None: ...

    async def search(self, request: SearchRequest) -> SearchResult:
        """Ranked or listed summaries. With empty text it is a list in the order of `sort`."""
        raise NotImplementedError

    async def article(self, article_id: str) -> StoredArticle | None:
        raise NotImplementedError

    async def related(self, article_id: str, limit: int = 6) -> list[Related]:
        """Same story first, then similar; empty for an unknown id."""
        raise NotImplementedError

    async def image(self, image_id: str) -> StoredImage | None:
        raise NotImplementedError

    async def suggest(self, text: str, kinds: Sequence[SuggestionKind], limit: int = 8) -> list[Suggestion]:
        raise NotImplementedError

    async def activity(self) -> dict[str, SourceActivity]:
        """By source id."""
        raise NotImplementedError

    async def state(self) -> IndexState:
        raise NotImplementedError

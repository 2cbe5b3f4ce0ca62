"""Where the poller keeps its state and hands on its pages: Faust tables and pages.v1."""

from __future__ import annotations

import asyncio
from collections.abc import Callable
from typing import Any

from services.contracts.health import SourceHealth
from services.contracts.page import Page
from services.contracts.source import Feed, Source
from services.ingest.poll.state import FeedState, feed_key
from services.runtime.logs import get_logger
from services.runtime.producer import TooLarge, Unreachable
from services.runtime.worker import Worker

RETRY_S = 2.0

log = get_logger(__name__)


class TableLedger:
    """The ledger in two Faust tables with the partitions of sources.v1: sources, and the state by feed."""

    def __init__(self, app: Worker, sources: Any, feeds: Any) -> None:
        self._app = app
        self._sources = sources
        self._feeds = feeds
        self._read: dict[str, tuple[dict[str, Any], Source]] = {}
        self.on_change: Callable[[str], object] = _ignore

    def register(self, source: Source) -> None:
        """Called by the stage when it may write tables."""
        self._sources[source.id] = source.model_dump(mode="json", exclude_none=True)
        kept = {feed_key(source.id, feed.url) for feed in source.feeds}
        for key in [key for key in self._feeds if key.split(" ", 1)[0] == source.id and key not in kept]:
            del self._feeds[key]
        self.on_change(source.id)
        log.info("source", source=source.id, enabled=source.enabled, feeds=len(source.feeds))

    @property
    def _steady(self) -> bool:
        return self._app.restored and not self._app.draining.is_set()

    def owned(self) -> list[str] | None:
        """The newspapers that this worker reads; None while partitions move or the worker stops."""
        if not self._steady:
            return None
        return [key for key, source in self._sources.items() if source.get("enabled", True)]

    def source(self, source_id: str) -> Source | None:
        """The same object as long as the registration is the same; None also while partitions move.

        A newspaper's old owner must stop before its new one starts, or both would fetch the same news.
        """
        data = self._sources.get(source_id) if self._steady else None
        if data is None or not data.get("enabled", True):
            return None
        cached = self._read.get(source_id)
        if cached is None or cached[0] != data:
            cached = self._read[source_id] = (data, Source.model_validate(data))
        return cached[1]

    def feed(self, source: Source, feed: Feed) -> FeedState:
        return FeedState.from_json(self._feeds.get(feed_key(source.id, feed.url)) or {})

    async def keep(self, source: Source, feed: Feed, state: FeedState) -> None:
        """Returns once the changelog has it; writes nothing for a newspaper that moved to another worker."""
        if self._sources.get(source.id) is None:
            return

        def write() -> None:
            self._feeds[feed_key(source.id, feed.url)] = state.to_json()

        await self._app.remember(source.id, write)

    async def publish(self, page: Page) -> bool:
        """Waits while Kafka is away."""
        while True:
            try:
                await self._app.events.publish([page])
            except TooLarge as error:
                log.warning("page too large", url=page.url, reason=str(error))
                return False
            except Unreachable as error:
                log.warning("a page waits", url=page.url, reason=str(error))
                await asyncio.sleep(RETRY_S)
            else:
                return True

    async def report(self, found: SourceHealth) -> None:
        try:
            await self._app.events.publish([found])
        except (TooLarge, Unreachable) as error:
            log.warning("health not told", source=found.source_id, reason=str(error))


def _ignore(_: str) -> None:
    """Before the poller runs, nobody waits for changes."""

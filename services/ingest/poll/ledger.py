"""Where the poller keeps its state and hands on its pages: Faust tables and pages.v1."""

from __future__ import annotations

import asyncio
import time
from collections.abc import Callable
from dataclasses import asdict
from typing import Any

from services.contracts.health import SourceHealth
from services.contracts.page import Page
from services.contracts.push import FeedPush
from services.contracts.source import Feed, Source
from services.ingest.poll.hubs import NO_LEASE, Lease
from services.ingest.poll.state import FeedState, feed_key
from services.runtime.errors import TooLarge, Unreachable
from services.runtime.faust_adapter.worker import Worker
from services.runtime.logs import get_logger

RETRY_S = 2.0

log = get_logger(__name__)


class TableLedger:
    """The ledger in Faust tables with the partitions of sources.v1: sources, states of feeds, leases."""

    def __init__(self, app: Worker) -> None:
        self._app = app
        self._sources: Any = app.table("sources")
        self._feeds: Any = app.table("feeds")
        self._leases: Any = app.table("leases")
        self._read: dict[str, tuple[dict[str, Any], Source]] = {}
        self.on_change: Callable[[str], object] = _ignore

    def register(self, source: Source) -> None:
        """Called by the stage when it may write tables."""
        self._sources[source.id] = source.model_dump(mode="json", exclude_none=True)
        kept = {feed_key(source.id, feed.url) for feed in source.feeds}
        for key in _of(source.id, self._feeds) - kept:
            del self._feeds[key]
        if not source.enabled:  # the gateway ends what a hub still sends
            for key in _of(source.id, self._leases):
                del self._leases[key]
        self.on_change(source.id)
        log.info("source", source=source.id, enabled=source.enabled, feeds=len(source.feeds))

    def hear(self, push: FeedPush) -> None:
        """Called by the stage when it may write tables; a hub that promised nothing is not listened to."""
        now, key = time.time(), _lease_key(push.source_id, push.token)
        lease = self.lease(push.source_id, push.token)
        if push.mode != "subscribe" and lease is NO_LEASE:
            return
        if (left := lease.after(push, now)) is None:
            del self._leases[key]
        else:
            self._leases[key] = asdict(left)
        log.info("hub", source=push.source_id, mode=push.mode, reason=push.reason)
        self.on_change(push.source_id)

    def lease(self, source_id: str, token: str) -> Lease:
        data = self._leases.get(_lease_key(source_id, token))
        return Lease(**data) if data else NO_LEASE

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


def _lease_key(source_id: str, token: str) -> str:
    return f"{source_id} {token}"


def _of(source_id: str, table: Any) -> set[str]:
    """The keys of a source."""
    return {key for key in table if key.split(" ", 1)[0] == source_id}


def _ignore(_: str) -> None:
    """Before the poller runs, nobody waits for changes."""

"""Gauges of the index role: freshness, generations, disks, dead letters that wait for a decision.

Read from the engines every few seconds rather than counted, so that a restart forgets nothing and every
replica says the same.
"""

from __future__ import annotations

import asyncio
from collections import Counter
from collections.abc import Awaitable, Callable, Sequence

from services.runtime import metrics
from services.runtime.dead_letters import Entry, Ledger
from services.runtime.errors import NoTopic, Unreachable
from services.runtime.logs import get_logger
from services.search import generations
from services.search.cluster import ApiError, AsyncElasticsearch, TransportError
from services.search.errors import IndexUnavailable, SearchTimeout
from services.search.reader import Reader
from services.search.settings import SearchSettings

EVERY_S = 15.0

log = get_logger(__name__)


class IndexGauges:
    """`client`: that of the role; nothing is asked until `run`."""

    def __init__(self, client: AsyncElasticsearch, settings: SearchSettings) -> None:
        self._client = client
        self._settings = settings
        self._ledger = Ledger(settings)

    async def run(self) -> None:
        """Runs for ever. What cannot be read keeps its value: alerts on lag and readiness tell why."""
        async with Reader(self._settings) as reader:
            while True:
                for update in (self._dead_letters, self._disks, self._generations):
                    await self._try(update)
                await self._try(lambda: self._freshness(reader))
                await asyncio.sleep(EVERY_S)

    async def _try(self, update: Callable[[], Awaitable[None]]) -> None:
        try:
            await update()
        except (Unreachable, NoTopic, IndexUnavailable, SearchTimeout, TransportError, ApiError) as error:
            log.debug("gauges not updated", reason=str(error))

    async def _dead_letters(self) -> None:
        await self._ledger.read()
        set_dead_letters(self._ledger.waiting())

    async def _disks(self) -> None:
        stats = await self._client.nodes.stats(metric="fs")
        for node in stats["nodes"].values():
            disk = node["fs"]["total"]
            used = 1 - disk["available_in_bytes"] / disk["total_in_bytes"]
            metrics.INDEX_DISK.labels(node["name"]).set(used)

    async def _generations(self) -> None:
        found = await generations.generations(self._client, self._settings)
        metrics.INDEX_GENERATION.clear()
        for generation in found:
            state = "live" if generation.live else "building" if generation.building else "kept"
            metrics.INDEX_GENERATION.labels(generation.name, state).set(1)

    @staticmethod
    async def _freshness(reader: Reader) -> None:
        for source, activity in (await reader.activity()).items():
            if activity.last_article_at is not None:
                metrics.NEWEST_ARTICLE.labels(source).set(activity.last_article_at.timestamp())


def set_dead_letters(waiting: Sequence[Entry]) -> None:
    """A group that was decided on is gone from the metric, not 0 for ever."""
    metrics.DEAD_LETTERS_WAITING.clear()
    for (stage, reason), count in Counter((entry.stage, entry.reason) for entry in waiting).items():
        metrics.DEAD_LETTERS_WAITING.labels(stage, reason).set(count)
    oldest = min((entry.failed_at.timestamp() for entry in waiting), default=0.0)
    metrics.OLDEST_DEAD_LETTER.set(oldest)

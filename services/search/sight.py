"""What no message tells: freshness, generations, disks, dead letters that wait; exported by the index role.

Read from where it is kept, not counted on the way: a restart forgets nothing, every replica says the same.
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
from services.search.reader import Reader
from services.search.results import IndexUnavailable, SearchTimeout
from services.search.settings import SearchSettings

EVERY_S = 15.0

log = get_logger(__name__)


class Sight:
    """`client`: that of the role; nothing is asked until `run`."""

    def __init__(self, client: AsyncElasticsearch, settings: SearchSettings) -> None:
        self._client = client
        self._settings = settings
        self._ledger = Ledger(settings)

    async def run(self) -> None:
        """For ever. What cannot be read keeps its last value: the alerts on lag and readiness tell why."""
        async with Reader(self._settings) as reader:
            while True:
                for look in (self._letters, self._disks, self._generations):
                    await self._try(look)
                await self._try(lambda: self._freshness(reader))
                await asyncio.sleep(EVERY_S)

    async def _try(self, look: Callable[[], Awaitable[None]]) -> None:
        try:
            await look()
        except (Unreachable, NoTopic, IndexUnavailable, SearchTimeout, TransportError, ApiError) as error:
            log.debug("nothing seen", reason=str(error))

    async def _letters(self) -> None:
        await self._ledger.read()
        show_letters(self._ledger.waiting())

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
        for source, seen in (await reader.activity()).items():
            if seen.last_article_at is not None:
                metrics.NEWEST_ARTICLE.labels(source).set(seen.last_article_at.timestamp())


def show_letters(waiting: Sequence[Entry]) -> None:
    """A group that was decided on is gone from the metric, not 0 for ever."""
    metrics.DEAD_LETTERS_WAITING.clear()
    for (stage, reason), count in Counter((entry.stage, entry.reason) for entry in waiting).items():
        metrics.DEAD_LETTERS_WAITING.labels(stage, reason).set(count)
    oldest = min((entry.failed_at.timestamp() for entry in waiting), default=0.0)
    metrics.OLDEST_DEAD_LETTER.set(oldest)

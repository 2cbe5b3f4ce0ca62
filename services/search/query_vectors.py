"""What a query means, within a search's time or not at all."""

from __future__ import annotations

import asyncio
from concurrent.futures import ThreadPoolExecutor
from typing import Final, Protocol

from cachetools import LRUCache

from services.runtime.logs import get_logger

PATIENCE_S: Final = 0.06
REMEMBERED: Final = 2048  # vectors; a megabyte
MOST_WAITING: Final = 4  # a query takes 10–20 ms: whoever came after these would wait in vain

log = get_logger(__name__)


class Embeds(Protocol):
    def query(self, text: str) -> bytes: ...


class QueryVectors:
    """Embeds in one thread, loads the model there, and remembers the latest queries.

    Who asks waits at most `patience_s`; the vector that came too late is there when the query comes again.
    """

    def __init__(self, embedder: Embeds, patience_s: float = PATIENCE_S) -> None:
        self._embedder = embedder
        self._patience_s = patience_s
        self._thread = ThreadPoolExecutor(1, "query-embedding")
        self._vectors: LRUCache[str, bytes] = LRUCache(REMEMBERED)
        self._waiting: dict[str, asyncio.Future[bytes]] = {}
        self._broken = False

    async def of(self, text: str) -> bytes | None:
        """None: not in time, or there is no model; the reason is in the log."""
        if (vector := self._vectors.get(text)) is not None:
            return vector
        asked = self._waiting.get(text) or self._ask(text)
        if asked is None:
            return None
        await asyncio.wait({asked}, timeout=self._patience_s)  # which cancels nothing
        return self._vectors.get(text)

    def close(self) -> None:
        self._thread.shutdown(wait=False, cancel_futures=True)

    def _ask(self, text: str) -> asyncio.Future[bytes] | None:
        if self._broken or len(self._waiting) >= MOST_WAITING:
            return None
        asked = asyncio.get_running_loop().run_in_executor(self._thread, self._embedder.query, text)
        self._waiting[text] = asked
        asked.add_done_callback(lambda done: self._keep(text, done))
        return asked

    def _keep(self, text: str, done: asyncio.Future[bytes]) -> None:
        del self._waiting[text]
        if done.cancelled():
            return
        if error := done.exception():
            self._broken = True
            log.error("searches are ranked by text alone until a restart", reason=repr(error))
            return
        self._vectors[text] = done.result()

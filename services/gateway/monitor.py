"""What works right now: asked of Kafka, Elasticsearch and the topic readers, at most every few seconds."""

from __future__ import annotations

import asyncio
import time
from collections.abc import Awaitable, Callable, Sequence
from typing import Any, Generic, TypeVar

from services.runtime import metrics
from services.runtime.broadcast import Broadcast
from services.runtime.errors import NoTopic, Unreachable
from services.runtime.lag import StageLag, stage_lags
from services.runtime.producer import EventProducer
from services.runtime.settings import Settings
from services.search.reader import Reader
from services.search.results import IndexState, IndexUnavailable, SearchTimeout

PATIENCE_S = 3.0
LAGS_KEPT_S = 5.0
CHECKS_KEPT_S = 1.0

T = TypeVar("T")


class Kept(Generic[T]):
    """An answer that costs something, asked for again once it has aged; simultaneous callers share it."""

    def __init__(self, ask: Callable[[], Awaitable[T]], kept_s: float) -> None:
        self._ask = ask
        self._kept_s = kept_s
        self._lock = asyncio.Lock()
        self._held: tuple[float, T] | None = None

    async def get(self) -> T:
        async with self._lock:
            if self._held is None or self._held[0] < time.monotonic():
                self._held = (time.monotonic() + self._kept_s, await self._ask())
            return self._held[1]


class Monitor:
    """`following`: the readers of topics; a replica that has not caught up must not serve an empty ticker."""

    def __init__(
        self,
        settings: Settings,
        reader: Reader,
        producer: EventProducer,
        following: Sequence[Broadcast[Any]],
    ) -> None:
        self._settings = settings
        self._reader = reader
        self._producer = producer
        self._following = following
        self.lags: Kept[list[StageLag] | None] = Kept(self._lags, LAGS_KEPT_S)
        self.index: Kept[IndexState | None] = Kept(self._index, CHECKS_KEPT_S)
        self.kafka: Kept[bool] = Kept(self._producer.reachable, CHECKS_KEPT_S)

    @property
    def caught_up(self) -> bool:
        return all(follower.ready for follower in self._following)

    async def checks(self) -> dict[str, bool]:
        """By slug of what would be degraded."""
        index, kafka = await asyncio.gather(self.index.get(), self.kafka.get())
        checks = {
            "index-unavailable": index is not None,
            "kafka-unreachable": kafka,
            "ticker-behind": self.caught_up,
        }
        metrics.READY.set(all(checks.values()))
        return checks

    async def _lags(self) -> list[StageLag] | None:
        try:
            return await asyncio.wait_for(stage_lags(self._settings), PATIENCE_S)
        except (Unreachable, NoTopic, TimeoutError):
            return None

    async def _index(self) -> IndexState | None:
        try:
            return await asyncio.wait_for(self._reader.state(), PATIENCE_S)
        except (IndexUnavailable, SearchTimeout, TimeoutError):
            return None

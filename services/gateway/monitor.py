"""What works right now: asked of Kafka, Elasticsearch and the topic readers, at most every few seconds."""

from __future__ import annotations

import asyncio
from collections.abc import Sequence
from typing import Any

from services.runtime import metrics
from services.runtime.broadcast import Broadcast
from services.runtime.cached import Cached
from services.runtime.errors import NoTopic, Unreachable
from services.runtime.lag import StageLag, stage_lags
from services.runtime.producer import EventProducer
from services.runtime.settings import Settings
from services.search.errors import IndexUnavailable, SearchTimeout
from services.search.reader import Reader
from services.search.results import IndexState

PATIENCE_S = 3.0
LAGS_TTL_S = 5.0
CHECKS_TTL_S = 1.0


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
        self.lags: Cached[list[StageLag] | None] = Cached(self._lags, LAGS_TTL_S)
        self.index: Cached[IndexState | None] = Cached(self._index, CHECKS_TTL_S)
        self.kafka: Cached[bool] = Cached(self._producer.reachable, CHECKS_TTL_S)

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

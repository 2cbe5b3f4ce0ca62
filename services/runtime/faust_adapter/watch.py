"""Health and watchdog of a worker: messages that wait a minute without one being finished end the process."""

from __future__ import annotations

import asyncio
import os
import time
from typing import Protocol

from services.runtime import metrics
from services.runtime.batch import Progress
from services.runtime.health import Check
from services.runtime.logs import get_logger
from services.runtime.producer import EventProducer
from services.runtime.settings import Settings

EXIT_BUG = 70  # EX_SOFTWARE of sysexits.h: the supervisor starts the process again
EVERY_S = 5.0

log = get_logger(__name__)


class Watched(Protocol):
    """What a worker tells of itself."""

    role: str
    settings: Settings
    events: EventProducer
    stages: list[Progress]
    needs: list[Check]
    draining: asyncio.Event

    @property
    def restored(self) -> bool: ...

    async def lags(self, topic: str) -> dict[int, int]: ...


class Watch:
    def __init__(self, app: Watched) -> None:
        self._app = app

    async def run(self) -> None:
        """Measure lag for ever; leave the process when it is stuck."""
        while True:
            await asyncio.sleep(EVERY_S)
            reachable = await self._app.events.reachable()
            for stage in self._app.stages:
                idle = await self._measure(stage) == 0 and stage.idle.is_set()
                if idle or not reachable:  # while Kafka is away nothing can be finished
                    stage.finished()
            metrics.READY.set(await self.ready() is None)
            if problem := await self.live():
                log.critical("watchdog: leaving", role=self._app.role, reason=problem)
                os._exit(EXIT_BUG)

    async def _measure(self, stage: Progress) -> int:
        """Export and return how many messages wait."""
        lags = await self._app.lags(stage.topic)
        for partition, lag in lags.items():
            metrics.LAG_RECORDS.labels(stage.name, str(partition)).set(lag)
        behind = sum(lags.values())
        # also while a batch is stuck: a gauge set at its start would stand still
        seconds = max(0.0, time.time() - stage.oldest) if behind and stage.oldest else 0.0
        metrics.LAG_SECONDS.labels(stage.name).set(seconds)
        return behind

    async def live(self) -> str | None:
        """What is wrong with the process itself, whatever the engines do."""
        for stage in self._app.stages:
            idle = time.monotonic() - stage.last_finished
            if idle > self._app.settings.watchdog_s and not stage.waiting and not stage.hold_reason:
                return f"{stage.name}: messages wait and none was finished for {idle:.0f} s"
        return None

    async def _kafka(self) -> str | None:
        return None if await self._app.events.reachable() else f"no Kafka at {self._app.settings.kafka}"

    async def ready(self) -> str | None:
        """Why no messages can be taken now."""
        if self._app.draining.is_set():
            return "stopping"
        for stage in self._app.stages:
            if stage.hold_reason:
                return f"{stage.name} holds: {stage.hold_reason}"
            if stage.waiting:
                return f"{stage.name} waits: {stage.waiting}"
        problems = await asyncio.gather(self._kafka(), *(check() for check in self._app.needs))
        for problem in filter(None, problems):
            return problem
        if not self._app.restored:
            return "no partitions assigned yet, or tables are being restored"
        return None

"""One Faust worker process: how every app is made, started, watched and stopped."""

from __future__ import annotations

import asyncio
import os
import signal
import time
from collections.abc import Iterable
from typing import Any

import faust
from faust.transport.drivers.aiokafka import Consumer as FaustConsumer

from services.runtime import logs, metrics
from services.runtime.health import OpsServer
from services.runtime.producer import EventProducer
from services.runtime.provision import provision
from services.runtime.settings import Settings
from services.runtime.stage import EXIT_BUG, Progress

STUCK_S = 60.0
DRAIN_S = 5.0
STOP_S = 4.0

log = logs.get_logger(__name__)


class Worker(faust.App):  # type: ignore[misc] # faust has no types
    """A Faust app that knows its stages. `finished`: partition → (generation, offset after the last handled)."""

    def __init__(self, role: str, settings: Settings) -> None:
        super().__init__(
            settings.named(f"nashra-{role}"),
            broker=[f"kafka://{server}" for server in settings.kafka.split(",")],
            store="memory://",
            datadir=str(settings.state_dir / "faust"),
            autodiscover=False,
            web_enabled=False,
            topic_disable_leader=True,
            topic_partitions=settings.partitions,
            topic_replication_factor=settings.replication,
            consumer_auto_offset_reset="earliest",
            broker_commit_interval=1.0,
            broker_session_timeout=10.0,
            broker_heartbeat_interval=2.0,
            stream_buffer_maxsize=1024,
            key_serializer="raw",
            value_serializer="json",
        )
        self.role = role
        self.settings = settings
        self.stages: list[Progress] = []
        self.finished: dict[Any, tuple[int, int]] = {}
        self.draining = asyncio.Event()
        self.events = EventProducer(settings, role)
        self.transport.Consumer = FinishedOffsets


class FinishedOffsets(FaustConsumer):  # type: ignore[misc] # faust has no types
    """Commits what a stage has finished. Faust's own acks also count what an exception or a cancellation dropped."""

    def _filter_committable_offsets(self, tps: Iterable[Any]) -> dict[Any, int]:
        for tp in tps:
            self._new_offset(tp)  # empties Faust's list of acks, which would grow
        generation = self.app.consumer_generation_id
        return {
            tp: offset
            for tp, (handled_in, offset) in self.app.finished.items()
            if handled_in == generation and self._should_commit(tp, offset)
        }


def worker(role: str, settings: Settings) -> Worker:
    """An app without stages; nothing connects until it runs."""
    return Worker(role, settings)


async def run_worker(app: Worker) -> int:
    """Run until SIGTERM or SIGINT; the exit code. A crash leaves with 70, so that the supervisor starts it again."""
    logs.configure(app.settings)
    stop = asyncio.Event()
    for signum in (signal.SIGTERM, signal.SIGINT):
        asyncio.get_running_loop().add_signal_handler(signum, stop.set)
    for name in await provision(app.settings):
        log.info("topic created", topic=name)
    watch = _Watch(app)
    async with app.events, OpsServer(app.settings, watch.live, watch.ready) as ops:
        log.info("starting", role=app.role, ops_port=ops.port, pid=os.getpid())
        await app.start()
        watching = asyncio.create_task(watch.run())
        await _first(stop.wait(), app.wait_until_stopped(), watching)
        if not stop.is_set():
            log.critical("worker crashed, leaving", role=app.role, reason=repr(app.crash_reason))
            os._exit(EXIT_BUG)
        await _drain(app)
        watching.cancel()
        log.info("stopped", role=app.role)
    return 0


async def _drain(app: Worker) -> None:
    """Let each stage finish the batch in hand, commit, leave the group."""
    app.draining.set()
    deadline = time.monotonic() + DRAIN_S
    while any(stage.busy for stage in app.stages) and time.monotonic() < deadline:
        await asyncio.sleep(0.05)
    try:
        await asyncio.wait_for(app.consumer.commit(), STOP_S)
        await asyncio.wait_for(app.stop(), STOP_S)
    except TimeoutError:
        log.warning("left without a goodbye: the broker does not answer", role=app.role)


async def _first(*waits: Any) -> None:
    tasks = [asyncio.ensure_future(wait) for wait in waits]
    await asyncio.wait(tasks, return_when=asyncio.FIRST_COMPLETED)
    for task in tasks[:-1]:
        task.cancel()


class _Watch:
    """Health and watchdog: lag without progress for a minute ends the process."""

    def __init__(self, app: Worker) -> None:
        self._app = app

    async def run(self) -> None:
        while True:
            await asyncio.sleep(5)
            for stage in self._app.stages:
                self._measure(stage)
            if problem := await self.live():
                log.critical("watchdog: leaving", role=self._app.role, reason=problem)
                os._exit(EXIT_BUG)

    def _measure(self, stage: Progress) -> None:
        behind = 0
        for tp, lag in self._lags(stage).items():
            metrics.LAG_RECORDS.labels(stage.name, str(tp.partition)).set(lag)
            behind += lag
        if behind == 0:
            stage.last_finished = time.monotonic()
            metrics.LAG_SECONDS.labels(stage.name).set(0)

    def _lags(self, stage: Progress) -> dict[Any, int]:
        consumer = self._app.consumer
        lags = {}
        for tp in consumer.assignment():
            if tp.topic == stage.topic:
                end = consumer.highwater(tp) or 0
                _, done = self._app.finished.get(tp, (0, consumer._committed_offset.get(tp) or 0))
                lags[tp] = max(0, end - done)
        return lags

    async def live(self) -> str | None:
        for stage in self._app.stages:
            idle = time.monotonic() - stage.last_finished
            if idle > STUCK_S and not stage.waiting and not stage.held and any(self._lags(stage).values()):
                return f"{stage.name}: messages wait and none was finished for {idle:.0f} s"
        return None

    async def ready(self) -> str | None:
        for stage in self._app.stages:
            if stage.held:
                return f"{stage.name} holds: {stage.held}"
            if stage.waiting:
                return f"{stage.name} waits: {stage.waiting}"
        if self._app.draining.is_set():
            return "stopping"
        if not await self._app.events.reachable():
            return f"no Kafka at {self._app.settings.kafka}"
        if not self._app.assignor_ready():
            return "no partitions assigned yet, or tables are being restored"
        return None

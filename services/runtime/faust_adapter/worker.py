"""One Faust worker process: how every app is made, started and stopped."""

from __future__ import annotations

import asyncio
import logging
import os
import signal
from collections.abc import Awaitable, Callable, Sequence
from contextlib import suppress
from threading import Timer
from typing import Any, cast

import faust
from aiokafka.partitioner import DefaultPartitioner
from faust.auth import Credentials

from services.runtime import logs, tracing
from services.runtime.access import kafka_options
from services.runtime.batch import Item, Progress
from services.runtime.broadcast import Broadcast
from services.runtime.errors import Refused, Unreachable
from services.runtime.faust_adapter.changelog import Change, Changelog, Table, Write
from services.runtime.faust_adapter.consumer import Finished, StageConsumer
from services.runtime.faust_adapter.inbox import Fetched, Inbox
from services.runtime.faust_adapter.watch import EXIT_BUG, Watch
from services.runtime.groups import committed_notes
from services.runtime.health import Check, OpsServer
from services.runtime.in_hand import InHand, Mark
from services.runtime.producer import EventProducer, settle
from services.runtime.provision import TopicSpec, provision
from services.runtime.settings import Settings
from services.runtime.trial import Rehearsal, Trial, on_trial, serve

SESSION_S = 6.0  # the shortest that brokers allow: so long nobody reads what a dead process read
METADATA_MS = 5000  # a group that formed while the broker started knows no partition until it asks again
DRAIN_S = 4.0
STOP_S = 4.0
HAND_OVER_S = 5.0  # less than the session timeout
RETRY_S = 2.0
EXIT_REFUSED = 1

Entrance = Callable[[], Awaitable[None]]

log = logs.get_logger(__name__)


class Worker(faust.App):
    """A Faust app that knows its stages, its tables and what they finished."""

    logger = logging.getLogger("faust.app")

    def __init__(self, role: str, settings: Settings) -> None:
        super().__init__(
            settings.named(f"nashra-{role}"),
            broker=[f"kafka://{server}" for server in settings.kafka.split(",")],
            broker_credentials=_credentials(settings),
            store="memory://",
            autodiscover=False,
            web_enabled=False,
            topic_disable_leader=True,
            topic_allow_declare=False,  # `provision` creates them, with their retention
            topic_partitions=settings.partitions,
            table_standby_replicas=0,
            consumer_auto_offset_reset="earliest",
            broker_commit_interval=1.0,
            broker_session_timeout=SESSION_S,
            broker_heartbeat_interval=2.0,
            consumer_metadata_max_age_ms=METADATA_MS,
        )
        self.role = role
        self.settings = settings
        self.stages: list[Progress] = []
        self.needs: list[Check] = []
        self.entrances: list[Entrance] = []
        self.following: list[Broadcast[Any]] = []
        self.endings: list[Entrance] = []
        self.room = asyncio.Event()
        self.inboxes: dict[str, Inbox] = {}
        self.finished = Finished()
        self.in_hand = InHand()
        self.trial = Trial(settings.watchdog_s)
        self.rehearsals: dict[str, Rehearsal] = {}
        self.changelog = Changelog()
        self.draining = asyncio.Event()
        self.events = EventProducer(settings, role)
        self.transport.Consumer = StageConsumer  # type: ignore[misc] # Faust reads it from the instance
        self.finalize()

    def table(self, name: str) -> Table:
        """A table with one partition for each of the article topics, so that it moves with their keys."""
        table = Table(self, name=name, partitions=self.settings.partitions)
        table.changelog = self.changelog
        self.tables.add(table)
        return table

    def consume(self, stage: Progress) -> Inbox:
        """What is fetched of the stage's topic comes into the inbox."""
        self.stages.append(stage)
        return self.inboxes.setdefault(stage.topic, Inbox(self.room))

    def subscribe(self) -> None:
        """To the topics of all stages. In the running loop: Faust binds its conductor to the current one."""
        for stage in self.stages:
            self.topics.add(self.topic(stage.topic, key_serializer="raw", value_serializer="raw"))

    def follow(self, follower: Broadcast[Any]) -> None:
        """Read a topic whole, beside the stages: what it has at the start is seen before any message."""
        self.following.append(follower)

    def at_end(self, finish: Entrance) -> None:
        """When the worker drains: let what runs beside the stages come to an end, within `DRAIN_S`."""
        self.endings.append(finish)

    async def unread(self, messages: Sequence[Fetched]) -> list[Fetched]:
        """See `StageConsumer.unread`."""
        consumer = cast("StageConsumer", self.consumer)
        return await consumer.unread(messages)

    async def mark(self, portion: Sequence[Item[Any]], batch: Sequence[Item[Any]]) -> None:
        """Say that this portion of a batch is in hand: see `in_hand`. Waits while Kafka is away."""
        await cast("StageConsumer", self.consumer).mark(self.in_hand.take(portion, batch))

    async def unmark(self, items: Sequence[Item[Any]]) -> None:
        """Say that these are in hand no more, though they are not finished."""
        if partitions := self.in_hand.put_down(items):
            await cast("StageConsumer", self.consumer).mark(partitions)

    def enter(self, entrance: Entrance) -> None:
        """Before anything else: raises `Refused` when an engine that a stage needs keeps us out."""
        self.entrances.append(entrance)

    def need(self, check: Check) -> None:
        """What has to work, beside Kafka, for this worker to be ready."""
        self.needs.append(check)

    def background(self, run: Callable[[], Awaitable[None]]) -> None:
        """Run beside the stages, from the moment the tables are restored until the worker stops."""
        self.task(run)

    async def remember(self, key: str, write: Write) -> None:
        """For a background task: write tables as a message with this key would. Waits while Kafka is away."""
        partitions = list(range(self.settings.partitions))
        partition = DefaultPartitioner()(key.encode(), partitions, partitions)
        changes = self.changelog.record([(partition, write)])
        while True:
            try:
                return await self.persist(changes)
            except Unreachable as error:
                log.warning("a table change waits", role=self.role, reason=str(error))
                await asyncio.sleep(RETRY_S)

    async def persist(self, changes: list[Change]) -> None:
        """Returns once the changelogs have the changes. Raises `Unreachable`: then send the same again."""
        sent = [
            await self.events.enqueue_raw(change.topic, change.key, change.value, partition=change.partition)
            for change in changes
        ]
        for delivery in sent:
            await settle(delivery)

    def changelogs(self) -> list[TopicSpec]:
        """The topics behind the tables."""
        return [
            TopicSpec(table.changelog_topic_name, self.settings.partitions, cleanup="compact")
            for table in self.tables.values()
        ]

    async def lags(self, topic: str) -> dict[int, int]:
        """Messages that wait, by partition of `topic` that this worker owns."""
        consumer: Any = self.consumer
        lags: dict[int, int] = {}
        for tp in consumer.assignment():
            if tp.topic == topic:
                end = consumer.highwater(tp) or 0
                place = self.finished.place(tp, self.consumer_generation_id) or await consumer.committed(tp)
                if place is None and end:
                    place = (await consumer.earliest_offsets(tp))[tp]
                lags[tp.partition] = max(0, end - (place or 0))
        return lags

    def _create_directories(self) -> None:
        """None: the tables live in memory and in their changelogs."""

    async def _consumer_wait_empty(self, consumer: Any, logger: Any) -> None:  # noqa: ARG002 # called by Faust
        """Before partitions move: let the batch in hand finish, but never wait for one that cannot."""
        await self.settled(HAND_OVER_S)
        self.in_hand.put_down_all()
        await consumer.commit()

    async def settled(self, seconds: float) -> None:
        """Wait, at most so long, until every stage is between two batches."""
        waits = [asyncio.ensure_future(stage.idle.wait()) for stage in self.stages]
        if waits:
            _, late = await asyncio.wait(waits, timeout=seconds)
            for wait in late:
                wait.cancel()

    @property
    def restored(self) -> bool:
        """Whether partitions are assigned and the tables are complete."""
        return bool(self.tables.actives_ready) and not self.rebalancing


def _credentials(settings: Settings) -> Credentials | None:
    """The same access as that of every other client, in Faust's words."""
    options = kafka_options(settings)
    match options["security_protocol"]:
        case "SSL":
            return faust.SSLCredentials(options["ssl_context"])
        case "SASL_SSL":
            return faust.SASLCredentials(
                username=options["sasl_plain_username"],
                password=options["sasl_plain_password"],
                mechanism=options["sasl_mechanism"],
                ssl_context=options["ssl_context"],
            )
        case _:
            return None


def worker(role: str, settings: Settings) -> Worker:
    """An app without stages; nothing connects until it runs."""
    return Worker(role, settings)


async def run_worker(app: Worker) -> int:
    """Run until SIGTERM or SIGINT; the exit code.

    A crash leaves with 70: the supervisor starts it again. 1: an engine keeps us out; the log has the fix.
    """
    logs.configure(app.settings)
    if on_trial():
        for follower in app.following:
            await follower.start()
        return await serve(app.rehearsals)
    tracing.start(app.role)
    stop = asyncio.Event()
    for signum in (signal.SIGTERM, signal.SIGINT):
        asyncio.get_running_loop().add_signal_handler(signum, stop.set)
    watch = Watch(app)
    async with OpsServer(app.settings, watch.live, watch.ready) as ops:
        log.info("starting", role=app.role, ops_port=ops.port, pid=os.getpid())
        try:
            await _first(_run(app, watch), stop.wait())
        except Refused as refused:
            log.critical("refused, leaving", role=app.role, reason=refused.problem, fix=refused.fix)
            return EXIT_REFUSED
        except Exception:
            log.critical("worker failed, leaving", role=app.role, exc_info=True)
            os._exit(EXIT_BUG)
        if not stop.is_set():
            log.critical("worker crashed, leaving", role=app.role, reason=repr(app.crash_reason))
            os._exit(EXIT_BUG)
        await _drain(app)
    await asyncio.to_thread(tracing.stop)
    log.info("stopped", role=app.role)
    return 0


async def _run(app: Worker, watch: Watch) -> None:
    """Returns only when the app crashed. Raises `Refused`."""
    for entrance in app.entrances:
        await entrance()
    while True:
        try:
            for name in await provision(app.settings, app.changelogs()):
                log.info("topic created", topic=name)
            await app.events.start()
            break
        except Refused:
            raise
        except Unreachable as error:
            log.warning("waiting for Kafka", role=app.role, reason=str(error))
            await asyncio.sleep(RETRY_S)
    for follower in app.following:
        await follower.start()
    app.subscribe()
    early = asyncio.ensure_future(_foresee_trial(app))
    await app.start()
    await _first(app.wait_until_stopped(), watch.run())
    early.cancel()


async def _foresee_trial(app: Worker) -> None:
    """Where a process ended with messages in hand, start the trial while the group waits for that process."""
    with suppress(Unreachable):
        if any(Mark.read(note) for note in await committed_notes(app.settings, app.role)):
            await app.trial.begin()


async def _drain(app: Worker) -> None:
    """Let each stage finish the batch in hand, commit, leave the group."""
    app.draining.set()
    for follower in app.following:
        await follower.stop()
    if not app.started:
        return
    endings = [asyncio.ensure_future(finish()) for finish in app.endings]
    await app.settled(DRAIN_S)
    if endings:
        await asyncio.wait(endings, timeout=DRAIN_S)
    limit = Timer(STOP_S, _depart, (app.role,))
    limit.daemon = True
    limit.start()
    await _leave(app)
    limit.cancel()


def _depart(role: str) -> None:
    """In a thread of its own: Faust waits for its thread inside the event loop, where no timeout comes."""
    log.warning("left without a goodbye: the broker does not answer", role=role)
    os._exit(0)


async def _leave(app: Worker) -> None:
    app.in_hand.put_down_all()
    await app.consumer.commit()
    await app.stop()
    await cast("StageConsumer", app.consumer).has_left()
    await app.events.stop()


async def _first(*waits: Awaitable[object]) -> None:
    """Wait for the first of them; an exception is raised, the others are cancelled."""
    tasks = [asyncio.ensure_future(wait) for wait in waits]
    done, pending = await asyncio.wait(tasks, return_when=asyncio.FIRST_COMPLETED)
    for task in pending:
        task.cancel()
    for task in done:
        task.result()

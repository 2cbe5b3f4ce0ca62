"""The one way to consume: decode, handle, publish, remember, and only then let the offset be committed.

    def create_app(settings: Settings) -> Worker:
        app = worker("extract", settings)
        known = app.table("revisions")
        stage(app, settings, PAGES, Extract(known), ARTICLES)
        return app

A handler reads tables at any time (`known.get(article_id)`) and writes them in `Done.remember` only; a batch
then never holds two messages of one key, so that each is handled knowing what the one before it left.

Faust acknowledges whatever leaves an agent, also by exception or cancellation, so nothing may leave: a
failure is a dead letter, a wait, or the end of the process (`docs/decisions/0002-the-safe-stage.md`).
"""

from __future__ import annotations

import asyncio
import os
import random
import time
from collections.abc import Awaitable, Callable, Iterator, Sequence
from contextlib import contextmanager
from dataclasses import dataclass, field
from datetime import UTC, datetime
from typing import Any, Generic, TypeVar, cast

from faust.streams import Stream
from faust.types import EventT, Message, StreamT

from services.contracts.dead_letter import DeadLetter, Origin, Reason
from services.contracts.event import Event
from services.contracts.topics import DEAD_LETTERS, Topic
from services.runtime import metrics
from services.runtime.dead_letters import redrives
from services.runtime.dead_limit import DeadLimit
from services.runtime.logs import get_logger
from services.runtime.outcome import Dead, Done, Outcome, Record, Transient
from services.runtime.producer import Delivery, TooLarge, Unreachable, settle
from services.runtime.progress import Progress
from services.runtime.records import decode
from services.runtime.settings import Settings
from services.runtime.watch import EXIT_BUG
from services.runtime.worker import Worker

T = TypeVar("T")
In = TypeVar("In", bound=Event)
Handle = Callable[[Sequence[Record[In]]], Awaitable[Sequence[Outcome]]]

BACKOFF_S = (0.2, 15.0)

log = get_logger(__name__)


def stage(
    app: Worker,
    settings: Settings,
    source: Topic[In],
    handle: Handle[In],
    *sinks: Topic[Any],
    batch_size: int = 100,
    within: float = 0.2,
) -> None:
    """Consume `source` in batches of up to `batch_size` messages or `within` seconds.

    `handle` returns one outcome for each record, in order, and may raise `Transient`: the batch is handled
    again after a pause. Events of `Done` go to the sink of their type. Any other exception ends the process
    with 70: the supervisor starts it again, and the batch with it.
    """
    loop = _Stage(app, settings, source, handle, frozenset(sink.event for sink in sinks))
    app.stages.append(loop.progress)
    topic = app.topic(loop.progress.topic, key_serializer="raw", value_serializer="raw")

    @app.agent(topic, name=loop.progress.name, concurrency=1)
    async def consume(stream: StreamT[Any]) -> None:
        with loop.leaving_on_error():
            async for events in cast("Stream[Any]", stream).take_events(batch_size, within):
                await loop.consume(events)


@dataclass
class _Item(Generic[In]):
    """One message on its way through a batch."""

    message: Message
    origin: Origin
    record: Record[In] | Dead
    outcome: Outcome = field(default_factory=Done)
    acknowledged: bool = False


class _Stale(Exception):  # not an error: another worker reads these messages now
    """The group was rebalanced since the messages were read."""


class _Stage(Generic[In]):
    def __init__(
        self,
        app: Worker,
        settings: Settings,
        source: Topic[In],
        handle: Handle[In],
        sinks: frozenset[type[Event]],
    ) -> None:
        self.progress = Progress(f"{app.role}.{source.name}", source.physical(settings.namespace))
        self._app = app
        self._source = source
        self._handle = handle
        self._sinks = sinks
        self._dead_letters = DEAD_LETTERS.physical(settings.namespace)
        self._limit = DeadLimit()

    async def consume(self, events: Sequence[EventT[Any]]) -> None:
        """Handle what Faust read; returns only when the offsets may be committed, or must not be ours."""
        self.progress.idle.clear()
        try:
            consumer: Any = self._app.consumer
            messages = await consumer.unread([event.message for event in events])
            items = [self._decode(message) for message in messages]
            for batch in _distinct(items) if self._app.tables else filter(None, [items]):
                if self._app.draining.is_set():
                    self.progress.idle.set()
                    await asyncio.Event().wait()  # a stopping worker starts nothing new; the offsets stay
                await self._consume(batch)
        except _Stale:
            log.info("batch left to its new owner", stage=self.progress.name)
        finally:
            self.progress.idle.set()

    @contextmanager
    def leaving_on_error(self) -> Iterator[None]:
        """Nothing but a cancellation leaves an agent; what that interrupts is not in `finished`."""
        try:
            yield
        except (asyncio.CancelledError, GeneratorExit):
            raise
        except BaseException:
            log.critical("stage failed, leaving", stage=self.progress.name, exc_info=True)
            os._exit(EXIT_BUG)

    def _decode(self, message: Message) -> _Item[In]:
        origin = _origin(message)
        return _Item(message, origin, decode(self._source, origin, self.progress.name))

    async def _consume(self, items: Sequence[_Item[In]]) -> None:
        started = time.monotonic()
        oldest = min(item.origin.timestamp_ms for item in items) / 1000
        metrics.LAG_SECONDS.labels(self.progress.name).set(max(0.0, time.time() - oldest))
        await self._retry(items, lambda: self._outcomes(items))
        await self._retry(items, lambda: self._publish(items))
        changes = self._app.changelog.record(
            (item.origin.partition, item.outcome.remember)
            for item in items
            if isinstance(item.outcome, Done) and item.outcome.remember
        )
        await self._retry(items, lambda: self._app.persist(changes))
        self._app.finished.add(item.message for item in items)
        await self._app.consumer.commit()  # so that a kill repeats one batch of a partition, not a second's
        self.progress.finished()
        metrics.STAGE_SECONDS.labels(self.progress.name).observe(time.monotonic() - started)
        for item in items:
            self._count(item.outcome)

    async def _outcomes(self, items: Sequence[_Item[In]]) -> None:
        records = [item.record for item in items if isinstance(item.record, Record)]
        handled = await self._handle(records) if records else []
        if len(handled) != len(records):
            raise RuntimeError(f"{len(handled)} outcomes for {len(records)} records")
        rest = iter(handled)
        for item in items:
            item.outcome = item.record if isinstance(item.record, Dead) else next(rest)
        if self._limit.exceeded([isinstance(item.outcome, Dead) for item in items], time.monotonic()):
            await self._hold(items)

    async def _publish(self, items: Sequence[_Item[In]]) -> None:
        """Send what has not been acknowledged yet; an event too large turns its record into a dead letter."""
        sent: list[tuple[_Item[In], list[Delivery]]] = []
        try:
            for item in items:
                if not item.acknowledged:
                    sent.append((item, await self._send(item)))  # noqa: PERF401 # kept when a send fails
            for item, deliveries in sent:
                await self._settle(item, deliveries)
        except Unreachable as error:
            pending = (delivery for _, deliveries in sent for delivery in deliveries)
            await asyncio.gather(*pending, return_exceptions=True)
            raise Transient(str(error)) from error

    async def _settle(self, item: _Item[In], deliveries: Sequence[Delivery]) -> None:
        try:
            for delivery in deliveries:
                await settle(delivery)
        except TooLarge as error:
            if isinstance(item.outcome, Dead):
                raise Unreachable(f"the dead-letter topic takes no message of this size: {error}") from error
            item.outcome = Dead(Reason.TOO_LARGE, str(error))
            await self._settle(item, await self._send(item))
        item.acknowledged = True

    async def _send(self, item: _Item[In]) -> list[Delivery]:
        if isinstance(item.outcome, Done) and isinstance(item.record, Record):
            try:
                return [await self._enqueue(event, item.record) for event in item.outcome.events]
            except TooLarge as error:
                item.outcome = Dead(Reason.TOO_LARGE, str(error))
        if not isinstance(item.outcome, Dead):
            return []
        letter = DeadLetter(
            origin=item.origin,
            stage=self.progress.name,
            reason=item.outcome.reason,
            message=item.outcome.message,
            attempts=1 + redrives(item.origin.headers),
            failed_at=datetime.now(UTC),
        )
        return [
            await self._app.events.enqueue_raw(
                self._dead_letters, item.origin.key, item.origin.value, letter.headers()
            )
        ]

    async def _enqueue(self, event: Event, record: Record[In]) -> Delivery:
        if type(event) not in self._sinks:
            raise TypeError(f"{self.progress.name} has no sink for {type(event).__name__}")
        return await self._app.events.enqueue(event, record.envelope)

    async def _retry(self, items: Sequence[_Item[In]], attempt: Callable[[], Awaitable[T]]) -> T:
        """What `attempt` gave, once no `Transient` comes; until then the partition waits."""
        pause, longest = BACKOFF_S
        while True:
            if any(item.message.generation_id != self._app.consumer_generation_id for item in items):
                raise _Stale
            try:
                result = await attempt()
            except (Transient, Unreachable) as error:
                self.progress.waiting = str(error)
                metrics.RETRIES.labels(self.progress.name).inc()
                log.warning("waiting", stage=self.progress.name, reason=str(error), seconds=round(pause, 1))
                await asyncio.sleep(pause * random.uniform(0.5, 1.5))  # noqa: S311 # jitter, not a secret
                pause = min(pause * 2, longest)
            else:
                self.progress.waiting = None
                return result

    async def _hold(self, items: Sequence[_Item[In]]) -> None:
        last = next(item.outcome for item in reversed(items) if isinstance(item.outcome, Dead))
        self.progress.held = f"nearly every message is dead; the last: {last.reason.value}: {last.message}"
        metrics.STAGE_STATE.labels(self.progress.name).set(1)
        log.critical(
            "stage holds: fix the cause (a bad deploy?), then restart the worker",
            stage=self.progress.name,
            reason=self.progress.held,
        )
        await asyncio.Event().wait()

    def _count(self, outcome: Outcome) -> None:
        name = self.progress.name
        if isinstance(outcome, Dead):
            metrics.EVENTS.labels(name, "dead").inc()
            metrics.DEAD_LETTERS.labels(name, outcome.reason.value).inc()
            log.warning("dead letter", stage=name, reason=outcome.reason.value, message=outcome.message)
        else:
            metrics.EVENTS.labels(name, "done").inc()


def _distinct(items: Sequence[_Item[In]]) -> Iterator[list[_Item[In]]]:
    """The items in order, in runs that hold no key twice."""
    run: list[_Item[In]] = []
    keys: set[bytes | None] = set()
    for item in items:
        if item.origin.key in keys:
            yield run
            run, keys = [], set()
        run.append(item)
        keys.add(item.origin.key)
    if run:
        yield run


def _origin(message: Message) -> Origin:
    """Faust counts in seconds, and may hand headers over as a mapping."""
    headers = message.headers or ()
    pairs: Any = headers.items() if isinstance(headers, dict) else headers
    return Origin(
        topic=message.topic,
        partition=message.partition,
        offset=message.offset,
        timestamp_ms=round((message.timestamp or 0) * 1000),
        key=message.key,
        value=message.value,
        headers=tuple((name, value or b"") for name, value in pairs),
    )

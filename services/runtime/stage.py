"""The one way to consume: decode, handle, publish, remember, and only then let the offset be committed.

Faust acknowledges whatever leaves an agent, also by exception or cancellation, so nothing may leave: a failure is
a dead letter, a wait, or the end of the process (`docs/decisions/0002`; faust-streaming#606).
"""

from __future__ import annotations

import asyncio
import os
import random
import time
import weakref
from collections import deque
from collections.abc import Awaitable, Callable, Sequence
from dataclasses import dataclass, field
from datetime import UTC, datetime
from typing import Any, Generic, TypeVar

import faust
from faust.streams import _current_event as faust_current_event

from services.contracts.dead_letter import DeadLetter, Origin, Reason
from services.contracts.event import Event
from services.contracts.topics import DEAD_LETTERS, Topic
from services.runtime import metrics
from services.runtime.logs import get_logger
from services.runtime.outcome import Dead, Done, Outcome, Record, Transient
from services.runtime.producer import EventProducer, Position, TooLarge, Unreachable, settle
from services.runtime.records import decode
from services.runtime.settings import Settings

In = TypeVar("In", bound=Event)
Handle = Callable[[Sequence[Record[In]]], Awaitable[Sequence[Outcome]]]

EXIT_BUG = 70  # EX_SOFTWARE of sysexits.h: the supervisor starts the process again
BACKOFF_S = (0.2, 15.0)
DEAD_IN_A_ROW = 100
DEAD_WINDOW_S = 60.0

log = get_logger(__name__)


@dataclass
class Progress:
    """What the worker, its health and its watchdog know of a stage."""

    name: str
    topic: str
    last_finished: float = field(default_factory=time.monotonic)
    waiting: str | None = None  # why a transient failure holds the partition
    held: str | None = None  # why the stage stopped itself
    busy: bool = False


class DeadLimit:
    """Says stop when more than 100 messages in a row, or most of a minute's, are dead."""

    def __init__(self) -> None:
        self._row = 0
        self._window: deque[tuple[float, bool]] = deque()

    def exceeded(self, deaths: Sequence[bool], now: float) -> bool:
        """Count a batch; whether its dead letters may no longer be written."""
        for dead in deaths:
            self._row = self._row + 1 if dead else 0
            self._window.append((now, dead))
        while self._window and self._window[0][0] < now - DEAD_WINDOW_S:
            self._window.popleft()
        dead_count = sum(dead for _, dead in self._window)
        most = dead_count > DEAD_IN_A_ROW and dead_count * 2 > len(self._window)
        return self._row > DEAD_IN_A_ROW or most


def stage(
    app: Any,
    settings: Settings,
    source: Topic[In],
    handle: Handle[In],
    *sinks: Topic[Any],
    batch_size: int = 100,
    within: float = 0.2,
) -> None:
    """Consume `source` in batches of up to `batch_size` messages or `within` seconds.

    `handle` returns one outcome for each record, in order, and may raise `Transient`: the batch is handled again
    after a pause. Events of `Done` go to the sink of their type. Any other exception ends the process with 70.
    """
    progress = Progress(name=f"{app.role}.{source.name}", topic=source.physical(settings.namespace))
    consumer = _Stage(app, settings, source, handle, {sink.event for sink in sinks}, progress)
    app.stages.append(progress)
    topic = app.topic(
        progress.topic, key_type=bytes, value_type=bytes, key_serializer="raw", value_serializer="raw"
    )

    @app.agent(topic, name=progress.name, concurrency=1)  # type: ignore[untyped-decorator] # faust has no types
    async def consume(stream: Any) -> None:
        async for events in stream.take_events(batch_size, within):
            await consumer.consume(events)


class _Stage(Generic[In]):
    def __init__(
        self,
        app: Any,
        settings: Settings,
        source: Topic[In],
        handle: Handle[In],
        sinks: set[type[Event]],
        progress: Progress,
    ) -> None:
        self._app = app
        self._source = source
        self._handle = handle
        self._sinks = sinks
        self._progress = progress
        self._dead_topic = DEAD_LETTERS.physical(settings.namespace)
        self._limit = DeadLimit()

    async def consume(self, events: Sequence[faust.Event]) -> None:
        """Handle one batch; returns only when its offsets may be committed."""
        if self._app.draining.is_set():
            await asyncio.Event().wait()  # a stopping worker starts nothing new; the offsets stay
        self._progress.busy = True
        started = time.monotonic()
        try:
            await self._process(events)
        except asyncio.CancelledError:
            raise  # the offsets of this batch are not in `finished`, so they are not committed
        except BaseException:
            log.critical("stage failed, leaving", stage=self._progress.name, exc_info=True)
            os._exit(EXIT_BUG)
        finally:
            self._progress.busy = False
        for event in events:
            message = event.message
            self._app.finished[message.tp] = (message.generation_id, message.offset + 1)
        self._progress.last_finished = time.monotonic()
        metrics.STAGE_SECONDS.labels(self._progress.name).observe(time.monotonic() - started)

    async def _process(self, events: Sequence[faust.Event]) -> None:
        origins = [_origin(event) for event in events]
        oldest = min(origin.timestamp_ms for origin in origins)
        metrics.LAG_SECONDS.labels(self._progress.name).set(max(0.0, time.time() - oldest / 1000))
        decoded = [decode(self._source, origin, self._progress.name) for origin in origins]
        outcomes = await self._retry(lambda: self._outcomes(decoded))
        if self._limit.exceeded([isinstance(outcome, Dead) for outcome in outcomes], time.monotonic()):
            await self._hold(outcomes)
        items = [
            _Item(origin, record, outcome)
            for origin, record, outcome in zip(origins, decoded, outcomes, strict=True)
        ]
        await self._retry(lambda: self._publish(items))
        await self._remember(events, items)
        for item in items:
            self._count(item.outcome)

    async def _outcomes(self, decoded: Sequence[Record[In] | Dead]) -> list[Outcome]:
        records = [record for record in decoded if isinstance(record, Record)]
        handled = list(await self._handle(records)) if records else []
        if len(handled) != len(records):
            raise RuntimeError(f"{len(handled)} outcomes for {len(records)} records")
        rest = iter(handled)
        return [record if isinstance(record, Dead) else next(rest) for record in decoded]

    async def _publish(self, items: Sequence[_Item[In]]) -> None:
        """Send what has not been acknowledged yet; a message too large turns its record into a dead letter."""
        producer: EventProducer = self._app.events
        sent: list[tuple[_Item[In], list[asyncio.Future[Position]]]] = []
        try:
            for item in items:
                if not item.acknowledged:
                    sent.append((item, await self._send(producer, item)))
            for item, futures in sent:
                for future in futures:
                    await settle(future)
                item.acknowledged = True
        except Unreachable as error:
            await asyncio.gather(
                *(future for _, pending in sent for future in pending), return_exceptions=True
            )
            raise Transient(str(error)) from error

    async def _send(self, producer: EventProducer, item: _Item[In]) -> list[asyncio.Future[Position]]:
        if isinstance(item.outcome, Done) and isinstance(item.record, Record):
            for event in item.outcome.events:
                if type(event) not in self._sinks:
                    raise TypeError(f"{self._progress.name} has no sink for {type(event).__name__}")
            try:
                return [await producer.enqueue(event, item.record.envelope) for event in item.outcome.events]
            except TooLarge as error:
                item.outcome = Dead(Reason.TOO_LARGE, str(error))
        if not isinstance(item.outcome, Dead):
            return []
        letter = DeadLetter(
            origin=item.origin,
            stage=self._progress.name,
            reason=item.outcome.reason,
            message=item.outcome.message,
            attempts=1,
            failed_at=datetime.now(UTC),
        )
        return [
            await producer.enqueue_raw(self._dead_topic, item.origin.key, item.origin.value, letter.headers())
        ]

    async def _remember(self, events: Sequence[faust.Event], items: Sequence[_Item[In]]) -> None:
        wrote = False
        for event, item in zip(events, items, strict=True):
            if isinstance(item.outcome, Done) and item.outcome.remember:
                # a table writes its changelog to the partition of the current event
                token = faust_current_event.set(weakref.ref(event))
                try:
                    item.outcome.remember()
                finally:
                    faust_current_event.reset(token)
                wrote = True
        if wrote:
            await self._app.producer.flush()

    async def _retry(self, attempt: Callable[[], Awaitable[Any]]) -> Any:
        """What `attempt` gave, once no `Transient` comes; until then the partition waits and nothing is dropped."""
        pause, longest = BACKOFF_S
        while True:
            try:
                result = await attempt()
            except Transient as error:
                self._progress.waiting = str(error)
                metrics.RETRIES.labels(self._progress.name).inc()
                log.warning("waiting", stage=self._progress.name, reason=str(error), seconds=round(pause, 1))
                await asyncio.sleep(pause * random.uniform(0.5, 1.5))  # noqa: S311 # jitter, not a secret
                pause = min(pause * 2, longest)
            else:
                self._progress.waiting = None
                return result

    async def _hold(self, outcomes: Sequence[Outcome]) -> None:
        last = next(outcome for outcome in reversed(outcomes) if isinstance(outcome, Dead))
        self._progress.held = f"nearly every message is dead; the last: {last.reason.value}: {last.message}"
        metrics.STAGE_STATE.labels(self._progress.name).set(1)
        log.critical(
            "stage holds: fix the cause (a bad deploy?), then restart the worker",
            stage=self._progress.name,
            reason=self._progress.held,
        )
        await asyncio.Event().wait()

    def _count(self, outcome: Outcome) -> None:
        name = self._progress.name
        if isinstance(outcome, Dead):
            metrics.EVENTS.labels(name, "dead").inc()
            metrics.DEAD_LETTERS.labels(name, outcome.reason.value).inc()
            log.warning("dead letter", stage=name, reason=outcome.reason.value, message=outcome.message)
        else:
            metrics.EVENTS.labels(name, "done").inc()


@dataclass
class _Item(Generic[In]):
    """One message on its way through a batch."""

    origin: Origin
    record: Record[In] | Dead
    outcome: Outcome
    acknowledged: bool = False


def _origin(event: faust.Event) -> Origin:
    message = event.message
    headers = message.headers or ()
    pairs = headers.items() if isinstance(headers, dict) else headers
    return Origin(
        topic=message.topic,
        partition=message.partition,
        offset=message.offset,
        timestamp_ms=int((message.timestamp or 0) * 1000),
        key=message.key,
        value=message.value,
        headers=tuple((str(name), bytes(value or b"")) for name, value in pairs),
    )

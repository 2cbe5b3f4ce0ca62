"""The one way to consume: decode, handle, publish, remember, and only then let the offset be committed.

    def create_app(settings: Settings) -> Worker:
        app = worker("extract", settings)
        known = app.table("revisions")
        stage(app, settings, PAGES, Extract(known), ARTICLES)
        return app

A handler reads tables at any time (`known.get(article_id)`) and writes them in `Done.remember` only; a batch
then never holds two messages of one key, so that each is handled knowing what the one before it left.

A failure is a dead letter, a wait, or the end of the process: see `docs/decisions/0002-the-safe-stage.md`.
"""

from __future__ import annotations

import asyncio
import os
import random
import time
import traceback
from collections.abc import Awaitable, Callable, Iterator, Sequence
from functools import partial
from typing import Any, Generic, TypeVar

from services.contracts.dead_letter import Reason
from services.contracts.event import Event
from services.contracts.topics import Topic
from services.contracts.trace import Attributes
from services.runtime import metrics, tracing
from services.runtime.batch import Item, Progress, distinct
from services.runtime.dead_limit import DeadLimit
from services.runtime.errors import Transient
from services.runtime.faust_adapter.inbox import Fetched, Inbox
from services.runtime.faust_adapter.watch import EXIT_BUG
from services.runtime.faust_adapter.worker import Worker
from services.runtime.logs import detailed, get_logger
from services.runtime.outcome import Dead, Done, Outcome, Record
from services.runtime.publishing import Publisher
from services.runtime.settings import Settings

T = TypeVar("T")
In = TypeVar("In", bound=Event)
Handle = Callable[[Sequence[Record[In]]], Awaitable[Sequence[Outcome]]]

ENDED_TWO = "two processes ended while they had nothing but this message in hand; their logs say how"
BACKOFF_S = (0.2, 15.0)

log = get_logger(__name__)


def stage(
    app: Worker,
    settings: Settings,
    source: Topic[In],
    handle: Handle[In],
    *sinks: Topic[Any],
    batch_size: int = 100,
    within: float = 0.05,
) -> None:
    """Consume `source` in batches of up to `batch_size` messages, or of what came `within` seconds.

    `handle` returns one outcome for each record, in order, and may raise `Transient`: the batch is handled
    again after a pause. Events of `Done` go to the sink of their type. Any other exception ends the process
    with 70: the supervisor starts it again, and the batch is taken apart (`in_hand`).
    """
    progress = Progress(f"{app.role}.{source.name}", source.physical(settings.namespace))
    publisher = Publisher(settings, progress.name, frozenset(sink.event for sink in sinks), app.events)
    inbox = app.consume(progress)
    loop = _Stage(app, source, handle, publisher, progress, inbox)

    async def run() -> None:
        try:
            while True:
                await loop.consume(await inbox.take(batch_size, within))
        except asyncio.CancelledError:
            raise  # what that interrupts is not in `finished`, so it is not committed
        except BaseException:
            log.critical("stage failed, leaving", stage=progress.name, exc_info=True)
            os._exit(EXIT_BUG)

    app.background(run)


class _Stale(Exception):  # not an error: another worker reads these messages now
    """The group was rebalanced since the messages were read."""


class _Stage(Generic[In]):
    def __init__(
        self,
        app: Worker,
        source: Topic[In],
        handle: Handle[In],
        publisher: Publisher,
        progress: Progress,
        inbox: Inbox,
    ) -> None:
        self._app = app
        self._source = source
        self._handle = handle
        self._publisher = publisher
        self._progress = progress
        self._limit = DeadLimit()
        self._generation: int | None = None  # of the last batch
        self._inbox = inbox
        self._commit: asyncio.Future[bool] | None = None  # kept, so that it is not collected

    async def consume(self, messages: Sequence[Fetched]) -> None:
        """Returns when the offsets of these messages may be committed, or must not be ours."""
        self._progress.idle.clear()
        try:
            unread = await self._app.unread(messages)
            items: list[Item[In]] = [Item.of(message) for message in unread]
            for batch in self._batches(items):
                if self._app.draining.is_set():
                    self._progress.idle.set()
                    await asyncio.Event().wait()  # a stopping worker starts nothing new; the offsets stay
                await self._consume(batch)
        except _Stale:
            log.info("batch left to its new owner", stage=self._progress.name)
        finally:
            self._progress.idle.set()

    def _batches(self, items: Sequence[Item[In]]) -> Iterator[Sequence[Item[In]]]:
        for run in self._app.in_hand.runs(items):
            yield from distinct(run) if self._app.tables else [run]

    async def _consume(self, items: Sequence[Item[In]]) -> None:
        started, began = time.monotonic(), time.time_ns()
        self._progress.oldest = min(item.origin.timestamp_ms for item in items) / 1000
        metrics.LAG_SECONDS.labels(self._progress.name).set(max(0.0, time.time() - self._progress.oldest))
        for portion in self._app.in_hand.portions(items):
            await self._take(portion, items)
            await self._retry(items, partial(self._outcomes, portion))
        await self._retry(items, lambda: self._publisher.publish(items))
        changes = self._app.changelog.record(
            (item.origin.partition, item.outcome.remember)
            for item in items
            if isinstance(item.outcome, Done) and item.outcome.remember
        )
        await self._retry(items, lambda: self._app.persist(changes))
        self._app.finished.add(item.message for item in items)
        self._app.in_hand.put_down(items)
        if self._inbox.empty:  # else the next batch commits, with its mark
            self._commit = asyncio.ensure_future(self._app.consumer.commit())
        self._progress.finished()
        metrics.STAGE_SECONDS.labels(self._progress.name).observe(time.monotonic() - started)
        self._count(items)
        self._tell(items, began)

    async def _take(self, portion: Sequence[Item[In]], items: Sequence[Item[In]]) -> None:
        """Mark and decode a portion: one after the other at first, else both at once, which costs no time."""
        mark = asyncio.ensure_future(self._retry(items, partial(self._app.mark, portion, items)))
        generation = items[0].message.generation
        if self._generation == generation:
            await asyncio.sleep(0)  # the mark is on its way
        else:
            await mark
        self._generation = generation
        for item in portion:
            if self._app.in_hand.guilty(item):
                item.record = Dead(Reason.CRASHED, ENDED_TWO)
            item.decode(self._source, self._progress.name)
        await mark

    async def _outcomes(self, items: Sequence[Item[In]]) -> None:
        records = [item.record for item in items if isinstance(item.record, Record)]
        suspects = any(self._app.in_hand.suspicion(item) for item in items)
        handle = self._apart if suspects else self._handle
        handled = await handle(records) if records else []
        if len(handled) != len(records):
            raise RuntimeError(f"{len(handled)} outcomes for {len(records)} records")
        rest = iter(handled)
        for item in items:
            item.outcome = item.record if isinstance(item.record, Dead) else next(rest)
        if self._limit.exceeded([isinstance(item.outcome, Dead) for item in items], time.monotonic()):
            await self._hold(items)

    async def _apart(self, records: Sequence[Record[In]]) -> list[Outcome]:
        """The outcomes of what a process ended with: what cannot be handled even alone is dead."""
        try:
            return list(await self._handle(records))
        except Transient:
            raise
        except Exception as error:
            if len(records) > 1:
                middle = len(records) // 2
                return [*await self._apart(records[:middle]), *await self._apart(records[middle:])]
            log.exception("a message cannot be handled", stage=self._progress.name)
            message = f"{type(error).__name__}: {error}"
            return [Dead(Reason.CRASHED, message, "".join(traceback.format_exception(error)))]

    async def _retry(self, items: Sequence[Item[In]], attempt: Callable[[], Awaitable[T]]) -> T:
        """What `attempt` gave, once no `Transient` comes; until then the partition waits."""
        pause, longest = BACKOFF_S
        while True:
            if any(item.message.generation != self._app.consumer_generation_id for item in items):
                raise _Stale
            try:
                result = await attempt()
            except Transient as error:
                self._app.in_hand.put_down(items)
                self._progress.waiting = str(error)
                metrics.RETRIES.labels(self._progress.name).inc()
                log.warning("waiting", stage=self._progress.name, reason=str(error), seconds=round(pause, 1))
                await asyncio.sleep(pause * random.uniform(0.5, 1.5))  # noqa: S311 # jitter, not a secret
                pause = min(pause * 2, longest)
            else:
                self._progress.waiting = None
                return result

    async def _hold(self, items: Sequence[Item[In]]) -> None:
        last = next(item.outcome for item in reversed(items) if isinstance(item.outcome, Dead))
        self._progress.hold_reason = (
            f"nearly every message is dead; the last: {last.reason.value}: {last.message}"
        )
        metrics.STAGE_STATE.labels(self._progress.name).set(1)
        log.critical(
            "stage holds: fix the cause (a bad deploy?), then restart the worker",
            stage=self._progress.name,
            reason=self._progress.hold_reason,
        )
        await asyncio.Event().wait()

    def _count(self, items: Sequence[Item[In]]) -> None:
        name = self._progress.name
        dead = [item.outcome for item in items if isinstance(item.outcome, Dead)]
        metrics.EVENTS.labels(name, "done").inc(len(items) - len(dead))
        for outcome in dead:
            metrics.EVENTS.labels(name, "dead").inc()
            metrics.DEAD_LETTERS.labels(name, outcome.reason.value).inc()

    def _tell(self, items: Sequence[Item[In]], began: int) -> None:
        """Each message by its trace: dead ones always, the others where somebody asked."""
        name, in_detail = self._progress.name, detailed()
        for item in items:
            with tracing.within(item.step):
                if isinstance(item.outcome, Dead):
                    log.warning(
                        "dead letter",
                        stage=name,
                        reason=item.outcome.reason.value,
                        message=item.outcome.message,
                    )
                elif in_detail:
                    log.debug("handled", stage=name, key=(item.origin.key or b"").decode("utf-8", "replace"))
            if tracing.exporting():
                tracing.tell(
                    name,
                    item.step,
                    began,
                    kind="consumer",
                    attributes=_attributes(item),
                    failed=isinstance(item.outcome, Dead),
                )


def _attributes(item: Item[Any]) -> Attributes:
    """By the names of OpenTelemetry's conventions for messaging."""
    return {
        "messaging.system": "kafka",
        "messaging.destination.name": item.origin.topic,
        "messaging.destination.partition.id": str(item.origin.partition),
        "messaging.kafka.offset": item.origin.offset,
    }

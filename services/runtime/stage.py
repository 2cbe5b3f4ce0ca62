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

from services.contracts.dead_letter import Origin, Reason
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
from services.runtime.records import decode
from services.runtime.settings import Settings

T = TypeVar("T")
In = TypeVar("In", bound=Event)
Handle = Callable[[Sequence[Record[In]]], Awaitable[Sequence[Outcome]]]

ENDED_TWO = "two processes ended with this message in hand, the second with nothing else; their logs say how"
ENDED_TRIAL = "a process ended with this message in hand, and so did a trial of it alone: {}"
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
    app.rehearsals[progress.name] = loop.rehearse

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
        self._commit: asyncio.Future[Any] | None = None  # kept, so that it is not collected

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
            await self._handle_portion(portion, items)
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

    async def _handle_portion(self, portion: Sequence[Item[In]], batch: Sequence[Item[In]]) -> None:
        """Give each message its outcome; suspects whose trial says that one is guilty, by halves."""
        if not await self._retry(batch, partial(self._attempt, portion, batch)):
            for half in (portion[: len(portion) // 2], portion[len(portion) // 2 :]):
                await self._handle_portion(half, batch)

    async def _attempt(self, items: Sequence[Item[In]], batch: Sequence[Item[In]]) -> bool:
        """Mark, decode and handle; False when these are suspects and one of them is guilty."""
        suspects = any(self._app.in_hand.suspicion(item) for item in items)
        if suspects:
            await self._app.trial.begin(self._progress.finished)  # before the mark, for it takes seconds
        mark = asyncio.ensure_future(self._app.mark(items, batch))
        generation = items[0].message.generation
        if self._generation == generation and not suspects:
            await asyncio.sleep(0)  # the mark is on its way while we decode, which costs no time
        else:
            await mark
        self._generation = generation
        if suspects and not await self._passes(items):
            return False
        for item in items:
            item.decode(self._source, self._progress.name)
        await mark
        await self._outcomes(items)
        return True

    async def _passes(self, items: Sequence[Item[In]]) -> bool:
        """Whether these suspects live through a trial; one that is guilty and alone is dead."""
        cause = None
        if self._app.in_hand.guilty(items[0]):  # then it is alone
            cause = ENDED_TWO
        elif untried := [item for item in items if not item.innocent]:
            name = self._progress.name
            manner = await self._app.trial.cause(
                name, [item.origin for item in untried], self._progress.finished
            )
            if manner and len(untried) > 1:
                return False
            cause = manner and ENDED_TRIAL.format(manner)
            for item in untried:
                item.innocent = True
        if cause:
            items[0].record = Dead(Reason.CRASHED, cause)
        return True

    async def rehearse(self, origins: Sequence[Origin]) -> str:
        """In a trial: handle these and encode what follows; what went wrong then, if anything did.

        What the handler raises is not told: a worker catches that when it handles these.
        """
        decoded = [decode(self._source, origin, self._progress.name) for origin in origins]
        records = [record for record in decoded if isinstance(record, Record)]
        try:
            outcomes = await self._handle(records) if records else []
        except Exception as error:  # noqa: BLE001
            log.info("a trial raised", stage=self._progress.name, reason=repr(error))
            return ""
        try:
            done = [
                (r, outcome)
                for r, outcome in zip(records, outcomes, strict=True)
                if isinstance(outcome, Done)
            ]
            for _, outcome in done:
                for event in outcome.events:
                    event.encode()
            self._app.changelog.record((r.partition, o.remember) for r, o in done if o.remember)
        except Exception as error:  # noqa: BLE001 # whatever it is, it would end the worker
            return f"{type(error).__name__}: {error}"
        return ""

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
                self._commit = asyncio.ensure_future(self._app.unmark(items))
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

"""Records of a topic once more, on the same topic, behind what is there: a better stage takes them up anew.

Bytes, key, partition and headers are the original ones, with a header `replayed` (when). It works beside live
traffic, and repeating is harmless: ids and revisions are properties of the articles.
"""

from __future__ import annotations

import asyncio
from collections import deque
from collections.abc import AsyncIterator, Callable, Iterable
from dataclasses import dataclass
from datetime import UTC, datetime
from typing import Any

import orjson

from services.contracts.dead_letter import Origin
from services.contracts.topics import Topic
from services.runtime.pace import Pace
from services.runtime.producer import Delivery, EventProducer, settle
from services.runtime.records import origin_of
from services.runtime.scan import extent, offsets_at, scan
from services.runtime.settings import Settings

REPLAYED = "replayed"
IN_FLIGHT = 500

Place = int | datetime
Step = Callable[[int, int], None]


@dataclass(frozen=True, slots=True)
class Selection:
    """Which records: `start` ≤ place < `end`, an offset in every partition or a time; None: no bound.

    `keys` and `sources` empty: all of them.
    """

    topic: Topic[Any]
    start: Place | None = None
    end: Place | None = None
    keys: frozenset[str] = frozenset()
    sources: frozenset[str] = frozenset()

    def takes(self, origin: Origin) -> bool:
        if self.keys and (origin.key or b"").decode("utf-8", "replace") not in self.keys:
            return False
        return not self.sources or source_id(origin.value) in self.sources


@dataclass(slots=True)
class Replayed:
    """`first` and `last`: when the oldest and the newest of the chosen records were written."""

    scanned: int = 0
    chosen: int = 0
    bytes: int = 0
    first: datetime | None = None
    last: datetime | None = None

    def add(self, origin: Origin) -> None:
        written = _timestamp(origin)
        self.chosen += 1
        self.bytes += len(origin.value or b"")
        self.first = min(self.first or written, written)
        self.last = max(self.last or written, written)


class Interrupted(Exception):  # the operator's will, no error
    """Cancelled. The rest was written between `start` and `end`; None: from the start of the selection."""

    def __init__(self, done: Replayed, start: datetime | None, end: datetime) -> None:
        super().__init__(f"stopped after {done.chosen} records")
        self.done = done
        self.start = start
        self.end = end


async def replay(
    settings: Settings,
    selection: Selection,
    *,
    rate: float | None = None,
    dry_run: bool = False,
    step: Step | None = None,
) -> Replayed:
    """Publish the selected records again, at most `rate` a second; what was replayed.

    The end is that of now, so that it never meets its own records. Raises `Unreachable`, `NoTopic`, or
    `Interrupted` when it is cancelled.
    """
    started = datetime.now(UTC)
    spans = await _spans(settings, selection)
    total = sum(end - begin for begin, end in spans.values())
    done = Replayed()
    unread: dict[int, datetime | None] = {
        partition: None for partition, (begin, end) in spans.items() if end > begin
    }
    async with EventProducer(settings, "replay") as producer:
        again = _Again(producer, rate)
        try:
            async for origin in _within(settings, selection, spans):
                if selection.takes(origin):
                    if not dry_run:
                        await again.publish(origin)
                    done.add(origin)
                done.scanned += 1
                unread[origin.partition] = _timestamp(origin)
                if origin.offset + 1 == spans[origin.partition][1]:
                    del unread[origin.partition]
                if step is not None:
                    step(done.scanned, total)
        except asyncio.CancelledError as error:
            raise Interrupted(done, _earliest(unread.values()), started) from error
        finally:
            await again.settled()
    return done


class _Again:
    """Publishes in order, not too fast, with a bounded number under way."""

    def __init__(self, producer: EventProducer, rate: float | None) -> None:
        self._producer = producer
        self._pace = Pace(rate)
        self._under_way: deque[Delivery] = deque()
        self._header = (REPLAYED, datetime.now(UTC).isoformat().encode())

    async def publish(self, origin: Origin) -> None:
        await self._pace.step()
        headers = [pair for pair in origin.headers if pair[0] != REPLAYED]
        delivery = await self._producer.enqueue_raw(
            origin.topic, origin.key, origin.value, [*headers, self._header], partition=origin.partition
        )
        self._under_way.append(delivery)
        if len(self._under_way) >= IN_FLIGHT:
            await settle(self._under_way.popleft())

    async def settled(self) -> None:
        while self._under_way:
            await settle(self._under_way.popleft())


async def _within(
    settings: Settings, selection: Selection, spans: dict[int, tuple[int, int]]
) -> AsyncIterator[Origin]:
    start = {partition: begin for partition, (begin, _) in spans.items()}
    async for record in scan(settings, selection.topic.physical(settings.namespace), start):
        if record.offset < spans[record.partition][1]:
            yield origin_of(record)


async def _spans(settings: Settings, selection: Selection) -> dict[int, tuple[int, int]]:
    """First and end offset by partition."""
    name = selection.topic.physical(settings.namespace)
    held = await extent(settings, name)
    starts = await _offsets(settings, name, selection.start)
    ends = await _offsets(settings, name, selection.end)
    spans = {}
    for partition, (begin, end) in held.items():
        first = begin if starts is None else max(begin, starts.get(partition, end))
        last = end if ends is None else min(end, ends.get(partition, end))
        spans[partition] = (min(first, last), last)
    return spans


async def _offsets(settings: Settings, name: str, place: Place | None) -> dict[int, int] | None:
    match place:
        case datetime():
            return await offsets_at(settings, name, place)
        case int():
            return dict.fromkeys(await extent(settings, name), place)
        case None:
            return None


def _timestamp(origin: Origin) -> datetime:
    return datetime.fromtimestamp(origin.timestamp_ms / 1000, UTC)


def _earliest(reached: Iterable[datetime | None]) -> datetime | None:
    """None when a partition was not begun."""
    moments = list(reached)
    known = [moment for moment in moments if moment is not None]
    return min(known) if known and len(known) == len(moments) else None


def source_id(value: bytes | None) -> str | None:
    """The newspaper that an event is about; None when its bytes do not say it."""
    try:
        event: Any = orjson.loads(value or b"")
        return str((event.get("article") or event)["source"]["id"])
    except (ValueError, KeyError, TypeError, AttributeError):
        return None

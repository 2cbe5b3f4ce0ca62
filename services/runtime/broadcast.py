"""A topic that every replica reads whole: the headlines of the ticker, the newspapers of the registry."""

from __future__ import annotations

import asyncio
from collections.abc import Callable
from typing import Generic, TypeVar

from aiokafka import AIOKafkaConsumer, ConsumerRecord, TopicPartition

from services.contracts.event import Event
from services.contracts.topics import Topic
from services.runtime.errors import NoTopic, Unreachable
from services.runtime.logs import get_logger
from services.runtime.outcome import Dead
from services.runtime.records import decode, origin_of
from services.runtime.scan import POLL_MS, reading
from services.runtime.settings import Settings

E = TypeVar("E", bound=Event)

STOP_S = 5
PAUSE_S = 2.0

log = get_logger(__name__)


class Broadcast(Generic[E]):
    """Calls `on_record(event, offset)` for each record, in order of a partition, then for each new one.

    `last`: only the newest so many records of each partition. What cannot be decoded, or raises, is logged
    and left out.
    """

    def __init__(
        self,
        settings: Settings,
        topic: Topic[E],
        on_record: Callable[[E, int], None],
        last: int | None = None,
    ) -> None:
        self._settings = settings
        self._topic = topic
        self._name = topic.physical(settings.namespace)
        self._on_record = on_record
        self._last = last
        self._places: dict[TopicPartition, int] = {}  # where to go on after a lost connection
        self._caught_up = asyncio.Event()
        self._task: asyncio.Task[None] | None = None

    @property
    def ready(self) -> bool:
        """Whether everything that the topic held at the start was seen, and reading goes on."""
        return self._caught_up.is_set() and self._task is not None and not self._task.done()

    async def start(self) -> None:
        """Returns once caught up with the end seen at start; waits while the broker is away."""
        self._task = asyncio.create_task(self._run(), name=f"broadcast {self._name}")
        caught_up = asyncio.ensure_future(self._caught_up.wait())
        await asyncio.wait((self._task, caught_up), return_when=asyncio.FIRST_COMPLETED)
        caught_up.cancel()
        if self._task.done():
            self._task.result()

    async def stop(self) -> None:
        """Ends within seconds.

        A cancellation that meets the end of a `wait_for` is lost, so it is repeated (python/cpython#86296).
        """
        if self._task is None:
            return
        for _ in range(STOP_S):
            self._task.cancel()
            done, _ = await asyncio.wait((self._task,), timeout=1.0)
            if done:
                return
        log.warning("left behind", topic=self._name, reason=f"its reader did not end in {STOP_S} s")

    async def _run(self) -> None:
        while True:
            try:
                async with reading(self._settings, self._name) as consumer:
                    await self._read(consumer)
            except (Unreachable, NoTopic) as error:
                log.warning("broadcast waits", topic=self._name, reason=str(error))
                await asyncio.sleep(PAUSE_S)

    async def _read(self, consumer: AIOKafkaConsumer) -> None:
        begins = await consumer.beginning_offsets(consumer.assignment())
        ends = await consumer.end_offsets(consumer.assignment())
        for tp, begin in begins.items():
            first = begin if self._last is None else max(begin, ends[tp] - self._last)
            place = self._places.get(tp, first)
            # a topic that was made anew ends before the place we knew
            consumer.seek(tp, place if begin <= place <= ends[tp] else first)
        while True:
            if not self._caught_up.is_set():
                places = [await consumer.position(tp) >= end for tp, end in ends.items()]
                if all(places):
                    self._caught_up.set()
            for tp, records in (await consumer.getmany(timeout_ms=POLL_MS)).items():
                for record in records:
                    self._take(record)
                self._places[tp] = records[-1].offset + 1

    def _take(self, record: ConsumerRecord) -> None:
        decoded = decode(self._topic, origin_of(record), "broadcast")
        if isinstance(decoded, Dead):
            log.warning(
                "left out", topic=self._name, partition=record.partition, offset=record.offset,
                reason=decoded.message,
            )  # fmt: skip
            return
        try:
            self._on_record(decoded.event, record.offset)
        except Exception:  # one record must not end what every other one needs
            log.exception(
                "left out: a bug", topic=self._name, partition=record.partition, offset=record.offset
            )

"""What was read of each partition, without a hole; what a worker commits: what its stages finished.

Faust commits what an exception dropped (faust-streaming#606), and after a rebalance it may read messages
twice, or go on behind some that it threw away. So every stage checks that offsets follow each other.
"""

from __future__ import annotations

import logging
from collections.abc import Iterable, Sequence
from typing import Any

from faust.transport.drivers.aiokafka import Consumer, ensure_aiokafka_TP, ensure_aiokafka_TPset
from faust.types import TP, Message

from services.runtime.logs import get_logger

log = get_logger(__name__)


class Gap(RuntimeError):  # named after the fact
    """Messages were skipped; the process leaves and starts again from what is committed."""


class Finished:
    """The place after the last finished message of each partition, and the group generation that read it."""

    def __init__(self) -> None:
        self._places: dict[TP, tuple[int | None, int]] = {}

    def add(self, messages: Iterable[Message]) -> None:
        """Messages of a batch, in order of their offsets in each partition."""
        for message in messages:
            self._places[message.tp] = (message.generation_id, message.offset + 1)

    def committable(self, generation: int) -> dict[TP, int]:
        """A place of an older generation is not ours to commit: the partition was re-read since."""
        return {tp: place for tp, (read_in, place) in self._places.items() if read_in == generation}

    def place(self, tp: TP, generation: int) -> int | None:
        read_in, place = self._places.get(tp, (None, 0))
        return place if read_in == generation else None


class FinishedConsumer(Consumer):
    """Faust's consumer with our offsets."""

    logger = logging.getLogger("faust.consumer")

    async def unread(self, messages: Sequence[Message]) -> list[Message]:
        """Those of this generation that no batch has finished. Raises `Gap` when some are missing."""
        app: Any = self.app
        places: dict[TP, int] = {}
        unread = []
        for message in messages:
            if message.generation_id != app.consumer_generation_id:
                continue
            tp = message.tp
            if tp not in places:
                places[tp] = await self._place(tp, message)
            if message.offset > places[tp]:
                await self._missing(tp, places[tp], message.offset)
            if message.offset >= places[tp]:
                places[tp] = message.offset + 1
                unread.append(message)
        return unread

    async def _place(self, tp: TP, message: Message) -> int:
        """The offset that must come next: finished in this generation, else committed, else the first."""
        app: Any = self.app
        place: int | None = app.finished.place(tp, message.generation_id)
        if place is None:
            place = await self.committed(tp)
        if place is None:
            place = (await self.earliest_offsets(tp))[tp]
        if message.offset < place and (self.highwater(tp) or 0) < place:
            log.warning("the topic was made anew", topic=tp.topic, partition=tp.partition, known=place)
            return message.offset
        return place

    async def _missing(self, tp: TP, place: int, offset: int) -> None:
        where = {"topic": tp.topic, "partition": tp.partition, "first": place, "last": offset - 1}
        if (await self.earliest_offsets(tp))[tp] < offset:
            raise Gap(f"messages were skipped: {where}")
        log.critical("messages expired before they were read: retention is shorter than the lag", **where)

    async def committed(self, tp: TP) -> int | None:
        """The place of the group, from the broker."""
        consumer = self._thread._ensure_consumer()  # noqa: SLF001
        place: int | None = await self._thread.call_thread(consumer.committed, ensure_aiokafka_TP(tp))
        return place

    async def perform_seek(self) -> None:
        """Faust stays where it is when a partition has no commit yet, behind messages it threw away."""
        await super().perform_seek()
        sources = (tp for tp in self.assignment() if not self._is_changelog_tp(tp))
        new = ensure_aiokafka_TPset({tp for tp in sources if not self._committed_offset[tp]})
        if new:
            await self._thread.seek_to_beginning(*new)

    def _filter_committable_offsets(self, tps: Iterable[TP]) -> dict[TP, int]:
        for tp in tps:
            self._new_offset(tp)  # empties Faust's own list of acknowledged offsets, which would grow
        app: Any = self.app
        finished: Finished = app.finished
        return {
            tp: place
            for tp, place in finished.committable(app.consumer_generation_id).items()
            if self._should_commit(tp, place)
        }

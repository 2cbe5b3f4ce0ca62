"""Faust's consumer with its groups, rebalancing and tables; our offsets, and our way to a stage.

Faust commits what an exception dropped (faust-streaming#606). After a rebalance it may read messages twice,
or go on behind some that it threw away. It makes two tasks a message, and sleeps a second with full buffers.
"""

from __future__ import annotations

import asyncio
import logging
from collections.abc import Iterable, Sequence
from typing import Any

from aiokafka.errors import IllegalStateError
from faust.transport.drivers.aiokafka import Consumer, ensure_aiokafka_TP, ensure_aiokafka_TPset
from faust.types import TP
from mode import ServiceT

from services.runtime import metrics
from services.runtime.errors import Gap
from services.runtime.inbox import Fetched
from services.runtime.logs import get_logger

FETCH_S = 1.0
PAUSE_S = 0.1

log = get_logger(__name__)


class StageConsumer(Consumer):
    """Hands whole fetches to the inboxes of the stages; checks that offsets follow each other."""

    logger = logging.getLogger("faust.consumer")
    app: Any

    async def left(self) -> None:
        """After the stop: wait until Faust's thread has left the group, or for ever when the broker hangs."""
        thread = self._thread._thread  # noqa: SLF001 # mode has no other name for it
        while thread is not None and thread.is_alive():  # noqa: ASYNC110 # no event of this loop tells
            await asyncio.sleep(0.02)

    async def _drain_messages(self, fetcher: ServiceT) -> None:
        """Fetch for ever, for the stages that have room; changelogs go the way of Faust."""
        seek = False
        while not (self.should_stop or fetcher.should_stop):
            if not self.flow_active:
                await self.wait_first(self.can_resume_flow.wait())
                continue
            seek = seek and not await self._sought()
            active = {tp for tp in self._get_active_partitions() if not self._full(tp)}
            if seek or not active:
                await self._pause()
                continue
            generation = self.app.consumer_generation_id
            try:
                fetched = await self._getmany(active, FETCH_S)
            except self.consumer_stopped_errors:
                if self.app.should_stop:
                    return
                raise
            if self.flow_active and generation == self.app.consumer_generation_id:
                await self._deliver(generation, fetched)
            else:
                seek = bool(fetched)  # dropped: read again by whoever has the partitions now

    async def _deliver(self, generation: int, fetched: Any) -> None:
        for tp, records in fetched.items():
            if inbox := self.app.inboxes.get(tp.topic):
                inbox.put(generation, records)
                continue
            for record in records:
                message = self._to_message(tp, record)
                await self.wait_first(self.callback(message), self.suspend_flow.wait())

    def _full(self, tp: TP) -> bool:
        inbox = self.app.inboxes.get(tp.topic)
        return inbox is not None and inbox.full

    async def _pause(self) -> None:
        """Until a stage has room, or partitions may have been assigned."""
        self.app.room.clear()
        try:
            await asyncio.wait_for(self.app.room.wait(), PAUSE_S)
        except TimeoutError:
            return

    async def _sought(self) -> bool:
        """Whether reading goes on from the committed places; not while a rebalance is under way."""
        try:
            await self.perform_seek()
        except (AssertionError, IllegalStateError):  # aiokafka: no partitions are assigned now
            return False
        return True

    async def perform_seek(self) -> None:
        """Faust stays where it is when a partition has no commit yet, behind messages it threw away."""
        await super().perform_seek()
        sources = (tp for tp in self.assignment() if not self._is_changelog_tp(tp))
        new = ensure_aiokafka_TPset({tp for tp in sources if not self._committed_offset[tp]})
        if new:
            await self._thread.seek_to_beginning(*new)

    async def unread(self, messages: Sequence[Fetched]) -> list[Fetched]:
        """Those of this generation that no batch has finished. Raises `Gap` when some are missing."""
        places: dict[TP, int] = {}
        unread = []
        for message in messages:
            if message.generation != self.app.consumer_generation_id:
                continue
            tp, offset = message.partition, message.record.offset
            if tp not in places:
                places[tp] = await self._place(tp, message)
            if offset > places[tp]:
                await self._missing(tp, places[tp], offset)
            if offset >= places[tp]:
                places[tp] = offset + 1
                unread.append(message)
        return unread

    async def _place(self, tp: TP, message: Fetched) -> int:
        """The offset that must come next: finished in this generation, else committed, else the first."""
        place: int | None = self.app.finished.place(tp, message.generation)
        if place is None:
            place = await self.committed(tp)
        if place is None:
            place = 0 if message.record.offset == 0 else await self._earliest(tp)
        if message.record.offset < place and (self.highwater(tp) or 0) < place:
            log.warning("the topic was made anew", topic=tp.topic, partition=tp.partition, known=place)
            return int(message.record.offset)
        return place

    async def _missing(self, tp: TP, place: int, offset: int) -> None:
        where = {"topic": tp.topic, "partition": tp.partition, "first": place, "last": offset - 1}
        if await self._earliest(tp) < offset:
            raise Gap(f"messages were skipped: {where}")
        metrics.EXPIRED.labels(tp.topic).inc(offset - place)
        log.critical("messages expired before they were read: retention is shorter than the lag", **where)

    async def _earliest(self, tp: TP) -> int:
        """Asked seldom: the broker answers after the fetch that waits on the same connection, up to 1.5 s."""
        return int((await self.earliest_offsets(tp))[tp])

    async def committed(self, tp: TP) -> int | None:
        """The place of the group, from the broker."""
        consumer = self._thread._ensure_consumer()  # noqa: SLF001 # there is no other way to it
        place: int | None = await self._thread.call_thread(consumer.committed, ensure_aiokafka_TP(tp))
        return place

    async def verify_all_partitions_active(self) -> None:
        """Nothing: it would count what passes through Faust's streams. `Watch` looks after progress."""

    def _filter_committable_offsets(self, tps: Iterable[TP]) -> dict[TP, int]:  # noqa: ARG002 # Faust's own acks
        finished = self.app.finished.committable(self.app.consumer_generation_id)
        return {tp: place for tp, place in finished.items() if self._should_commit(tp, place)}

"""Faust's consumer with its groups, rebalancing and tables; our offsets, and our way to a stage.

Faust commits what an exception dropped (faust-streaming#606). After a rebalance it may read messages twice,
or go on behind some that it threw away. It makes two tasks a message, and sleeps a second with full buffers.
"""

from __future__ import annotations

import asyncio
import logging
from collections.abc import Iterable, Mapping, Sequence
from typing import Any

from aiokafka.errors import CommitFailedError, IllegalStateError
from aiokafka.structs import OffsetAndMetadata
from faust.transport.consumer import ensure_TP
from faust.transport.drivers.aiokafka import (
    AIOKafkaConsumerThread,
    Consumer,
    ensure_aiokafka_TP,
    ensure_aiokafka_TPset,
)
from faust.types import TP
from mode import ServiceT

from services.runtime import metrics
from services.runtime.errors import Gap
from services.runtime.faust_adapter.inbox import Fetched, Partition
from services.runtime.logs import get_logger

FETCH_S = 1.0
PAUSE_S = 0.1

log = get_logger(__name__)


class Finished:
    """The place after the last finished message of each partition, and the group generation that read it."""

    def __init__(self) -> None:
        self._places: dict[Partition, tuple[int, int]] = {}

    def add(self, messages: Iterable[Fetched]) -> None:
        """Messages of a batch, in order of their offsets in each partition."""
        for message in messages:
            self._places[message.partition] = (message.generation, message.record.offset + 1)

    def committable(self, generation: int) -> dict[Partition, int]:
        """A place of an older generation is not ours to commit: the partition was re-read since."""
        return {tp: place for tp, (read_in, place) in self._places.items() if read_in == generation}

    def place(self, tp: Partition, generation: int) -> int | None:
        read_in, place = self._places.get(tp, (None, 0))
        return place if read_in == generation else None


class _MarkingThread(AIOKafkaConsumerThread):
    """Commits beside each offset what the worker has in hand."""

    async def _commit(self, offsets: Mapping[TP, int]) -> bool:
        app: Any = self.app
        places = {
            ensure_aiokafka_TP(tp): OffsetAndMetadata(place, app.in_hand.metadata(tp))
            for tp, place in offsets.items()
            if tp in self.assignment()
        }
        try:
            await self._ensure_consumer().commit(places)
        except (CommitFailedError, IllegalStateError):  # the group was rebalanced: others commit now
            return False
        except Exception as error:  # noqa: BLE001 # as Faust does: the app ends, and says why
            await self.crash(error)
            return False
        return True


class StageConsumer(Consumer):
    """Hands whole fetches to the inboxes of the stages; checks that offsets follow each other."""

    logger = logging.getLogger("faust.consumer")
    app: Any

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self._committing = asyncio.Lock()
        self._written: dict[TP, str] = {}  # what stands beside the committed offsets
        self._begun: dict[TP, tuple[int, int]] = {}  # the generation, and where it began to read

    def _new_consumer_thread(self) -> _MarkingThread:
        return _MarkingThread(self, loop=self.loop, beacon=self.beacon)

    async def commit(self, topics: Any = None, start_new_transaction: bool = True) -> bool:
        """One after the other, so that no older place or mark comes after a newer one."""
        async with self._committing:
            committed: bool = await super().commit(topics, start_new_transaction)
            return committed

    async def mark(self, partitions: Iterable[TP]) -> None:
        """Commit what is in hand, beside the places that stand; no mark outlives what it was for."""
        async with self._committing:
            generation = self.app.consumer_generation_id
            finished = self.app.finished.committable(generation)
            begun = {tp: place for tp, (read_in, place) in self._begun.items() if read_in == generation}
            old = {tp for tp in finished if self._written.get(tp, "") != self.app.in_hand.metadata(tp)}
            places = {tp: finished.get(tp, begun.get(tp)) for tp in old.union(partitions)}
            await self._thread.commit({tp: place for tp, place in places.items() if place is not None})
            self._written.update({tp: self.app.in_hand.metadata(tp) for tp in places})

    async def has_left(self) -> None:
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
        """To what the broker says is committed, else to the beginning.

        Faust believes that a commit which failed went well, and stays where it is when nothing was committed:
        behind messages that nobody finished. That is a hole when a broker that restarts has lost the commit.
        """
        places = {ensure_TP(tp): place or None for tp, place in (await self.seek_to_committed()).items()}
        self._read_offset.update(places)
        self._committed_offset.update(places)
        new = [tp for tp, place in places.items() if place is None and not self._is_changelog_tp(tp)]
        if new:
            await self._thread.seek_to_beginning(*ensure_aiokafka_TPset(new))

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
                if self._begun.get(tp, (None, 0))[0] != message.generation:
                    self._begun[tp] = (message.generation, places[tp])
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
            place, metadata = await self._group_place(tp)
            self.app.in_hand.find(tp, message.generation, metadata)
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
        return (await self._group_place(tp))[0]

    async def _group_place(self, tp: TP) -> tuple[int | None, str]:
        """The committed offset and what stands beside it, which aiokafka tells nobody."""
        coordinator = self._thread._ensure_consumer()._coordinator  # noqa: SLF001 # there is no other way to it
        own = ensure_aiokafka_TP(tp)
        entries = await self._thread.call_thread(coordinator.fetch_committed_offsets, [own])
        entry = entries.get(own)
        return (entry.offset, entry.metadata) if entry else (None, "")

    async def verify_all_partitions_active(self) -> None:
        """Nothing: it would count what passes through Faust's streams. `Watch` looks after progress."""

    def _filter_committable_offsets(self, tps: Iterable[TP]) -> dict[TP, int]:  # noqa: ARG002 # Faust's own acks
        finished = self.app.finished.committable(self.app.consumer_generation_id)
        marks = {tp: self.app.in_hand.metadata(tp) for tp in finished}
        places = {
            tp: place
            for tp, place in finished.items()
            if self._should_commit(tp, place) or marks[tp] != self._written.get(tp)
        }
        self._written.update({tp: marks[tp] for tp in places})
        return places

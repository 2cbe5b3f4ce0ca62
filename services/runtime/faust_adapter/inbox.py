"""What was fetched for a stage and not yet taken by it; bounded, so that a slow stage stops the fetching."""

from __future__ import annotations

import asyncio
from collections import deque
from collections.abc import Iterable
from typing import NamedTuple, TypeAlias

from aiokafka import ConsumerRecord, TopicPartition

CAPACITY = 1000
Partition: TypeAlias = TopicPartition


class Fetched(NamedTuple):
    """A record and the generation of the group in which it was read."""

    generation: int
    record: ConsumerRecord

    @property
    def partition(self) -> Partition:
        return Partition(self.record.topic, self.record.partition)


class Inbox:
    """One for each stage. `room` is shared by all stages of a worker and wakes the fetcher."""

    def __init__(self, room: asyncio.Event) -> None:
        self._messages: deque[Fetched] = deque()
        self._some = asyncio.Event()
        self._room = room

    @property
    def full(self) -> bool:
        """No more is fetched; one fetch may go beyond the capacity, by what the broker sends at once."""
        return len(self._messages) >= CAPACITY

    @property
    def empty(self) -> bool:
        return not self._messages

    def put(self, generation: int, records: Iterable[ConsumerRecord]) -> None:
        self._messages.extend(Fetched(generation, record) for record in records)
        self._some.set()

    async def take(self, most: int, within: float) -> list[Fetched]:
        """Up to `most` messages, once there is one; fewer only when no more came `within` seconds."""
        await self._some.wait()
        if len(self._messages) < most:
            await asyncio.sleep(within)
        taken = [self._messages.popleft() for _ in range(min(most, len(self._messages)))]
        if not self._messages:
            self._some.clear()
        if not self.full:
            self._room.set()
        return taken

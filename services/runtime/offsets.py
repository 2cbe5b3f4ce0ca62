"""What a worker may commit: what its stages finished, never what Faust counts as acknowledged."""

from __future__ import annotations

from collections.abc import Iterable

from aiokafka import TopicPartition

from services.runtime.inbox import Fetched


class Finished:
    """The place after the last finished message of each partition, and the group generation that read it."""

    def __init__(self) -> None:
        self._places: dict[TopicPartition, tuple[int, int]] = {}

    def add(self, messages: Iterable[Fetched]) -> None:
        """Messages of a batch, in order of their offsets in each partition."""
        for message in messages:
            self._places[message.partition] = (message.generation, message.record.offset + 1)

    def committable(self, generation: int) -> dict[TopicPartition, int]:
        """A place of an older generation is not ours to commit: the partition was re-read since."""
        return {tp: place for tp, (read_in, place) in self._places.items() if read_in == generation}

    def place(self, tp: TopicPartition, generation: int) -> int | None:
        read_in, place = self._places.get(tp, (None, 0))
        return place if read_in == generation else None

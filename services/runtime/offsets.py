"""The offsets a worker commits: what its stages finished, never what Faust counts as acknowledged."""

from __future__ import annotations

import logging
from collections.abc import Iterable
from typing import Any

from faust.transport.drivers.aiokafka import Consumer
from faust.types import TP, Message


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

    def place(self, tp: TP) -> int | None:
        return self._places[tp][1] if tp in self._places else None


class FinishedConsumer(Consumer):
    """Faust itself acknowledges whatever leaves an agent, and skips gaps (faust-streaming#606)."""

    logger = logging.getLogger("faust.consumer")

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

    def committed(self, tp: TP) -> int | None:
        """The place the group had when the partition was assigned, or the last one committed."""
        return self._committed_offset.get(tp)

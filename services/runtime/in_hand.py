"""What a process had in hand when it ended: no message may do that to a process twice.

Beside each offset that a worker commits stands which messages it takes in hand next. A mark at the committed
place says that the process before ended with them, whatever ended it: a bug, a kill, a segmentation fault, no
memory. These are suspects: each is handled in a process made for it first (`trial`), alone when there are few
of them, and what ends that one is dead. Most are innocent, since somebody killed the process from outside:
they live, and the worker handles them. One that a worker, or its trial, had alone in hand as a suspect when
it ended is dead without another trial. The mark is the metadata of the group's offset: no topic and no file
of its own, and it goes with its partition to whoever takes over, on whatever machine.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from typing import TypeVar

from services.contracts.event import Event
from services.runtime.batch import Item
from services.runtime.faust_adapter.inbox import Partition

APART = 20  # portions: each costs a commit, and most processes are killed from outside, by no message
FORM = re.compile(r"in hand (\d+)-(\d+)(, a suspect alone)?")

In = TypeVar("In", bound=Event)


@dataclass(frozen=True, slots=True)
class Mark:
    """The messages from `first` up to `end`.

    `alone`: one with which a process ended before, and nothing else beside it.
    """

    first: int
    end: int
    alone: bool = False

    def __str__(self) -> str:
        return f"in hand {self.first}-{self.end}{', a suspect alone' if self.alone else ''}"

    @classmethod
    def read(cls, metadata: str | None) -> Mark | None:
        """The inverse of `str`; None for the metadata of a place at which nobody ended."""
        found = FORM.fullmatch(metadata or "")
        return cls(int(found[1]), int(found[2]), found[3] is not None) if found else None

    def covers(self, offset: int) -> bool:
        return self.first <= offset < self.end


class InHand:
    """The marks of one worker, and those that it found."""

    def __init__(self) -> None:
        self._marks: dict[Partition, Mark] = {}
        self._found: dict[Partition, tuple[int, Mark | None]] = {}
        self._suspicious = False  # mostly nothing was found, and each message is asked about several times

    def find(self, tp: Partition, generation: int, metadata: str | None) -> None:
        """What stood at the committed place when this generation began to read; later ones are our own."""
        if self._found.get(tp, (None, None))[0] != generation:
            self._found[tp] = (generation, Mark.read(metadata))
            self._suspicious = any(mark for _, mark in self._found.values())

    def suspicion(self, item: Item[In]) -> Mark | None:
        """The mark under which a process ended with this message."""
        if not self._suspicious:
            return None
        generation, mark = self._found.get(item.message.partition, (None, None))
        same = generation == item.message.generation
        return mark if same and mark is not None and mark.covers(item.origin.offset) else None

    def guilty(self, item: Item[In]) -> bool:
        """Whether a second process ended, with nothing in hand but this message."""
        mark = self.suspicion(item)
        return mark is not None and mark.alone

    def runs(self, items: Sequence[Item[In]]) -> Iterator[list[Item[In]]]:
        """The items in order; a guilty one by itself, once what comes before it in its partition is done."""
        rest = list(items)
        for guilty in filter(self.guilty, items):
            place = (guilty.message.partition, guilty.origin.offset)
            earlier = [item for item in rest if _precedes(item, *place)]
            if earlier:
                yield earlier
            yield [guilty]
            rest = [item for item in rest if item is not guilty and not _precedes(item, *place)]
        if rest:
            yield rest

    def portions(self, items: Sequence[Item[In]]) -> Iterator[list[Item[In]]]:
        """Those that no process ended with, in one; the others before them, each alone when they are few."""
        suspects = [item for item in items if self.suspicion(item)]
        size = -(-len(suspects) // APART)
        for start in range(0, len(suspects), size or 1):
            yield suspects[start : start + size]
        rest = [item for item in items if not self.suspicion(item)]
        if rest:
            yield rest

    def take(self, portion: Sequence[Item[In]], batch: Iterable[Item[In]] = ()) -> set[Partition]:
        """Mark the portion, and nothing else of its batch; the partitions whose marks are to be written."""
        before = self.put_down(batch)
        by_partition: dict[Partition, list[Item[In]]] = {}
        for item in portion:
            by_partition.setdefault(item.message.partition, []).append(item)
        alone = len(portion) == 1 and self.suspicion(portion[0]) is not None
        for tp, messages in by_partition.items():
            self._marks[tp] = Mark(messages[0].origin.offset, messages[-1].origin.offset + 1, alone)
        return before.union(by_partition)

    def put_down_all(self) -> None:
        """The worker is alive and goes on without them."""
        self._marks.clear()

    def put_down(self, items: Iterable[Item[In]]) -> set[Partition]:
        """They are finished or wait: if the process ends now, it is not because of them.

        The partitions that had a mark.
        """
        partitions = {item.message.partition for item in items}
        return {tp for tp in partitions if self._marks.pop(tp, None) is not None}

    def metadata(self, tp: Partition) -> str:
        """What to commit beside the offset."""
        return str(self._marks.get(tp, ""))


def _precedes(item: Item[In], partition: Partition, offset: int) -> bool:
    return item.message.partition == partition and item.origin.offset < offset

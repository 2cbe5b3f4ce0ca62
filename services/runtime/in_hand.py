"""What a process had in hand when it ended: a message must not do that to the next one again and again.

Beside each offset that a worker commits stands which messages it takes in hand next. A mark at the committed
place says that the process before ended with them, whatever ended it: a bug, a kill, a segmentation fault, no
memory. They are then handled apart. One that raises alone is dead, with its cause. One that a process had
alone in hand when it ended may be innocent (somebody killed it from outside): it is handled once more, and
after a second such end never again. The mark is the metadata of the group's offset: no topic and no file of
its own, and it goes with its partition to whoever takes over, on whatever machine.
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
TWICE = 2
FORM = re.compile(r"in hand (\d+)-(\d+), alone (\d+)")

In = TypeVar("In", bound=Event)


@dataclass(frozen=True, slots=True)
class Mark:
    """The messages from `first` up to `end`.

    `alone`: how many processes will have ended with one message alone in hand, if this one ends now.
    """

    first: int
    end: int
    alone: int = 0

    def __str__(self) -> str:
        return f"in hand {self.first}-{self.end}, alone {self.alone}"

    @classmethod
    def read(cls, metadata: str | None) -> Mark | None:
        """The inverse of `str`; None for the metadata of a place at which nobody ended."""
        found = FORM.fullmatch(metadata or "")
        return cls(*map(int, found.groups())) if found else None

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
        """Whether two processes ended with this very message alone in hand."""
        mark = self.suspicion(item)
        return mark is not None and mark.alone >= TWICE

    def runs(self, items: Sequence[Item[In]]) -> Iterator[list[Item[In]]]:
        """The items in order; a guilty one is finished by itself, before anything else can end a process."""
        run: list[Item[In]] = []
        for item in items:
            if self.guilty(item):
                yield from filter(None, (run, [item]))
                run = []
            else:
                run.append(item)
        if run:
            yield run

    def portions(self, items: Sequence[Item[In]]) -> Iterator[list[Item[In]]]:
        """Those that no process ended with, in one; the others before them, each alone when they are few."""
        suspects = [item for item in items if self.suspicion(item)]
        size = -(-len(suspects) // APART)
        for start in range(0, len(suspects), size or 1):
            yield suspects[start : start + size]
        rest = [item for item in items if not self.suspicion(item)]
        if rest:
            yield rest

    def take(self, portion: Iterable[Item[In]], batch: Iterable[Item[In]] = ()) -> set[Partition]:
        """Mark the portion, and nothing else of its batch; the partitions whose marks are to be written."""
        self.put_down(batch)
        by_partition: dict[Partition, list[Item[In]]] = {}
        for item in portion:
            by_partition.setdefault(item.message.partition, []).append(item)
        alone = len(by_partition) == 1
        for tp, taken in by_partition.items():
            before = self.suspicion(taken[0])
            times = (before.alone if before else 0) + 1 if alone and len(taken) == 1 else 0
            self._marks[tp] = Mark(taken[0].origin.offset, taken[-1].origin.offset + 1, times)
        return by_partition.keys() | {item.message.partition for item in batch}

    def put_down_all(self) -> None:
        """The worker is alive and goes on without them."""
        self._marks.clear()

    def put_down(self, items: Iterable[Item[In]]) -> None:
        """They are finished or wait: if the process ends now, it is not because of them."""
        for tp in {item.message.partition for item in items}:
            self._marks.pop(tp, None)

    def metadata(self, tp: Partition) -> str:
        """What to commit beside the offset."""
        return str(self._marks.get(tp, ""))

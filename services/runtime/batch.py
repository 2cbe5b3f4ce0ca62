"""The messages of a batch on their way: what was read, what became of it, what was acknowledged."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field
from typing import Generic, TypeVar

from services.contracts.dead_letter import Origin
from services.contracts.event import Event
from services.contracts.topics import Topic
from services.contracts.trace import Trace
from services.runtime.inbox import Fetched
from services.runtime.outcome import Dead, Done, Outcome, Record
from services.runtime.records import decode, origin_of

In = TypeVar("In", bound=Event)


@dataclass
class Item(Generic[In]):
    """One message, and the `step` of its trace that this stage is.

    `acknowledged`: the broker has the events, or the dead letter, that follow from it.
    """

    message: Fetched
    origin: Origin
    record: Record[In] | Dead | None = None  # decoded when the batch is handled
    step: Trace = field(default_factory=Trace.begin)
    outcome: Outcome = field(default_factory=Done)
    acknowledged: bool = False

    @classmethod
    def of(cls, message: Fetched) -> Item[In]:
        origin = origin_of(message.record)
        traceparent = dict(origin.headers).get("traceparent", b"").decode("ascii", "replace")
        return cls(message, origin, step=Trace.following(traceparent))

    def decode(self, source: Topic[In], stage: str) -> None:
        """What the topic carries, or why it cannot be read."""
        if self.record is None:
            self.record = decode(source, self.origin, stage)


def distinct(items: Sequence[Item[In]]) -> Iterator[list[Item[In]]]:
    """The items in order, in runs that hold no key twice."""
    run: list[Item[In]] = []
    keys: set[bytes | None] = set()
    for item in items:
        if item.origin.key in keys:
            yield run
            run, keys = [], set()
        run.append(item)
        keys.add(item.origin.key)
    if run:
        yield run

"""The messages of a batch on their way, and what is known of the stage that handles them."""

from __future__ import annotations

import asyncio
import time
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field
from typing import Generic, TypeVar

from services.contracts.dead_letter import Origin
from services.contracts.event import Event
from services.contracts.topics import Topic
from services.contracts.trace import Trace
from services.runtime.faust_adapter.inbox import Fetched
from services.runtime.outcome import Dead, Done, Outcome, Record
from services.runtime.records import decode, origin_of

In = TypeVar("In", bound=Event)


@dataclass
class Item(Generic[In]):
    """One message, and the `step` of its trace that this stage is.

    `acknowledged`: the broker has the events, or the dead letter, that follow from it. `innocent`: it lived
    through a trial.
    """

    message: Fetched
    origin: Origin
    record: Record[In] | Dead | None = None  # decoded when the batch is handled
    step: Trace = field(default_factory=Trace.begin)
    outcome: Outcome = field(default_factory=Done)
    acknowledged: bool = False
    innocent: bool = False

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


@dataclass
class Progress:
    """`waiting`: why a transient failure holds the partition. `held`: why the stage stopped itself.

    `oldest`: when the oldest message of the batch in hand, or of the last one, was written (s since 1970).
    """

    name: str
    topic: str
    oldest: float = 0.0
    last_finished: float = field(default_factory=time.monotonic)
    waiting: str | None = None
    hold_reason: str | None = None
    idle: asyncio.Event = field(default_factory=asyncio.Event)  # set between batches

    def __post_init__(self) -> None:
        self.idle.set()

    def finished(self) -> None:
        self.last_finished = time.monotonic()

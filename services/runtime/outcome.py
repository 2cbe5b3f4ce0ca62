"""What a step says of each message."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from datetime import datetime
from typing import Generic, TypeVar

from services.contracts.dead_letter import Reason
from services.contracts.event import Envelope, Event

E = TypeVar("E", bound=Event)


@dataclass(frozen=True, slots=True)
class Record(Generic[E]):
    """One decoded message and where it stood."""

    event: E
    key: bytes
    envelope: Envelope
    partition: int
    offset: int
    timestamp: datetime


@dataclass(frozen=True, slots=True)
class Done:
    """Handled. `events` go out; once the broker has them, `remember` writes state (a table)."""

    events: tuple[Event, ...] = ()
    remember: Callable[[], None] | None = None


@dataclass(frozen=True, slots=True)
class Dead:
    """Never to be handled as it is: the original bytes become a dead letter."""

    reason: Reason
    message: str
    traceback: str = ""


Outcome = Done | Dead

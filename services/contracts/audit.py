"""What operators did to dead letters, stories and alerts, for whoever asks later."""

from __future__ import annotations

from typing import Annotated, Literal

from pydantic import Field

from services.contracts.bounds import EVENT_BYTES, Line, Moment, Text
from services.contracts.event import Event

Verb = Literal[
    "edit", "redrive", "discard", "join", "split", "add", "change", "remove", "enable", "disable",
    "accept", "rename", "merge", "block", "unblock",
]  # fmt: skip


class Act(Event):
    """One act of one operator. `ids`: every record it was done to. `note`: how, such as the rate."""

    topic: Line
    verb: Verb
    ids: Annotated[tuple[Line, ...], Field(max_length=EVENT_BYTES)]
    by: Line
    at: Moment
    note: Text | None = None

"""What operators did to dead letters, for whoever asks later."""

from __future__ import annotations

from datetime import datetime
from typing import Literal

from services.contracts.event import Event

Verb = Literal["edit", "redrive", "discard"]


class Act(Event):
    """One act of one operator. `ids`: every record it was done to. `note`: how, such as the rate."""

    topic: str
    verb: Verb
    ids: tuple[str, ...]
    by: str
    at: datetime
    note: str | None = None

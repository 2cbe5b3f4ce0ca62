"""Names that are one name: what an operator adds to the spellings that search brings together."""

from __future__ import annotations

from datetime import datetime
from typing import Literal

from services.contracts.event import Event

NameKind = Literal["place", "person", "organisation", "newspaper"]


class SynonymGroup(Event):
    """The spellings of one name, the one to show first; the latest event of an id stands.

    No names: the group is gone, also one that came with the platform.
    """

    id: str
    names: tuple[str, ...] = ()
    kind: NameKind | None = None
    decided_by: str = "nashra"
    decided_at: datetime | None = None

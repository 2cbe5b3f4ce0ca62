"""Names that are one name: what an operator adds to the spellings that search brings together."""

from __future__ import annotations

from typing import Literal

from services.contracts.bounds import Id, Line, Many, Moment
from services.contracts.event import Event

NameKind = Literal["place", "person", "organisation", "newspaper"]


class SynonymGroup(Event):
    """The spellings of one name, the one to show first; the latest event of an id stands.

    No names: the group is gone, also one that came with the platform.
    """

    id: Id
    names: Many[Line] = ()
    kind: NameKind | None = None
    decided_by: Line = "nashra"
    decided_at: Moment | None = None

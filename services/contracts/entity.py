"""People, places and organisations: what operators decide of them."""

from __future__ import annotations

from typing import Literal

from services.contracts.bounds import Id, Line, Many, Moment, Text
from services.contracts.event import Event

EntityType = Literal["person", "place", "org"]


class EntityRecord(Event):
    """An entity as operators have it; the latest event of an id stands, before the lexicon that ships.

    `spellings`: the names that articles write, in any script, `name` among them or not. `blocked`: found in
    no article any more. `merged_into`: another entity answers for it, for ever.
    """

    id: Id
    name: Line
    type: EntityType
    spellings: Many[Line] = ()
    blocked: bool = False
    merged_into: Id | None = None
    decided_by: Line = "nashra"
    decided_at: Moment | None = None
    note: Text = ""

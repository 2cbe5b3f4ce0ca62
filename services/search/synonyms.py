"""The synonym set: what came with the platform, what operators decided, the registered newspapers.

Operators edit it on synonyms.v1 (`nashra synonyms`); every replica follows, and no index has to be rebuilt.
"""

from __future__ import annotations

from collections.abc import Iterable
from functools import cache
from pathlib import Path
from typing import Final

import yaml

from services.contracts.source import Source
from services.contracts.synonyms import SynonymGroup
from services.contracts.topics import SOURCES, SYNONYMS
from services.runtime.scan import scan_events
from services.runtime.settings import Settings
from services.search.spellings import Spellings, key_of

SHIPPED: Final = Path(__file__).with_name("names.yaml")
SHORTEST_ID: Final = 4  # letters; a shorter id, as `ami`, is a word of some language


class Synonyms:
    """The groups that stand, and the spellings that follow from them."""

    def __init__(self, groups: Iterable[SynonymGroup] = ()) -> None:
        self._decided = {group.id: group for group in (groups or shipped())}
        self._newspapers: dict[str, SynonymGroup] = {}
        self._spellings: Spellings | None = None

    def take(self, group: SynonymGroup, _offset: int = 0) -> None:
        """One record of synonyms.v1, in the order of the topic."""
        self._decided[group.id] = group
        self._spellings = None

    def take_newspaper(self, source: Source, _offset: int = 0) -> None:
        """One record of sources.v1: readers may type the Latin name where newspapers write the Arabic one."""
        self._newspapers[source.id] = newspaper(source)
        self._spellings = None

    def decided(self) -> list[SynonymGroup]:
        """The groups that operators can change, in the order of their ids."""
        return [group for _, group in sorted(self._decided.items()) if len(group.names) > 1]

    def groups(self) -> list[SynonymGroup]:
        """All that stand, those of the registered newspapers last."""
        return [*self.decided(), *self._newspapers.values()]

    def group_of(self, name: str) -> SynonymGroup | None:
        """The decided group that has this spelling."""
        key = key_of(name)
        return next((group for group in self.decided() if key in map(key_of, group.names)), None)

    @property
    def spellings(self) -> Spellings:
        if self._spellings is None:
            self._spellings = Spellings(group.names for group in self.groups())
        return self._spellings


@cache
def shipped() -> tuple[SynonymGroup, ...]:
    """What came with this version."""
    kinds = yaml.safe_load(SHIPPED.read_text(encoding="utf-8"))
    return tuple(
        SynonymGroup(id=group_id(names[0]), names=names, kind=kind)
        for kind, groups in kinds.items()
        for names in groups
    )


def group_id(name: str) -> str:
    """Of the group that this spelling begins: the same however it is written."""
    return key_of(name).replace(" ", "-")


def newspaper(source: Source) -> SynonymGroup:
    names = [source.name, source.name_latin, source.id if len(source.id) >= SHORTEST_ID else None]
    return SynonymGroup(
        id=f"newspaper:{source.id}", names=tuple(name for name in names if name), kind="newspaper"
    )


async def standing(settings: Settings) -> Synonyms:
    """The set as the topics have it now. Raises `Unreachable` or `NoTopic`."""
    synonyms = Synonyms()
    async for group in scan_events(settings, SYNONYMS):
        synonyms.take(group.event)
    async for source in scan_events(settings, SOURCES):
        synonyms.take_newspaper(source.event)
    return synonyms

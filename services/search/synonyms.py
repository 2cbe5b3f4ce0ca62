"""The synonym set: what came with the platform, what operators decided, the registered newspapers.

Operators edit it on synonyms.v1 (`nashra synonyms`); every replica follows, and no index has to be rebuilt.
"""

from __future__ import annotations

from collections.abc import Iterable
from functools import cache
from itertools import chain
from pathlib import Path
from typing import Final, cast, get_args

import yaml

from services.contracts.source import Source
from services.contracts.synonyms import NameKind, SynonymGroup
from services.contracts.topics import SOURCES, SYNONYMS
from services.runtime.scan import scan_events
from services.runtime.settings import Settings
from services.search.errors import BadSynonyms
from services.search.spellings import Spellings, key_of

SHIPPED: Final = Path(__file__).with_name("names.yaml")
VOCABULARY: Final = Path(__file__).with_name("vocabulary.yaml")
DIALECT: Final = "darija"
SHORTEST_ID: Final = 4  # letters; a shorter id, as `ami`, is a word of some language
NO_KIND: Final = "name"
MOST_NAMES: Final = 20
LONGEST_NAME: Final = 60


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

    def editable(self) -> list[SynonymGroup]:
        """The groups that operators can change, in the order of their ids."""
        return [group for _, group in sorted(self._decided.items()) if len(group.names) > 1]

    def groups(self) -> list[SynonymGroup]:
        """All that stand, those of the registered newspapers last."""
        return [*self.editable(), *self._newspapers.values()]

    def group_of(self, name: str) -> SynonymGroup | None:
        """The decided group that has this spelling."""
        key = key_of(name)
        return next((group for group in self.editable() if key in map(key_of, group.names)), None)

    def extended(self, group: SynonymGroup) -> SynonymGroup | None:
        """The group as it would stand with those it shares a spelling with; None when nothing is new.

        Raises `BadSynonyms`.
        """
        held = next((found for name in group.names if (found := self.group_of(name))), None)
        if held is None:
            return group
        joined = grouped((*held.names, *group.names))
        if joined.names == held.names:
            return None
        return held.model_copy(update={"names": joined.names, "kind": group.kind or held.kind})

    def without(self, name: str) -> SynonymGroup | None:
        """The group of this spelling as it would stand without it; None when there is none."""
        held = self.group_of(name)
        if held is None:
            return None
        left = tuple(other for other in held.names if key_of(other) != key_of(name))
        return held.model_copy(update={"names": left if len(left) > 1 else ()})

    @property
    def spellings(self) -> Spellings:
        if self._spellings is None:
            names = (group.names for group in self.groups())
            self._spellings = Spellings(chain(names, vocabulary()))
        return self._spellings


@cache
def shipped() -> tuple[SynonymGroup, ...]:
    """What came with this version."""
    return tuple(read(SHIPPED.read_text(encoding="utf-8")))


@cache
def vocabulary() -> tuple[tuple[str, ...], ...]:
    """What the press says in several ways, beside names: months, acronyms, foreign words."""
    kinds = yaml.safe_load(VOCABULARY.read_text(encoding="utf-8"))
    return tuple(tuple(map(str, line)) for kind, lines in kinds.items() if kind != DIALECT for line in lines)


@cache
def dialect() -> Spellings:
    """What is said where newspapers write otherwise."""
    return Spellings(yaml.safe_load(VOCABULARY.read_text(encoding="utf-8"))[DIALECT])


def read(text: str) -> list[SynonymGroup]:
    """Groups from YAML: lists of spellings by kind, `name` where it is of none. Raises `BadSynonyms`."""
    try:
        kinds = yaml.safe_load(text)
        return [grouped(names, kind) for kind, lists in kinds.items() for names in lists]
    except (yaml.YAMLError, AttributeError, TypeError) as error:
        raise BadSynonyms(
            f"no lists of spellings by kind: {error}; `nashra synonyms export` shows one"
        ) from error


def write(groups: Iterable[SynonymGroup]) -> str:
    """The inverse of `read`."""
    kinds: dict[str, list[str]] = {}
    for group in groups:
        names = yaml.safe_dump(list(group.names), allow_unicode=True, default_flow_style=True, width=10_000)
        kinds.setdefault(group.kind or NO_KIND, []).append(f"  - {names}")
    return "".join(f"{kind}:\n{''.join(lines)}" for kind, lines in kinds.items())


def grouped(names: Iterable[str], kind: str | None = None) -> SynonymGroup:
    """Raises `BadSynonyms` for what is not one name in several spellings."""
    spellings: dict[str, str] = {}
    for name in map(str, names):
        spellings.setdefault(key_of(name), " ".join(name.split()))
    kept = tuple(name for key, name in spellings.items() if key)
    if len(kept) < 2:
        raise BadSynonyms(
            f"{', '.join(kept) or 'nothing'}: a group needs two spellings that search tells apart"
        )
    if len(kept) > MOST_NAMES or max(map(len, kept)) > LONGEST_NAME:
        raise BadSynonyms(
            f"{kept[0]}: a group has at most {MOST_NAMES} spellings of at most {LONGEST_NAME} characters"
        )
    if kind not in (*get_args(NameKind), NO_KIND, None):
        raise BadSynonyms(
            f"{kind} is no kind of name; these are: {', '.join((*get_args(NameKind), NO_KIND))}"
        )
    named = cast("NameKind | None", None if kind == NO_KIND else kind)
    return SynonymGroup(id=group_id(kept[0]), names=kept, kind=named)


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

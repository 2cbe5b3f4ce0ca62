"""The lexicon of entities: what ships in `data/`, and what operators decided over it. Pure."""

from __future__ import annotations

import re
from bisect import bisect_left
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass, replace
from functools import cache, cached_property
from pathlib import Path
from typing import Final

from services.arabic.normalise import fold
from services.contracts.entity import EntityRecord, EntityType
from services.contracts.identity import ENTITY

DATA: Final = Path(__file__).with_name("data")
FILES: Final[tuple[tuple[str, EntityType], ...]] = (
    ("places", "place"),
    ("people", "person"),
    ("organisations", "org"),
    ("ministries", "org"),
    ("cities", "place"),
)
"""The most prominent first: it stands where two have one spelling and nothing tells them apart."""

MOST_PREFIXES: Final = 500  # spellings of one prefix that are looked at: «ا» begins thousands
_AMBIGUOUS: Final = "~"
_WORD: Final = re.compile(r"[^\W_]+")


def key_of(spelling: str) -> str:
    """The reading under which the spellings of a name meet: folded, words only."""
    return " ".join(_WORD.findall(fold(spelling)))


@dataclass(frozen=True, slots=True)
class Entry:
    """An entity that can be found. `spellings`: its name first. `country`: ISO 3166, lower-case.

    `ambiguous`: of the spellings those that are words or other names too. `shipped`: it came with the
    platform, whatever operators changed of it. `also`: ids merged into it.
    """

    id: str
    name: str
    type: EntityType
    spellings: tuple[str, ...]
    ambiguous: frozenset[str] = frozenset()
    country: str | None = None
    description: str = ""
    shipped: bool = True
    also: tuple[str, ...] = ()

    @property
    def latin(self) -> str:
        """The id as a name: what readers may type."""
        return self.id.removeprefix("e_").replace("-", " ") if self.shipped else ""


class Lexicon:
    """Entities by id and by spelling. Immutable: decisions make another one that shares what is the same."""

    def __init__(self, shipped: Mapping[str, Entry], records: Iterable[EntityRecord] = ()) -> None:
        """`records` in the order of their topic: the latest of an id stands."""
        self._shipped = shipped
        self._records = {record.id: record for record in records}

    @classmethod
    def shipped(cls) -> Lexicon:
        """What came with this version."""
        return _shipped()

    def with_records(self, records: Iterable[EntityRecord]) -> Lexicon:
        """This lexicon after later decisions. Nothing is computed before it is asked for."""
        return Lexicon(self._shipped, (*self._records.values(), *records))

    @property
    def records(self) -> tuple[EntityRecord, ...]:
        """The decisions that stand, in the order in which their entities were first decided upon."""
        return tuple(self._records.values())

    def record(self, id_: str) -> EntityRecord | None:
        """What operators decided last of this very id."""
        return self._records.get(id_)

    def resolve(self, id_: str) -> str:
        """The id that answers for this one: what it was merged into, along any chain; else itself."""
        seen = {id_}
        while (record := self._records.get(id_)) and record.merged_into and record.merged_into not in seen:
            id_ = record.merged_into
            seen.add(id_)
        return id_

    def is_blocked(self, id_: str) -> bool:
        """Whether operators want it, or what it was merged into, found in no article."""
        record = self._records.get(self.resolve(id_))
        return record is not None and record.blocked

    def entity(self, id_: str) -> Entry | None:
        """The entity of this id or of the one it was merged into; None when blocked or not known.

        A name that enrichment discovered is not known until operators accept it: its articles say its name.
        """
        return self._standing.get(self.resolve(id_))

    def find(self, text: str, limit: int = 10, type_: EntityType | None = None) -> tuple[Entry, ...]:
        """The entities of which a spelling is `text`, then those where it begins one, then a word of one."""
        key = key_of(text)
        if not key:
            return ()
        exact = self._by_key.get(key, ())
        prefix = sorted(self._by_prefix(key), key=self._rank.__getitem__)
        entries = (self._standing[id_] for id_ in dict.fromkeys((*exact, *prefix)))
        return tuple(entry for entry in entries if type_ in {None, entry.type})[:limit]

    def of_spelling(self, text: str) -> tuple[Entry, ...]:
        """The entities of which this is a spelling, the most prominent first."""
        return tuple(self._standing[id_] for id_ in self._by_key.get(key_of(text), ()))

    def __iter__(self) -> Iterator[Entry]:
        """All that can be found, the most prominent first."""
        return iter(self._standing.values())

    def __len__(self) -> int:
        return len(self._standing)

    @cached_property
    def _standing(self) -> dict[str, Entry]:
        standing = dict(self._shipped)
        for record in self._records.values():
            if record.blocked or self.resolve(record.id) != record.id:
                standing.pop(record.id, None)
            else:
                standing[record.id] = self._entry_of(record)
        for record in self._records.values():
            survivor = standing.get(self.resolve(record.id))
            if survivor is not None and survivor.id != record.id:
                shipped = self._shipped.get(record.id)
                names = (record.name, *(record.spellings or (shipped.spellings if shipped else ())))
                standing[survivor.id] = replace(
                    survivor,
                    spellings=_distinct((*survivor.spellings, *names)),
                    ambiguous=survivor.ambiguous | (shipped.ambiguous if shipped else frozenset()),
                    also=(*survivor.also, record.id),
                )
        return standing

    def _entry_of(self, record: EntityRecord) -> Entry:
        shipped = self._shipped.get(record.id)
        spellings = _distinct((record.name, *record.spellings))
        if shipped is None:
            return Entry(record.id, record.name, record.type, spellings, shipped=False)
        return replace(shipped, name=record.name, type=record.type, spellings=spellings)

    @cached_property
    def _by_key(self) -> dict[str, tuple[str, ...]]:
        by_key: dict[str, tuple[str, ...]] = {}
        for entry in self:
            for key in dict.fromkeys(filter(None, map(key_of, (*entry.spellings, entry.latin)))):
                by_key[key] = (*by_key.get(key, ()), entry.id)
        return by_key

    @cached_property
    def _rank(self) -> dict[str, int]:
        return {id_: rank for rank, id_ in enumerate(self._standing)}

    @cached_property
    def _sorted_keys(self) -> tuple[list[str], list[str]]:
        """Every key, and for each later word of one the rest and the key; both sorted."""
        begins = sorted(self._by_key)
        later = [f"{key[cut:]}\t{key}" for key in begins for cut in _word_starts(key)]
        return begins, sorted(later)

    def _by_prefix(self, key: str) -> list[str]:
        begins, later = self._sorted_keys
        keys = _starting_with(begins, key) or [line.partition("\t")[2] for line in _starting_with(later, key)]
        return [id_ for found in keys for id_ in self._by_key[found]]


def _starting_with(lines: list[str], prefix: str) -> list[str]:
    first = bisect_left(lines, prefix)
    last = bisect_left(lines, prefix + "\U0010ffff", first, min(len(lines), first + MOST_PREFIXES))
    return lines[first:last]


def _word_starts(key: str) -> list[int]:
    return [place + 1 for place, sign in enumerate(key) if sign == " "]


def _distinct(spellings: Iterable[str]) -> tuple[str, ...]:
    """Each once; the first stays first."""
    return tuple(dict.fromkeys(spellings))


def read(text: str, type_: EntityType) -> Iterator[Entry]:
    """The entities of a file of `data/`; `people.txt` says how it is written.

    Raises ValueError, with the line, for what is none.
    """
    default = ("", "")
    for number, line in enumerate(text.splitlines(), 1):
        if line.startswith("="):
            country, _, description = line.removeprefix("=").partition("|")
            default = (country.strip(), description.strip())
        elif line.strip() and not line.startswith("#"):
            yield _entry(line, number, type_, default)


def _entry(line: str, number: int, type_: EntityType, default: tuple[str, str]) -> Entry:
    slug, names, *rest = (*(field.strip() for field in line.split("|")), "")
    if not rest or not ENTITY.fullmatch(f"e_{slug}") or not names:
        raise ValueError(f"line {number} is no `id | spellings | country | description`: {line!r}")
    given = [name.strip() for name in names.split(";")]
    spellings = _distinct(name.removeprefix(_AMBIGUOUS) for name in given if name)
    ambiguous = frozenset(name.removeprefix(_AMBIGUOUS) for name in given if name.startswith(_AMBIGUOUS))
    country, description = (*rest[:-1], *default[len(rest) - 1 :])[:2]
    return Entry(f"e_{slug}", spellings[0], type_, spellings, ambiguous, country or None, description)


@cache
def _shipped() -> Lexicon:
    entries: dict[str, Entry] = {}
    for name, type_ in FILES:
        for entry in read((DATA / f"{name}.txt").read_text("utf-8"), type_):
            ours = entries.get(entry.id)
            entries[entry.id] = entry if ours is None else united(ours, entry)
    return Lexicon(entries)


def united(ours: Entry, made: Entry) -> Entry:
    """What we wrote, with the spellings that another source knows besides."""
    new = [name for name in made.spellings if name not in ours.spellings]
    ambiguous = ours.ambiguous | made.ambiguous.intersection(new)
    return replace(ours, spellings=(*ours.spellings, *new), ambiguous=ambiguous)

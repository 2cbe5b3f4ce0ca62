"""The lexicon as a table of spellings, each in the ways that newspapers write it. Pure."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterator
from dataclasses import dataclass
from typing import Final

from services.arabic.entities.lexicon import Entry, Lexicon, key_of
from services.arabic.normalise import fold, strip_marks
from services.contracts.entity import EntityType
from services.enrich.entities.names import common_words

_JOINED: Final = ("عبد", "ابو", "ابي", "بو", "بن")  # written onto the next word, or apart
_AS_WELL: Final = {"ابو": "ابي", "ابي": "ابو", "بن": "ابن", "ابن": "بن", "ال": "آل"}
_LEAST: Final = 3  # letters of what a joined part is written onto
MOST_WORDS: Final = 8


@dataclass(frozen=True, slots=True)
class Sense:
    """What a spelling may mean. `ambiguous`: it is a word or another name as well."""

    id: str
    name: str
    type: EntityType
    country: str | None
    ambiguous: bool
    description: str


class Spellings:
    """`senses`: by spelling, folded, its meanings, the most prominent first. `longest`: by its first word,
    the most words of a spelling; `hamzas`: how that word is
    written. `words`: all of all spellings. `surnames`: of people's names of several words.
    """

    def __init__(self, entities: Lexicon) -> None:
        found: defaultdict[str, list[Sense]] = defaultdict(list)
        longest: defaultdict[str, int] = defaultdict(int)
        surnames: set[str] = set()
        words_of_all: set[str] = set()
        hamzas: defaultdict[str, set[str]] = defaultdict(set)
        for entry in entities:
            for spelling in entry.spellings:
                first = strip_marks(spelling).split()[0]
                hamzas[fold(first)].add(first)
            for key, ambiguous in _keys(entry).items():
                found[key].append(
                    Sense(entry.id, entry.name, entry.type, entry.country, ambiguous, entry.description)
                )
                words = key.split()
                words_of_all.update(words)
                longest[words[0]] = max(longest[words[0]], len(words))
                if entry.type == "person" and len(words) > 1:
                    surnames.update(words)
        self.hamzas = {first: tuple(sorted(ways)) for first, ways in hamzas.items()}
        self.senses = {key: tuple(senses) for key, senses in found.items()}
        self.longest = dict(longest)
        self.words = frozenset(words_of_all)
        self.surnames = frozenset(surnames - common_words())


def _keys(entry: Entry) -> dict[str, bool]:
    """Of each spelling and what else it is written like, whether it is ambiguous."""
    keys: dict[str, bool] = {}
    for spelling in entry.spellings:
        key = key_of(spelling)
        if 0 < len(key.split()) <= MOST_WORDS:
            ambiguous = spelling in entry.ambiguous or (
                key.isascii() and " " not in key and not _sure(spelling)
            )
            for variant in _variants(key):
                keys[variant] = ambiguous and keys.get(variant, True)
    return keys


def _sure(spelling: str) -> bool:
    """Whether Latin letters are an acronym or a name rather than a word: «NATO»."""
    return spelling[:1].isupper()


def _variants(key: str) -> Iterator[str]:
    yield key
    words = key.split()
    for place, word in enumerate(words):
        before, after = words[:place], words[place + 1 :]
        if word in _JOINED and after and len(after[0]) >= _LEAST:
            yield " ".join((*before, word + after[0], *after[1:]))
        for first in _JOINED[:3]:
            rest = word.removeprefix(first)
            if rest != word and len(rest) >= _LEAST and (first != "ابو" or len(words) > 1):
                yield " ".join((*before, first, rest, *after))
        if word in _AS_WELL and after:
            yield " ".join((*before, _AS_WELL[word], *after))

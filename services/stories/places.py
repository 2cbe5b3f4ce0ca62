"""Where an article's event is: the places that its title names, and all that it names. Pure.

Entities that enrichment recognised, and adjectives of countries («الرئيس الشيشاني»); by id, or folded
where the lexicon lacks the name.
"""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from functools import cache, lru_cache
from itertools import chain

from services.arabic.entities.lexicon import Lexicon, key_of
from services.arabic.lexemes import place
from services.contracts.article import Entity

COUNTRY = "دولة"  # how the lexicon describes one
_ARTICLE = "ال"
_JOINING = ("", "و", "ف")
_CLITICS = tuple(first + second for first in _JOINING for second in ("", "ب", "ك", "ل"))


def named_in_title(title: str, title_words: Sequence[str], entities: Iterable[Entity]) -> tuple[str, ...]:
    """Of a title and its words, the places; the same place in any spelling once."""
    key = key_of(title)
    recognised = [
        one.id for one in entities if one.type == "place" and any(_says(key, form) for form in one.forms)
    ]
    return tuple(dict.fromkeys([*recognised, *filter(None, map(_place, title_words))]))


def mentions(title_places: Iterable[str], entities: Iterable[Entity]) -> tuple[str, ...]:
    """These and every place of the article, each with its country: who names Tabuk names Saudi Arabia."""
    places = [*title_places, *(one.id for one in entities if one.type == "place")]
    return tuple(dict.fromkeys(name for one in places for name in (one, _country_of(one)) if name))


def _says(key: str, form: str) -> bool:
    """Whether a folded title has this name, behind whatever clitics."""
    name = key_of(form)
    bare = name.removeprefix(_ARTICLE)
    written = chain((clitic + name for clitic in _CLITICS), (f"{first}لل{bare}" for first in _JOINING))
    padded = f" {key} "
    return any(f" {way} " in padded for way in written)


@lru_cache(maxsize=32_768)
def _place(word: str) -> str | None:
    name = place(word)
    if name is None:
        return None
    entries = (entry for entry in Lexicon.shipped().of_spelling(name) if entry.type == "place")
    return next((entry.id for entry in entries), name)


def _country_of(id_: str) -> str | None:
    entry = Lexicon.shipped().entity(id_)
    return _countries().get(entry.country) if entry and entry.country else None


@cache
def _countries() -> dict[str, str]:
    """Of an ISO 3166 code, the entity."""
    return {
        entry.country: entry.id
        for entry in Lexicon.shipped()
        if entry.country and entry.type == "place" and entry.description == COUNTRY
    }

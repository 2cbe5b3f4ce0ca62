"""Which country a word names: «والتونسية» Tunisia, «بواشنطن» the United States."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping
from functools import cache, lru_cache
from urllib.parse import urlsplit

from services.arabic.normalise import fold
from services.enrich import lexicon

ARAB = frozenset(lexicon.load("countries")["arab"].split())
_ARTICLE = "ال"
_ADJECTIVE = "ي"
_FORMS_OF_ADJECTIVES = ("", "ه", "ون", "ين", "ان", "تين")
_WITH_ARTICLE = ("وال", "بال", "كال", "فال", "لل", "ولل")
_ONTO_NAMES = "وفبلك"
_CLITICS = frozenset("اوفبلك")
_SHORTEST = 3  # letters of what a clitic may be taken from


@lru_cache(maxsize=32_768)
def country(word: str) -> str | None:
    """The ISO 3166 code in small letters; `abroad` of what is no country, as «أوروبا»."""
    return country_of(bare_forms(fold(word)))


def country_of(forms: Iterable[str]) -> str | None:
    """The same, of the `bare_forms` of a word."""
    names = _names()
    for form in forms:
        if form in names:
            return names[form]
    return None


def home(country_of_newspaper: str | None, url: str) -> str | None:
    """The country of a newspaper: what is said of it, or else the end of its address."""
    if country_of_newspaper:
        return country_of_newspaper.lower()
    try:
        host = urlsplit(url).hostname or ""
    except ValueError:
        return None
    code = host.rpartition(".")[2]
    return code if code in ARAB else None


def bare_forms(word: str) -> list[str]:
    """A folded word, then what it may be without clitics; the article stays: «والرباط» is «الرباط»."""
    forms = [word]
    if word[:1] in _CLITICS:
        forms += [
            _ARTICLE + word[len(prefix) :]
            for prefix in _WITH_ARTICLE
            if word.startswith(prefix) and len(word) - len(prefix) >= _SHORTEST
        ]
    if len(word) > _SHORTEST and word[0] in _ONTO_NAMES:
        forms.append(word[1:])
        if len(word) > _SHORTEST + 1 and word[1] in _ONTO_NAMES:
            forms.append(word[2:])
    return forms


@cache
def _names() -> Mapping[str, str]:
    listed: dict[str, str] = lexicon.load("countries")["names"]
    names: dict[str, str] = {}
    for code, text in listed.items():
        for name in map(fold, text.split()):
            for form in _forms(name):
                names.setdefault(form, code)
    return names


def _forms(name: str) -> Iterator[str]:
    yield name
    if name.startswith(_ARTICLE) or not name.endswith(_ADJECTIVE):
        return
    for form in _FORMS_OF_ADJECTIVES:
        yield name + form
        yield _ARTICLE + name + form

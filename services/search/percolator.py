"""Which of many saved searches may find a document, without asking the index. Pure.

The embedded server has no percolator. What a search needs is read off the clauses that it is asked with, as
far as memory can tell: the keys of words, the letters of phrases, the values of filters. What it cannot tell
(an exclusion, a date) counts as fulfilled: no search that finds the document is missing from the candidates,
and the index has the last word (`standing.confirmation`).
"""

from __future__ import annotations

import re
from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from functools import lru_cache
from typing import Any, Final

from services.arabic.lexemes import lexemes_of
from services.arabic.normalise import fold, words
from services.arabic.readings import spaced_numbers
from services.search.stems import stem, within_one_edit

Clause = Mapping[str, Any]

# Letters that every tokenizer keeps together, folded: two texts with an equal token have equal runs of them.
_SAFE: Final = "0-9a-zßæøþðđħıłŋœŧα-ωа-яђ-џא-תء-غف-ي"
_PIECE: Final = re.compile(f"[{_SAFE}]+")
_TWO_PIECES: Final = re.compile(
    f"(?=((?<![{_SAFE}])[{_SAFE}]+)[^\\s{_SAFE}]([{_SAFE}]+))"
)  # «فيس.بوك» is a token
PREFIX: Final = 2  # letters of `matching.SLIP` that must be the same
FUZZY_FROM: Final = 6  # letters of its stem
CACHED_WORDS: Final = 65_536


@dataclass(frozen=True, slots=True)
class AnyFact:
    """One of these facts must be true of the document."""

    facts: frozenset[str]


@dataclass(frozen=True, slots=True)
class Enough:
    """At least so many of the parts must hold."""

    parts: tuple[Condition, ...]
    least: int


Condition = AnyFact | Enough
ALWAYS: Final = Enough((), 0)


def condition_of(clause: Clause) -> Condition:
    """What a document must have, at least, to be found by this clause."""
    ((kind, body),) = clause.items()
    read = _READ_BY_KIND.get(kind)
    return read(body) if read else ALWAYS


def _of_bool(body: Clause) -> Condition:
    parts = [condition_of(part) for part in body.get("filter", ())]
    should = body.get("should")
    if should and (least := body.get("minimum_should_match", 0)):
        parts.append(_enough([condition_of(part) for part in should], least))
    return _enough(parts, len(parts))


def _enough(parts: Sequence[Condition], least: int) -> Condition:
    """Parts that are always fulfilled count already."""
    left = [part for part in parts if part != ALWAYS]
    least -= len(parts) - len(left)
    if least <= 0:
        return ALWAYS
    if least == 1 and all(isinstance(part, AnyFact) for part in left):
        return AnyFact(frozenset().union(*(part.facts for part in left if isinstance(part, AnyFact))))
    return left[0] if len(left) == least == 1 else Enough(tuple(left), least)


def _of_terms(body: Clause) -> Condition:
    ((field, values),) = body.items()
    if field.startswith("lexemes."):
        return AnyFact(frozenset(f"={value}" for value in values))
    if field in FILTERED:
        return AnyFact(frozenset(_value_fact(field, value) for value in values))
    return ALWAYS


def _of_match(body: Clause) -> Condition:
    ((_, match),) = body.items()
    return _of_word(match["query"]) if "fuzziness" in match else ALWAYS


def _of_phrase(body: Clause) -> Condition:
    ((_, phrase),) = body.items()
    return _of_text(phrase["query"])


def _of_ordered(body: Clause) -> Condition:
    ((_, rule),) = body.items()
    return _of_intervals(rule)


def _of_none(_: Clause) -> Condition:
    return AnyFact(frozenset())


def _of_text(text: str) -> Condition:
    pieces = dict.fromkeys(_PIECE.findall(fold(text)))
    return _enough([AnyFact(frozenset({f"p{piece}"})) for piece in pieces], len(pieces))


def _of_word(word: str) -> Condition:
    """A word that may be a slip."""
    folded = fold(word)
    return AnyFact(frozenset({f"~{stem(folded)}"})) if _PIECE.fullmatch(folded) else ALWAYS


def _of_intervals(rule: Clause) -> Condition:
    ((kind, body),) = rule.items()
    match kind:
        case "match":
            return _of_text(body["query"])
        case "any_of":
            return _enough([_of_intervals(part) for part in body["intervals"]], 1)
        case "all_of":
            return _enough([_of_intervals(part) for part in body["intervals"]], len(body["intervals"]))
        case _:
            return ALWAYS


_READ_BY_KIND: Final[Mapping[str, Callable[[Clause], Condition]]] = {
    "bool": _of_bool,
    "terms": _of_terms,
    "match": _of_match,
    "match_phrase": _of_phrase,
    "intervals": _of_ordered,
    "match_none": _of_none,
}
FILTERED: Final = ("source.id", "section", "lang", "country", "authors", "entities", "story", "id")
"""Fields of exact values that the documents of `Percolator.candidates` have."""


def _value_fact(field: str, value: object) -> str:
    return f":{field}={value}"


def anchor(condition: Condition) -> frozenset[str] | None:
    """Facts of which a document has one where the condition holds, few and rare ones, or None."""
    if isinstance(condition, AnyFact):
        return condition.facts
    anchors = [anchor(part) for part in condition.parts]
    known = sorted((facts for facts in anchors if facts is not None), key=_commonness)
    needed = len(condition.parts) - condition.least + 1  # of so many parts one must hold
    return frozenset().union(*known[:needed]) if 0 < needed <= len(known) else None


def _commonness(facts: frozenset[str]) -> tuple[bool, int]:
    return any(fact[0] == ":" for fact in facts), len(facts)


def holds(condition: Condition, facts: frozenset[str] | set[str]) -> bool:
    if isinstance(condition, AnyFact):
        return not condition.facts.isdisjoint(facts)
    held, missing = 0, len(condition.parts)
    for part in condition.parts:
        missing -= 1
        held += holds(part, facts)
        if held >= condition.least or held + missing < condition.least:
            break
    return held >= condition.least


class Percolator:
    """Saved searches by name, ready to be held against documents."""

    def __init__(self, clauses: Mapping[str, Clause]) -> None:
        self._conditions = {name: condition_of(clause) for name, clause in clauses.items()}
        self._by_fact: dict[str, list[str]] = {}
        self._anywhere: list[str] = []
        asked: set[str] = set()
        for name, condition in self._conditions.items():
            facts = anchor(condition)
            asked.update(_facts_in(condition))
            if facts is None:
                self._anywhere.append(name)
            for fact in facts or ():
                self._by_fact.setdefault(fact, []).append(name)
        self._asked = frozenset(asked)
        self._stems: dict[str, list[str]] = {}  # by their first letters, those that are asked for
        for fact in asked:
            if fact[0] == "~":
                self._stems.setdefault(fact[1 : 1 + PREFIX], []).append(fact[1:])
        self._of_word = lru_cache(CACHED_WORDS)(self._facts_of_word)
        self._of_piece = lru_cache(CACHED_WORDS)(self._facts_of_piece)

    def candidates(self, document: Mapping[str, Any]) -> list[str]:
        """The names of the searches that may find it. `document`: as indexed, with title, body and values."""
        facts = self._facts(document)
        names = {name for fact in facts for name in self._by_fact.get(fact, ())}
        found = [name for name in names if holds(self._conditions[name], facts)]
        return sorted([*found, *(name for name in self._anywhere if holds(self._conditions[name], facts))])

    def _facts(self, document: Mapping[str, Any]) -> set[str]:
        """What is true of the document, as far as anybody asks."""
        facts = {fact for field in FILTERED for fact in _values(document, field) if fact in self._asked}
        for text in (document.get("title", ""), document.get("body", "")):
            for word in set(words(text)):
                facts.update(self._of_word(word))
            facts.update(f"={key}" for key in spaced_numbers(text))
            folded = fold(text)
            for piece in set(_PIECE.findall(folded)):
                facts.update(self._of_piece(piece))
            if self._stems:
                for first, second in _TWO_PIECES.findall(folded):
                    facts.update(self._stems_like(first + second))
        return facts

    def _facts_of_word(self, word: str) -> tuple[str, ...]:
        return tuple(fact for key in lexemes_of(word) if (fact := f"={key}") in self._asked)

    def _facts_of_piece(self, piece: str) -> tuple[str, ...]:
        own = (f"p{piece}",) if f"p{piece}" in self._asked else ()
        return (*own, *self._stems_like(piece))

    def _stems_like(self, piece: str) -> Iterator[str]:
        found = stem(piece)
        for asked in self._stems.get(found[:PREFIX], ()):
            if asked == found or (len(asked) >= FUZZY_FROM and within_one_edit(asked, found)):
                yield f"~{asked}"


def _facts_in(condition: Condition) -> Iterator[str]:
    if isinstance(condition, AnyFact):
        yield from condition.facts
    else:
        for part in condition.parts:
            yield from _facts_in(part)


def _values(document: Mapping[str, Any], field: str) -> Iterator[str]:
    value: Any = document
    for part in field.split("."):
        value = value.get(part) if value else None
    for one in value if isinstance(value, list) else [value]:
        if one is not None:
            yield _value_fact(field, one)

"""Other spellings of a name, looked up while a query is read: no index knows them, so none has to be rebuilt.

Pure. Names are compared word by word in their folded reading, with and without ال.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence
from dataclasses import replace
from functools import lru_cache
from itertools import takewhile
from typing import Final

from services.arabic.compounds import written_otherwise
from services.arabic.lexemes import is_ambiguous, is_name, tells_a_name
from services.arabic.normalise import fold, words
from services.search.grammar import AllOf, AnyOf, Node, Not, Query, Term

MOST_OTHERS: Final = 9  # each is one more clause of the query
WORDS_TOO: Final = frozenset(
    {"AI", "AP", "AU", "BAD", "BAM", "BIT", "CAN", "CHAN", "COP", "EU", "FAR", "Fed", "IA", "ICC", "IDE"}
    | {"IR", "JO", "MAD", "MAP", "MP", "ODD", "PAM", "PI", "UC", "UN", "WHO"}
)
"""Acronyms that in small letters are words of French or English, or anything."""
_SHORT: Final = 3  # letters: «آب» is August, «أب» a father


class Spellings:
    """Groups of spellings; those that share one are one group."""

    def __init__(self, groups: Iterable[Sequence[str]] = ()) -> None:
        self._groups: dict[str, dict[str, str]] = {}  # key of a spelling → all of its group by key, in order
        for group in groups:
            self._join(group)
        self.longest = max((len(key.split()) for key in self._groups), default=1)

    def _join(self, group: Sequence[str]) -> None:
        joined: dict[str, str] = {}
        for name in group:
            for key, spelling in self._groups.get(key_of(name), {key_of(name): name}).items():
                joined.setdefault(key, spelling)
        for key in joined:
            self._groups[key] = joined

    def others(self, name: str) -> tuple[str, ...]:
        """The other spellings of this name of one or more words; empty for a name that has none."""
        own = key_of(name)
        return tuple(other for key, other in self._groups.get(own, {}).items() if key != own)[:MOST_OTHERS]


def recognised(query: Query, spellings: Spellings, dialect: Spellings | None = None) -> Query:
    """The same query with each name as one term that knows its other spellings.

    `dialect`: groups of words and what is said for them.
    """
    return replace(query, root=_all_of(query.root, spellings, dialect or Spellings()))


def _all_of(node: AllOf, spellings: Spellings, dialect: Spellings) -> AllOf:
    parts = list(_named([_inside(part, spellings, dialect) for part in node.nodes], spellings))
    return AllOf(tuple(_meant(parts, dialect)))


def _inside(node: Node, spellings: Spellings, dialect: Spellings) -> Node:
    match node:
        case AllOf():
            return _all_of(node, spellings, dialect)
        case AnyOf(nodes):
            return AnyOf(tuple(_inside(part, spellings, dialect) for part in nodes))
        case Not(inner):
            return Not(_inside(inner, spellings, dialect))
        case _:
            return node


def _named(nodes: Sequence[Node], spellings: Spellings) -> Iterator[Node]:
    at = 0
    while at < len(nodes):
        run = list(takewhile(lambda part: isinstance(part, Term), nodes[at : at + max(2, spellings.longest)]))
        terms = [part for part in run if isinstance(part, Term)]
        name, length = _name(terms, spellings) or _compound(terms) or (nodes[at], 1)
        yield name
        at += length


def _name(run: Sequence[Term], spellings: Spellings) -> tuple[Term, int] | None:
    """The longest name that these begin with, as «الدار البيضاء» before «الدار»; how many terms it takes."""
    for length in range(len(run), 0, -1):
        text = " ".join(term.text for term in run[:length])
        if others := spellings.others(text):
            apart = written_otherwise(text)
            return replace(run[0], text=text, others=tuple(dict.fromkeys((*others, *apart)))), length
    return None


def _compound(run: Sequence[Term]) -> tuple[Term, int] | None:
    """Words that others write together, or a word that others write apart."""
    for length in (2, 1):
        text = " ".join(term.text for term in run[:length])
        if len(run) >= length and (others := written_otherwise(text)):
            return replace(run[0], text=text, others=others), length
    return None


def _meant(nodes: Sequence[Node], dialect: Spellings) -> Iterator[Node]:
    """What may be a name is one alone, beside another name, or beside a word such as «مدينة»."""
    terms = [part for part in nodes if isinstance(part, Term)]
    for part in nodes:
        if not isinstance(part, Term):
            yield part
            continue
        at = next(place for place, term in enumerate(terms) if term is part)
        beside = [*terms[max(0, at - 1) : at], *terms[at + 1 : at + 2]]
        alone = len(terms) == 1
        name = alone or any(tells_a_name(term.text) or is_name(term.text) for term in beside)
        yield replace(part, name=name and is_ambiguous(part.text), dialect=dialect.others(part.text))


@lru_cache(maxsize=4096)
def key_of(name: str) -> str:
    """What all writings of one spelling have in common."""
    return " ".join(map(_word_key, words(name)))


def _word_key(word: str) -> str:
    if word in WORDS_TOO:
        return f"^{word}"
    key = fold(word).removeprefix("ال")
    return "آ" + key[1:] if word[0] == "آ" and len(word) <= _SHORT else key

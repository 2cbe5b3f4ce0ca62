"""Other spellings of a name, looked up while a query is read: no index knows them, so none has to be rebuilt.

Pure. Names are compared word by word in their folded reading, with and without ال.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence
from dataclasses import replace
from functools import lru_cache
from itertools import takewhile

from services.arabic.normalise import fold, words
from services.search.grammar import AllOf, AnyOf, Node, Not, Query, Term

MOST_OTHERS = 8  # each is one more clause of the query


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


def recognised(query: Query, spellings: Spellings) -> Query:
    """The same query with each name as one term that knows its other spellings."""
    return replace(query, root=_all_of(query.root, spellings))


def _all_of(node: AllOf, spellings: Spellings) -> AllOf:
    return AllOf(tuple(_named([_inside(part, spellings) for part in node.nodes], spellings)))


def _inside(node: Node, spellings: Spellings) -> Node:
    match node:
        case AllOf():
            return _all_of(node, spellings)
        case AnyOf(nodes):
            return AnyOf(tuple(_inside(part, spellings) for part in nodes))
        case Not(inner):
            return Not(_inside(inner, spellings))
        case _:
            return node


def _named(nodes: Sequence[Node], spellings: Spellings) -> Iterator[Node]:
    at = 0
    while at < len(nodes):
        name, length = _name(nodes[at : at + spellings.longest], spellings) or (nodes[at], 1)
        yield name
        at += length


def _name(nodes: Sequence[Node], spellings: Spellings) -> tuple[Term, int] | None:
    """The longest name that these begin with, as «الدار البيضاء» before «الدار»; how many terms it takes."""
    run = [part for part in takewhile(lambda part: isinstance(part, Term), nodes) if isinstance(part, Term)]
    for length in range(len(run), 0, -1):
        text = " ".join(term.text for term in run[:length])
        if others := spellings.others(text):
            return Term(text, run[0].fields, others), length
    return None


@lru_cache(maxsize=4096)
def key_of(name: str) -> str:
    """What all writings of one spelling have in common."""
    return " ".join(word.removeprefix("ال") for word in words(fold(name)))

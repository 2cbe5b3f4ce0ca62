"""What a query says: a tree of our own values, from which `queries` builds what is asked. Pure."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass, replace
from typing import Final, Literal

TextField = Literal["title", "body"]
BOTH: Final[tuple[TextField, ...]] = ("title", "body")


@dataclass(frozen=True, slots=True)
class Term:
    """A word, or a name of several that has `others`: spellings that stand for it as well.

    `name`: meant as the name that it may be. `dialect`: what the spoken language says for it, of less weight.
    """

    text: str
    fields: tuple[TextField, ...] = BOTH
    others: tuple[str, ...] = ()
    name: bool = False
    dialect: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class Phrase:
    text: str
    fields: tuple[TextField, ...] = BOTH


@dataclass(frozen=True, slots=True)
class Field:
    """A condition that scores nothing: `source` and `section` by id or name, `before` and `after` a day."""

    name: Literal["source", "section", "before", "after"]
    value: str


@dataclass(frozen=True, slots=True)
class Not:
    node: Node


@dataclass(frozen=True, slots=True)
class AllOf:
    nodes: tuple[Node, ...]


@dataclass(frozen=True, slots=True)
class AnyOf:
    nodes: tuple[Node, ...]


Node = Term | Phrase | Field | Not | AllOf | AnyOf


@dataclass(frozen=True, slots=True)
class Query:
    """What was asked for.

    `question`: asked as to a person. `loosened`: some of its words will do, for nothing holds them all.
    `dropped`: words beyond `MAX_TERMS`, which are not searched for.
    """

    root: AllOf
    question: bool = False
    loosened: bool = False
    dropped: tuple[str, ...] = ()


def unquoted(query: Query) -> Query | None:
    """The same with the words of its quotations as words; None where nothing else was asked for."""
    nodes = query.root.nodes
    phrases = tuple(part.text for part in nodes if isinstance(part, Phrase))
    if not phrases or not any(isinstance(part, Term) for part in nodes):
        return None
    loosened = [
        node
        for part in nodes
        for node in (
            [Term(word, part.fields) for word in part.text.split()] if isinstance(part, Phrase) else [part]
        )
    ]
    dropped = (*query.dropped, *(f"«{phrase}»" for phrase in phrases))
    return replace(query, root=AllOf(tuple(loosened)), dropped=dropped)


def positive(node: Node) -> Iterator[Term | Phrase]:
    """The words and phrases that are searched for, in the order of the text."""
    match node:
        case Term() | Phrase():
            yield node
        case AllOf(nodes) | AnyOf(nodes):
            for part in nodes:
                yield from positive(part)
        case Not() | Field():
            return


def excluded(node: Node) -> Iterator[Term | Phrase | Field]:
    """The words and phrases that may not occur, and the conditions that may not hold."""
    match node:
        case Not(inner):
            yield from positive(inner)
            yield from conditions(inner)
        case AllOf(nodes) | AnyOf(nodes):
            for part in nodes:
                yield from excluded(part)
        case Term() | Phrase() | Field():
            return


def conditions(node: Node) -> Iterator[Field]:
    """The field conditions that hold for every result."""
    match node:
        case Field():
            yield node
        case AllOf(nodes):
            for part in nodes:
                yield from conditions(part)
        case _:
            return

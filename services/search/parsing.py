"""The query language of readers: words, "phrases", «phrases», -exclusion, OR, ( ), field:value. Pure.

A query becomes a tree of `grammar`: nothing that is typed reaches Elasticsearch as syntax. Words stand for
AND, which may be written, as NOT may for «-». What only looks like syntax in ordinary text (a lone «-», a
colon after a word that is no field) is text.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass
from datetime import date
from typing import Final, Literal

from services.arabic.normalise import clean, fold, words
from services.contracts.sections import SECTIONS
from services.search.errors import QuerySyntaxError
from services.search.grammar import BOTH, AllOf, AnyOf, Field, Node, Not, Phrase, Query, Term, TextField

MAX_LENGTH: Final = 1000
MAX_TERMS: Final = 20  # one judged query in three hundred has more words
LONGEST_WORD: Final = 40  # letters that are searched for; a longer one is no word, and costs 3-grams
MAX_DEPTH: Final = 6

TokenKind = Literal["word", "phrase", "open", "close", "or", "not", "field", "end"]


@dataclass(frozen=True, slots=True)
class _Token:
    kind: TokenKind
    text: str
    position: int


# what closes each: its own mark, else any that keyboards mix with it
QUOTES: Final = {'"': '"“”', "“": '”"', "„": '“”"', "”": '”“"', "«": "»"}
# keyboards and copied text put them before Latin letters and signs, where they must hide no operator
_HIDDEN = "\u061c\u200b\u200c\u200d\u200e\u200f\u202a\u202b\u202c\u202d\u202e\u2066\u2067\u2068\u2069\ufeff"
OPERATORS: Final[Mapping[str, TokenKind | None]] = {"OR": "or", "NOT": "not", "AND": None}
FIELDS: Final = ("source", "section", "title", "before", "after")
INTERROGATIVES: Final = frozenset(
    fold(word)
    for word in ["ما", "ماذا", "من", "متى", "أين", "كيف", "كم", "هل", "لماذا", "أي", "أية", "لم", "بم"]
)
_FIELD = re.compile(rf"({'|'.join(FIELDS)}):(?=\S)", re.IGNORECASE)
_WORD = re.compile(r"[^\s()\"«»“”„]+")
_MINUS = re.compile(rf"-(?=[{_HIDDEN}]*[^\s{_HIDDEN})-])")
_DAY = re.compile(r"\d{4}-\d{2}-\d{2}$")


def parse(text: str, fields: tuple[TextField, ...] = BOTH) -> Query:
    """Words are searched in `fields`. Raises `QuerySyntaxError` with the place and the literal search."""
    if len(text) > MAX_LENGTH:
        raise QuerySyntaxError(
            f"a query may have {MAX_LENGTH} characters, this one has {len(text)}",
            MAX_LENGTH,
            literal(text[:MAX_LENGTH]),
        )
    return _Parser(text, fields).query()


def literal(text: str) -> str:
    """The words of a text as a query without syntax."""
    return " ".join(word.lower() if word in OPERATORS else word for word in words(text))


def _section_key(name: str) -> str:
    """«الثقافة» asks for «ثقافة وفن»."""
    return next(iter(fold(name).split()), "").removeprefix("ال")


_SECTIONS = {
    _section_key(label): key for key, labels in SECTIONS.items() for label in (key, *labels.values())
}


class _Parser:
    """Recursive descent.

    any := all (OR all)* · all := unary+ · unary := [-] atom · atom := word | "phrase" | (any) | field:atom
    """

    def __init__(self, text: str, fields: tuple[TextField, ...]) -> None:
        self._text = text
        self._fields = fields
        self._tokens = list(_tokens(text, self._error))
        self._at = 0
        self._terms = 0
        self._dropped: list[str] = []

    def query(self) -> Query:
        nodes: list[Node] = []
        if self._next.kind != "end":
            nodes.append(self._any(0, self._fields))
        if self._next.kind == "close":
            raise self._error("a closing bracket without an opening one", self._next.position)
        root = nodes[0] if nodes and isinstance(nodes[0], AllOf) else AllOf(tuple(nodes))
        return Query(root, _is_question(self._text), dropped=tuple(self._dropped))

    @property
    def _next(self) -> _Token:
        return self._tokens[self._at]

    def _take(self) -> _Token:
        token = self._next
        self._at += 1
        return token

    def _any(self, depth: int, fields: tuple[TextField, ...]) -> Node:
        if depth > MAX_DEPTH:
            raise self._error(f"brackets may be {MAX_DEPTH} deep", self._next.position)
        branches = [self._all(depth, fields)]
        while self._next.kind == "or":
            self._take()
            branches.append(self._all(depth, fields))
        return branches[0] if len(branches) == 1 else AnyOf(tuple(branches))

    def _all(self, depth: int, fields: tuple[TextField, ...]) -> Node:
        nodes: list[Node] = []
        start = self._at
        while self._next.kind not in {"or", "close", "end"}:
            nodes += self._unary(depth, fields)
        if self._at == start:
            empty = self._next.kind == "close" and self._tokens[start - 1].kind == "open"
            problem = "nothing between the brackets" if empty else "OR needs words on both sides"
            raise self._error(problem, self._next.position)
        return AllOf(tuple(nodes))

    def _unary(self, depth: int, fields: tuple[TextField, ...]) -> list[Node]:
        if self._next.kind != "not":
            return self._atom(depth, fields)
        self._take()
        nodes = self._atom(depth, fields)
        return [Not(AllOf(tuple(nodes)))] if nodes else []

    def _atom(self, depth: int, fields: tuple[TextField, ...]) -> list[Node]:
        token = self._take()
        match token.kind:
            case "word":
                return [Term(word[:LONGEST_WORD], fields) for word in words(token.text) if self._counts(word)]
            case "phrase":
                found = [word[:LONGEST_WORD] for word in words(token.text)]
                return [Phrase(" ".join(found), fields)] if found and self._counts(*found) else []
            case "open":
                node = self._any(depth + 1, fields)
                if self._next.kind != "close":
                    raise self._error("a bracket is not closed", token.position)
                self._take()
                return list(node.nodes) if isinstance(node, AllOf) else [node]
            case "field":
                return self._field(token, depth)
            case _:
                raise self._error("something is missing here", token.position)

    def _counts(self, *found: str) -> bool:
        """Whether these words are within the limit; the rest of the query is dropped, and said to be."""
        if self._terms + len(found) > MAX_TERMS:
            self._dropped += found
            return False
        self._terms += len(found)
        return True

    def _field(self, token: _Token, depth: int) -> list[Node]:
        name = token.text
        if name == "title":
            return self._atom(depth, ("title",))
        value = self._take()
        if value.kind not in {"word", "phrase"}:
            raise self._error(f"{name}: needs a value", value.position)
        if name in {"before", "after"}:
            return [Field(name, self._day(value))]  # type: ignore[arg-type] # narrowed by the line above
        if name == "section":
            section = _SECTIONS.get(_section_key(value.text))
            if section is None:
                raise self._error(f"there is no section {value.text}: {', '.join(SECTIONS)}", value.position)
            return [Field("section", section)]
        return [Field("source", clean(value.text))]

    def _day(self, token: _Token) -> str:
        day = fold(token.text)
        try:
            valid = _DAY.match(day) and date.fromisoformat(day)
        except ValueError:
            valid = None
        if not valid:
            raise self._error("a day is written 2025-04-05", token.position)
        return day

    def _error(self, message: str, position: int) -> QuerySyntaxError:
        return QuerySyntaxError(message, min(position, len(self._text)), literal(self._text))


def _tokens(text: str, error: Callable[[str, int], QuerySyntaxError]) -> Iterator[_Token]:
    at = 0
    while at < len(text):
        character = text[at]
        if character.isspace() or character in _HIDDEN:
            at += 1
        elif character in "()":
            yield _Token("open" if character == "(" else "close", character, at)
            at += 1
        elif character in QUOTES:
            ends = (text.find(closing, at + 1) for closing in QUOTES[character])
            end = next((end for end in ends if end > 0), None)
            if end is None:
                raise error("a quotation mark is not closed", at)
            yield _Token("phrase", text[at + 1 : end], at)
            at = end + 1
        elif _MINUS.match(text, at) and _starts_word(text, at):
            yield _Token("not", character, at)
            at += 1
        elif field := _FIELD.match(text, at):
            yield _Token("field", field[1].lower(), at)
            at = field.end()
        elif word := _WORD.match(text, at):
            if kind := OPERATORS.get(word[0].strip(_HIDDEN), "word"):
                yield _Token(kind, word[0], at)
            at = word.end()
        else:
            at += 1  # a closing quotation mark on its own
    yield _Token("end", "", len(text))


def _is_question(text: str) -> bool:
    first = words(text[:100])[:1]
    return "؟" in text or "?" in text or (bool(first) and fold(first[0]) in INTERROGATIVES)


def _starts_word(text: str, at: int) -> bool:
    """A minus excludes only at the start of a word: «كوفيد-19» is one, and « - » is a dash."""
    before = text[:at].rstrip(_HIDDEN)[-1:] or " "
    return before.isspace() or before == "("

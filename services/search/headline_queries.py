"""Whether a headline answers a search, without asking the index: by keys that the headline carries.

The keys are CRC-32 of what the index matches a text by: its lexemes, its folded words and their pairs. What
needs the words themselves (slips, 3-grams, meaning) is not matched. One in 10⁶ words that is not there is
taken for there. An article of 360 words has 650 keys, 2.6 KB.
"""

from __future__ import annotations

from array import array
from bisect import bisect_left
from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import replace
from datetime import date
from functools import lru_cache
from itertools import pairwise
from typing import Final
from zlib import crc32

from services.arabic.normalise import fold, words
from services.arabic.readings import readings
from services.contracts.article import EnrichedArticle
from services.contracts.headline import Headline
from services.search.documents import indexed_text
from services.search.errors import QueryTooLong
from services.search.grammar import (
    AllOf,
    AnyOf,
    Field,
    Node,
    Not,
    Phrase,
    Query,
    Term,
    TextField,
    excluded,
    positive,
)
from services.search.matching import keys_of, required
from services.search.wordforms import forms, is_function_word, written_forms, written_numbers

MOST_WORDS: Final = 10
FEW: Final = 32  # keys of a test, below which looking them up is cheaper
QUOTED: Final = 600
"""Words of a body in which a quotation is looked for; single words are found in all of it."""
# where a checksum begins says what it is of
_LEXEMES: Final[Mapping[TextField, int]] = {"title": 1, "body": 2}
_WORDS: Final[Mapping[TextField, int]] = {"title": 3, "body": 4}
_PAIR: Final = 31
_ALL_BITS: Final = 0xFFFFFFFF
_NATIVE: Final = "I"


def keys_in(enriched: EnrichedArticle) -> bytes:
    """What a headline carries of its article."""
    article = enriched.article
    title, body = indexed_text(article.title), indexed_text(article.text)
    return _packed(_text_keys("title", title) | _text_keys("body", body))


def _text_keys(field: TextField, text: str) -> set[int]:
    begin = _LEXEMES[field]
    found = {crc32(key.encode(), begin) for key in readings(text).lexemes.split()}
    start = " ".join(text.split(None, QUOTED)[:QUOTED])
    run = [_word(field, word) for word in words(fold(start))]
    found.update(run)
    found.update(_pair(one, other) for one, other in pairwise(run))
    return found


def _lexeme_key(field: TextField, key: str) -> int:
    return crc32(key.encode(), _LEXEMES[field])


def _word(field: TextField, folded: str) -> int:
    return crc32(folded.encode(), _WORDS[field])


def _pair(one: int, other: int) -> int:
    """Of two words that stand together."""
    return (one * _PAIR + other) & _ALL_BITS


def _packed(keys: Iterable[int]) -> bytes:
    return array(_NATIVE, sorted(keys)).tobytes()


class _Keys:
    """The keys of one text. A few are looked up as they are; many are worth taking them apart."""

    def __init__(self, raw: bytes) -> None:
        self._sorted = array(_NATIVE, raw[: len(raw) // 4 * 4])
        self._apart: frozenset[int] | None = None

    def hold_any(self, wanted: frozenset[int]) -> bool:
        if self._apart is None and len(wanted) > FEW:
            self._apart = frozenset(self._sorted)
        if self._apart is not None:
            return not self._apart.isdisjoint(wanted)
        keys = self._sorted
        for key in wanted:
            place = bisect_left(keys, key)
            if place < len(keys) and keys[place] == key:
                return True
        return False


Test = Callable[[_Keys, Headline], bool]


class HeadlineQuery:
    """A search as a test of headlines. Raises `QueryTooLong` where each headline would cost too much."""

    def __init__(self, query: Query) -> None:
        parts = [*positive(query.root), *excluded(query.root)]
        count = sum(len(part.text.split()) for part in parts if not isinstance(part, Field))
        if count > MOST_WORDS or query.dropped:
            raise QueryTooLong(f"a search of headlines has at most {MOST_WORDS} words")
        self._test = _all_of(query.root, exact=False)

    def __call__(self, headline: Headline) -> bool:
        return self._test(_keys(headline.keys or _title_keys(headline.title)), headline)


@lru_cache(maxsize=8)
def _keys(raw: bytes) -> _Keys:
    """Of the headline that all streams are asked about now."""
    return _Keys(raw)


@lru_cache(maxsize=10_000)
def _title_keys(title: str) -> bytes:
    """Of a line that has no article yet."""
    return _packed(_text_keys("title", title))


def _all_of(node: AllOf, *, exact: bool) -> Test:
    terms = [part for part in node.nodes if isinstance(part, Term)]
    content = terms if exact else [part for part in terms if not is_function_word(part.text)] or terms
    named = [_name(part, exact=exact) for part in content]
    least = len(named) if exact else required(len(named))
    others = [_test(part, exact=exact) for part in node.nodes if not isinstance(part, Term)]

    def test(keys: _Keys, headline: Headline) -> bool:
        if not all(other(keys, headline) for other in others):
            return False
        missing = len(named) - least
        for name in named:
            if not name(keys, headline):
                missing -= 1
                if missing < 0:
                    return False
        return True

    return test


def _test(node: Node, *, exact: bool) -> Test:
    """`exact`: as typed, with what is written onto it; so exclusions are meant."""
    match node:
        case Term():
            return _name(node, exact=exact)
        case Phrase():
            return _either([_together(field, node.text.split()) for field in node.fields])
        case Field():
            return _condition(node)
        case Not(inner):
            excluded = _test(inner, exact=True)
            return lambda keys, headline: not excluded(keys, headline)
        case AnyOf(nodes):
            return _either([_test(part, exact=exact) for part in nodes])
        case AllOf():
            return _all_of(node, exact=exact)


def _name(name: Term, *, exact: bool) -> Test:
    """A word, or a name in any of its spellings."""
    if exact:
        return _every([_verbatim(word, name.fields) for word in name.text.split()])
    if " " in name.text and name.others:
        own = _spelling(name.text, name.fields)
    else:
        own = _every([_lexeme(replace(name, text=word)) for word in name.text.split()])
    return _either([own, *(_spelling(other, name.fields) for other in (*name.others, *name.dialect))])


def _spelling(text: str, fields: Sequence[TextField]) -> Test:
    if " " not in text:
        return _lexeme(Term(text, tuple(fields), name=True))
    return _either([_together(field, text.split(), clitics=True) for field in fields])


def _lexeme(term: Term) -> Test:
    return _some(_lexeme_key(field, key) for field in term.fields for key in keys_of(term))


def _verbatim(word: str, fields: Sequence[TextField]) -> Test:
    written = [
        other for text in (word, *written_numbers(word)) for other in (fold(text), *written_forms(text))
    ]
    return _some(_word(field, form) for field in fields for form in written)


def _together(field: TextField, run: Sequence[str], *, clitics: bool = False) -> Test:
    """The words in their order; before the first may stand what is written onto it."""
    folded = [word for text in run for word in words(fold(text))]
    firsts = [_word(field, form) for form in (forms(run[0]) if clitics else folded[:1])]
    rest = [_word(field, word) for word in folded[1:]]
    if not rest:
        return _some(firsts)
    pairs = [_some([_pair(one, other)]) for one, other in pairwise(rest)]
    return _every([_some(_pair(first, rest[0]) for first in firsts), *pairs])


def _condition(field: Field) -> Test:
    value = fold(field.value).lower()
    match field.name:
        case "source":
            return lambda _, headline: value in {headline.source.id, fold(headline.source.name).lower()}
        case "section":
            return lambda _, headline: headline.section == field.value
        case "before":
            return lambda _, headline: (day := _day(headline)) is not None and day < date.fromisoformat(value)
        case "after":
            return lambda _, headline: (
                (day := _day(headline)) is not None and day >= date.fromisoformat(value)
            )


def _day(headline: Headline) -> date | None:
    published = headline.published
    return published.date or (published.at.date() if published.at else None)


def _some(keys: Iterable[int]) -> Test:
    wanted = frozenset(keys)
    return lambda keys, _: keys.hold_any(wanted)


def _either(tests: Sequence[Test]) -> Test:
    if len(tests) == 1:
        return tests[0]
    return lambda keys, headline: any(test(keys, headline) for test in tests)


def _every(tests: Sequence[Test]) -> Test:
    if len(tests) == 1:
        return tests[0]
    return lambda keys, headline: all(test(keys, headline) for test in tests)

"""Marked text of the highlighter as segments on whole words. Pure."""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Collection, Iterable, Iterator
from functools import lru_cache
from itertools import chain
from typing import Final

from services.arabic.lemmas import lemma_of
from services.arabic.normalise import fold, strip_marks
from services.search.analysis import GRAM
from services.search.documents import HIT_END, HIT_START
from services.search.results import Segment

# with the marks on its letters, which belong to no class of `re`
_WORD = re.compile(r"[^\W_](?:[^\W_]|[\u0610-\u061a\u064b-\u065f\u0670\u0640])*")
Fragments = tuple[tuple[Segment, ...], ...]

GRAMS_FROM: Final = 5  # letters; the 3-grams of a shorter word are in too many others
GRAMS_SHARED: Final = 0.5  # a letter that is another one, or was left out, spoils up to three of six
_MARKED = re.compile(f"{HIT_START}([^{HIT_START}{HIT_END}]*){HIT_END}")


def segments(marked: str) -> tuple[Segment, ...]:
    """The text in pieces; a hit is widened to the word it is in."""
    text = marked.replace(HIT_START, "").replace(HIT_END, "")
    return cut(text, _spans(marked))


def cut(text: str, spans: Iterable[tuple[int, int]]) -> tuple[Segment, ...]:
    """`spans`: start and end of each hit, in order."""
    pieces: list[Segment] = []
    at = 0
    for start, end in spans:
        start, end = _widened(text, max(start, at), end)  # noqa: PLW2901 # the span, on whole words
        if end <= at:
            continue
        if start > at:
            pieces.append(Segment(text[at:start]))
        pieces.append(Segment(text[start:end], hit=True))
        at = end
    if at < len(text):
        pieces.append(Segment(text[at:]))
    return tuple(pieces)


class Likeness:
    """Which words of a text are why it was found: those that share a lemma or 3-grams."""

    def __init__(self, wanted: Iterable[str]) -> None:
        self._wanted = [(_read(word)[0], _grams(word)) for word in wanted]
        self._lemmas = {known for known, _ in self._wanted}

    def marked(self, texts: Iterable[Fragments]) -> list[Fragments]:
        """The texts of one article with these words as hits, beside the hits that they have.

        By 3-grams only what nothing else was marked for: who finds العام is not shown العالم.
        """
        given = list(texts)
        words = {word for piece in _pieces(given) if not piece.hit for word in _WORD.findall(piece.t)}
        found = _marked(given, {word for word in words if _read(word)[0] in self._lemmas})
        hits = {_read(piece.t) for piece in _pieces(found) if piece.hit}
        left = [grams for known, grams in self._wanted if grams and not _told(known, grams, hits)]
        if not left:
            return found
        whole = fold(" ".join(piece.t for piece in _pieces(found)))
        left = [grams for grams in left if _share(grams, whole)]
        return _marked(
            found, {word for word in words if any(_share(grams, _read(word)[1]) for grams in left)}
        )


def _told(known: str, grams: Collection[str], hits: Iterable[tuple[str, str]]) -> bool:
    return any(known == other or _share(grams, folded) for other, folded in hits)


def _share(grams: Collection[str], folded: str) -> bool:
    return sum(gram in folded for gram in grams) >= len(grams) * GRAMS_SHARED


def _marked(texts: list[Fragments], hits: Collection[str]) -> list[Fragments]:
    if not hits:
        return texts
    return [
        tuple(tuple(chain.from_iterable(_cut(piece, hits) for piece in fragment)) for fragment in text)
        for text in texts
    ]


def _pieces(texts: Iterable[Fragments]) -> Iterator[Segment]:
    return chain.from_iterable(chain.from_iterable(texts))


def _cut(piece: Segment, hits: Collection[str]) -> tuple[Segment, ...]:
    if piece.hit:
        return (piece,)
    return cut(piece.t, [found.span() for found in _WORD.finditer(piece.t) if found[0] in hits])


@lru_cache(maxsize=50_000)
def _read(word: str) -> tuple[str, str]:
    """Its lemma and its folded reading."""
    return lemma_of(strip_marks(word)), fold(word)


def _grams(word: str) -> frozenset[str]:
    """None of a word that is too short to be found by them."""
    folded = fold(word)
    runs = (folded[at : at + GRAM] for at in range(len(folded) - GRAM + 1))
    return frozenset(runs) if len(folded) >= GRAMS_FROM else frozenset()


def _spans(marked: str) -> Iterable[tuple[int, int]]:
    removed = 0
    for found in _MARKED.finditer(marked):
        start = found.start() - removed
        yield start, start + len(found[1])
        removed += 2


def _widened(text: str, start: int, end: int) -> tuple[int, int]:
    while start > 0 and _joins(text[start - 1]) and _joins(text[start]):
        start -= 1
    while end < len(text) and _joins(text[end]) and end > start:
        end += 1
    return start, end


def _joins(character: str) -> bool:
    """Part of a word: letters, digits, and the marks on them."""
    return character.isalnum() or unicodedata.category(character) in {"Mn", "Lm", "Cf"}

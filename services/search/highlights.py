"""Marked text of the highlighter as segments on whole words. Pure."""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Collection, Iterable, Sequence
from functools import lru_cache
from typing import Final

from services.arabic.lexemes import lexemes
from services.arabic.normalise import fold
from services.search.analysis import GRAM
from services.search.documents import HIT_END, HIT_START
from services.search.results import Segment

# a number with its marks; a word with the marks on its letters, which belong to no class of `re`
_WORD = re.compile(
    r"\d{1,3}(?: \d{3})+(?!\d)|\d+(?:[.,:٫٬]\d+)+|[^\W_](?:[^\W_]|[\u0610-\u061a\u064b-\u065f\u0670\u0640])*"
)
Wording = tuple[Collection[str], ...]
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
        if end <= max(start, at):
            continue
        if start > at:
            pieces.append(Segment(text[at:start]))
        pieces.append(Segment(text[start:end], hit=True))
        at = end
    if at < len(text):
        pieces.append(Segment(text[at:]))
    return tuple(pieces)


class Likeness:
    """Which words of a text are why it was found: those of a wanted lexeme, and wanted phrases."""

    def __init__(
        self, keys: Collection[str], phrases: Iterable[Wording] = (), alike: Iterable[str] = ()
    ) -> None:
        """`phrases`: of each word its forms, folded. `alike`: words that 3-grams stand in for."""
        self._keys = frozenset(keys)
        self._phrases = tuple(phrases)
        self._alike = [(frozenset(lexemes(word)), grams) for word in alike if (grams := _grams(word))]

    def marked(self, texts: Iterable[Fragments]) -> list[Fragments]:
        """The texts of one article, with these words as hits."""
        plain = [tuple("".join(piece.t for piece in fragment) for fragment in text) for text in texts]
        whole = " ".join(fragment for text in plain for fragment in text)
        grams = self._unmarked(whole)
        return [tuple(cut(fragment, self._spans(fragment, grams)) for fragment in text) for text in plain]

    def _unmarked(self, text: str) -> list[Collection[str]]:
        """The 3-grams of the words that nothing in the text is marked for."""
        if not self._alike:
            return []
        there = {key for word in _WORD.findall(text) for key in _lexemes(word)}
        folded = fold(text)
        return [grams for keys, grams in self._alike if keys.isdisjoint(there) and _share(grams, folded)]

    def _spans(self, text: str, grams: Sequence[Collection[str]]) -> list[tuple[int, int]]:
        words = [(found.span(), found[0]) for found in _WORD.finditer(text)]
        hits = {
            span
            for span, word in words
            if not self._keys.isdisjoint(_lexemes(word)) or any(_share(gram, fold(word)) for gram in grams)
        }
        if self._phrases:
            folded = [fold(word) for _, word in words]
            for phrase in self._phrases:
                for at in range(len(words) - len(phrase) + 1):
                    if all(folded[at + place] in forms for place, forms in enumerate(phrase)):
                        hits.update(span for span, _ in words[at : at + len(phrase)])
        return sorted(hits)


def _share(grams: Collection[str], folded: str) -> bool:
    return sum(gram in folded for gram in grams) >= len(grams) * GRAMS_SHARED


@lru_cache(maxsize=50_000)
def _lexemes(word: str) -> tuple[str, ...]:
    """Of a word as it is displayed, or of a number whose thousands stand apart."""
    return (*lexemes(word), re.sub(r"\D", "", fold(word))) if " " in word else lexemes(word)


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
    while 0 < start < len(text) and _joins(text[start - 1]) and _joins(text[start]):
        start -= 1
    if end == start < len(text) and len(fold(text[start])) > 1:
        end += 1  # the highlighter's offsets of the words that a ligature unfolds into meet in its beginning
    while end > start and end < len(text) and _joins(text[end]):
        end += 1
    return start, end


def _joins(character: str) -> bool:
    """Part of a word: letters, digits, and the marks on them."""
    return character.isalnum() or unicodedata.category(character) in {"Mn", "Lm", "Cf"}

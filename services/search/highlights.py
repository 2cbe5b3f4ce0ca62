"""Marked text of the highlighter as segments on whole words. Pure."""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Collection, Iterable
from functools import lru_cache

from services.arabic.lemmas import lemma
from services.arabic.normalise import strip_marks
from services.search.documents import HIT_END, HIT_START
from services.search.results import Segment

# with the marks on its letters, which belong to no class of `re`
_WORD = re.compile(r"[^\W_](?:[^\W_]|[\u0610-\u061a\u064b-\u065f\u0670\u0640])*")
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


def by_lemma(text: str, wanted: Collection[str]) -> tuple[Segment, ...]:
    """The text with the words of these lemmas as hits; empty where it has none."""
    spans = [found.span() for found in _WORD.finditer(text) if _lemma(found[0]) in wanted]
    return cut(text, spans) if spans else ()


@lru_cache(maxsize=50_000)
def _lemma(word: str) -> str:
    return lemma(strip_marks(word))


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

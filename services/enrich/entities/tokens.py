"""A text as words with what stands between them, and what each word can be. Pure.

A news text says few words that were not said before: what a word can be is worked out once and kept.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass
from itertools import accumulate
from typing import Final

from services.arabic.lemmas import known_lemma
from services.arabic.normalise import fold, strip_marks
from services.enrich.entities.names import (
    END,
    GIVEN,
    NISBA,
    NUMBER,
    SAYING,
    STOP,
    SURNAME,
    TITLE,
    TITLE_OF,
    UNKNOWN,
    is_family,
    is_foreign_word,
    kinds_of_words,
)  # fmt: skip
from services.enrich.entities.spellings import Spellings

CACHE_SIZE: Final = 100_000  # words: nearly all of a day's news
_SPLIT: Final = re.compile(r"([\w\u064b-\u065f\u0670]+)")
_CLITICS: Final = ("و", "ف", "ب", "ل", "ك", "وب", "ول", "وك", "فب", "فل", "فك")
_CLITIC_LETTERS: Final = frozenset("وفبلك")
_TANWIN: Final = "\u064b"
_LONGEST: Final = 40  # letters; no name has more, what is pasted without blanks does
_SHORTEST: Final = 3  # letters of a name that a clitic was taken off

_SEATED: Final = frozenset("أإآؤئ")


@dataclass(frozen=True, slots=True)
class Word:
    """`kinds`: what it can be as it stands; `kinds_bare`: without the clitics of `cut` letters, `bare` then;
    `every_kind`: either. `starts`: what begins a spelling of the lexicon, as (letters cut
    off, reading), the fewest first.
    """

    folded: str
    kinds: int
    cut: int
    bare: str
    kinds_bare: int
    every_kind: int
    starts: tuple[tuple[int, str], ...]


PLAIN: Final = Word("", 0, 0, "", 0, 0, ())
"""A word that no name has: nearly all of a text, so that one stands for all."""


class Vocabulary(dict[str, Word]):
    """Of each word as written, what it can be under these spellings. Bounded: it begins anew when full."""

    def __init__(self, spellings: Spellings) -> None:
        super().__init__()
        self._spellings = spellings
        self._kinds_of_words = kinds_of_words()

    def __missing__(self, written: str) -> Word:
        if len(self) >= CACHE_SIZE:
            self.clear()
        word = self._word(written)
        if len(written) <= _LONGEST:
            self[written] = word
        return word

    def _word(self, written: str) -> Word:
        if len(written) > _LONGEST:
            return PLAIN
        exact, folded = strip_marks(written), fold(written)
        first = self._spellings.longest
        kinds = self._kinds(exact, folded)
        indefinite = _TANWIN in written  # «دومًا» is no name
        starts = (
            [(0, folded)] if folded in first and not indefinite and self._as_spelled(exact, folded) else []
        )
        cut, bare, kinds_bare = 0, folded, 0
        if folded[:1] in _CLITIC_LETTERS and len(folded) > _SHORTEST:
            for length, exact_stem, stem in _stems(exact, folded):
                if (
                    stem in first
                    and not indefinite
                    and not kinds & STOP
                    and self._as_spelled(exact_stem, stem)
                ):
                    starts.append((length, stem))
                if not kinds_bare and (found := self._listed(exact_stem, stem)):
                    cut, bare, kinds_bare = length, stem, found
        if not (kinds or kinds_bare or starts or folded in self._spellings.words):
            return PLAIN
        return Word(folded, kinds, cut, bare, kinds_bare, kinds | kinds_bare, tuple(starts))

    def _as_spelled(self, exact: str, folded: str) -> bool:
        """Whether a hamza that is there is there in the name too: «فئات» is not «فيات», «على» not «علي»."""
        if exact[-1:] == "ى" and folded[-1:] == "ي" and known_lemma(exact) is not None:
            return False
        if _SEATED.isdisjoint(exact):
            return True
        ways = self._spellings.hamzas.get(folded, ())
        return not ways or any(
            all(theirs in _SEATED for ours, theirs in zip(exact, way, strict=False) if ours in _SEATED)
            for way in ways
        )

    def _listed(self, exact: str, folded: str) -> int:
        kinds = self._kinds_of_words.get(folded, 0)
        if kinds & GIVEN and exact[-1:] == "ى" and known_lemma(exact):
            kinds &= ~GIVEN  # «على» is not «علي»
        if folded in self._spellings.surnames and not kinds & (STOP | TITLE | TITLE_OF | SAYING | END):
            kinds |= SURNAME
        return kinds

    def _kinds(self, exact: str, folded: str) -> int:
        if folded[:1].isdigit():
            return NUMBER
        kinds = self._listed(exact, folded)
        if kinds == 0:
            if is_foreign_word(exact):
                kinds |= UNKNOWN
            if is_family(exact):
                kinds |= NISBA
        return kinds


def _stems(exact: str, folded: str) -> Iterator[tuple[int, str, str]]:
    """Without fewer and more of the clitics before it: (letters cut off, exact, folded).

    What is taken off «للمغرب» is one letter, and its ل is that of the article.
    """
    for clitic in _CLITICS:
        if not folded.startswith(clitic):
            continue
        rest, exact_rest = folded[len(clitic) :], exact[len(clitic) :]
        if len(rest) < _SHORTEST:
            continue
        if clitic[-1] == "ل" and rest[0] == "ل":
            yield len(clitic), "ا" + exact_rest, "ا" + rest
        else:
            yield len(clitic), exact_rest, rest


class Tokens:
    """The words of a text. `gaps[i]` stands before word i, the last gap after all of them."""

    __slots__ = ("_starts", "gaps", "words", "written")

    def __init__(self, text: str, vocabulary: Vocabulary) -> None:
        parts = _SPLIT.split(text)
        self.written = parts[1::2]
        self.gaps = parts[::2]
        self.words = [vocabulary[word] for word in self.written]
        self._starts: list[int] | None = None

    def beside(self, place: int) -> bool:
        """Whether word `place` follows the one before it without a stop."""
        gap = self.gaps[place]
        return gap == " " or gap == "-" or not gap.strip()  # noqa: PLR1714 # the first is nearly always true

    def start(self, place: int) -> int:
        """Where the word begins, in characters."""
        if self._starts is None:
            lengths = (len(gap) + len(word) for gap, word in zip(self.gaps, self.written, strict=False))
            self._starts = [0, *accumulate(lengths)]
        return self._starts[place] + len(self.gaps[place])

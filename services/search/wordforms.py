"""The forms in which an Arabic word stands in a text: clitics written onto it, hamza on another seat."""

from __future__ import annotations

import re
from collections.abc import Iterator
from typing import Final

from services.arabic.normalise import fold

# They carry a question, not its subject: nothing depends on whether they occur.
FUNCTION_WORDS: Final = frozenset(map(fold, (
    "ما", "ماذا", "من", "متى", "أين", "كيف", "كم", "هل", "لماذا", "لم", "لن", "لا", "أي", "أية",
    "هو", "هي", "هم", "هذا", "هذه", "ذلك", "تلك", "الذي", "التي", "الذين", "في", "على", "عن", "إلى",
    "مع", "بعد", "قبل", "بين", "عند", "منذ", "حتى", "خلال", "حول", "ضد", "أن", "إن", "كان", "كانت",
    "يكون", "تكون", "قد", "لقد", "ثم", "أو", "و", "يا", "كل", "بعض", "غير", "عبر", "لدى", "إذا",
    "كما", "حيث", "وهو", "وهي", "بها", "به", "له", "لها", "فيه", "فيها", "منه", "منها", "عليه",
    "عليها",
)))  # fmt: skip
_CLITICS: Final = ("و", "ف", "ب", "ك", "ل", "وب", "ول", "فب", "فل")
_ARTICLES: Final = ("ال", "وال", "فال", "بال", "كال", "لل", "ولل", "وبال", "فلل")
_SHORTEST_STEM: Final = 3
_SEATS: Final = "ؤئ"
_NUMBER: Final = re.compile(r"\d{4,15}|\d{1,3}(?:[.,]\d{3})+")


def is_function_word(word: str) -> bool:
    return fold(word) in FUNCTION_WORDS


def is_arabic(text: str) -> bool:
    """Whether it begins with a letter of Arabic."""
    return "ء" <= fold(text)[:1] <= "ي"


def written_forms(word: str) -> tuple[str, ...]:
    """Other forms of the word, folded: with what may be written onto it, without what was typed onto it."""
    folded = fold(word)
    if len(folded) < 2 or not is_arabic(folded):
        return ()
    stems = dict.fromkeys([*_seats(word), *_without_prefix(folded)])
    forms = dict.fromkeys([*stems, *(prefix + stem for stem in stems for prefix in (*_CLITICS, *_ARTICLES))])
    return tuple(form for form in forms if form != folded)


def forms(word: str) -> tuple[str, ...]:
    """The word, folded, and with what may be written before it: nothing that was typed is taken off."""
    folded = fold(word)
    if len(folded) < 2 or not is_arabic(folded):
        return (folded,)
    bare = folded.removeprefix("ال")
    clitics = (*_CLITICS, "وك", "فك") if bare == folded else ("و", "ف", "ب", "ك", "وب", "فب")
    contracted = () if bare == folded else (bare, f"لل{bare}", f"ولل{bare}")
    return (folded, *(clitic + folded for clitic in clitics), *contracted)


def written_numbers(text: str) -> tuple[str, ...]:
    """How else a number may be written: with marks of thousands, or without."""
    digits = fold(text)
    if not _NUMBER.fullmatch(digits):
        return ()
    whole = re.sub(r"\D", "", digits)
    grouped = f"{int(whole):,}"
    return tuple(
        other for other in dict.fromkeys((whole, grouped, grouped.replace(",", "."))) if other != text
    )


def _seats(word: str) -> Iterator[str]:
    """مسؤول and مسئول are one word; its hamza folds to the letter it sits on."""
    yield fold(word)
    for seat in _SEATS:
        for other in _SEATS:
            if seat in word and seat != other:
                yield fold(word.replace(seat, other))


def _without_prefix(folded: str) -> Iterator[str]:
    for prefix in (*_CLITICS, *_ARTICLES):
        stem = folded.removeprefix(prefix)
        if stem != folded and len(stem) >= _SHORTEST_STEM:
            yield stem

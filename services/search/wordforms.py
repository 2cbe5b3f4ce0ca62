"""The forms in which an Arabic word stands in a text: clitics written onto it, hamza on another seat."""

from __future__ import annotations

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

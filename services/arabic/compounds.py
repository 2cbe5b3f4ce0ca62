"""What some write together and others apart: «عبدالله» and «عبد الله», «بنكيران» and «ابن كيران». Pure.

Only what is asked for is read both ways: no index holds joined neighbours, so that a text costs nothing more.
"""

from __future__ import annotations

import re
from functools import lru_cache
from typing import Final

from services.arabic.lemmas import known_lemma
from services.arabic.lexemes import is_known, is_name
from services.arabic.normalise import fold

_LEAST: Final = 2  # letters of a part
# the first part of a name, and how else it is written
_FIRST: Final = {
    "عبد": ("عبد",),
    "ابو": ("ابو", "ابي", "بو"),
    "ابي": ("ابي", "ابو"),
    "بو": ("بو", "ابو"),
    "بن": ("بن", "ابن"),
    "ابن": ("ابن", "بن"),
    "بنت": ("بنت",),
    "بني": ("بني",),
    "ام": ("ام",),
    "ايت": ("ايت",),
    "سيدي": ("سيدي",),
    "مولاي": ("مولاي",),
    "بيت": ("بيت",),
    "راس": ("راس",),
    "نور": ("نور",),
    "سيف": ("سيف",),
    "ضياء": ("ضياء",),
    "حضر": ("حضر",),
    "جبل": ("جبل",),
}
_AS_NUMBER: Final = re.compile(r"\d{1,3} \d{3}")
# the last part of a foreign name
_SECOND: Final = frozenset(
    {"اب", "بوك", "تيوب", "توك", "غرام", "جرام", "شات", "نت", "سيتي", "لاين", "تاون", "بول", "سوفت"}
)
_COMMON: Final = frozenset(
    {"بو", "ابي", "ام", "بن", "نور", "بيت", "راس", "سيف", "ضياء", "حضر", "جبل", "بنت", "بني"}
)
"""First parts that begin other words as well: taken off a single word only where no dictionary knows it."""


@lru_cache(maxsize=4096)
def written_otherwise(text: str) -> tuple[str, ...]:
    """Of one word the ways to write it as two, of two the ways to write them as one; mostly none."""
    parts = text.split()
    if len(parts) == 2:
        return _joined(*parts)
    return _parted(parts[0]) if len(parts) == 1 else ()


def _joined(first: str, second: str) -> tuple[str, ...]:
    if _AS_NUMBER.fullmatch(f"{first} {second}"):
        return (first + second,)
    folded = fold(first)
    if folded in _FIRST and len(second) > _LEAST:
        others = _FIRST[folded]
        return (*(other + second for other in others), *(f"{other} {second}" for other in others[1:]))
    joined = first + second
    foreign = fold(second) in _SECOND or is_name(joined)
    return (joined,) if foreign and _is_arabic(joined) and known_lemma(joined) is None else ()


def _parted(word: str) -> tuple[str, ...]:
    folded = fold(word)
    if not _is_arabic(word):
        return ()
    unknown = known_lemma(word) is None
    for first, others in _FIRST.items():
        second = folded.removeprefix(first)
        if second == folded or len(second) <= _LEAST:
            continue
        if unknown and (first not in _COMMON or is_name(word) or not is_known(word)):
            return (*(f"{other} {second}" for other in others), *(other + second for other in others[1:]))
    for second in _SECOND:
        first = folded.removesuffix(second)
        if unknown and first != folded and len(first) >= _LEAST:
            return (f"{first} {second}",)
    return ()


def _is_arabic(text: str) -> bool:
    return all("ء" <= letter <= "ي" for letter in fold(text))

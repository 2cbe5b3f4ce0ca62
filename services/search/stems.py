"""The stem reading in Python: what Lucene's `arabic_stem` makes of a folded token. Pure."""

from __future__ import annotations

from typing import Final

# Lucene's ArabicStemmer: the first prefix that fits, then each suffix that fits, in this order
_PREFIXES: Final = ("ال", "وال", "بال", "كال", "فال", "لل", "و")
_SUFFIXES: Final = ("ها", "ان", "ات", "ون", "ين", "يه", "ية", "ه", "ة", "ي")
_SHORTEST: Final = 2
_SHORTEST_AFTER_ONE: Final = 3


def stem(token: str) -> str:
    """What is left of a folded token without the commonest beginnings and endings."""
    for prefix in _PREFIXES:
        shortest = _SHORTEST_AFTER_ONE if len(prefix) == 1 else _SHORTEST
        if token.startswith(prefix) and len(token) - len(prefix) >= shortest:
            token = token[len(prefix) :]
            break
    for suffix in _SUFFIXES:
        if token.endswith(suffix) and len(token) - len(suffix) >= _SHORTEST:
            token = token[: -len(suffix)]
    return token


def within_one_edit(one: str, other: str) -> bool:
    """Whether they differ by at most one letter more, less or other, or two that changed places."""
    if one == other:
        return True
    if len(one) > len(other):
        one, other = other, one
    if len(other) - len(one) > 1:
        return False
    at = next((place for place, letter in enumerate(one) if letter != other[place]), len(one))
    if len(one) < len(other):
        return one[at:] == other[at + 1 :]
    swapped = one[at : at + 2] == other[at : at + 2][::-1] and one[at + 2 :] == other[at + 2 :]
    return swapped or one[at + 1 :] == other[at + 1 :]

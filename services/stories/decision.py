"""When an article belongs to a story, two stories are one, a text is a copy. Numbers and their reasons. Pure.

They were chosen on half of the judged seeds and hold on the other half: docs/decisions/0020-stories.md.
"""

from __future__ import annotations

import math
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from services.stories.sketches import Likeness

# an article is the more like some other by chance the more others there are
JOIN_FEW, FEW = 0.24, 60
JOIN_TENFOLD = 0.06
JOIN_HIGHEST = 0.38
MERGE_BELOW = 0.035
NEAREST_SHARE = 0.7  # of the nearest three members; the rest is that of all
ELSEWHERE = 0.15  # who names other places tells of another event
LARGE = 16  # articles; few events have more, topics do
LARGER = 0.04  # with each doubling from there
QUIET_DAYS = 1.0
QUIET = 0.03  # a day without an article makes joining harder by so much
COPY = 0.6
CUT = 0.75
SHORTEST = 8  # shingles
LONG_ENOUGH = 24  # a word more or less turns a shorter text into its contrary: it has to be the same
CUT_LONG_ENOUGH = 30
CUT_LONGER = 1.25  # what is so much longer than what it holds is no copy of it

Floats = NDArray[np.float32]


def join_at(articles: int) -> float:
    """The score from which an article belongs to a story, in a window of so many articles."""
    score = JOIN_FEW + JOIN_TENFOLD * math.log10(max(articles, FEW) / FEW)
    return min(score, JOIN_HIGHEST)


def merge_at(articles: int) -> float:
    """The score from which two stories are one."""
    return join_at(articles) - MERGE_BELOW


@dataclass(frozen=True, slots=True)
class Where:
    """`places`: that a title names. `mentions`: that its article names, with their countries."""

    places: frozenset[str] = frozenset()
    mentions: frozenset[str] = frozenset()


def elsewhere(one: Where, other: Where) -> float:
    """How much less alike two articles are when neither names a place of the other's title."""
    if not one.places or not other.places:
        return 0.0
    apart = one.places.isdisjoint(other.mentions) and other.places.isdisjoint(one.mentions)
    return ELSEWHERE if apart else 0.0


def crowd(articles: int) -> float:
    """How much more alike what joins a story of so many articles has to be."""
    return LARGER * max(0.0, math.log2(max(articles, LARGE) / LARGE))


def belonging(likenesses: Floats, quiet_days: float, articles: int) -> float:
    """How much an article belongs to a story of so many, from how alike it and its members are."""
    score = float(likenesses[0])
    if len(likenesses) > 1:
        nearest = float(np.sort(likenesses)[-3:].mean())
        score = NEAREST_SHARE * nearest + (1 - NEAREST_SHARE) * float(likenesses.mean())
    return score - QUIET * max(0.0, quiet_days - QUIET_DAYS) - crowd(articles)


def sameness(likenesses: Floats, articles: int) -> float:
    """How much two stories, of so many articles together, are one. A row for each member of the first."""
    rows, columns = np.sort(likenesses.max(1))[-3:].mean(), np.sort(likenesses.max(0))[-3:].mean()
    return float(likenesses.mean() / 2 + (rows + columns) / 4) - crowd(articles)


def is_copy(like: Likeness, shingles: int, earlier: int) -> bool:
    """Whether a text is one that came earlier: the same, or cut. Lengths in shingles."""
    shorter = min(shingles, earlier)
    if shorter < LONG_ENOUGH:
        return shorter >= SHORTEST and like.resemblance == 1.0
    if like.resemblance >= COPY:
        return True
    return shorter >= CUT_LONG_ENOUGH and like.contained >= CUT and shingles <= earlier * CUT_LONGER

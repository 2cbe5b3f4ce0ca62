"""How much two texts share: bottom-k sketches of their 4-word shingles (Broder 1997; Cohen and Kaplan 2007).

Below the smaller of two sketches' largest hashes both hold every shingle, so that resemblance and containment
are estimated from the same few bytes, and exactly where a text is short. No library gives containment.
"""

from __future__ import annotations

import zlib
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from services.arabic.normalise import fold, words

SIZE = 128
WORDS = 4
_LAST = np.uint32(0xFFFFFFFF)
_MULTIPLIERS = np.array([0x9E3779B97F4A7C15, 0xC2B2AE3D27D4EB4F, 0x165667B19E3779F9, 1], dtype=np.uint64)

Hashes = NDArray[np.uint32]


@dataclass(frozen=True, slots=True)
class Likeness:
    """`resemblance`: Jaccard index. `contained`: share of the shorter text's shingles that the longer has."""

    resemblance: float
    contained: float


def sketch(text: str) -> tuple[Hashes, int]:
    """The smallest `SIZE` hashes, ascending, and how many distinct shingles there are."""
    hashes = np.array([_hash(word) for word in words(fold(text))], np.uint64)
    if len(hashes) < WORDS:
        return np.empty(0, np.uint32), 0
    windows = np.lib.stride_tricks.sliding_window_view(hashes, WORDS)
    mixed = windows @ _MULTIPLIERS
    mixed ^= mixed >> np.uint64(29)
    mixed *= np.uint64(0xBF58476D1CE4E5B9)
    shingles = np.sort((mixed >> np.uint64(32)).astype(np.uint32))
    distinct = shingles[np.concatenate([[True], shingles[1:] != shingles[:-1]])]
    return distinct[:SIZE], len(distinct)


def likeness(one: Hashes, one_size: int, other: Hashes, other_size: int) -> Likeness:
    """Of two texts by their sketches and numbers of shingles."""
    if not len(one) or not len(other):
        return Likeness(0.0, 0.0)
    # a sketch that holds all shingles is complete at any height
    reach = min(_reach(one, one_size), _reach(other, other_size))
    ours, theirs = one[one <= reach], other[other <= reach]
    both = len(np.intersect1d(ours, theirs, assume_unique=True))
    either = len(ours) + len(theirs) - both
    shorter = len(ours) if one_size <= other_size else len(theirs)
    return Likeness(both / max(1, either), both / max(1, shorter))


def _reach(hashes: Hashes, size: int) -> np.uint32:
    return _LAST if size <= len(hashes) else hashes[-1]


def _hash(word: str) -> int:
    return zlib.crc32(word.encode()) * 0x9E3779B1

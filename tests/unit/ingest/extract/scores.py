"""How close an extracted text is to the gold one."""

from __future__ import annotations

from collections import Counter

from services.arabic.normalise import words


def token_f1(found: str, gold: str) -> float:
    """F1 of the words of two texts, each counted as often as it stands there."""
    ours, theirs = Counter(words(found)), Counter(words(gold))
    shared = sum((ours & theirs).values())
    return 2 * shared / max(1, ours.total() + theirs.total())

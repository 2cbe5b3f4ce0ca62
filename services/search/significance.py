"""How surely something is written about more than expected. Pure.

The information component with shrinkage of Norén, Hopstadius and Bate, «Shrinkage observed-to-expected ratios
for robust and transparent large-scale pattern discovery», Statistical Methods in Medical Research 22 (2013):
half a mention is added to both sides, and of the uncertain logarithm the lower end of its 95 % interval is
taken. What is seen twice stays below zero however unexpected; so does a giant that is a little above its own.
"""

from __future__ import annotations

import math
from typing import Final

SHRINKAGE: Final = 0.5


def component(observed: float, expected: float) -> float:
    """How many times the expectation, as a power of two; 0 is as expected."""
    return math.log2((observed + SHRINKAGE) / (expected + SHRINKAGE))


def surely(observed: float, expected: float) -> float:
    """The lower end of the 95 % interval of `component`: above 0 it is more than chance."""
    seen = observed + SHRINKAGE
    return component(observed, expected) - 3.3 / math.sqrt(seen) - 2 / (seen * math.sqrt(seen))


def rate(count: float, among: float) -> float:
    """The share that `count` of `among` makes likely (Jeffreys): of nothing seen nothing is known, ½."""
    return (count + 0.5) / (among + 1)


def drawn_to(prior: float, strength: float, count: float, among: float) -> float:
    """The share `count` of `among`, drawn to `prior` as if that had been seen of `strength` articles."""
    return (count + strength * prior) / (among + strength) if among + strength else prior

"""One measured figure: ours against a peer, as medians of interleaved rounds."""

from __future__ import annotations

import json
import statistics
from collections.abc import Callable
from dataclasses import asdict, dataclass
from typing import Literal


@dataclass(frozen=True, slots=True)
class Figure:
    """`ours` and `peer` in `unit`; `peer` None when the goal is absolute. `better`: which way is good.

    `stretch`: what would be excellent, where that is more than the goal.
    """

    id: str
    what: str
    unit: str
    ours: float
    peer: float | None
    goal: float
    better: Literal["higher", "lower"]
    rounds: int
    notes: str = ""
    stretch: float | None = None

    @property
    def value(self) -> float:
        """What the goal is about: the ratio to the peer, or the figure itself where there is no peer."""
        return self.ours / self.peer if self.peer else self.ours

    @property
    def met(self) -> bool:
        return self._reaches(self.goal)

    @property
    def verdict(self) -> str:
        """How far the value got."""
        if self.stretch is not None and self._reaches(self.stretch):
            return "stretch met"
        return "met" if self.met else "not met"

    def _reaches(self, mark: float) -> bool:
        return self.value >= mark if self.better == "higher" else self.value <= mark

    def line(self) -> str:
        """One line of JSON."""
        return json.dumps(
            {**asdict(self), "value": round(self.value, 3), "met": self.met}, ensure_ascii=False
        )

    @classmethod
    def read(cls, line: str) -> Figure:
        """The inverse of `line`."""
        fields = json.loads(line)
        return cls(**{name: fields[name] for name in cls.__slots__ if name in fields})


def interleaved(
    ours: Callable[[], float], peer: Callable[[], float], rounds: int = 5, warm_up: bool = True
) -> tuple[float, float]:
    """The medians of what both return, measured A/B/A/B after one warm-up of each."""
    if warm_up:
        ours()
        peer()
    pairs = [(ours(), peer()) for _ in range(rounds)]
    return statistics.median(a for a, _ in pairs), statistics.median(b for _, b in pairs)

"""When a stage must stop instead of emptying its topic into the dead letters, as after a bad deploy."""

from __future__ import annotations

from collections import deque
from collections.abc import Sequence

DEAD_IN_A_ROW = 100
WINDOW_S = 60.0


class DeadLimit:
    """Says stop when more than 100 messages in a row, or most of a minute's, are dead."""

    def __init__(self) -> None:
        self._row = 0
        self._window: deque[tuple[float, int, int]] = deque()  # time, messages, dead ones

    def exceeded(self, deaths: Sequence[bool], now: float) -> bool:
        """Count a batch; whether its dead letters may no longer be written."""
        longest = self._row
        for dead in deaths:
            self._row = self._row + 1 if dead else 0
            longest = max(longest, self._row)
        self._window.append((now, len(deaths), sum(deaths)))
        while self._window[0][0] < now - WINDOW_S:
            self._window.popleft()
        messages = sum(batch[1] for batch in self._window)
        lost = sum(batch[2] for batch in self._window)
        return longest > DEAD_IN_A_ROW or (lost > DEAD_IN_A_ROW and lost * 2 > messages)

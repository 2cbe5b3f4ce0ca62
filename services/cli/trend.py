"""How the lag of each stage develops over the last readings: its speed, when it ends, its shape."""

from __future__ import annotations

from collections import deque
from collections.abc import Sequence

from services.cli.overview import Status
from services.runtime.lag import StageLag

KEPT = 60
WINDOW_S = 20.0  # over which a speed is measured: long enough not to jump, short enough to follow
BLOCKS = "▁▂▃▄▅▆▇█"


class Trend:
    """The last readings, the newest last."""

    def __init__(self, readings: Sequence[Status] = ()) -> None:
        self._readings = deque(readings, maxlen=KEPT)

    def add(self, reading: Status) -> None:
        self._readings.append(reading)

    def rate(self, lag: StageLag) -> float | None:
        """Messages that the stage finished a second; None before there are two readings."""
        earlier = self._earlier(lag)
        return None if earlier is None else max(0.0, (lag.handled - earlier[0].handled) / earlier[1])

    def eta(self, lag: StageLag) -> str:
        """How long until the stage has caught up, as things go now."""
        if lag.records == 0:
            return "–"
        earlier = self._earlier(lag)
        if earlier is None:
            return "?"
        speed = (earlier[0].records - lag.records) / earlier[1]
        return f"in {duration(lag.records / speed)}" if speed > 0 else "not so"

    def shape(self, lag: StageLag, width: int) -> str:
        """Its last lags in messages as blocks, the highest of them full; a blank where nothing waited."""
        lags = [found.records for reading in self._readings if (found := _same(reading, lag))][-width:]
        top = max(lags, default=0)
        return "".join(" " if not n else BLOCKS[(len(BLOCKS) - 1) * n // top] for n in lags)

    def _earlier(self, lag: StageLag) -> tuple[StageLag, float] | None:
        """The oldest reading of the window, and how many seconds ago it was."""
        if not self._readings:
            return None
        now = self._readings[-1].taken_at
        for reading in self._readings:
            seconds = (now - reading.taken_at).total_seconds()
            found = _same(reading, lag)
            if found is not None and 0 < seconds <= WINDOW_S:
                return found, seconds
        return None


def duration(seconds: float) -> str:
    if seconds < 120:
        return f"{seconds:.0f} s"
    return f"{seconds / 60:.0f} min" if seconds < 7200 else f"{seconds / 3600:.0f} h"


def _same(reading: Status, lag: StageLag) -> StageLag | None:
    return next((old for old in reading.lags if (old.group, old.topic) == (lag.group, lag.topic)), None)

"""Not too fast: so many things a second."""

from __future__ import annotations

import asyncio
import time


class Pace:
    """`rate` a second at most; None: no limit. A pause is made up for by a second's worth at most."""

    def __init__(self, rate: float | None) -> None:
        self._pause = 1 / rate if rate else 0.0
        self._due = time.monotonic()

    async def step(self) -> None:
        await asyncio.sleep(self.wait(time.monotonic()))

    def wait(self, now: float) -> float:
        """The seconds until the next thing is due; it counts as done then."""
        seconds = max(0.0, self._due - now)
        self._due = max(self._due, now + seconds - 1) + self._pause
        return seconds

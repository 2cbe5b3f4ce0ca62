"""A value that is asked for often and changes seldom, kept for a few seconds."""

from __future__ import annotations

import asyncio
import time
from collections.abc import Awaitable, Callable
from typing import Generic, TypeVar

T = TypeVar("T")


class Kept(Generic[T]):
    """Asks once for all who wait. A failure is not kept."""

    def __init__(self, ask: Callable[[], Awaitable[T]], seconds: float) -> None:
        self._ask = ask
        self._seconds = seconds
        self._until = 0.0
        self._lock = asyncio.Lock()
        self._value: T | None = None

    async def get(self) -> T:
        async with self._lock:
            if self._value is None or time.monotonic() >= self._until:
                self._value = await self._ask()
                self._until = time.monotonic() + self._seconds
            return self._value

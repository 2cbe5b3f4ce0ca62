"""A value that is asked for often and changes seldom, kept for a few seconds."""

from __future__ import annotations

import asyncio
from collections.abc import Awaitable, Callable
from typing import Generic, TypeVar

from cachetools import TTLCache

T = TypeVar("T")


class Cached(Generic[T]):
    """Loads once for all who wait. A failure is not kept."""

    def __init__(self, load: Callable[[], Awaitable[T]], ttl_s: float) -> None:
        self._load = load
        self._lock = asyncio.Lock()
        self._value: TTLCache[None, T] = TTLCache(maxsize=1, ttl=ttl_s)

    async def get(self) -> T:
        async with self._lock:
            try:
                return self._value[None]
            except KeyError:
                value = self._value[None] = await self._load()
                return value

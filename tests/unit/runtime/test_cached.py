from __future__ import annotations

import asyncio

from services.runtime.cached import Cached


async def test_simultaneous_callers_share_one_asking() -> None:
    asked = 0

    async def ask() -> int:
        nonlocal asked
        asked += 1
        await asyncio.sleep(0.01)
        return asked

    cached = Cached(ask, ttl_s=60)
    assert await asyncio.gather(*(cached.get() for _ in range(10))) == [1] * 10
    assert asked == 1


async def test_an_aged_answer_is_asked_for_again() -> None:
    answers = iter([1, 2])

    async def ask() -> int:
        return next(answers)

    cached = Cached(ask, ttl_s=0)
    assert [await cached.get(), await cached.get()] == [1, 2]

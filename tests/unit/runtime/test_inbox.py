"""Batches are as large as the load, and a slow stage stops the fetching."""

from __future__ import annotations

import asyncio
from types import SimpleNamespace
from typing import Any

from services.runtime.faust_adapter.inbox import CAPACITY, Inbox


def records(count: int, first: int = 0) -> list[Any]:
    return [SimpleNamespace(offset=first + n) for n in range(count)]


async def taken(inbox: Inbox, most: int) -> list[int]:
    return [message.record.offset for message in await inbox.take(most, within=0.01)]


async def test_messages_come_in_order_in_batches() -> None:
    inbox = Inbox(asyncio.Event())
    inbox.put(1, records(5))
    assert await taken(inbox, 3) == [0, 1, 2]
    assert await taken(inbox, 3) == [3, 4]


async def test_a_small_batch_waits_a_moment_for_more() -> None:
    inbox = Inbox(asyncio.Event())
    inbox.put(1, records(1))
    asyncio.get_running_loop().call_soon(inbox.put, 1, records(1, first=1))
    assert await taken(inbox, 10) == [0, 1]


async def test_nothing_is_given_before_something_came() -> None:
    inbox = Inbox(asyncio.Event())
    waiting = asyncio.ensure_future(taken(inbox, 10))
    await asyncio.sleep(0.03)
    assert not waiting.done()
    inbox.put(1, records(1))
    assert await waiting == [0]


async def test_a_full_inbox_tells_the_fetcher_when_it_has_room() -> None:
    room = asyncio.Event()
    inbox = Inbox(room)
    inbox.put(1, records(CAPACITY + 5))
    assert inbox.full
    await taken(inbox, 5)
    assert not room.is_set()
    await taken(inbox, 1)
    assert room.is_set()
    assert not inbox.full

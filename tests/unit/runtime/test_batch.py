"""How a batch is cut when a worker has tables."""

from __future__ import annotations

from typing import Any

from services.contracts.dead_letter import Origin, Reason
from services.runtime.batch import Item, distinct
from services.runtime.faust_adapter.inbox import Fetched
from services.runtime.outcome import Dead


def keys(*given: bytes | None) -> list[list[bytes | None]]:
    dead = Dead(Reason.UNDECODABLE, "")
    items: list[Item[Any]] = [
        Item(Fetched(1, None), Origin("pages.v1", 0, n, 0, key, b""), dead) for n, key in enumerate(given)
    ]
    return [[item.origin.key for item in run] for run in distinct(items)]


def test_no_run_holds_a_key_twice_and_the_order_stays() -> None:
    assert keys(b"a", b"b", b"a", b"c", b"a", b"b") == [[b"a", b"b"], [b"a", b"c"], [b"a", b"b"]]


def test_messages_without_a_key_are_handled_one_by_one() -> None:
    assert keys(None, None) == [[None], [None]]


def test_nothing_is_no_run() -> None:
    assert keys() == []

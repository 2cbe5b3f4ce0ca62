"""How a batch is cut when a worker has tables."""

from __future__ import annotations

from collections.abc import Sequence
from types import SimpleNamespace
from typing import Any, cast

from services.runtime.stage import _distinct


def keys(*given: str | None) -> list[list[str | None]]:
    items: Sequence[Any] = [SimpleNamespace(origin=SimpleNamespace(key=key)) for key in given]
    return [[item.origin.key for item in run] for run in cast("Any", _distinct(items))]


def test_no_run_holds_a_key_twice_and_the_order_stays() -> None:
    assert keys("a", "b", "a", "c", "a", "b") == [["a", "b"], ["a", "c"], ["a", "b"]]


def test_messages_without_a_key_are_handled_one_by_one() -> None:
    assert keys(None, None) == [[None], [None]]


def test_nothing_is_no_run() -> None:
    assert keys() == []

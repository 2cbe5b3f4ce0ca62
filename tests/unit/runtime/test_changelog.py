"""What tables write, and for which partition."""

from __future__ import annotations

import pytest
from services.runtime.faust_adapter.changelog import Change, Changelog


def test_changes_go_to_the_partition_of_the_message_that_made_them() -> None:
    log = Changelog()
    changes = log.record(
        [(2, lambda: _add(log, "a_1", {"revision": 3})), (0, lambda: _add(log, "a_2", None))]
    )
    assert changes == [
        Change("counts", 2, b'"a_1"', b'{"revision":3}'),
        Change("counts", 0, b'"a_2"', None),
    ]


def test_a_table_is_not_written_outside_of_remember() -> None:
    with pytest.raises(RuntimeError, match=r"Done\.remember"):
        Changelog().add("counts", "a_1", 1)


def test_a_write_that_fails_leaves_nothing_for_the_next_one() -> None:
    log = Changelog()

    def fails() -> None:
        log.add("counts", "a_1", 1)
        raise ValueError

    with pytest.raises(ValueError):  # noqa: PT011 # our own, two lines above
        log.record([(0, fails)])
    assert log.record([(0, lambda: _add(log, "a_2", 2))]) == [Change("counts", 0, b'"a_2"', b"2")]


def _add(log: Changelog, key: str, value: object) -> None:
    log.add("counts", key, value)

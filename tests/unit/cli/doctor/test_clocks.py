"""Clocks that do not agree are named with who is ahead of whom."""

from __future__ import annotations

from services.cli.doctor.finding import Grade
from services.cli.doctor.machine import Ahead, clocks


def test_a_few_seconds_are_the_way_of_the_question() -> None:
    assert clocks([Ahead("node one", 3.0), Ahead("node two", -9.0)]).grade is Grade.OK
    assert clocks([]).grade is Grade.OK


def test_each_wrong_clock_is_named_with_its_direction() -> None:
    found = clocks(
        [Ahead("node one", 90.0), Ahead("the writer of headlines.v1", -600.0), Ahead("node two", 0)]
    )
    assert found.grade is Grade.DEGRADED
    assert "node one is 90 s ahead; the writer of headlines.v1 is 600 s behind" in found.what
    assert "node two" not in found.what

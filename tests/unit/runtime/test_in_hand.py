"""What a worker says it has in hand, and what it makes of a mark that it finds."""

from __future__ import annotations

from collections.abc import Iterable
from types import SimpleNamespace
from typing import Any

import pytest
from services.contracts.dead_letter import Origin
from services.runtime.batch import Item
from services.runtime.faust_adapter.inbox import Fetched, Partition
from services.runtime.in_hand import APART, InHand, Mark

PAGES = Partition("pages.v1", 0)


def items(offsets: Iterable[int], tp: Partition = PAGES, generation: int = 1) -> list[Item[Any]]:
    return [
        Item(
            Fetched(generation, SimpleNamespace(topic=tp.topic, partition=tp.partition, offset=offset)),
            Origin(tp.topic, tp.partition, offset, 0, b"a", b""),
        )
        for offset in offsets
    ]


def offsets(portions: Iterable[list[Item[Any]]]) -> list[list[int]]:
    return [[item.origin.offset for item in portion] for portion in portions]


def found(mark: Mark) -> InHand:
    in_hand = InHand()
    in_hand.find(PAGES, 1, str(mark))
    return in_hand


def test_a_batch_is_marked_until_it_is_put_down() -> None:
    in_hand, batch = InHand(), items([5, 6, 9])
    assert in_hand.take(batch) == {PAGES}
    assert Mark.read(in_hand.metadata(PAGES)) == Mark(5, 10)
    in_hand.put_down(batch)
    assert in_hand.metadata(PAGES) == ""


@pytest.mark.parametrize("metadata", ["", None, "anything", "in hand x-y"])
def test_a_place_without_a_mark_is_no_suspicion(metadata: str | None) -> None:
    in_hand = InHand()
    in_hand.find(PAGES, 1, metadata)
    assert offsets(in_hand.portions(items([1, 2]))) == [[1, 2]]


def test_what_a_process_ended_with_is_handled_one_by_one_and_the_rest_as_ever() -> None:
    in_hand = found(Mark(1, 4))
    assert offsets(in_hand.portions(items(range(1, 8)))) == [[1], [2], [3], [4, 5, 6, 7]]
    in_hand.take(items([2]))
    assert in_hand.metadata(PAGES) == "in hand 2-3, a suspect alone"


def test_a_large_batch_is_cut_in_a_bounded_number_of_portions() -> None:
    portions = offsets(found(Mark(0, 1000)).portions(items(range(1000))))
    assert len(portions) == APART
    assert [offset for portion in portions for offset in portion] == list(range(1000))


def test_the_guilty_one_is_finished_by_itself() -> None:
    in_hand = found(Mark(3, 4, alone=True))
    assert offsets(in_hand.runs(items(range(3, 6)))) == [[3], [4, 5]]
    assert [item.origin.offset for item in items(range(1, 6)) if in_hand.guilty(item)] == [3]


def test_a_suspect_is_alone_when_nothing_else_is_in_hand_whatever_the_partition() -> None:
    in_hand, other = found(Mark(1, 4)), Partition("pages.v1", 1)
    assert in_hand.take([*items([1]), *items([7], other)]) == {PAGES, other}
    assert (in_hand.metadata(PAGES), in_hand.metadata(other)) == ("in hand 1-2", "in hand 7-8")
    assert in_hand.put_down(items([1, 2])) == {PAGES}
    assert in_hand.put_down(items([1, 2])) == set()
    in_hand.take(items([2]))
    assert in_hand.metadata(PAGES) == "in hand 2-3, a suspect alone"


def test_only_the_portion_is_marked_and_nothing_else_of_its_batch() -> None:
    in_hand, other = found(Mark(1, 4)), Partition("pages.v1", 1)
    batch = [*items([1, 2]), *items([7], other)]
    assert in_hand.take(batch[:1], batch) == {PAGES}
    assert in_hand.take(batch[2:], batch) == {PAGES, other}
    assert (in_hand.metadata(PAGES), in_hand.metadata(other)) == ("", "in hand 7-8")


def test_a_message_that_was_alone_by_chance_is_no_more_than_a_suspect() -> None:
    in_hand = InHand()
    in_hand.take(items([3]))
    assert in_hand.metadata(PAGES) == "in hand 3-4"
    assert not found(Mark(3, 4)).guilty(items([3])[0])
    assert not found(Mark(3, 5)).guilty(items([3])[0])


def test_our_own_mark_is_no_suspicion_and_neither_is_one_of_another_generation() -> None:
    in_hand = InHand()
    in_hand.find(PAGES, 1, "")
    in_hand.find(PAGES, 1, str(Mark(1, 3)))  # read again before the first batch was finished: ours
    assert offsets(in_hand.portions(items([1, 2]))) == [[1, 2]]
    in_hand.find(PAGES, 2, str(Mark(1, 3)))
    assert offsets(in_hand.portions(items([1, 2], generation=1))) == [[1, 2]]
    assert offsets(in_hand.portions(items([1, 2], generation=2))) == [[1], [2]]


def test_a_guilty_message_waits_for_those_before_it() -> None:
    in_hand = found(Mark(4, 5, alone=True))
    assert offsets(in_hand.runs(items(range(3, 7)))) == [[3], [4], [5, 6]]

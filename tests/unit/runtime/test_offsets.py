"""What a worker may commit, and the fault of Faust that is the reason for it."""

from __future__ import annotations

from collections import defaultdict
from types import SimpleNamespace
from typing import Any

from faust.transport.consumer import Consumer
from faust.types import TP
from intervaltree import IntervalTree  # type: ignore[import-untyped] # comes with Faust
from services.runtime.inbox import Fetched
from services.runtime.offsets import Finished

PAGES = TP("pages.v1", 0)


def message(offset: int, generation: int) -> Fetched:
    return Fetched(generation, SimpleNamespace(topic=PAGES.topic, partition=PAGES.partition, offset=offset))


def test_the_place_after_the_last_finished_message_is_committed() -> None:
    finished = Finished()
    finished.add([message(4, 1), message(5, 1)])
    assert finished.committable(1) == {PAGES: 6}


def test_after_a_rebalance_nothing_of_before_is_committed() -> None:
    finished = Finished()
    finished.add([message(4, 1)])
    assert finished.committable(2) == {}
    assert finished.place(PAGES, 2) is None


def test_faust_606_is_still_there() -> None:
    """`Consumer._new_offset` commits 33 while 31 is unfinished: only 32 was acknowledged.

    When this fails, faust-streaming fixed #606: see whether `services.runtime.consumer` can go.
    """
    faust: Any = SimpleNamespace(
        _acked=defaultdict(list, {PAGES: [32]}),
        _acked_index=defaultdict(set, {PAGES: {32}}),
        _gap=defaultdict(IntervalTree),
        _committed_offset={PAGES: 31},
    )
    assert Consumer._new_offset(faust, PAGES) == 33

"""What a worker may commit, and the fault of Faust that is the reason for it."""

from __future__ import annotations

from collections import defaultdict
from types import SimpleNamespace
from typing import Any

from faust.transport.consumer import Consumer
from faust.types import TP
from intervaltree import IntervalTree  # type: ignore[import-untyped] # comes with Faust
from services.runtime.faust_adapter.consumer import Finished, StageConsumer
from services.runtime.faust_adapter.inbox import Fetched

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

    When this fails, faust-streaming fixed #606: see whether `services.runtime.faust_adapter.consumer` can go.
    """
    faust: Any = SimpleNamespace(
        _acked=defaultdict(list, {PAGES: [32]}),
        _acked_index=defaultdict(set, {PAGES: {32}}),
        _gap=defaultdict(IntervalTree),
        _committed_offset={PAGES: 31},
    )
    assert Consumer._new_offset(faust, PAGES) == 33


async def test_a_place_that_the_broker_does_not_know_is_read_again_from_the_beginning() -> None:
    """Faust holds a commit that a broker never acknowledged for done, and goes on behind it: a hole."""
    elsewhere = TP("pages.v1", 1)
    sought: list[TP] = []

    async def committed() -> dict[TP, int | None]:
        return {PAGES: None, elsewhere: 7}

    async def seek_to_beginning(*partitions: TP) -> None:
        sought.extend(partitions)

    consumer: Any = SimpleNamespace(
        seek_to_committed=committed,
        _thread=SimpleNamespace(seek_to_beginning=seek_to_beginning),
        _is_changelog_tp=lambda _: False,
        _read_offset={PAGES: 133},
        _committed_offset={PAGES: 133},
    )
    await StageConsumer.perform_seek(consumer)
    assert sought == [PAGES]
    assert consumer._committed_offset == {PAGES: None, elsewhere: 7}

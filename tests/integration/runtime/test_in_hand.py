"""A message that ends a process: the next one tries its batch apart, buries it, and goes on with the rest."""

from __future__ import annotations

import asyncio
import signal
from contextlib import AsyncExitStack
from pathlib import Path

import pytest
from services.contracts.dead_letter import DeadLetter, Reason
from services.contracts.topics import ARTICLES
from services.runtime.faust_adapter.watch import EXIT_BUG
from services.runtime.provision import provision
from services.runtime.settings import Settings
from tests.workers.pages import page
from tests.workers.process import WorkerProcess, eventually
from tests.workers.topics import dead_letters, events, publish

MODULE = "tests.workers.pages"
GOOD = {f"a_{n}" for n in range(12)} - {"a_4"}


@pytest.fixture(autouse=True)
async def _topics(settings: Settings) -> None:
    await provision(settings)


async def everything_else_arrives(settings: Settings) -> DeadLetter:
    """The one dead letter, once every other page is an article."""

    async def arrived() -> bool:
        return {article.id for article in await events(settings, ARTICLES)} == GOOD and bool(
            await dead_letters(settings)
        )

    await eventually(arrived, f"{len(GOOD)} articles and a dead letter", 60)
    (letter,) = await dead_letters(settings)
    return letter


async def pages_with(settings: Settings, befall: str) -> None:
    await publish(settings, *(page(f"a_{n}", befall=befall if n == 4 else None) for n in range(12)))


async def test_what_raises_ends_one_process_and_is_buried_with_its_cause(
    settings: Settings, tmp_path: Path
) -> None:
    await pages_with(settings, "crash")
    async with WorkerProcess(MODULE, settings, tmp_path / "1.log", NASHRA_TEST_CRASH="1") as first:
        assert await first.exit_code(60) == EXIT_BUG
    async with WorkerProcess(MODULE, settings, tmp_path / "2.log", NASHRA_TEST_CRASH="1") as second:
        letter = await everything_else_arrives(settings)
        assert second.process.returncode is None
        assert await second.terminate() == 0
    assert (letter.reason, letter.origin.key) == (Reason.CRASHED, b"a_4")
    assert letter.message == "RuntimeError: a bug in the handler"
    assert "tests/workers/pages.py" in letter.traceback
    assert letter.origin.value == page("a_4", befall="crash").encode()


@pytest.mark.parametrize(("befall", "manner"), [("kill", "SIGKILL"), ("hang", "no end after")])
async def test_what_ends_a_process_ends_no_second_one_and_is_buried_with_what_it_did_to_its_trial(
    settings: Settings, tmp_path: Path, befall: str, manner: str
) -> None:
    await pages_with(settings, befall)
    short = {"NASHRA_WATCHDOG_S": "6"}
    async with WorkerProcess(MODULE, settings, tmp_path / "first.log", **short) as first:
        assert await first.exit_code(60) in (-signal.SIGKILL, EXIT_BUG)
    async with WorkerProcess(MODULE, settings, tmp_path / "second.log", **short) as second:
        letter = await everything_else_arrives(settings)
        assert second.process.returncode is None
    assert (letter.reason, letter.origin.key) == (Reason.CRASHED, b"a_4")
    assert manner in letter.message


async def test_a_second_end_with_a_suspect_alone_buries_it_without_another_trial(
    settings: Settings, tmp_path: Path
) -> None:
    """What its trial does not show, a second worker does, and that is the last one."""
    await pages_with(settings, "kill a worker")
    for run in ("first", "second"):
        async with WorkerProcess(MODULE, settings, tmp_path / f"{run}.log") as worker:
            assert await worker.exit_code(60) == -signal.SIGKILL
    async with WorkerProcess(MODULE, settings, tmp_path / "third.log") as third:
        letter = await everything_else_arrives(settings)
        assert third.process.returncode is None
    assert (letter.reason, letter.origin.key) == (Reason.CRASHED, b"a_4")
    assert letter.message.startswith("two processes ended")


async def test_whoever_takes_over_knows_what_the_other_one_ended_with(
    settings: Settings, tmp_path: Path
) -> None:
    """Two workers, each with a directory of its own; one that ends is started again, as a supervisor does."""
    ends = 0

    async def supervised(stack: AsyncExitStack, name: str) -> None:
        nonlocal ends
        for run in range(4):
            worker = WorkerProcess(
                MODULE,
                settings,
                tmp_path / f"{name}-{run}.log",
                NASHRA_STATE_DIR=str(tmp_path / f"{name}{run}"),
            )
            await stack.enter_async_context(worker)
            await worker.exit_code(120)
            ends += 1

    await pages_with(settings, "kill")
    async with AsyncExitStack() as stack:
        both = [asyncio.create_task(supervised(stack, name)) for name in ("one", "two")]
        try:
            letter = await everything_else_arrives(settings)
        finally:
            for task in both:
                task.cancel()
            await asyncio.gather(*both, return_exceptions=True)
    assert (letter.reason, ends) == (Reason.CRASHED, 1)


async def test_who_is_killed_from_outside_buries_nothing(settings: Settings, tmp_path: Path) -> None:
    ids = {f"a_{n}" for n in range(12)}
    await publish(settings, *(page(one, befall="slow") for one in sorted(ids)))

    async def arrived() -> bool:
        return {article.id for article in await events(settings, ARTICLES)} == ids

    async with WorkerProcess(MODULE, settings, tmp_path / "first.log") as first:
        await first.ready()
        await first.kill()
    async with WorkerProcess(MODULE, settings, tmp_path / "second.log") as second:
        await eventually(arrived, "all articles", 60)
        assert await second.terminate() == 0
    assert await dead_letters(settings) == []

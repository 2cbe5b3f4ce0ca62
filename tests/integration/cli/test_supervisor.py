"""The supervisor with real processes: it starts again what ends and leaves nothing behind."""

from __future__ import annotations

import asyncio
import contextlib
import os
import signal
import subprocess
import sys
import time
from collections.abc import Callable
from pathlib import Path

import psutil
import pytest
from services.cli import supervisor
from services.cli.supervisor import Program, Supervisor

STEADFAST = "import time; print('up', flush=True); time.sleep(60)"
STUBBORN = "import signal, time; signal.signal(15, signal.SIG_IGN); print('up', flush=True); time.sleep(60)"


def program(tmp_path: Path, name: str, code: str) -> Program:
    return Program(name, (sys.executable, "-c", code), {}, tmp_path / f"{name}.log")


async def until(true: Callable[[], bool], seconds: float = 30) -> None:
    deadline = time.monotonic() + seconds
    while not true():
        assert time.monotonic() < deadline, "did not happen in time"
        await asyncio.sleep(0.02)


def says_up(log: Path, times: int = 1) -> bool:
    return log.exists() and log.read_text().count("up") >= times


async def test_a_program_that_ends_is_started_again(tmp_path: Path) -> None:
    once = program(tmp_path, "once", "print('up')")
    async with Supervisor([once]) as running:
        await until(lambda: says_up(once.log, 2))
        assert running.restarts()["once"] >= 1


async def test_stopping_leaves_no_process(tmp_path: Path) -> None:
    programs = [program(tmp_path, name, STEADFAST) for name in ("a", "b")]
    others = psutil.Process().children()
    async with Supervisor(programs):
        await until(lambda: all(says_up(found.log) for found in programs))
        children = [child for child in psutil.Process().children() if child not in others]
        assert len(children) == 2
    assert not [child for child in children if child.is_running() and child.status() != psutil.STATUS_ZOMBIE]


async def test_a_program_that_ignores_sigterm_is_killed(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(supervisor, "STOP_S", 0.5)
    stubborn = program(tmp_path, "stubborn", STUBBORN)
    started = time.monotonic()
    async with Supervisor([stubborn]):
        await until(lambda: says_up(stubborn.log))
    assert time.monotonic() - started < 30  # half of what it would sleep


SUPERVISED = """
import asyncio, sys
from pathlib import Path
from services.cli.supervisor import Program, Supervisor
async def main():
    child = "import signal; from services.runtime.trial import end_with_parent; "
    child += "end_with_parent(signal.SIGTERM); " + sys.argv[2]
    async with Supervisor([Program("child", (sys.executable, "-c", child), {}, Path(sys.argv[1]))]):
        await asyncio.sleep(60)
asyncio.run(main())
"""


@pytest.mark.skipif(sys.platform != "linux", reason="prctl is Linux's")
async def test_children_end_when_the_supervisor_is_killed(tmp_path: Path) -> None:
    log = tmp_path / "child.log"
    code = "import os, time; print('up', os.getpid(), flush=True); time.sleep(60)"
    parent = subprocess.Popen(  # noqa: ASYNC220 # started, not waited for
        [sys.executable, "-c", SUPERVISED, str(log), code]
    )
    try:
        await until(lambda: says_up(log))
        child = int(log.read_text().split()[1])
        parent.kill()
        parent.wait()
        await until(lambda: not psutil.pid_exists(child) or psutil.Process(child).status() == "zombie")
    finally:
        with contextlib.suppress(ProcessLookupError):
            os.kill(parent.pid, signal.SIGKILL)
        parent.wait()

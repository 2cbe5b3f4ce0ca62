"""An engine's process, with small programs in its place: health, failure, stop, death of its parent."""

from __future__ import annotations

import os
import signal
import subprocess
import sys
import time
from pathlib import Path

import pytest
from services.embedded.errors import EngineError
from services.embedded.process import EngineProcess

SLEEP = ("sh", "-c", "sleep 60 & sleep 60")
PARENT = """
import os, sys, time
from pathlib import Path
from services.embedded.process import EngineProcess
log = Path(sys.argv[1])
engine = EngineProcess("Sleep", ["sh", "-c", "echo up; exec sleep 60"], log, os.environ)
engine.wait_until(lambda: log.read_text() == "up\\n", 30)
print(engine.pid, flush=True)
time.sleep(60)
"""


def start(tmp_path: Path, *command: str) -> EngineProcess:
    return EngineProcess("Test engine", command, tmp_path / "engine.log", os.environ)


def gone(pid: int, within_s: float = 30) -> bool:
    """Whether the process of this id ends in time; a zombie has ended."""
    deadline = time.monotonic() + within_s
    while time.monotonic() < deadline:
        try:
            if Path(f"/proc/{pid}/stat").read_text().rsplit(")", 1)[1].split()[0] == "Z":
                return True
        except FileNotFoundError:
            return True
        time.sleep(0.05)
    return False


def test_it_is_ready_when_it_answers(tmp_path: Path) -> None:
    ready = tmp_path / "ready"
    engine = start(tmp_path, "sh", "-c", f"touch {ready}; sleep 60")
    try:
        engine.wait_until(ready.exists, 30)
    finally:
        engine.stop(2)


def test_an_early_end_shows_the_errors_of_its_log(tmp_path: Path) -> None:
    engine = start(tmp_path, "sh", "-c", "echo fine; echo 'ERROR no room for data'; exit 3")

    with pytest.raises(EngineError, match=r"ended with code 3: ERROR no room for data; read .*engine\.log"):
        engine.wait_until(lambda: False, 5)


def test_silence_is_given_up_in_time(tmp_path: Path) -> None:
    engine = start(tmp_path, *SLEEP)
    try:
        with pytest.raises(EngineError, match="did not answer within 0 s: no output"):
            engine.wait_until(lambda: False, 0.2)
    finally:
        engine.stop(2)


def test_stop_takes_its_children_with_it(tmp_path: Path) -> None:
    engine = start(tmp_path, "sh", "-c", f"sleep 60 & echo $! > {tmp_path / 'child'}; sleep 60")
    engine.wait_until(lambda: (tmp_path / "child").exists() and (tmp_path / "child").read_text() != "", 30)
    child = int((tmp_path / "child").read_text())

    engine.stop(2)

    assert gone(engine.pid)
    assert gone(child)


def test_what_ignores_the_request_is_killed(tmp_path: Path) -> None:
    engine = start(tmp_path, "sh", "-c", "trap '' TERM; echo deaf; while :; do sleep 0.1; done")
    engine.wait_until(lambda: "deaf" in (tmp_path / "engine.log").read_text(), 30)

    engine.stop(0.3)

    assert gone(engine.pid)


@pytest.mark.skipif(sys.platform != "linux", reason="the kernel's leash is Linux only")
def test_it_dies_with_its_parent(tmp_path: Path) -> None:
    parent = subprocess.Popen(
        [sys.executable, "-c", PARENT, str(tmp_path / "engine.log")],
        stdout=subprocess.PIPE,
        text=True,
        cwd=Path(__file__).parents[3],
    )
    assert parent.stdout is not None
    with parent.stdout:
        engine = int(parent.stdout.readline())

    parent.send_signal(signal.SIGKILL)
    parent.wait()

    assert gone(engine)

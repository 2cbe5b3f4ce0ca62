"""One engine as a child process: its own process group, its output in a log, gone when its parent is gone."""

from __future__ import annotations

import os
import shutil
import signal
import subprocess
import time
from collections.abc import Callable, Mapping, Sequence
from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass
from pathlib import Path

from services.embedded.errors import engine_failed
from services.embedded.java import Java
from services.embedded.progress import Tell

POLL_S = 0.1
TAIL_LINES = 8
# Linux ends a child with the *thread* that made it (PDEATHSIG), so one thread that stays makes them all
_spawner = ThreadPoolExecutor(max_workers=1, thread_name_prefix="engine-spawner")


@dataclass(frozen=True, slots=True)
class Host:
    """What every engine needs to start. `held` are file descriptors that it keeps open while it lives."""

    java: Java
    cache: Path
    tell: Tell
    lock_fds: tuple[int, ...]


@dataclass(frozen=True, slots=True)
class Engine:
    """A launched engine: where it will be, and how to know that it is there."""

    process: EngineProcess
    address: str
    healthy: Callable[[], bool]
    start_s: float

    def await_ready(self) -> None:
        """Raises `EngineError`."""
        self.process.wait_until(self.healthy, self.start_s)


class EngineProcess:
    """The processes of one engine; `log` holds what they said since this start."""

    def __init__(
        self,
        engine: str,
        command: Sequence[str | Path],
        log: Path,
        environment: Mapping[str, str],
        held: Sequence[int] = (),
    ) -> None:
        self.engine = engine
        self.log = log
        with log.open("wb") as output:
            self._process = _spawner.submit(
                subprocess.Popen,
                [*_leash(), *map(str, command)],
                stdin=subprocess.DEVNULL,
                stdout=output,
                stderr=subprocess.STDOUT,
                env=dict(environment),
                start_new_session=True,
                pass_fds=held,
            ).result()

    @property
    def pid(self) -> int:
        return self._process.pid

    @property
    def exit_code(self) -> int | None:
        """Of the first process; None while it runs."""
        return self._process.poll()

    def wait_until(self, healthy: Callable[[], bool], timeout_s: float) -> None:
        """Return once it answers. Raises `EngineError` when it ends or the time is over."""
        deadline = time.monotonic() + timeout_s
        while not healthy():
            if (code := self._process.poll()) is not None:
                raise engine_failed(self.engine, f"ended with code {code}", self.log, self._tail())
            if time.monotonic() > deadline:
                raise engine_failed(
                    self.engine, f"did not answer within {timeout_s:.0f} s", self.log, self._tail()
                )
            time.sleep(POLL_S)

    def ask_to_stop(self) -> None:
        self._signal(signal.SIGTERM)

    def stop(self, timeout_s: float) -> None:
        """Stop it and all its children; SIGKILL for what does not go in time."""
        self.ask_to_stop()
        deadline = time.monotonic() + timeout_s
        while self._lives() and time.monotonic() < deadline:
            time.sleep(POLL_S)
        self._signal(signal.SIGKILL)
        self._process.wait()

    def _lives(self) -> bool:
        """Whether any process of the group is left."""
        self._process.poll()  # reaps the first of them
        try:
            os.killpg(self._process.pid, 0)
        except ProcessLookupError:
            return False
        return True

    def _signal(self, signum: signal.Signals) -> None:
        try:
            os.killpg(self._process.pid, signum)
        except ProcessLookupError:
            return

    def _tail(self) -> str:
        lines = self.log.read_text("utf-8", "replace").splitlines()
        telling = [line for line in lines[-200:] if "ERROR" in line or "FATAL" in line or "Exception" in line]
        return " | ".join((telling or lines)[-TAIL_LINES:]) or "no output"


def _leash() -> list[str]:
    """Linux only: the kernel stops the engine when this process ends, however it ends."""
    return ["setpriv", "--pdeathsig", "TERM", "--"] if shutil.which("setpriv") else []

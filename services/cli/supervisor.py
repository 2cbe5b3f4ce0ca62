"""Keeps the programs of one machine running, and leaves none behind."""

from __future__ import annotations

import asyncio
import os
import signal
import time
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from pathlib import Path

from services.runtime.logs import get_logger
from services.runtime.trial import PARENT_PID

STOP_S = 9.0
BACKOFF_S = (0.5, 20.0)
STEADY_S = 60.0
LOG_BYTES = 20_000_000

log = get_logger(__name__)


@dataclass(frozen=True, slots=True)
class Program:
    """One process to keep running: its name, arguments, environment and log file."""

    name: str
    argv: tuple[str, ...]
    environment: Mapping[str, str]
    log: Path


@dataclass
class _Child:
    program: Program
    process: asyncio.subprocess.Process | None = None
    restarts: int = 0
    started: float = field(default_factory=time.monotonic)


class Supervisor:
    """Starts programs, starts again what ends, stops all within `STOP_S` seconds."""

    def __init__(self, programs: Sequence[Program]) -> None:
        self._children = [_Child(program) for program in programs]
        self._keepers: list[asyncio.Task[None]] = []
        self._stopping = False

    async def __aenter__(self) -> Supervisor:
        self._keepers = [asyncio.create_task(self._keep(child)) for child in self._children]
        return self

    async def __aexit__(self, *_: object) -> None:
        await self.stop()

    def restarts(self) -> dict[str, int]:
        """By program, how often it had to be started again."""
        return {child.program.name: child.restarts for child in self._children}

    async def stop(self) -> None:
        """SIGTERM to all at once, SIGKILL to what is left after `STOP_S`."""
        self._stopping = True
        running = [child.process for child in self._children if child.process is not None]
        for process in running:
            _signal(process, signal.SIGTERM)
        waits = [asyncio.ensure_future(process.wait()) for process in running]
        if waits:
            _, late = await asyncio.wait(waits, timeout=STOP_S)
            for process, wait in zip(running, waits, strict=True):
                if wait in late:
                    log.warning("killed: did not stop in time", pid=process.pid)
                    _signal(process, signal.SIGKILL)
            await asyncio.gather(*waits)
        for keeper in self._keepers:
            keeper.cancel()
        await asyncio.gather(*self._keepers, return_exceptions=True)

    async def _keep(self, child: _Child) -> None:
        pause, longest = BACKOFF_S
        while not self._stopping:
            child.process = await _start(child.program)
            child.started = time.monotonic()
            code = await child.process.wait()
            if self._stopping:
                return
            if time.monotonic() - child.started > STEADY_S:
                pause = BACKOFF_S[0]
            log.warning(
                "left, starting again",
                program=child.program.name,
                exit_code=code,
                seconds=pause,
                log=str(child.program.log),
            )
            child.restarts += 1
            await asyncio.sleep(pause)
            pause = min(pause * 2, longest)


async def _start(program: Program) -> asyncio.subprocess.Process:
    program.log.parent.mkdir(parents=True, exist_ok=True)
    if program.log.exists() and program.log.stat().st_size > LOG_BYTES:
        program.log.replace(program.log.with_suffix(".old.log"))
    with program.log.open("ab") as output:
        # a session of its own: Ctrl-C reaches the supervisor alone, which stops everything in order
        return await asyncio.create_subprocess_exec(
            *program.argv,
            env={**os.environ, **program.environment, PARENT_PID: str(os.getpid())},
            stdin=asyncio.subprocess.DEVNULL,
            stdout=output,
            stderr=output,
            start_new_session=True,
        )


def _signal(process: asyncio.subprocess.Process, number: signal.Signals) -> None:
    if process.returncode is None:
        process.send_signal(number)

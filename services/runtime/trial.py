"""A process that handles suspects before the worker does (see `in_hand`): what ends it ends no worker.

It is the worker's own program, started once more with `NASHRA_TRIAL`: messages of a stage in on stdin, an
answer out on stdout. A frame is four bytes of length (big endian) and JSON in, text out: empty when all went
well. What its handler makes of a message is encoded and thrown away; what it writes into the index it writes
as after any restart, under the same ids and revisions.
"""

from __future__ import annotations

import asyncio
import ctypes
import os
import signal
import struct
import sys
from asyncio.subprocess import PIPE, Process
from collections.abc import AsyncIterator, Awaitable, Callable, Mapping, Sequence
from contextlib import asynccontextmanager, suppress

from pydantic import BaseModel, ConfigDict

from services.contracts.dead_letter import Origin
from services.runtime.logs import get_logger

TRIAL = "NASHRA_TRIAL"
PARENT_PID = "NASHRA_SUPERVISOR_PID"
LENGTH = struct.Struct(">I")
TICK_S = 1.0
IDLE_S = 20.0  # longer than a group waits for a process that is dead
ASKED_TO_STOP = (signal.SIGTERM, signal.SIGINT, signal.SIGHUP)  # by whoever stops the worker too
PR_SET_PDEATHSIG = 1

# Handles messages as their stage would; what went wrong after the handler, or nothing.
Rehearsal = Callable[[Sequence[Origin]], Awaitable[str]]

log = get_logger(__name__)


class Portion(BaseModel):
    """Messages of one stage."""

    model_config = ConfigDict(ser_json_bytes="base64", val_json_bytes="base64")

    stage: str
    origins: tuple[Origin, ...]


class Trial:
    """The trial process of one worker: started with the first suspect, ended when none follows."""

    def __init__(self, seconds: float) -> None:
        """`seconds`: how long a portion may take, as long as the watchdog gives a worker."""
        self._ticks = int(seconds / TICK_S) + 1
        self._process: Process | None = None
        self._lock = asyncio.Lock()
        self._end: asyncio.TimerHandle | None = None

    async def begin(self, alive: Callable[[], object] = int) -> None:
        """Start the process if there is none; returns when it is ready, or cannot be started.

        `alive` is called meanwhile, each second.
        """
        async with self._turn(alive):
            await self._running()

    async def cause(self, stage: str, origins: Sequence[Origin], alive: Callable[[], object]) -> str | None:
        """What these messages did to the trial; None when it lived, or when none could be held."""
        async with self._turn(alive):
            return await self._ask(Portion(stage=stage, origins=tuple(origins)))

    @asynccontextmanager
    async def _turn(self, alive: Callable[[], object]) -> AsyncIterator[None]:
        """The stages of a worker share the process."""
        ticking = asyncio.ensure_future(_tick(alive))
        try:
            async with self._lock:
                if self._end is not None:
                    self._end.cancel()
                yield
                self._end = asyncio.get_running_loop().call_later(IDLE_S, self._kill)
        finally:
            ticking.cancel()

    async def _ask(self, portion: Portion) -> str | None:
        process = await self._running()
        if process is None or process.stdin is None:
            log.warning("no trial: the messages are handled without", stage=portion.stage)
            return None
        frame = portion.model_dump_json().encode()
        with suppress(ConnectionError):
            process.stdin.write(LENGTH.pack(len(frame)) + frame)
            await process.stdin.drain()
        try:
            return await self._answer(process) or None
        except TimeoutError:
            self._kill()
            return f"no end after {self._ticks * TICK_S:.0f} s"
        except (asyncio.IncompleteReadError, ConnectionError):
            self._process = None
            code = await process.wait()
            return None if -code in ASKED_TO_STOP else _manner(code)

    async def _running(self) -> Process | None:
        """The process, once it is ready; None when it cannot be started."""
        if self._process is not None:
            return self._process
        # the kernel tells nobody but a parent that still lives, see `end_with_parent`
        environment = {**os.environ, TRIAL: "1", PARENT_PID: str(os.getpid())}
        arguments = (sys.executable, *sys.orig_argv[1:])
        try:
            self._process = await asyncio.create_subprocess_exec(
                *arguments, env=environment, stdin=PIPE, stdout=PIPE
            )
            await self._answer(self._process)
        except (OSError, TimeoutError, asyncio.IncompleteReadError):
            self._kill()
        return self._process

    async def _answer(self, process: Process) -> str:
        """Time counts by ticks: while this process is stopped, none goes by. Raises TimeoutError."""
        reading = asyncio.ensure_future(_read(process.stdout))
        try:
            for _ in range(self._ticks):
                done, _ = await asyncio.wait({reading}, timeout=TICK_S)
                if done:
                    return reading.result().decode()
        finally:
            reading.cancel()
        raise TimeoutError

    def _kill(self) -> None:
        process, self._process = self._process, None
        if process is not None and process.returncode is None:
            process.kill()


async def _tick(alive: Callable[[], object]) -> None:
    while True:
        alive()
        await asyncio.sleep(TICK_S)


async def _read(stream: asyncio.StreamReader | None) -> bytes:
    if stream is None:
        raise ConnectionError
    header = await stream.readexactly(LENGTH.size)
    return await stream.readexactly(*LENGTH.unpack(header))


def _manner(code: int) -> str:
    """How a process ended, by its exit code as `asyncio` gives it."""
    if code >= 0:
        return f"exit code {code}"
    with suppress(ValueError):
        return signal.Signals(-code).name
    return f"signal {-code}"


def on_trial() -> bool:
    """Whether this process is a trial."""
    return TRIAL in os.environ


async def serve(rehearsals: Mapping[str, Rehearsal]) -> int:
    """Answer until stdin closes; the exit code. By the name of the stage, what to do with its messages."""
    end_with_parent(signal.SIGKILL)
    answers = os.fdopen(os.dup(sys.stdout.fileno()), "wb")
    os.dup2(sys.stderr.fileno(), sys.stdout.fileno())  # whatever a library prints is no answer
    portions = asyncio.StreamReader()
    await asyncio.get_running_loop().connect_read_pipe(
        lambda: asyncio.StreamReaderProtocol(portions), sys.stdin
    )
    answer = ""  # to nothing yet: ready
    while True:
        text = answer.encode("utf-8", "backslashreplace")
        answers.write(LENGTH.pack(len(text)) + text)
        answers.flush()
        try:
            portion = Portion.model_validate_json(await _read(portions))
        except asyncio.IncompleteReadError:
            return 0
        rehearsal = rehearsals.get(portion.stage)  # none where the program was replaced meanwhile
        answer = await rehearsal(portion.origins) if rehearsal else ""


def end_with_parent(signum: signal.Signals) -> None:
    """In a process whose parent said who it is: get this signal when that dies, however (Linux; prctl(2))."""
    parent = os.environ.get(PARENT_PID)
    if parent is None or sys.platform != "linux":
        return
    ctypes.CDLL(None).prctl(PR_SET_PDEATHSIG, signum)
    if os.getppid() != int(parent):
        raise SystemExit("the parent is gone")

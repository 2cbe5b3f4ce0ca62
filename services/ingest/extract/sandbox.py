"""The processes that read pages: as many as the settings say, with limits, started again when one dies."""

from __future__ import annotations

import asyncio
import signal
import sys
from asyncio.subprocess import DEVNULL, PIPE, Process

from services.contracts.dead_letter import Reason
from services.contracts.page import Page
from services.ingest.extract.sandbox_worker import LENGTH, Answer
from services.ingest.settings import IngestSettings
from services.runtime.logs import get_logger

PAGES_PER_PROCESS = 5_000  # parsers keep what they once took; a fresh process keeps a worker's memory flat
WALL_S = (5.0, 4.0)  # of waiting: fixed, and for each second of processor time, for a busy machine

log = get_logger(__name__)


def patience(seconds: float) -> float:
    """How long to wait for an answer that may take `seconds` of processor time."""
    return WALL_S[0] + WALL_S[1] * seconds


class _Died(Exception):
    """The process ended before it answered."""

    def __init__(self, signum: int | None) -> None:
        super().__init__(signum)
        self.signum = signum


class Sandbox:
    """A pool of reading processes on the running event loop; each starts with the first page it gets."""

    def __init__(self, settings: IngestSettings) -> None:
        self._all = [_Reader(settings) for _ in range(settings.extract_processes)]
        self._idle: asyncio.Queue[_Reader] = asyncio.Queue()
        for reader in self._all:
            self._idle.put_nowait(reader)

    async def read(self, page: Page) -> Answer:
        """The answer for a page, also for one that costs too much or twice the life of a process."""
        reader = await self._idle.get()
        try:
            return await reader.read(page.encode())
        finally:
            self._idle.put_nowait(reader)

    async def close(self) -> None:
        """End all processes."""
        for reader in self._all:
            await reader.end()

    def pids(self) -> list[int]:
        """The processes that are alive."""
        return [pid for reader in self._all if (pid := reader.pid) is not None]


class _Reader:
    def __init__(self, settings: IngestSettings) -> None:
        self._seconds = settings.extract_seconds
        self._memory_mb = settings.extract_memory_mb
        self._process: Process | None = None
        self._pages = 0

    @property
    def pid(self) -> int | None:
        alive = self._process is not None and self._process.returncode is None
        return self._process.pid if alive and self._process is not None else None

    async def read(self, frame: bytes) -> Answer:
        """A process that was killed, stopped or starved costs nothing: a fresh one reads the page once more.

        Only processor time is the page's fault: our clock runs on while a process or this worker is stopped.
        """
        for last in (False, True):
            try:
                async with asyncio.timeout(patience(self._seconds)):
                    return await self._ask(frame)
            except TimeoutError:
                await self.end()
                log.warning("reading process gave no answer in time", again=not last)
            except _Died as death:
                await self.end()
                if death.signum == signal.SIGPROF:
                    message = f"more than {self._seconds:g} s of processor time"
                    return Answer(reason=Reason.TIMEOUT, message=message)
                log.warning("reading process died", signal=death.signum, again=not last)
        return Answer(
            reason=Reason.TIMEOUT, message="no answer from two processes, which died or stood still"
        )

    async def _ask(self, frame: bytes) -> Answer:
        process = await self._running()
        assert process.stdin is not None  # noqa: S101 # both are pipes
        assert process.stdout is not None  # noqa: S101
        self._pages += 1
        try:
            process.stdin.write(LENGTH.pack(len(frame)) + frame)
            await process.stdin.drain()
            header = await process.stdout.readexactly(LENGTH.size)
            reply = await process.stdout.readexactly(*LENGTH.unpack(header))
        except (asyncio.IncompleteReadError, ConnectionError) as error:
            code = await process.wait()
            raise _Died(-code if code < 0 else None) from error
        return Answer.model_validate_json(reply)

    async def _running(self) -> Process:
        if self._pages >= PAGES_PER_PROCESS:
            await self.end()
        if self._process is None:
            self._pages = 0
            self._process = await asyncio.create_subprocess_exec(
                sys.executable,
                "-m",
                "services.ingest.extract.sandbox_worker",
                str(self._seconds),
                str(self._memory_mb),
                stdin=PIPE,
                stdout=PIPE,
                stderr=DEVNULL,
            )
        return self._process

    async def end(self) -> None:
        process, self._process = self._process, None
        if process is None:
            return
        if process.returncode is None:
            process.kill()
        await process.wait()

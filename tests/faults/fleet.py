"""Worker processes that are started again when they end, as a supervisor would, and ways to end them."""

from __future__ import annotations

import asyncio
import signal
import time
from collections.abc import Callable
from pathlib import Path
from types import TracebackType

from services.runtime.settings import Settings
from tests.workers.process import WorkerProcess

RESTART_S = 0.2


class Member:
    """One role, kept running; each life is a `WorkerProcess`."""

    def __init__(self, name: str, module: str, settings: Settings, log: Path, *args: str, **env: str) -> None:
        self.name = name
        self.exits: list[int] = []
        self._life: Callable[[], WorkerProcess] = lambda: WorkerProcess(module, settings, log, *args, **env)
        self._worker: WorkerProcess | None = None
        self._keeper: asyncio.Task[None] | None = None
        self._revive = asyncio.Event()
        self._revive.set()

    async def __aenter__(self) -> Member:
        started = asyncio.Event()
        self._keeper = asyncio.create_task(self._keep(started))
        await started.wait()
        return self

    async def __aexit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        assert self._keeper is not None
        self._keeper.cancel()
        await asyncio.gather(self._keeper, return_exceptions=True)

    @property
    def worker(self) -> WorkerProcess:
        """The present life."""
        assert self._worker is not None
        return self._worker

    @property
    def pid(self) -> int:
        return self.worker.process.pid

    async def kill(self) -> None:
        self._send(signal.SIGKILL)
        await self.worker.process.wait()

    async def terminate(self) -> tuple[int, float]:
        """Exit code, and the seconds it took."""
        started = time.monotonic()
        worker = self.worker
        self._send(signal.SIGTERM)
        return await worker.exit_code(30), time.monotonic() - started

    async def pause(self, seconds: float) -> None:
        """Stop it for so long: past the session timeout its partitions are others', and it does not know."""
        worker = self.worker
        self._send(signal.SIGSTOP)
        await asyncio.sleep(seconds)
        if worker.process.returncode is None:
            worker.send(signal.SIGCONT)

    def retire(self) -> None:
        """When it ends, it is not started again."""
        self._revive.clear()

    def _send(self, signum: signal.Signals) -> None:
        if self.worker.process.returncode is None:
            self.worker.send(signum)

    async def _keep(self, started: asyncio.Event) -> None:
        while True:
            await self._revive.wait()
            async with self._life() as worker:
                self._worker = worker
                started.set()
                self.exits.append(await worker.process.wait())
            await asyncio.sleep(RESTART_S)

"""Start, watch and end one worker process."""

from __future__ import annotations

import asyncio
import json
import os
import signal
import sys
import time
import urllib.error
import urllib.request
from collections.abc import Awaitable, Callable
from pathlib import Path
from types import TracebackType

from services.runtime.settings import Settings


def platform(settings: Settings) -> dict[str, str]:
    """The variables by which another process is of the same platform."""
    return {
        **settings.access_environment(),
        "NASHRA_NAMESPACE": settings.namespace,
        "NASHRA_PARTITIONS": str(settings.partitions),
        "NASHRA_STATE_DIR": str(settings.state_dir),
    }


class WorkerProcess:
    """`async with WorkerProcess(module, settings, log_file) as worker: …`; killed at the end."""

    def __init__(self, module: str, settings: Settings, log: Path, *args: str, **env: str) -> None:
        self._command = (sys.executable, "-m", module, *args)
        self._env = {
            **os.environ,
            "NASHRA_KAFKA": settings.kafka,
            "NASHRA_NAMESPACE": settings.namespace,
            "NASHRA_PARTITIONS": str(settings.partitions),
            **env,
        }
        self._log = log
        self._process: asyncio.subprocess.Process | None = None

    async def __aenter__(self) -> WorkerProcess:
        with self._log.open("ab") as out:
            self._process = await asyncio.create_subprocess_exec(
                *self._command, env=self._env, stdout=out, stderr=out
            )
        return self

    async def __aexit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        if self.process.returncode is None:
            self.process.kill()
            await self.process.wait()

    @property
    def process(self) -> asyncio.subprocess.Process:
        assert self._process is not None, "not started"
        return self._process

    @property
    def log(self) -> str:
        return self._log.read_text()

    def send(self, signum: signal.Signals) -> None:
        self.process.send_signal(signum)

    async def kill(self) -> None:
        self.process.kill()
        await self.process.wait()

    async def exit_code(self, seconds: float = 30) -> int:
        return await asyncio.wait_for(self.process.wait(), seconds)

    async def terminate(self, seconds: float = 10) -> int:
        self.send(signal.SIGTERM)
        return await self.exit_code(seconds)

    def ops_port(self) -> int | None:
        """Where this worker answers, from its first log line."""
        ports = [json.loads(line)["ops_port"] for line in self.log.splitlines() if '"ops_port"' in line]
        return int(ports[-1]) if ports else None

    async def ask(self, path: str) -> tuple[int, str]:
        """Status and text of `/livez`, `/readyz` or `/metrics`; (0, …) before the worker listens."""
        return await asyncio.to_thread(self._ask, path)

    def _ask(self, path: str) -> tuple[int, str]:
        port = self.ops_port()
        if port is None:
            return 0, "not listening yet"
        try:
            with urllib.request.urlopen(f"http://127.0.0.1:{port}{path}", timeout=5) as answer:
                return answer.status, answer.read().decode()
        except urllib.error.HTTPError as error:
            return error.code, error.read().decode()
        except OSError as error:
            return 0, str(error)

    async def ready(self) -> None:
        await eventually(self._is_ready, f"{self._command[-1]} to be ready")

    async def _is_ready(self) -> bool:
        return (await self.ask("/readyz"))[0] == 200


async def eventually(condition: Callable[[], Awaitable[bool]], what: str, seconds: float = 40) -> None:
    """Wait for `condition`; fails the test with `what` when it never comes."""
    deadline = time.monotonic() + seconds
    while not await condition():
        assert time.monotonic() < deadline, f"waited {seconds:.0f} s for {what}"
        await asyncio.sleep(0.2)

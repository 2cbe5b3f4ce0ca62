"""Ctrl-C while a command waits for an engine: a real signal, a real process, and no traceback."""

from __future__ import annotations

import asyncio
import os
import signal
import sys
from asyncio import StreamReader, StreamWriter
from asyncio.subprocess import DEVNULL, PIPE
from pathlib import Path

COMMANDS = (
    "dlq groups",
    "dlq redrive --all --yes",
    "doctor",
    "export out.csv --format csv",
    "ingest page.html --url https://alalam.example/1 --source alalam",
    "reindex",
    "replay pages.v1 --yes",
    "search آسفي",
    "sources apply",
    "sources test alalam",
    "status",
    "status --watch",
    "stories list",
    "topics apply",
    "up --external",
)
GOOD_ENDS = {"status --watch", "up --external"}  # how one leaves them
MIDWAY_S, LEAVES_S = 60.0, 20.0
AT_ONCE = 4


class Hanging:
    """An engine that takes a connection and never answers."""

    def __init__(self) -> None:
        self.asked = asyncio.Event()
        self.port = 0
        self._server: asyncio.Server | None = None

    async def __aenter__(self) -> Hanging:
        self._server = await asyncio.start_server(self._serve, "127.0.0.1", 0)
        self.port = self._server.sockets[0].getsockname()[1]
        return self

    async def __aexit__(self, *_: object) -> None:
        if self._server:
            self._server.close()

    async def _serve(self, reader: StreamReader, writer: StreamWriter) -> None:
        if await reader.read(1):
            self.asked.set()
        await reader.read()
        writer.close()


async def interrupted(command: str, directory: Path) -> tuple[int, str]:
    """Its exit code and what it said on standard error."""
    (directory / "page.html").write_text("<h1>خبر</h1><p>نص</p>", encoding="utf-8")
    async with Hanging() as engine:
        process = await asyncio.create_subprocess_exec(
            sys.executable, "-m", "services.cli", *command.split(), cwd=directory,
            env={
                **os.environ,
                "PYTHONPATH": str(Path.cwd()),
                "NASHRA_KAFKA": f"127.0.0.1:{engine.port}",
                "NASHRA_ELASTICSEARCH": f"http://127.0.0.1:{engine.port}",
                "NASHRA_STATE_DIR": str(directory / "state"),
                "NASHRA_SECRET": "0123456789abcdef0123456789abcdef",
            },
            stdin=DEVNULL, stdout=DEVNULL, stderr=PIPE,
        )  # fmt: skip
        try:
            await asyncio.wait_for(engine.asked.wait(), MIDWAY_S)
            process.send_signal(signal.SIGINT)
            _, said = await asyncio.wait_for(process.communicate(), LEAVES_S)
        finally:
            if process.returncode is None:
                process.kill()
                await process.wait()
    return process.returncode or 0, said.decode()


async def test_ctrl_c_ends_every_command_that_waits_without_a_traceback(tmp_path: Path) -> None:
    turns = asyncio.Semaphore(AT_ONCE)

    async def one(number: int, command: str) -> tuple[str, int, str]:
        directory = tmp_path / str(number)
        directory.mkdir()
        async with turns:
            return command, *await interrupted(command, directory)

    found = await asyncio.gather(*(one(*numbered) for numbered in enumerate(COMMANDS)))
    assert [(command, said) for command, _, said in found if "Traceback" in said] == []
    assert {c: (code, said) for c, code, said in found if code != (0 if c in GOOD_ENDS else 130)} == {}

"""`nashra status --watch` as a person and a program see it; and standard output is for the answer alone."""

from __future__ import annotations

import asyncio
import fcntl
import json
import os
import pty
import re
import signal
import struct
import subprocess
import sys
import termios
import time
from collections.abc import Mapping
from contextlib import suppress

import pytest
from services.cli.newspapers import Newspapers
from services.cli.overview import Overview
from services.contracts.source import Source
from services.contracts.topics import SOURCES
from services.runtime.provision import provision
from services.runtime.scan import Tail
from services.runtime.settings import Settings
from services.search.reader import Reader
from tests.workers.pages import page
from tests.workers.process import platform
from tests.workers.topics import publish, publish_raw

ALALAM = Source(id="alalam", name="العلم", country="ma")
COMMAND = (sys.executable, "-m", "services.cli")


@pytest.fixture
async def environment(settings: Settings) -> Mapping[str, str]:
    """Of a command on a platform with one newspaper, and a record that is none."""
    await provision(settings)
    await publish(settings, ALALAM, *(page(f"a_{n}") for n in range(3)))
    await publish_raw(settings, SOURCES.physical(settings.namespace), [(b"x", b"{poison")])
    return {
        **os.environ,
        **platform(settings),
        "TERM": "xterm-256color",
    }


def watched(environment: Mapping[str, str], rows: int, columns: int, until: str, seconds: float = 40) -> str:
    """What stands on a terminal of that size when `until` is on it; then Ctrl-C."""
    ours, theirs = pty.openpty()
    fcntl.ioctl(theirs, termios.TIOCSWINSZ, struct.pack("HHHH", rows, columns, 0, 0))
    command = [*COMMAND, "status", "--watch"]
    with subprocess.Popen(command, env=environment, stdin=theirs, stdout=theirs, stderr=theirs) as process:
        os.close(theirs)
        seen = ""
        deadline = time.monotonic() + seconds
        while until not in seen and time.monotonic() < deadline:
            seen += os.read(ours, 65536).decode("utf-8", "replace")
        process.send_signal(signal.SIGINT)
        with suppress(OSError):  # the terminal is gone with the process
            while piece := os.read(ours, 65536):
                seen += piece.decode("utf-8", "replace")
        assert process.wait(10) == 0
    os.close(ours)
    return re.sub(r"\x1b\[[0-9;?]*[a-zA-Z]", "", seen)


@pytest.mark.parametrize("columns", [80, 120])
async def test_on_a_terminal_it_is_a_view_of_its_size(environment: Mapping[str, str], columns: int) -> None:
    seen = await asyncio.to_thread(watched, environment, 30, columns, "no index")
    assert "Stages" in seen
    assert re.search(r"extract +t\w+-pages\.v1 +3 ", seen)
    assert "no index" in seen


async def test_elsewhere_it_is_a_line_of_json_at_a_time(environment: Mapping[str, str]) -> None:
    process = await asyncio.create_subprocess_exec(
        *COMMAND, "status", "--watch", "--json", env=environment, stdout=asyncio.subprocess.PIPE
    )
    assert process.stdout is not None
    line = await asyncio.wait_for(process.stdout.readline(), 40)
    process.send_signal(signal.SIGINT)
    assert await process.wait() == 0
    status = json.loads(line)
    assert status["names"] == {"alalam": "العلم"}
    assert {lag["topic"].partition("-")[2]: lag["records"] for lag in status["lags"]}["pages.v1"] == 3


async def test_what_the_log_says_does_not_stand_in_the_answer(environment: Mapping[str, str]) -> None:
    process = await asyncio.create_subprocess_exec(
        *COMMAND, "sources", "list", "--json", env=environment,
        stdout=asyncio.subprocess.PIPE, stderr=asyncio.subprocess.PIPE,
    )  # fmt: skip
    out, log = await process.communicate()
    assert process.returncode == 0, log
    assert [source["name"] for source in json.loads(out)["sources"]] == ["العلم"]
    assert b"left out" in log


async def test_a_second_reading_takes_up_only_what_came_since(
    environment: Mapping[str, str], settings: Settings
) -> None:
    async with Reader(settings) as reader:
        overview = Overview(settings, reader)
        assert (await overview.take()).names == {"alalam": "العلم"}
        await publish(settings, Source(id="assabah", name="الصباح", country="ma"))
        assert [len([x async for x in tail.since()]) for tail in _tails(overview._newspapers)] == [1, 0]


def _tails(newspapers: Newspapers) -> list[Tail]:
    return [newspapers._sources._tail, newspapers._told._tail]

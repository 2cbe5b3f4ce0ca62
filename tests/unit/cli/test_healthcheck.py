"""`nashra healthcheck` as a container asks it: ready or not, and why not."""

from __future__ import annotations

import asyncio
import json
import os
from pathlib import Path

import pytest
from aiohttp import web
from services.cli.main import command_line
from services.cli.platform import Platform
from tests.loopback import served
from typer.testing import CliRunner, Result


def healthcheck(*arguments: str) -> Result:
    return CliRunner().invoke(command_line(["healthcheck"]), ["healthcheck", *arguments])


async def ask(*arguments: str) -> Result:
    return await asyncio.to_thread(healthcheck, *arguments)


def saying(status: int, text: str) -> web.Application:
    async def answer(_: web.Request) -> web.Response:
        return web.Response(status=status, text=text)

    app = web.Application()
    app.router.add_get("/readyz", answer)
    return app


async def test_the_gateway_that_runs_here_is_asked(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("NASHRA_STATE_DIR", str(tmp_path))
    async with served(saying(200, "ok")) as port:
        Platform(os.getpid(), "", "", f"http://127.0.0.1:{port}", {}).write(tmp_path)
        done = await ask("--json")
    assert (done.exit_code, json.loads(done.stdout)["ready"]) == (0, True)


async def test_it_says_why_a_process_is_not_ready() -> None:
    async with served(saying(503, "index waits: no Elasticsearch")) as port:
        done = await ask(f"http://127.0.0.1:{port}/readyz")
    assert done.exit_code == 1
    assert "503, index waits: no Elasticsearch" in done.stderr


@pytest.mark.parametrize(
    ("url", "reason"), [("http://127.0.0.1:1/readyz", "Connection refused"), ("http://[", "Invalid IPv6")]
)
def test_nobody_there_is_one_line(url: str, reason: str) -> None:
    done = healthcheck(url)
    assert done.exit_code == 1
    assert reason in done.stderr
    assert len(done.stderr.splitlines()) == 1


def test_what_is_no_address_is_wrong_usage() -> None:
    assert healthcheck("ftp://newspaper.example/").exit_code == 2

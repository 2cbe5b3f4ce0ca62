"""Run `nashra` as an operator does, with the environment of some settings."""

from __future__ import annotations

import asyncio
import os
import sys

from services.runtime.settings import Settings
from tests.workers.process import platform


def environment(settings: Settings) -> dict[str, str]:
    return {
        **platform(settings),
        "NASHRA_PORT": "0",
        "NASHRA_LOG_FORMAT": "json",
    }


async def nashra(settings: Settings, *arguments: str, seconds: float = 120) -> tuple[int, str]:
    """Exit code, and all that it said. It must end within so many seconds."""
    process = await asyncio.create_subprocess_exec(
        *(sys.executable, "-m", "services.cli", *arguments),
        env={**os.environ, **environment(settings)},
        stdout=asyncio.subprocess.PIPE,
        stderr=asyncio.subprocess.STDOUT,
    )
    try:
        said, _ = await asyncio.wait_for(process.communicate(), seconds)
    except TimeoutError:
        process.kill()
        await process.wait()
        raise
    assert process.returncode is not None
    return process.returncode, said.decode()

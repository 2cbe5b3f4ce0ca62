"""The gateway as a process of its own."""

from __future__ import annotations

import asyncio
import os
import socket
import sys
from asyncio.subprocess import Process
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager

from services.runtime.settings import Settings

PROGRAM = """
import sys
from services.gateway.server import run
from services.gateway.settings import GatewaySettings
sys.exit(run(GatewaySettings()))
"""


def free_port() -> int:
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        port: int = probe.getsockname()[1]
        return port


@asynccontextmanager
async def gateway(settings: Settings, **environment: str) -> AsyncIterator[tuple[Process, str]]:
    """The process and its address, once it says that it is ready."""
    port = free_port()
    own = {
        "NASHRA_KAFKA": settings.kafka,
        "NASHRA_ELASTICSEARCH": settings.elasticsearch,
        "NASHRA_NAMESPACE": settings.namespace,
        "NASHRA_PARTITIONS": "2",
        "NASHRA_PORT": str(port),
        "NASHRA_SECRET": "a secret of tests",
        **environment,
    }
    process = await asyncio.create_subprocess_exec(
        sys.executable, "-c", PROGRAM, env={**os.environ, **own}, stderr=asyncio.subprocess.DEVNULL
    )
    try:
        yield process, f"http://127.0.0.1:{port}"
    finally:
        if process.returncode is None:
            process.kill()
            await process.wait()

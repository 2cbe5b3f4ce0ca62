"""An application behind a real server on a free port of loopback."""

from __future__ import annotations

import asyncio
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager

from fastapi import FastAPI
from services.gateway.server import Server, configuration


@asynccontextmanager
async def served(app: FastAPI, port: int = 0) -> AsyncIterator[str]:
    """The server's address; `port` 0 takes a free one. The application is started and stopped with it."""
    server = Server(configuration(app, "127.0.0.1", port))
    running = asyncio.create_task(server.serve())
    for _ in range(1000):
        if server.started or running.done():
            break
        await asyncio.sleep(0.02)
    if running.done():
        running.result()
    port = server.servers[0].sockets[0].getsockname()[1]
    try:
        yield f"http://127.0.0.1:{port}"
    finally:
        server.should_exit = True
        await running

"""Servers on loopback: a site that answers as a test wants, and a canary that must hear nothing."""

from __future__ import annotations

import asyncio
from collections.abc import AsyncIterator, Awaitable, Callable
from contextlib import asynccontextmanager

from aiohttp import web
from tests.loopback import served

Handler = Callable[[web.Request], Awaitable[web.StreamResponse]]


class Site:
    """A server on a free port that answers with `handler` and remembers requests."""

    def __init__(self, handler: Handler) -> None:
        self.handler = handler
        self.requests: list[web.Request] = []
        self.port = 0

    async def answer(self, request: web.Request) -> web.StreamResponse:
        self.requests.append(request)
        return await self.handler(request)

    @property
    def allow(self) -> list[str]:
        return [f"127.0.0.1:{self.port}"]

    def url(self, path: str = "/") -> str:
        return f"http://127.0.0.1:{self.port}{path}"


@asynccontextmanager
async def serving(handler: Handler) -> AsyncIterator[Site]:
    site = Site(handler)
    app = web.Application()
    app.router.add_route("*", "/{path:.*}", site.answer)
    async with served(app) as site.port:
        yield site


@asynccontextmanager
async def canary() -> AsyncIterator[tuple[int, list[object]]]:
    """A listener on loopback: its port, and every connection that reached it."""
    heard: list[object] = []

    def hear(_: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        heard.append(writer.get_extra_info("peername"))
        writer.close()

    server = await asyncio.start_server(hear, "127.0.0.1", 0)
    async with server:
        yield server.sockets[0].getsockname()[1], heard

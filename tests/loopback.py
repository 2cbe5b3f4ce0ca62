"""An aiohttp application on a free port of loopback: newspapers, hubs and collectors of the tests."""

from __future__ import annotations

from abc import ABC, abstractmethod
from collections.abc import AsyncIterator
from contextlib import AsyncExitStack, asynccontextmanager
from typing import Self

from aiohttp import web


@asynccontextmanager
async def served(app: web.Application, port: int = 0) -> AsyncIterator[int]:
    """Its port, a free one for 0, as long as it is served."""
    runner = web.AppRunner(app, access_log=None, shutdown_timeout=0.1)
    await runner.setup()
    await web.TCPSite(runner, "127.0.0.1", port).start()
    try:
        yield runner.addresses[0][1]
    finally:
        await runner.cleanup()


class LoopbackServer(ABC):
    """`async with`: what `application` makes is served at `url`; entered again, at the same one."""

    def __init__(self) -> None:
        self.port = 0
        self._serving = AsyncExitStack()

    @property
    def url(self) -> str:
        return f"http://127.0.0.1:{self.port}"

    @abstractmethod
    def application(self) -> web.Application: ...

    async def __aenter__(self) -> Self:
        self.port = await self._serving.enter_async_context(served(self.application(), self.port))
        return self

    async def __aexit__(self, *_: object) -> None:
        await self._serving.aclose()

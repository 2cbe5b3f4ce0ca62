"""The ops port of a worker: `/livez` (the process works), `/readyz` (it can take messages), `/metrics`."""

from __future__ import annotations

import os
from collections.abc import Awaitable, Callable
from types import TracebackType

from aiohttp import web
from prometheus_client import CONTENT_TYPE_LATEST, generate_latest

from services.contracts.errors import NashraError
from services.runtime.settings import Settings

# What is wrong, in words; None when all is well.
Check = Callable[[], Awaitable[str | None]]


class OpsServer:
    """Serves health and metrics on loopback unless the settings say otherwise."""

    def __init__(self, settings: Settings, live: Check, ready: Check) -> None:
        self._settings = settings
        self._live = live
        self._ready = ready
        self._runner: web.AppRunner | None = None
        self.port = settings.ops_port

    async def __aenter__(self) -> OpsServer:
        app = web.Application()
        for path in ("/livez", "/liveness"):
            app.router.add_get(path, _answer(self._live))
        for path in ("/readyz", "/readiness"):
            app.router.add_get(path, _answer(self._ready))
        app.router.add_get("/metrics", _metrics)
        self._runner = web.AppRunner(app, access_log=None)
        await self._runner.setup()
        site = web.TCPSite(self._runner, self._settings.ops_host, self._settings.ops_port)
        try:
            await site.start()
        except OSError as error:
            place = f"{self._settings.ops_host}:{self._settings.ops_port}"
            raise NashraError(
                f"{place} for health and metrics: {os.strerror(error.errno or 0)}; "
                "set NASHRA_OPS_PORT to a free port, or to 0, which takes one"
            ) from error
        self.port = self._runner.addresses[0][1]
        return self

    async def __aexit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        if self._runner is not None:
            await self._runner.cleanup()


def _answer(check: Check) -> Callable[[web.Request], Awaitable[web.Response]]:
    async def respond(_: web.Request) -> web.Response:
        problem = await check()
        return web.Response(text=f"{problem or 'ok'}\n", status=503 if problem else 200)

    return respond


async def _metrics(_: web.Request) -> web.Response:
    return web.Response(body=generate_latest(), headers={"Content-Type": CONTENT_TYPE_LATEST})

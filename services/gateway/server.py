"""The gateway as a process: uvicorn, and a goodbye to every open stream before it leaves."""

from __future__ import annotations

import asyncio
import signal
import socket
from collections.abc import Iterator
from contextlib import contextmanager

import uvicorn
import uvloop
from fastapi import FastAPI

from services.gateway.app import create_app
from services.gateway.protocol import Protocol
from services.gateway.settings import GatewaySettings
from services.gateway.ticker import Ticker
from services.runtime import logs, tracing
from services.runtime.errors import Refused, Unreachable
from services.runtime.provision import provision
from services.search.reader import Reader

GRACE_S = 8  # running answers; with the streams' goodbye and the lifespan's end it stays under 10 s
KEEP_ALIVE_S = 65  # longer than the proxies before us, so that they close first
BACKLOG = 2048

log = logs.get_logger(__name__)


class Server(uvicorn.Server):
    """uvicorn waits for open answers, and a stream never ends by itself: so it is told first."""

    @contextmanager
    def capture_signals(self) -> Iterator[None]:
        """uvicorn would raise the signal again at the end, and a clean stop would exit as killed."""
        loop = asyncio.get_running_loop()
        for signum in (signal.SIGTERM, signal.SIGINT):
            loop.add_signal_handler(signum, self.handle_exit, signum, None)
        try:
            yield
        finally:
            for signum in (signal.SIGTERM, signal.SIGINT):
                loop.remove_signal_handler(signum)

    async def shutdown(self, sockets: list[socket.socket] | None = None) -> None:
        ticker = self._ticker()
        if ticker is not None:
            ticker.drain()
        await super().shutdown(sockets)

    def _ticker(self) -> Ticker | None:
        app = self.config.app
        gateway = getattr(app.state, "gateway", None) if isinstance(app, FastAPI) else None
        return gateway.ticker if gateway else None


def configuration(app: FastAPI, host: str, port: int) -> uvicorn.Config:
    return uvicorn.Config(
        app,
        host=host,
        port=port,
        http=Protocol,
        ws="none",
        log_config=None,
        access_log=False,
        server_header=False,
        proxy_headers=False,  # the application has them, for it knows whom to trust
        timeout_graceful_shutdown=GRACE_S,
        timeout_keep_alive=KEEP_ALIVE_S,
        backlog=BACKLOG,
    )


def run(settings: GatewaySettings) -> int:
    """`run_gateway` on uvloop: three times the requests a second of asyncio's own loop."""
    return uvloop.run(run_gateway(settings))


async def run_gateway(settings: GatewaySettings) -> int:
    """Serve until SIGTERM or SIGINT; the exit code."""
    logs.configure(settings)
    tracing.start("gateway")
    try:
        async with Reader(settings) as reader:
            await reader.admitted()
        await provision(settings)
    except Refused as refused:
        log.critical("refused, leaving", role="gateway", reason=refused.problem, fix=refused.fix)
        return 1
    except Unreachable as error:
        log.warning("topics not checked", reason=str(error))
    config = configuration(create_app(settings), settings.host, settings.port)
    server = Server(config)
    if settings.secret == GatewaySettings.model_fields["secret"].default:
        log.warning("anybody can forge cursors and reporters: set NASHRA_SECRET")
    log.info("starting", role="gateway", host=settings.host, port=settings.port)
    await server.serve()
    await asyncio.to_thread(tracing.stop)
    log.info("stopped", role="gateway")
    return 0 if server.started else 1

"""The answer that writes an export at the pace of its client; a cut one never looks like a whole one."""

from __future__ import annotations

import asyncio
from collections.abc import AsyncGenerator, Callable, Mapping
from contextlib import aclosing

from starlette.responses import Response
from starlette.types import Receive, Scope, Send

from services.gateway.errors import BrokenOff
from services.gateway.export.writers import MEDIA
from services.runtime import logs, metrics
from services.search.errors import IndexUnavailable, SearchTimeout

STALL_S = 60.0  # that a client may take for a piece before its place is another's

log = logs.get_logger(__name__)


class ExportStream(Response):
    """Ends the connection in the middle of the body when the export cannot go on: never like a whole one."""

    media_type = MEDIA["jsonl"]

    def __init__(
        self,
        pieces: AsyncGenerator[bytes, None],
        form: str,
        headers: Mapping[str, str],
        done: Callable[[], None],
        stall_s: float = STALL_S,
    ) -> None:
        super().__init__(headers={"Cache-Control": "no-store", "X-Accel-Buffering": "no", **headers})
        del self.headers["content-length"]
        self._pieces = pieces
        self._form = form
        self._done = done
        self._stall_s = stall_s

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:  # noqa: ARG002 # ASGI
        writing = asyncio.create_task(self._write(send))
        watching = asyncio.create_task(_disconnect(receive))
        outcome = "left"
        try:
            await asyncio.wait({writing, watching}, return_when=asyncio.FIRST_COMPLETED)
            if writing.done():
                outcome = writing.result()
        finally:
            watching.cancel()
            writing.cancel()
            await asyncio.gather(watching, writing, return_exceptions=True)
            metrics.EXPORTS.labels(self._form, outcome).inc()
            self._done()

    async def _write(self, send: Send) -> str:
        """How it ended: complete, left (the client went), stalled, failed (the index is away)."""
        await send({"type": "http.response.start", "status": 200, "headers": self.raw_headers})
        try:
            async with aclosing(self._pieces):
                async for piece in self._pieces:
                    if piece:
                        async with asyncio.timeout(self._stall_s):
                            await send({"type": "http.response.body", "body": piece, "more_body": True})
        except TimeoutError:
            return "stalled"
        except OSError:
            return "left"
        except (BrokenOff, IndexUnavailable, SearchTimeout) as error:
            log.warning("export broken off", reason=str(error))
            return "failed"
        await send({"type": "http.response.body", "body": b"", "more_body": False})
        return "complete"


async def _disconnect(receive: Receive) -> None:
    while (await receive())["type"] != "http.disconnect":
        pass

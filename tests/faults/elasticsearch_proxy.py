"""Between the index role and Elasticsearch: answers for every request, or for some documents of a bulk."""

from __future__ import annotations

import asyncio
import io
import random
from collections.abc import Awaitable, Callable, Iterator
from contextlib import contextmanager

import orjson
from aiohttp import ClientSession, web
from tests.faults.proxy import LOOPBACK

HOP_BY_HOP = {
    "host",
    "content-length",
    "transfer-encoding",
    "connection",
    "content-encoding",
    "accept-encoding",
}
REASONS = {403: "cluster_block_exception", 429: "es_rejected_execution_exception", 503: "unavailable_shards"}

Refusal = tuple[int, float]  # status, share of the documents that get it
Written = Callable[[], Awaitable[None]]


class ElasticsearchProxy:
    """`async with ElasticsearchProxy(url, rng) as proxy:` answers on `proxy.port`.

    `status`: the answer to everything. `refusal`: the answer for some documents of each bulk request; the
    others are written.
    """

    def __init__(self, elasticsearch: str, rng: random.Random) -> None:
        self._target = elasticsearch
        self._rng = rng
        self._runner: web.AppRunner | None = None
        self._session: ClientSession | None = None
        self.port = 0
        self.status: int | None = None
        self.refusal: Refusal | None = None
        self._written: Written | None = None
        self._carried_out = asyncio.Event()
        self.refused = 0

    async def __aenter__(self) -> ElasticsearchProxy:
        self._session = ClientSession()
        app = web.Application(client_max_size=1 << 30)
        app.router.add_route("*", "/{path:.*}", self._handle)
        self._runner = web.AppRunner(app, access_log=None, handler_cancellation=True)
        await self._runner.setup()
        await web.TCPSite(self._runner, LOOPBACK, 0).start()
        self.port = self._runner.addresses[0][1]
        return self

    async def __aexit__(self, *_: object) -> None:
        assert self._runner is not None
        assert self._session is not None
        await self._runner.cleanup()
        await self._session.close()

    @contextmanager
    def answering(self, status: int) -> Iterator[None]:
        """This status for everything."""
        self.status = status
        try:
            yield
        finally:
            self.status = None

    @contextmanager
    def refusing(self, status: int, share: float) -> Iterator[None]:
        """This status for a share of the documents."""
        self.refusal = (status, share)
        try:
            yield
        finally:
            self.refusal = None

    async def next_bulk(self, written: Written) -> None:
        """Await this when the next bulk request was carried out, and throw its answer away."""
        self._written = written
        self._carried_out.clear()
        await asyncio.wait_for(self._carried_out.wait(), 240)

    async def _handle(self, request: web.Request) -> web.StreamResponse:
        if self.status is not None:
            self.refused += 1
            return _json({"error": {"type": REASONS[self.status]}, "status": self.status}, self.status)
        bulk = request.path.endswith("/_bulk")
        if bulk and self.refusal is not None:
            return await self._some(request, *self.refusal)
        answer = await self._forward(request, await request.read())
        if bulk and answer.status == 200 and self._written is not None:
            written, self._written = self._written, None
            try:
                await written()
            finally:  # whoever is killed ends this request, and with it this handler
                self._carried_out.set()
            if request.transport is not None:
                request.transport.abort()
        return answer

    async def _some(self, request: web.Request, status: int, share: float) -> web.Response:
        """Forward the documents that are not refused; answer for all, in their order."""
        lines = (await request.read()).splitlines()
        pairs = list(zip(lines[::2], lines[1::2], strict=True))
        refused = [self._rng.random() < share for _ in pairs]
        self.refused += sum(refused)
        kept = [line for pair, no in zip(pairs, refused, strict=True) if not no for line in pair]
        done = iter(())
        if kept:
            answer = await self._forward(request, b"\n".join(kept) + b"\n")
            assert isinstance(answer.body, bytes)
            if answer.status != 200:
                return answer
            done = iter(orjson.loads(answer.body)["items"])
        no = {"index": {"status": status, "error": {"type": REASONS[status], "reason": "played by the test"}}}
        return _json({"items": [no if gone else next(done) for gone in refused]})

    async def _forward(self, request: web.Request, body: bytes) -> web.Response:
        assert self._session is not None
        headers = {name: value for name, value in request.headers.items() if name.lower() not in HOP_BY_HOP}
        async with self._session.request(
            request.method, self._target + request.raw_path, headers=headers, data=io.BytesIO(body)
        ) as answer:
            kept = {name: value for name, value in answer.headers.items() if name.lower() not in HOP_BY_HOP}
            return web.Response(status=answer.status, headers=kept, body=await answer.read())


def _json(content: object, status: int = 200) -> web.Response:
    """As Elasticsearch says it; the client refuses a server that does not name itself."""
    return web.Response(
        status=status,
        body=orjson.dumps(content),
        headers={"X-Elastic-Product": "Elasticsearch", "content-type": "application/json"},
    )

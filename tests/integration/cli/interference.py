"""What stands between the doctor and an engine and spoils what passes: the faults nobody can order."""

from __future__ import annotations

import asyncio
import json
from collections.abc import AsyncIterator, Callable
from contextlib import asynccontextmanager, suppress
from typing import Any

from aiohttp import ClientSession, web
from tests.loopback import served

Spoil = Callable[[str, bytes, Any], Any]  # path, body and JSON answer → the answer that is given


@asynccontextmanager
async def spoilt_elasticsearch(address: str, spoil: Spoil) -> AsyncIterator[str]:
    """Elasticsearch behind a door that changes its answers; the address of the door."""
    async with ClientSession() as session:

        async def forward(request: web.Request) -> web.Response:
            headers = {
                name: request.headers[name] for name in ("Content-Type", "Accept") if name in request.headers
            }
            asked = await request.read()
            async with session.request(
                request.method, address + request.path_qs, data=asked, headers=headers
            ) as answer:
                body = await answer.read()
                if body and "json" in answer.content_type:
                    body = json.dumps(spoil(request.path, asked, json.loads(body))).encode()
                kept = {
                    name: answer.headers[name]
                    for name in ("Content-Type", "X-elastic-product")
                    if name in answer.headers
                }
                return web.Response(status=answer.status, body=body, headers=kept)

        async with _served(forward) as door:
            yield door


@asynccontextmanager
async def withholding_proxy(address: str) -> AsyncIterator[str]:
    """A proxy that hands an answer on once it is complete, as one with buffering does; its address."""
    async with ClientSession() as session:

        async def forward(request: web.Request) -> web.Response:
            async with session.get(address + request.path_qs) as answer:
                return web.Response(status=answer.status, body=await answer.read())

        async with _served(forward) as door:
            yield door


@asynccontextmanager
async def _served(handle: Callable[[web.Request], Any]) -> AsyncIterator[str]:
    app = web.Application(client_max_size=64_000_000)
    app.router.add_route("*", "/{path:.*}", handle)
    async with served(app) as port:
        yield f"http://127.0.0.1:{port}"


@asynccontextmanager
async def misadvertising_kafka(address: str, advertised_port: int) -> AsyncIterator[str]:
    """A broker that sends its clients to another port of 127.0.0.1; the address at which it answers."""
    host, _, port = address.rpartition(":")
    told = host.encode() + int(port).to_bytes(4)
    wrong = host.encode() + advertised_port.to_bytes(4)

    async def pass_on(reader: asyncio.StreamReader, writer: asyncio.StreamWriter, spoil: bool) -> None:
        with suppress(ConnectionError):
            while piece := await reader.read(65536):
                writer.write(piece.replace(told, wrong) if spoil else piece)
                await writer.drain()
        writer.close()

    async def meet(reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        there, back = await asyncio.open_connection(host, int(port))
        await asyncio.gather(pass_on(reader, back, False), pass_on(there, writer, True))

    server = await asyncio.start_server(meet, "127.0.0.1", 0)
    try:
        yield f"127.0.0.1:{server.sockets[0].getsockname()[1]}"
    finally:
        server.close()

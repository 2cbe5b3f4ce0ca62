"""P5: requests a second on a kept answer of the gateway, against FastAPI's `Response(bytes)` of its size."""

from __future__ import annotations

import asyncio
import socket
import sys
import time
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager

import aiohttp
import uvicorn
from fastapi import FastAPI, Response
from services.cli.supervisor import Program, Supervisor
from services.runtime.provision import provision
from services.search.settings import SearchSettings

from benchmarks.archive import Archive
from benchmarks.figure import Figure
from benchmarks.p4_search import gateway
from benchmarks.stack import connect, fresh_settings

DOCUMENTS = 1000
PATH = "/v1/articles?limit=20"
CONNECTIONS = 16
SECONDS = 4.0
ROUNDS = 5


def serve(port: int, size: int) -> None:
    """The peer: an application that does nothing else."""
    app = FastAPI()
    body = b"x" * size

    @app.get("/v1/articles")
    async def answer() -> Response:
        return Response(body, media_type="application/json")

    uvicorn.run(app, host="127.0.0.1", port=port, loop="uvloop", log_config=None, access_log=False)


class _Asking(asyncio.Protocol):
    """One connection that asks again as soon as it has the whole answer; all answers are of one length."""

    def __init__(self, request: bytes, length: int) -> None:
        self._request = request
        self._length = length
        self._received = 0
        self._transport: asyncio.WriteTransport | None = None
        self.answers = 0

    def connection_made(self, transport: asyncio.BaseTransport) -> None:
        assert isinstance(transport, asyncio.WriteTransport)
        self._transport = transport
        transport.write(self._request)

    def data_received(self, data: bytes) -> None:
        self._received += len(data)
        if self._received >= self._length and self._transport is not None:
            self._received -= self._length
            self.answers += 1
            self._transport.write(self._request)


async def answer_length(port: int, request: bytes) -> int:
    """Bytes of one answer, head and body."""
    reader, writer = await asyncio.open_connection("127.0.0.1", port)
    writer.write(request)
    head = await reader.readuntil(b"\r\n\r\n")
    fields = dict(line.lower().split(b": ", 1) for line in head.split(b"\r\n")[1:] if line)
    if not head.startswith(b"HTTP/1.1 200"):
        raise RuntimeError(head.decode())
    writer.close()
    return len(head) + int(fields[b"content-length"])


async def rate(port: int) -> float:
    """Answers a second."""
    request = f"GET {PATH} HTTP/1.1\r\nHost: 127.0.0.1:{port}\r\n\r\n".encode()
    length = await answer_length(port, request)
    loop = asyncio.get_running_loop()
    asking = [
        await loop.create_connection(lambda: _Asking(request, length), "127.0.0.1", port)
        for _ in range(CONNECTIONS)
    ]
    started = time.perf_counter()
    await asyncio.sleep(SECONDS)
    answers = sum(protocol.answers for _, protocol in asking)
    took = time.perf_counter() - started
    for transport, _ in asking:
        transport.close()
    return answers / took


@asynccontextmanager
async def plain(settings: SearchSettings, size: int) -> AsyncIterator[int]:
    """The peer as a process; its port once it answers."""
    with socket.socket() as taken:
        taken.bind(("127.0.0.1", 0))
        port: int = taken.getsockname()[1]
    argv = (sys.executable, "-m", "benchmarks.p5_cached", str(port), str(size))
    async with Supervisor([Program("plain", argv, {}, settings.state_dir / "plain.log")]):
        for _ in range(300):
            try:
                _, writer = await asyncio.open_connection("127.0.0.1", port)
                break
            except OSError:
                await asyncio.sleep(0.1)
        writer.close()
        yield port


async def main() -> None:
    with fresh_settings() as settings:
        client = connect(settings, 60)
        await provision(settings)
        await Archive(client, settings).grow(DOCUMENTS)
        async with gateway(settings) as address:
            async with aiohttp.ClientSession() as session, session.get(address + PATH) as found:
                size = len(await found.read())
            port = int(address.rsplit(":", 1)[1])
            async with plain(settings, size) as other:
                rates = [(await rate(port), await rate(other)) for _ in range(ROUNDS + 1)][1:]
        await client.close()
    ours, peer = sorted(a for a, _ in rates)[ROUNDS // 2], sorted(b for _, b in rates)[ROUNDS // 2]
    notes = f"{size} bytes, {CONNECTIONS} connections; a kept answer is made anew each second"
    found_figure = Figure(
        "P5", "a kept answer of the gateway", "requests/s", ours, peer, 0.81, "higher", ROUNDS, notes, 0.9
    )
    print(found_figure.line())


if __name__ == "__main__":
    if len(sys.argv) == 3:
        serve(int(sys.argv[1]), int(sys.argv[2]))
    else:
        asyncio.run(main())

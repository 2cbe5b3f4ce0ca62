"""A TCP proxy of our own between a service and an engine, and the faults of a network that it can play."""

from __future__ import annotations

import asyncio
import socket
import struct
from collections.abc import Iterator
from contextlib import contextmanager, suppress
from dataclasses import dataclass

CHUNK = 64 * 1024
LOOPBACK = "127.0.0.1"
RESET = struct.pack("ii", 1, 0)  # SO_LINGER: closing sends RST instead of FIN


@dataclass(frozen=True, slots=True)
class Weather:
    """What the network does now.

    `refuse`: connections end as soon as they are made. `swallow`: bytes of both directions vanish,
    connections stay. `deaf`: requests arrive, answers vanish (half-open). `delay_s`: of every chunk.
    `bytes_per_s`: of each direction of a connection. `cut_after`: a reset so many bytes into an answer.
    """

    refuse: bool = False
    swallow: bool = False
    deaf: bool = False
    delay_s: float = 0.0
    bytes_per_s: int | None = None
    cut_after: int | None = None


FAIR = Weather()


class TcpProxy:
    """`async with TcpProxy(host, port) as proxy:` listens on `proxy.port`; its weather may change."""

    def __init__(self, host: str, port: int, listen: int = 0) -> None:
        self._target = (host, port)
        self.port = listen
        self.weather = FAIR
        self._server: asyncio.Server | None = None
        self._links: set[_Link] = set()

    async def __aenter__(self) -> TcpProxy:
        self._server = await asyncio.start_server(self._accept, LOOPBACK, self.port)
        self.port = self._server.sockets[0].getsockname()[1]
        return self

    async def __aexit__(self, *_: object) -> None:
        assert self._server is not None
        self._server.close()
        self.reset()
        await asyncio.gather(*(link.closed.wait() for link in self._links))

    @property
    def address(self) -> str:
        return f"{LOOPBACK}:{self.port}"

    @contextmanager
    def during(self, weather: Weather) -> Iterator[None]:
        """This weather for the block; what was swallowed is lost for good, so its connections are reset."""
        self.weather = weather
        if weather.refuse:
            self.reset()
        try:
            yield
        finally:
            self.weather = FAIR
            if weather.swallow or weather.deaf:
                self.reset()

    def reset(self) -> None:
        """Every open connection ends at once, on both sides."""
        for link in self._links:
            link.reset()

    async def _accept(self, reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        try:
            upstream = await asyncio.open_connection(*self._target)
        except OSError:
            _reset(writer)
            return
        link = _Link(self, (reader, writer), upstream)
        if self.weather.refuse:
            link.reset()
            return
        self._links.add(link)
        try:
            await link.run()
        finally:
            self._links.discard(link)


class _Link:
    """One connection: client to engine and back."""

    def __init__(
        self,
        proxy: TcpProxy,
        client: tuple[asyncio.StreamReader, asyncio.StreamWriter],
        engine: tuple[asyncio.StreamReader, asyncio.StreamWriter],
    ) -> None:
        self._proxy = proxy
        self._client = client
        self._engine = engine
        self.closed = asyncio.Event()

    async def run(self) -> None:
        """Until either side closes."""
        ways = [
            asyncio.ensure_future(self._pump(self._client[0], self._engine[1], answers=False)),
            asyncio.ensure_future(self._pump(self._engine[0], self._client[1], answers=True)),
        ]
        try:
            await asyncio.wait(ways, return_when=asyncio.FIRST_COMPLETED)
        finally:
            for way in ways:
                way.cancel()
            await asyncio.gather(*ways, return_exceptions=True)
            for _, writer in (self._client, self._engine):
                writer.close()
            self.closed.set()

    def reset(self) -> None:
        for _, writer in (self._client, self._engine):
            _reset(writer)

    async def _pump(
        self, reader: asyncio.StreamReader, writer: asyncio.StreamWriter, *, answers: bool
    ) -> None:
        with suppress(OSError):
            while data := await reader.read(CHUNK):
                weather = self._proxy.weather
                if weather.swallow or (weather.deaf and answers):
                    continue
                if weather.delay_s:
                    await asyncio.sleep(weather.delay_s)
                if weather.bytes_per_s:
                    await asyncio.sleep(len(data) / weather.bytes_per_s)
                if answers and weather.cut_after is not None and len(data) > weather.cut_after:
                    writer.write(data[: weather.cut_after])
                    await writer.drain()
                    self.reset()
                    return
                writer.write(data)
                await writer.drain()


def _reset(writer: asyncio.StreamWriter) -> None:
    connection: socket.socket | None = writer.get_extra_info("socket")
    with suppress(OSError):
        if connection is not None:
            connection.setsockopt(socket.SOL_SOCKET, socket.SO_LINGER, RESET)
    writer.transport.abort()

"""P12: how late the slowest of many open streams hears of a headline, and what a stream costs in memory.

`python -m benchmarks.p12_fanout [STREAMS]`. All streams are of one gateway; the time is from the broker's
acknowledgement of a headline to its last byte in the client, which shares the machine's cores.
"""

from __future__ import annotations

import asyncio
import statistics
import sys
import time
from dataclasses import dataclass
from datetime import UTC, datetime

import psutil
from services.contracts.headline import Headline
from services.contracts.source import SourceRef
from services.runtime.producer import EventProducer
from services.runtime.provision import provision
from services.search.cluster import AsyncElasticsearch
from services.search.settings import SearchSettings

from benchmarks.archive import Archive
from benchmarks.figure import Figure
from benchmarks.p4_search import gateway
from benchmarks.stack import connect, fresh_settings

STREAMS = 2_000
HEADLINES = 40
WARM_UP = 5
EVERY_S = 0.5
AT_ONCE = 100  # connections that are opened together
REQUEST = b"GET /v1/headlines/stream HTTP/1.1\r\nHost: localhost\r\nAccept: text/event-stream\r\n\r\n"
SOURCE = SourceRef(id="alalam", name="العلم", name_latin="Al Alam", country="ma")


class Stream(asyncio.Protocol):
    """One client, which notes when each headline came."""

    def __init__(self) -> None:
        self.arrivals: list[float] = []
        self.refusal = b""
        self.open = asyncio.Event()

    def connection_made(self, transport: asyncio.BaseTransport) -> None:
        self.transport = transport
        if isinstance(transport, asyncio.WriteTransport):
            transport.write(REQUEST)

    def data_received(self, data: bytes) -> None:
        now = time.monotonic()
        if not self.open.is_set():
            self.refusal = b"" if b" 200 " in data[:20] else data[:200]
            self.open.set()
        self.arrivals += [now] * data.count(b"event: headline\n")

    def connection_lost(self, exc: Exception | None) -> None:  # noqa: ARG002 # asyncio's
        self.open.set()


async def opened(address: str, count: int) -> list[Stream]:
    """So many streams, each after its `hello`. Raises RuntimeError with the answer to one that is refused."""
    loop = asyncio.get_running_loop()
    port = int(address.rsplit(":", 1)[1])
    streams: list[Stream] = []
    while len(streams) < count:
        some = [
            await loop.create_connection(Stream, "127.0.0.1", port)
            for _ in range(min(AT_ONCE, count - len(streams)))
        ]
        for _, stream in some:
            await stream.open.wait()
            if stream.refusal:
                raise RuntimeError(f"stream {len(streams)}: {stream.refusal.decode(errors='replace')}")
            streams.append(stream)
    return streams


def headline(number: int) -> Headline:
    return Headline(
        article_id=f"a_{number}",
        title=f"مجلس النواب يصادق بالأغلبية على مشروع القانون رقم {number}",
        source=SOURCE,
        url=f"https://alalam.example/{number}",
        section="politics",
        indexed_at=datetime.now(UTC),
    )


async def heard(streams: list[Stream], count: int) -> None:
    """Return when every stream has had so many headlines. Raises TimeoutError."""
    async with asyncio.timeout(60):
        while any(len(stream.arrivals) < count for stream in streams):  # noqa: ASYNC110 # no event of all
            await asyncio.sleep(0.01)


async def delays(settings: SearchSettings, streams: list[Stream]) -> list[float]:
    """Seconds from the acknowledgement of each headline to its arrival, of all streams together."""
    sent: list[float] = []
    async with EventProducer(settings, "bench") as producer:
        for number in range(WARM_UP + HEADLINES):
            await producer.publish([headline(number)])
            sent.append(time.monotonic())
            await heard(streams, number + 1)
            await asyncio.sleep(EVERY_S)
    return [
        arrival - acknowledged
        for stream in streams
        for arrival, acknowledged in zip(stream.arrivals[WARM_UP:], sent[WARM_UP:], strict=True)
    ]


@dataclass(frozen=True, slots=True)
class Fanout:
    """`delays` in s, kilobytes of a stream, and processor time in s of one headline to all of them."""

    delays: list[float]
    stream_kb: float
    headline_s: float


def gateway_process() -> psutil.Process:
    """Of the gateway that this process started."""
    children = psutil.Process().children(recursive=True)
    (process,) = [child for child in children if child.cmdline()[-2:] == ["run", "gateway"]]
    return process


async def served(client: AsyncElasticsearch, settings: SearchSettings, count: int) -> Fanout:
    await provision(settings)
    await Archive(client, settings).grow(1)
    async with gateway(settings) as address:
        for stream in await opened(address, 50):
            stream.transport.close()
        process = gateway_process()
        before = process.memory_info().rss
        streams = await opened(address, count)
        stream_kb = (process.memory_info().rss - before) / count / 1000
        idle = sum(process.cpu_times()[:2])
        found = await delays(settings, streams)
        headline_s = (sum(process.cpu_times()[:2]) - idle) / (WARM_UP + HEADLINES)
        for stream in streams:
            stream.transport.close()
    return Fanout(found, stream_kb, headline_s)


async def main(count: int) -> None:
    with fresh_settings() as settings:
        client = connect(settings, 60)
        fanout = await served(client, settings, count)
        await client.close()
    late = [1000 * delay for delay in sorted(fanout.delays)]
    notes = (
        f"{HEADLINES} headlines; median {statistics.median(late):.0f} ms, last {late[-1]:.0f} ms, "
        f"processor time of the gateway {1000 * fanout.headline_s:.0f} ms a headline"
    )
    what = f"a headline to {count:,} streams of one gateway, p99"
    print(Figure("P12", what, "ms", late[int(len(late) * 0.99)], None, 300, "lower", 1, notes, 100).line())
    what = f"memory of one of {count:,} streams"
    print(Figure("P12", what, "kB", fanout.stream_kb, None, 50, "lower", 1).line())


if __name__ == "__main__":
    asyncio.run(main(int(sys.argv[1]) if sys.argv[1:] else STREAMS))

"""P9: the poller, nine polls of ten answered 304, against a bare aiohttp loop, both on loopback.

The figure is feeds a second by the clock. A server that takes longer for a poll than the peer would cap both
sides, and a busy machine brings them together; so the notes give the CPU time a poll of each process as well.
"""

from __future__ import annotations

import asyncio
import logging
import statistics
import sys
import time
from collections.abc import Coroutine, Sequence
from dataclasses import dataclass
from multiprocessing import get_context
from multiprocessing.connection import Connection
from typing import Any

import aiohttp
import structlog
from aiohttp import web
from services.contracts.health import SourceHealth
from services.contracts.page import Page
from services.contracts.source import Feed, Source
from services.ingest.politeness import PoliteClient
from services.ingest.poll.hubs import NO_LEASE, Hubs, Lease
from services.ingest.poll.newspaper import Newspaper
from services.ingest.poll.schedule import Bounds
from services.ingest.poll.state import FeedState
from services.web.http import GuardedClient

from benchmarks.figure import Figure

NEWSPAPERS = 500
CONCURRENCY = 64
ROUNDS = 5
ENTRIES = 10
CPU = "/cpu"  # where the server tells the seconds of CPU it took so far


@dataclass(frozen=True, slots=True)
class Round:
    """One poll of every newspaper: polls a second, and microseconds of CPU a poll, here and in the server."""

    rate: float
    cpu: float
    server: float

    @property
    def spent(self) -> str:
        return f"{self.cpu:.0f} µs (server {self.server:.0f})"


def serve(pipe: Connection) -> None:
    """In a process of its own, so that it takes nothing from either side's loop."""
    asyncio.run(_serve(pipe))


async def _serve(pipe: Connection) -> None:
    asked: dict[str, int] = {}

    async def answer(request: web.Request) -> web.Response:
        if request.path == "/robots.txt":
            return web.Response(status=404)
        if request.path == CPU:
            return web.Response(text=str(time.process_time()))
        count = asked[request.path] = asked.get(request.path, 0) + 1
        number = int(request.path.rpartition("/")[2])
        if "If-None-Match" in request.headers and (number + count) % 10:
            return web.Response(status=304)
        items = "".join(
            f"<item><title>خبر {n}</title><link>{request.url.origin()}/{n}</link></item>"
            for n in range(ENTRIES)
        )
        return web.Response(text=f"<rss><channel>{items}</channel></rss>", headers={"ETag": '"1"'})

    app = web.Application()
    app.router.add_get("/{path:.*}", answer)
    runner = web.AppRunner(app, access_log=None)
    await runner.setup()
    await web.TCPSite(runner, "0.0.0.0", 0).start()  # every newspaper has a loopback address of its own
    pipe.send(runner.addresses[0][1])
    await asyncio.Event().wait()


class Shelf:
    """A ledger that knows every article already: only polling is measured."""

    def __init__(self, sources: dict[str, Source]) -> None:
        self.sources = sources
        self.states: dict[str, dict[str, Any]] = {}

    def source(self, source_id: str) -> Source | None:
        return self.sources[source_id]

    def feed(self, _: Source, feed: Feed) -> FeedState:
        return FeedState.from_json(self.states.get(feed.url, {}))

    async def keep(self, _: Source, feed: Feed, state: FeedState) -> None:
        self.states[feed.url] = state.to_json()

    async def publish(self, _: Page) -> bool:
        return True

    def lease(self, _: str, __: str) -> Lease:
        return NO_LEASE

    async def report(self, _: SourceHealth) -> None:
        """Nobody asks."""


def registered(port: int) -> dict[str, Source]:
    hosts = {f"paper{n}": f"127.0.{1 + n // 250}.{1 + n % 250}:{port}" for n in range(NEWSPAPERS)}
    return {
        name: Source(
            id=name,
            name=name,
            feeds=(Feed(url=f"http://{host}/feed/{name[5:]}"),),
            allow=(host,),
            crawl_delay=0,
        )
        for name, host in hosts.items()
    }


async def measure(port: int) -> tuple[Round, Round]:
    """Both sides, medians of interleaved rounds."""
    sources = registered(port)
    clock = [0.0]
    rounds: list[tuple[Round, Round]] = []
    async with GuardedClient("nashra-bench") as guarded, aiohttp.ClientSession() as bare:
        polite = PoliteClient(guarded, "nashra", 0, CONCURRENCY)
        shelf = Shelf(sources)
        hubs = Hubs(polite, shelf, "", "")
        papers = [Newspaper(name, shelf, polite, hubs, Bounds(1, 1), lambda: clock[0]) for name in sources]
        turns = asyncio.Semaphore(CONCURRENCY)

        async def ours(paper: Newspaper, source: Source) -> None:
            async with turns:
                await paper.read(source)

        async def peer(source: Source) -> None:
            async with turns, bare.get(source.feeds[0].url, headers={"If-None-Match": '"1"'}) as answer:
                await answer.read()

        async def server_cpu() -> float:
            async with bare.get(f"http://127.0.0.1:{port}{CPU}") as answer:
                return float(await answer.text())

        async def timed(work: list[Coroutine[Any, Any, None]]) -> Round:
            server = await server_cpu()
            started, cpu = time.perf_counter(), time.process_time()
            await asyncio.gather(*work)
            seconds, cpu = time.perf_counter() - started, time.process_time() - cpu
            server = await server_cpu() - server
            return Round(len(work) / seconds, cpu / len(work) * 1e6, server / len(work) * 1e6)

        for _ in range(ROUNDS + 2):  # the first meets new articles, the second warms up
            clock[0] += 10
            mine = await timed([ours(*pair) for pair in zip(papers, sources.values(), strict=True)])
            rounds.append((mine, await timed([peer(source) for source in sources.values()])))
    return median_of([mine for mine, _ in rounds[2:]]), median_of([other for _, other in rounds[2:]])


def median_of(rounds: Sequence[Round]) -> Round:
    return Round(
        statistics.median(one.rate for one in rounds),
        statistics.median(one.cpu for one in rounds),
        statistics.median(one.server for one in rounds),
    )


if __name__ == "__main__":
    structlog.configure(wrapper_class=structlog.make_filtering_bound_logger(logging.ERROR))
    near, far = get_context("spawn").Pipe()
    server = get_context("spawn").Process(target=serve, args=(far,), daemon=True)
    server.start()
    if not near.poll(30):
        sys.exit("the press did not start")
    ours, peer = asyncio.run(measure(near.recv()))
    server.terminate()
    print(
        Figure(
            id="P9",
            what="polling newspapers on loopback, 90 % not modified, against a bare aiohttp loop",
            unit="feeds/s",
            ours=round(ours.rate, 1),
            peer=round(peer.rate, 1),
            goal=0.7,
            stretch=0.8,
            better="higher",
            rounds=ROUNDS,
            notes=f"{NEWSPAPERS} hosts, {CONCURRENCY} requests under way, {ENTRIES} entries a feed; "
            f"CPU a poll: ours {ours.spent}, peer {peer.spent}",
        ).line()
    )

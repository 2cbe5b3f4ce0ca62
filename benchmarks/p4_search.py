"""P4: a search through the gateway against the same body straight to Elasticsearch; median and p99."""

from __future__ import annotations

import asyncio
import socket
import statistics
import sys
import time
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from datetime import UTC, datetime

import aiohttp
from services.cli.supervisor import Program, Supervisor
from services.runtime.provision import provision
from services.search import generations
from services.search.bulk import BulkWriter, Write
from services.search.cluster import AsyncElasticsearch
from services.search.corrections import suggest_body
from services.search.documents import article_document
from services.search.grammar import positive
from services.search.parsing import parse
from services.search.queries import search_body
from services.search.results import Page, SearchRequest
from services.search.settings import SearchSettings

from benchmarks.figure import Figure
from benchmarks.news import enriched_articles, queries
from benchmarks.stack import connect, fresh_settings

DOCUMENTS = 10_000
WARM_UP = 1000
ROUNDS = 5
SEARCHES = 200
LIMIT = 20


@asynccontextmanager
async def gateway(settings: SearchSettings) -> AsyncIterator[str]:
    """A gateway process; its address once it is ready."""
    with socket.socket() as taken:
        taken.bind(("127.0.0.1", 0))
        port = taken.getsockname()[1]
    environment = {
        "NASHRA_KAFKA": settings.kafka,
        "NASHRA_ELASTICSEARCH": settings.elasticsearch,
        "NASHRA_NAMESPACE": settings.namespace,
        "NASHRA_STATE_DIR": str(settings.state_dir),
        "NASHRA_LOG_LEVEL": "warning",
        "NASHRA_PORT": str(port),
        "NASHRA_QUOTA_PER_MINUTE": "10000000",
    }
    argv = (sys.executable, "-m", "services.cli", "run", "gateway")
    program = Program("gateway", argv, environment, settings.state_dir / "gateway.log")
    address = f"http://127.0.0.1:{port}"
    async with Supervisor([program]), aiohttp.ClientSession() as session:
        deadline = time.monotonic() + 60
        while not await _ready(session, address):
            if time.monotonic() > deadline:
                raise TimeoutError(f"the gateway is not ready: see {program.log}")
            await asyncio.sleep(0.2)
        yield address


async def _ready(session: aiohttp.ClientSession, address: str) -> bool:
    try:
        async with session.get(f"{address}/readyz") as answer:
            return answer.status == 200
    except aiohttp.ClientError:
        return False


async def through_gateway(session: aiohttp.ClientSession, address: str, text: str) -> float:
    """Milliseconds."""
    started = time.perf_counter()
    async with session.get(f"{address}/v1/search", params={"q": text, "limit": str(LIMIT)}) as answer:
        await answer.read()
        answer.raise_for_status()
    return (time.perf_counter() - started) * 1000


async def straight(client: AsyncElasticsearch, index: str, text: str) -> float:
    """The same body, made before the clock starts, the answer read as JSON."""
    request, query = SearchRequest(text=text, page=Page(LIMIT)), parse(text)
    body = search_body(request, query, datetime.now(UTC))
    body["suggest"] = suggest_body(list(positive(query.root)))
    started = time.perf_counter()
    await client.search(index=index, body=body)
    return (time.perf_counter() - started) * 1000


async def fill(client: AsyncElasticsearch, settings: SearchSettings) -> None:
    live = await generations.provision(client, settings)
    now = datetime.now(UTC)
    writer = BulkWriter(client, settings, settings.named(generations.ARTICLES))
    articles = enriched_articles(DOCUMENTS)  # what the queries are taken from is among them
    for first in range(0, DOCUMENTS, 1000):
        chunk = articles[first : first + 1000]
        await writer.write([Write(a.article_id, 1, article_document(a, now)) for a in chunk])
    await client.indices.refresh(index=live)


async def main() -> None:
    with fresh_settings() as settings:
        client = connect(settings, 60)
        await provision(settings)
        await fill(client, settings)
        texts = queries(WARM_UP + ROUNDS * SEARCHES)
        index = settings.named(generations.ARTICLES)
        ours: list[float] = []
        peer: list[float] = []
        async with gateway(settings) as address, aiohttp.ClientSession() as session:
            for number, text in enumerate(texts):
                if number % 2:  # who asks second finds warm what the first one read
                    straight_ms = await straight(client, index, text)
                gateway_ms = await through_gateway(session, address, text)
                if not number % 2:
                    straight_ms = await straight(client, index, text)
                if number >= WARM_UP:
                    ours.append(gateway_ms)
                    peer.append(straight_ms)
        await client.close()
    for what, cut, goal, stretch in (("p50", 49, 1.35, 1.25), ("p99", 98, 1.4, 1.3)):
        figure = Figure(
            id="P4",
            what=f"gateway search {what}",
            unit="ms",
            ours=statistics.quantiles(ours, n=100)[cut],
            peer=statistics.quantiles(peer, n=100)[cut],
            goal=goal,
            stretch=stretch,
            better="lower",
            rounds=ROUNDS,
            notes=f"{DOCUMENTS} articles, {ROUNDS * SEARCHES} searches after {WARM_UP}, highlights on",
        )
        print(figure.line())


if __name__ == "__main__":
    asyncio.run(main())

"""P1: the whole pipeline, pages → searchable, against trafilatura and `helpers.bulk` in one script."""

from __future__ import annotations

import asyncio
import statistics
import time

import trafilatura
from elasticsearch.helpers import async_bulk
from services.runtime.producer import EventProducer
from services.search.cluster import AsyncElasticsearch
from services.search.settings import SearchSettings

from benchmarks.figure import Figure
from benchmarks.pages import documents, pages
from benchmarks.stack import connect, fresh_settings, indexed, workers

COUNT = 900
ROUNDS = 5
STAGES = ("extract", "enrich", "index")


async def ours(
    settings: SearchSettings, client: AsyncElasticsearch, producer: EventProducer, done: int
) -> float:
    """Articles a second, through all stages."""
    batch = pages(COUNT * (done + 1))[COUNT * done :]
    started = time.perf_counter()
    await producer.publish(batch)
    await indexed(client, settings, COUNT * (done + 1))
    return COUNT / (time.perf_counter() - started)


async def peer(client: AsyncElasticsearch, index: str, done: int) -> float:
    """The same pages extracted and sent in one process, without Kafka and enrichment."""
    batch = list(documents(COUNT * (done + 1)))[COUNT * done :]
    started = time.perf_counter()

    def actions() -> list[dict[str, object]]:
        return [
            {
                "_index": index,
                "_id": url,
                "title": url,
                "body": trafilatura.extract(body, favor_precision=False) or "",
            }
            for _, url, body in batch
        ]

    await async_bulk(client, actions(), refresh="wait_for")
    return COUNT / (time.perf_counter() - started)


async def main() -> None:
    with fresh_settings() as settings:
        client = connect(settings, 60)
        rates: list[tuple[float, float]] = []
        async with (
            EventProducer(settings, "bench") as producer,
            workers(settings, STAGES),
        ):
            for done in range(ROUNDS + 1):
                pair = (
                    await ours(settings, client, producer, done),
                    await peer(client, settings.named("peer"), done),
                )
                rates.append(pair)
        await client.close()
    warm = rates[1:]
    figure = Figure(
        id="P1",
        what="whole pipeline, pages to searchable",
        unit="articles/s",
        ours=statistics.median(a for a, _ in warm),
        peer=statistics.median(b for _, b in warm),
        goal=0.9,
        stretch=1.2,
        better="higher",
        rounds=ROUNDS,
        notes=f"{COUNT} pages a round; the peer is one script without Kafka and enrichment",
    )
    print(figure.line())


if __name__ == "__main__":
    asyncio.run(main())

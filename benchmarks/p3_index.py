"""P3: Kafka → index, against pre-serialised `_bulk` requests of the same documents from two threads.

What goes in is encoded before the clock starts on both sides: it is the index role that is measured.
"""

from __future__ import annotations

import asyncio
import statistics
import time
from concurrent.futures import ThreadPoolExecutor
from datetime import UTC, datetime

from elasticsearch import Elasticsearch
from services.contracts.article import EnrichedArticle
from services.contracts.event import Envelope
from services.contracts.topics import ENRICHED
from services.runtime.producer import EventProducer, settle
from services.search import generations
from services.search.bulk import Write, encode
from services.search.cluster import AsyncElasticsearch
from services.search.documents import article_document
from services.search.settings import SearchSettings

from benchmarks.figure import Figure
from benchmarks.news import enriched_articles
from benchmarks.stack import connect, fresh_settings, indexed, workers

COUNT = 4000  # so that the wait for the last refresh, up to a second, is little of it
ROUNDS = 5
BULK = 500


async def ours(
    client: AsyncElasticsearch, settings: SearchSettings, articles: list[EnrichedArticle], done: int
) -> float:
    """Documents a second, from the first message to the last searchable document."""
    topic = ENRICHED.physical(settings.namespace)
    headers = Envelope.new("bench", ENRICHED.event.__name__).headers()
    messages = [(ENRICHED.key_of(article), article.encode()) for article in articles]
    async with EventProducer(settings, "bench") as producer:
        started = time.perf_counter()
        sent = [await producer.enqueue_raw(topic, key, value, headers) for key, value in messages]
        for delivery in sent:
            await settle(delivery)
        await indexed(client, settings, done + len(articles))
        return len(articles) / (time.perf_counter() - started)


def peer(client: Elasticsearch, index: str, articles: list[EnrichedArticle]) -> float:
    """The same documents, made and serialised before the clock starts, into an index of the same settings."""
    now = datetime.now(UTC)
    encoded = [encode(Write(f"peer-{a.article_id}", 1, article_document(a, now))) for a in articles]
    requests = [encoded[at : at + BULK] for at in range(0, len(encoded), BULK)]
    started = time.perf_counter()
    with ThreadPoolExecutor(2) as threads:
        list(threads.map(lambda request: client.bulk(index=index, operations=request), requests))
    client.indices.refresh(index=index)
    return len(articles) / (time.perf_counter() - started)


async def main() -> None:
    with fresh_settings() as settings:
        client, plain = connect(settings, 60), Elasticsearch(settings.elasticsearch, request_timeout=60)
        await generations.provision(client, settings)
        other = await generations.create(client, settings, datetime.now(UTC))
        rates: list[tuple[float, float]] = []
        async with workers(settings, ("index",)):
            for done in range(ROUNDS + 1):
                articles = enriched_articles(COUNT, variant=done)
                rates.append(
                    (
                        await ours(client, settings, articles, done * COUNT),
                        await asyncio.to_thread(peer, plain, other, articles),
                    )
                )
        await client.close()
        plain.close()
    warm = rates[1:]
    figure = Figure(
        id="P3",
        what="Kafka to index",
        unit="documents/s",
        ours=statistics.median(a for a, _ in warm),
        peer=statistics.median(b for _, b in warm),
        goal=0.6,
        stretch=0.8,
        better="higher",
        rounds=ROUNDS,
        notes=f"{COUNT} articles a round, encoded before on both sides; "
        "ours includes Kafka, decoding, making the documents, and one headline each",
    )
    print(figure.line())


if __name__ == "__main__":
    asyncio.run(main())

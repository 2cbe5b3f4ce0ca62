"""The same work twice, for comparing: `python -m tests.workers.plain ours` or `… bare SESSION_SECONDS`.

An article comes in, is decoded and validated, and goes out enriched with nothing: once by a stage, once by a
bare aiokafka consumer that commits each batch.
"""

from __future__ import annotations

import asyncio
import signal
import sys
from collections.abc import Sequence
from datetime import UTC, datetime

from aiokafka import AIOKafkaConsumer
from services.contracts.article import Article, EnrichedArticle
from services.contracts.topics import ARTICLES, ENRICHED
from services.runtime.outcome import Done, Outcome, Record
from services.runtime.producer import EventProducer
from services.runtime.settings import Settings

BATCH = 100
WRITTEN = datetime(2025, 4, 5, tzinfo=UTC)


def enriched(article: Article) -> EnrichedArticle:
    return EnrichedArticle(article=article, lang="ar", enriched_at=WRITTEN)


async def ours(settings: Settings) -> int:
    from services.runtime.faust_adapter.worker import run_worker, worker
    from services.runtime.stage import stage

    app = worker("plain-ours", settings)

    async def handle(records: Sequence[Record[Article]]) -> Sequence[Outcome]:
        return [Done((enriched(record.event),)) for record in records]

    stage(app, settings, ARTICLES, handle, ENRICHED, batch_size=BATCH)
    return await run_worker(app)


async def bare(settings: Settings, session_s: float) -> int:
    """Takes the session timeout of a stage: how long a group waits for a dead member is not what differs."""
    consumer = AIOKafkaConsumer(
        ARTICLES.physical(settings.namespace),
        bootstrap_servers=settings.kafka,
        group_id=settings.named("nashra-plain-bare"),
        enable_auto_commit=False,
        auto_offset_reset="earliest",
        session_timeout_ms=int(session_s * 1000),
        heartbeat_interval_ms=2000,
    )
    stop = asyncio.Event()
    asyncio.get_running_loop().add_signal_handler(signal.SIGTERM, stop.set)
    async with EventProducer(settings, "bare") as producer, consumer:
        while not stop.is_set():
            fetched = await consumer.getmany(timeout_ms=500, max_records=BATCH)
            records = [record for found in fetched.values() for record in found]
            if records:
                articles = [Article.model_validate_json(record.value) for record in records]
                await producer.publish([enriched(article) for article in articles])
                await consumer.commit()
    return 0


if __name__ == "__main__":
    own = Settings(log_format="json")
    sys.exit(asyncio.run(bare(own, float(sys.argv[2])) if sys.argv[1] == "bare" else ours(own)))

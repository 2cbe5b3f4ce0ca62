"""P2: a stage with a handler that does nothing, against the same loop in stock Faust `take(500)`.

Both read the same articles from the beginning, each in a new process and a new group; counted from the first
batch to the last. Ours decodes, validates and commits each batch; stock Faust hands out bytes.
"""

from __future__ import annotations

import asyncio
import os
import subprocess
import sys
import tempfile
import time
import uuid
from collections.abc import Sequence
from datetime import UTC, datetime
from typing import Any

import faust
from services.contracts.article import Article, Paragraph, Published
from services.contracts.source import SourceRef
from services.contracts.topics import ARTICLES
from services.runtime.faust_adapter.worker import run_worker, worker
from services.runtime.outcome import Done, Outcome, Record
from services.runtime.producer import EventProducer
from services.runtime.provision import provision
from services.runtime.settings import Settings
from services.runtime.stage import stage

from benchmarks.figure import Figure, interleaved
from benchmarks.stack import fresh_settings

COUNT = 30_000
BATCH = 500
ROUNDS = 5
TEXT = "صادق مجلس النواب، مساء الجمعة، على مشروع قانون المالية بالأغلبية بعد نقاش دام ساعات. "


def article(n: int) -> Article:
    """Three paragraphs, 1.2 kB of text."""
    return Article(
        id=f"a_{n}",
        source=SourceRef(id="alalam", name="العلم", name_latin="Al Alam", country="ma"),
        url=f"https://alalam.example/{n}",
        title="مجلس النواب يصادق على مشروع قانون المالية",
        blocks=tuple(Paragraph(text=TEXT * 3) for _ in range(3)),
        published=Published(date=datetime(2025, 4, 5, tzinfo=UTC).date(), precision="day"),
        fetched_at=datetime(2025, 4, 5, tzinfo=UTC),
    )


class Rate:
    """Counts messages; after the last one prints how many came in a second, and ends the process."""

    def __init__(self) -> None:
        self._count = 0
        self._started = 0.0

    def add(self, messages: int) -> None:
        if not self._count:
            self._started = time.perf_counter()
        self._count += messages
        if self._count >= COUNT:
            print(self._count / (time.perf_counter() - self._started), flush=True)
            os._exit(0)


async def ours() -> None:
    settings, rate = Settings(), Rate()
    app = worker(f"p2-{uuid.uuid4().hex[:6]}", settings)

    async def nothing(records: Sequence[Record[Article]]) -> Sequence[Outcome]:
        rate.add(len(records))
        return [Done() for _ in records]

    stage(app, settings, ARTICLES, nothing, batch_size=BATCH)
    await run_worker(app)


async def stock() -> None:
    settings, rate = Settings(), Rate()
    app = faust.App(
        settings.named(f"p2-stock-{uuid.uuid4().hex[:6]}"),
        datadir=tempfile.mkdtemp(),  # Faust makes one, although it keeps its tables in memory
        broker=f"kafka://{settings.kafka}",
        web_enabled=False,
        topic_disable_leader=True,
        broker_commit_interval=1.0,
        consumer_auto_offset_reset="earliest",
    )
    topic = app.topic(ARTICLES.physical(settings.namespace), key_serializer="raw", value_serializer="raw")

    @app.agent(topic)
    async def nothing(stream: Any) -> None:
        async for values in stream.take(BATCH, within=0.2):
            rate.add(len(values))

    await app.start()
    await app.wait_until_stopped()


def run(which: str, settings: Settings) -> float:
    """Messages a second of one process."""
    environment = {
        **os.environ,
        "NASHRA_KAFKA": settings.kafka,
        "NASHRA_NAMESPACE": settings.namespace,
        "NASHRA_PARTITIONS": str(settings.partitions),
        "NASHRA_LOG_LEVEL": "error",
    }
    done = subprocess.run(
        [sys.executable, "-m", "benchmarks.p2_stage", which],
        env=environment,
        stdout=subprocess.PIPE,
        text=True,
        check=True,
        timeout=300,
    )
    return float(done.stdout.split()[-1])


async def fill(settings: Settings) -> None:
    await provision(settings)
    async with EventProducer(settings, "bench") as producer:
        for start in range(0, COUNT, 2000):
            await producer.publish([article(n) for n in range(start, start + 2000)])


def measure() -> Figure:
    with fresh_settings() as settings:
        asyncio.run(fill(settings))
        mine, theirs = interleaved(
            lambda: run("ours", settings), lambda: run("stock", settings), rounds=ROUNDS
        )
    return Figure(
        id="P2",
        what="a stage with a no-op handler, against stock Faust take(500)",
        unit="messages/s",
        ours=mine,
        peer=theirs,
        goal=1.5,
        stretch=2,
        better="higher",
        rounds=ROUNDS,
        notes="ours decodes, validates and commits each batch; stock Faust hands out bytes and may lose them",
    )


if __name__ == "__main__":
    match sys.argv[1:]:
        case ["ours"]:
            asyncio.run(ours())
        case ["stock"]:
            asyncio.run(stock())
        case _:
            print(measure().line())

"""What was handed to the platform, what the broker acknowledged of it, and what befell meanwhile."""

from __future__ import annotations

import asyncio
import itertools
import random
import time
from collections.abc import AsyncIterator, Sequence
from contextlib import asynccontextmanager
from dataclasses import dataclass, field

from services.contracts.article import Article
from services.contracts.event import Event
from services.contracts.topics import ARTICLES
from services.runtime.errors import Unreachable
from services.runtime.producer import EventProducer
from services.runtime.settings import Settings
from tests.faults.poison import Poison
from tests.integration.search.articles import article

BATCH = 50
RETRY_S = 0.5
REVISED = 0.1  # of the articles, half of them with the second revision first


@dataclass
class History:
    """One run. Every failed assertion shows `str(history)`, with the seed that plays it again."""

    seed: int
    accepted: dict[str, int] = field(default_factory=dict)  # id → highest revision acknowledged
    poison: list[Poison] = field(default_factory=list)
    produced: int = 0
    acknowledged: int = 0
    faults: list[str] = field(default_factory=list)
    started: float = field(default_factory=time.monotonic)

    def befell(self, what: str) -> None:
        self.faults.append(f"{time.monotonic() - self.started:6.1f} s  {what}")

    def accept(self, event: Article) -> None:
        self.accepted[event.id] = max(event.revision, self.accepted.get(event.id, 0))

    def __str__(self) -> str:
        head = f"seed {self.seed}: {len(self.accepted)} articles, {len(self.poison)} poison messages, "
        return (
            head + f"{self.acknowledged} of {self.produced} records acknowledged\n" + "\n".join(self.faults)
        )


def written(name: str, revision: int = 1) -> Article:
    """A short article of its own."""
    title = f"ميناء آسفي يستقبل الباخرة {name}، الصيغة {revision}"
    body = f"رست الباخرة {name} بميناء آسفي صباح السبت محملة بالحبوب، وأفرغت حمولتها قبل الظهر."
    return article(name, title, body, revision=revision).article


def edition(count: int, rng: random.Random, prefix: str = "") -> list[Article]:
    """So many articles, some of them revised, and some of these out of order."""
    articles: list[Article] = []
    for number in range(count):
        revisions = [1, 2] if rng.random() < REVISED else [1]
        if rng.random() < 0.5:
            revisions.reverse()
        articles += [written(f"{prefix}{number}", revision) for revision in revisions]
    return articles


async def publish_all(
    settings: Settings, history: History, articles: Sequence[Article], per_second: float
) -> None:
    """Hand over every article, at this pace, and again until the broker acknowledged it."""
    async with producer_of(settings) as producer:
        await _publish(producer, history, articles, per_second)


async def publish_until(settings: Settings, history: History, over: asyncio.Event, per_second: float) -> None:
    """The same with a steady stream of new articles."""
    async with producer_of(settings) as producer:
        for number in itertools.count():
            if over.is_set():
                return
            fresh = [written(f"s{number}-{n}") for n in range(BATCH)]
            await _publish(producer, history, fresh, per_second)


@asynccontextmanager
async def producer_of(settings: Settings) -> AsyncIterator[EventProducer]:
    """One that waits for the broker."""
    producer = EventProducer(settings, "test")
    while True:
        try:
            await producer.start()
        except Unreachable:
            await asyncio.sleep(RETRY_S)
        else:
            break
    try:
        yield producer
    finally:
        await producer.stop()


async def _publish(
    producer: EventProducer, history: History, articles: Sequence[Article], per_second: float
) -> None:
    due = time.monotonic()
    for start in range(0, len(articles), BATCH):
        batch = articles[start : start + BATCH]
        await _insist(producer, history, batch)
        for event in batch:
            history.accept(event)
        due += len(batch) / per_second
        await asyncio.sleep(max(0.0, due - time.monotonic()))


async def _insist(producer: EventProducer, history: History, events: Sequence[Event]) -> None:
    """A newspaper that is not believed at once tells it again."""
    while True:
        history.produced += len(events)
        try:
            await producer.publish(events)
        except Unreachable:
            await asyncio.sleep(RETRY_S)
        else:
            history.acknowledged += len(events)
            return


async def publish_poison(settings: Settings, history: History, poison: Sequence[Poison]) -> None:
    """To the topic of articles, as they are."""
    topic = ARTICLES.physical(settings.namespace)
    async with producer_of(settings) as producer:
        for one in poison:
            await (await producer.enqueue_raw(topic, one.key, one.value))
            history.poison.append(one)

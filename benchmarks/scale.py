"""S1: a stage with two workers against the same with one, on real articles: what a second process adds.

The stage is enrich, which computes most; the broker, the producer and the workers share the machine's cores.
"""

from __future__ import annotations

import asyncio
import time
import uuid

from services.runtime.groups import group_states
from services.runtime.producer import EventProducer
from services.search.settings import SearchSettings

from benchmarks.figure import Figure, interleaved
from benchmarks.news import enriched_articles
from benchmarks.stack import caught_up, fresh_settings, workers

ROLE = "enrich"
COUNT = 6_000
WARM_UP = 200
ROUNDS = 3


async def rate(base: SearchSettings, size: int) -> float:
    """Articles a second with so many workers, in a namespace of its own."""
    settings = base.model_copy(update={"namespace": f"b{uuid.uuid4().hex[:8]}"})
    articles = [enriched.article for enriched in enriched_articles(WARM_UP + COUNT)]
    async with workers(settings, (ROLE,) * size), EventProducer(settings, "bench") as producer:
        await shared(settings, size)
        await producer.publish(articles[:WARM_UP])
        await caught_up(settings, [ROLE])
        started = time.perf_counter()
        await producer.publish(articles[WARM_UP:])
        await caught_up(settings, [ROLE])
        return COUNT / (time.perf_counter() - started)


async def shared(settings: SearchSettings, size: int) -> None:
    """Return when so many workers have divided the partitions among them."""
    while True:
        (group,) = [found for found in await group_states(settings) if found.role == ROLE]
        if group.state == "Stable" and group.members == size:
            return
        await asyncio.sleep(0.25)


def measure() -> Figure:
    with fresh_settings() as settings:
        two, one = interleaved(
            lambda: asyncio.run(rate(settings, 2)),
            lambda: asyncio.run(rate(settings, 1)),
            ROUNDS,
            warm_up=False,
        )
    return Figure(
        id="S1",
        what=f"{ROLE} with two workers, against one",
        unit="articles/s",
        ours=two,
        peer=one,
        goal=1.2,
        better="higher",
        rounds=ROUNDS,
        notes=f"{COUNT} articles a round; producing them and the broker take their share of the cores",
    )


if __name__ == "__main__":
    print(measure().line())

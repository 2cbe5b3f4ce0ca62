"""P10: from fetched to searchable at 50 articles a second."""

from __future__ import annotations

import asyncio
import statistics
import time

from services.runtime.producer import EventProducer
from services.search.cluster import AsyncElasticsearch
from services.search.settings import SearchSettings

from benchmarks.figure import Figure
from benchmarks.pages import documents, page, pages
from benchmarks.stack import connect, fresh_settings, indexed, workers

STAGES = ("extract", "enrich", "index")
RATE = 50
SECONDS = 40
WARM_UP = 500
REFRESH_S = 1.0
LOOK_EVERY_S = 0.1


async def watch(
    client: AsyncElasticsearch, settings: SearchSettings, seen: dict[str, float], count: int
) -> None:
    """Note when each article is first found."""
    while len(seen) < count:
        answer = await client.search(
            index=settings.named("articles"), size=1000, sort=[{"indexed_at": "desc"}], source=False
        )
        now = time.time()
        for hit in answer["hits"]["hits"]:
            seen.setdefault(hit["_id"], now)
        await asyncio.sleep(LOOK_EVERY_S)


async def main() -> None:
    with fresh_settings() as settings:
        client = connect(settings, 60)
        total = WARM_UP + RATE * SECONDS
        seen: dict[str, float] = {}
        fetched: dict[str, float] = {}
        async with (
            EventProducer(settings, "bench") as producer,
            workers(settings, STAGES),
        ):
            await producer.publish(pages(WARM_UP))
            await indexed(client, settings, WARM_UP)
            watching = asyncio.create_task(watch(client, settings, seen, total))
            started = time.monotonic()
            for number, document in enumerate(list(documents(total))[WARM_UP:]):
                await asyncio.sleep(max(0.0, started + number / RATE - time.monotonic()))
                event = page(*document)
                fetched[event.article_id] = event.fetched_at.timestamp()
                await producer.enqueue(event)
            await asyncio.wait_for(watching, 120)
        await client.close()
    waits = sorted(seen[article] - at for article, at in fetched.items())
    figure = Figure(
        id="P10",
        what=f"fetched to searchable, p95 at {RATE} articles/s",
        unit="s",
        ours=waits[int(len(waits) * 0.95)],
        peer=None,
        goal=REFRESH_S + 0.3,
        stretch=REFRESH_S + 0.15,
        better="lower",
        rounds=1,
        notes=f"{len(waits)} articles, median {statistics.median(waits):.2f} s; "
        f"refresh interval {REFRESH_S:g} s, seen to within {LOOK_EVERY_S:g} s",
    )
    print(figure.line())


if __name__ == "__main__":
    asyncio.run(main())

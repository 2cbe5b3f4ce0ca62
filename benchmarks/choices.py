"""What decision 0017 chose between, measured: `python -m benchmarks.choices [DOCUMENTS]` prints a table.

Two generations hold the same articles, one sorted by the time of publication; every query is asked in every
way, in turns, and the medians are compared with the first way.
"""

from __future__ import annotations

import asyncio
import statistics
import sys
import time
from collections.abc import Mapping
from dataclasses import dataclass, replace
from datetime import UTC, datetime
from itertools import islice
from typing import Any

from services.search import generations
from services.search.bulk import BulkWriter
from services.search.cluster import AsyncElasticsearch
from services.search.parsing import parse
from services.search.queries import search_body
from services.search.results import Page, SearchRequest
from services.search.settings import SearchSettings

from benchmarks.archive import BATCH, writes
from benchmarks.news import queries
from benchmarks.stack import connect, fresh_settings

WARM_UP, SEARCHES = 200, 200
SORTED = {"index.sort.field": ["published_at"], "index.sort.order": ["desc"]}
SEARCH = SearchRequest(page=Page(20))
LISTED = replace(SEARCH, sort="-published_at", total="none")
FACETED = replace(SEARCH, facets=("source", "section"), histogram="day")


@dataclass(frozen=True, slots=True)
class Way:
    """One way to ask: a request on an index, with other values in its body or its address."""

    group: str
    name: str
    request: SearchRequest = SEARCH
    on_sorted: bool = False
    body: Mapping[str, Any] | None = None
    parameters: Mapping[str, Any] | None = None
    text: str | None = None  # None: another query each time


WAYS = (
    Way("index sort: newest first", "unsorted", LISTED),
    Way("index sort: newest first", "sorted", LISTED, on_sorted=True),
    Way("index sort: by relevance", "unsorted"),
    Way("index sort: by relevance", "sorted", on_sorted=True),
    Way("_source", "the fields of a summary"),
    Way("_source", "all of it", body={"_source": True}),
    Way("track_total_hits", "up to 10,000"),
    Way("track_total_hits", "exact", body={"track_total_hits": True}),
    Way("track_total_hits", "none", body={"track_total_hits": False}),
    Way("request cache, repeated", "off", FACETED, text="مجلس الوزراء"),
    Way("request cache, repeated", "on", FACETED, parameters={"request_cache": True}, text="مجلس الوزراء"),
    Way("request cache, each new", "off", FACETED),
    Way("request cache, each new", "on", FACETED, parameters={"request_cache": True}),
)


async def ask(client: AsyncElasticsearch, index: str, way: Way, text: str) -> float:
    """Milliseconds; the clock of the body stands still, as that of two readers within a second does."""
    body = search_body(replace(way.request, text=way.text or text), parse(way.text or text), NOW)
    body |= dict(way.body or {})
    started = time.perf_counter()
    await client.search(index=index, body=body, **(way.parameters or {}))
    return (time.perf_counter() - started) * 1000


async def fill(
    client: AsyncElasticsearch, settings: SearchSettings, indices: list[str], size: int
) -> list[float]:
    """Documents a second of each index, both filled in turns."""
    took = [0.0] * len(indices)
    made = writes()
    for _ in range(size // BATCH):
        batch = list(islice(made, BATCH))
        for place, index in enumerate(indices):
            writer = BulkWriter(client, settings, f"{index}-writing")
            started = time.perf_counter()
            await writer.write(batch)
            took[place] += time.perf_counter() - started
    await client.indices.refresh(index=",".join(indices))
    return [size / seconds for seconds in took]


async def create(
    client: AsyncElasticsearch, settings: SearchSettings, name: str, more: Mapping[str, Any]
) -> str:
    """A generation of its own, with an alias to write to."""
    index = settings.named(f"articles-v0-{name}")
    template = generations.template(settings)["template"]
    await client.indices.create(
        index=index,
        settings={**template["settings"], **more},
        mappings=template["mappings"],
        aliases={f"{index}-writing": {}},
    )
    return index


NOW = datetime.now(UTC)


async def main(size: int) -> None:
    texts = queries(WARM_UP + SEARCHES)
    with fresh_settings() as settings:
        client = connect(settings, 120)
        indices = [
            await create(client, settings, "plain", {}),
            await create(client, settings, "sorted", SORTED),
        ]
        rates = await fill(client, settings, indices, size)
        took: list[list[float]] = [[] for _ in WAYS]
        for number, text in enumerate(texts):
            for way, times in zip(WAYS, took, strict=True):
                spent = await ask(client, indices[way.on_sorted], way, text)
                if number >= WARM_UP:
                    times.append(spent)
        await client.close()
    print(f"{size} documents; writing: {rates[0]:.0f} documents/s unsorted, {rates[1]:.0f} sorted")
    first: dict[str, float] = {}
    for way, times in zip(WAYS, took, strict=True):
        median = statistics.median(times)
        ratio = median / first.setdefault(way.group, median)
        print(f"{way.group:28} {way.name:24} {median:7.2f} ms  × {ratio:.2f}")


if __name__ == "__main__":
    asyncio.run(main(int(sys.argv[1]) if len(sys.argv) > 1 else 20_000))

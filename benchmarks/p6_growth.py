"""P6: what a search costs as the archive grows from 10,000 to 160,000 documents, and far down a list.

The documents are 6,340 real articles, again and again: each time with another id, address, day, newspaper
and section, and without another paragraph, so that no two are the same. Words keep their frequencies: a query
finds 16 times as much in 16 times the archive, as in one that grew by itself. The vocabulary does not grow,
which is a little in our favour; copies that differ by a paragraph compete for each place, which is not.
"""

from __future__ import annotations

import asyncio
import statistics
import time
from dataclasses import replace

from services.search.reader import Reader
from services.search.results import Page, SearchRequest, SearchResult

from benchmarks.archive import Archive
from benchmarks.figure import Figure
from benchmarks.news import queries
from benchmarks.stack import connect, fresh_settings

SIZES = (10_000, 40_000, 160_000)
WARM_UP = 1000
SEARCHES = 300
LIMIT = 20
DEEP = 500
ROUNDS = 30
PLAIN = SearchRequest(page=Page(LIMIT))
WITH_FACETS = replace(PLAIN, facets=("source", "section", "edition"), histogram="day")


async def milliseconds(reader: Reader, request: SearchRequest) -> tuple[float, SearchResult]:
    started = time.perf_counter()
    found = await reader.search(request)
    return (time.perf_counter() - started) * 1000, found


async def searches(reader: Reader, texts: list[str]) -> tuple[float, float]:
    """Medians without and with facets, of queries that nobody has asked before, in turns."""
    plain, faceted = [], []
    for number, text in enumerate(texts):
        if number % 2:
            faceted.append((await milliseconds(reader, replace(WITH_FACETS, text=text)))[0])
        else:
            plain.append((await milliseconds(reader, replace(PLAIN, text=text)))[0])
    return statistics.median(plain), statistics.median(faceted)


async def pages(reader: Reader) -> tuple[float, float]:
    """Medians of the first page and of page `DEEP` of the list of everything, in turns."""
    deep = PLAIN
    for _ in range(DEEP - 1):
        _, found = await milliseconds(reader, deep)
        deep = replace(deep, page=replace(deep.page, after=found.items[-1].sort_values))
    pairs = [
        ((await milliseconds(reader, PLAIN))[0], (await milliseconds(reader, deep))[0]) for _ in range(ROUNDS)
    ]
    return statistics.median(a for a, _ in pairs), statistics.median(b for _, b in pairs)


def figure(what: str, large: float, small: float, goal: float, stretch: float, notes: str = "") -> Figure:
    return Figure(
        id="P6",
        what=what,
        unit="ms",
        ours=large,
        peer=small,
        goal=goal,
        stretch=stretch,
        better="lower",
        rounds=1,
        notes=notes,
    )


async def main() -> None:
    texts = queries(WARM_UP + len(SIZES) * SEARCHES)
    measured: list[tuple[float, float]] = []
    with fresh_settings() as settings:
        client = connect(settings, 120)
        archive = Archive(client, settings)
        async with Reader(settings) as reader:
            await archive.grow(SIZES[0])
            await searches(reader, texts[:WARM_UP])
            for number, size in enumerate(SIZES):
                await archive.grow(size)
                start = WARM_UP + number * SEARCHES
                await searches(reader, texts[start : start + SEARCHES // 4])  # what is new comes into memory
                measured.append(await searches(reader, texts[start : start + SEARCHES]))
            first, deep = await pages(reader)
        await client.close()
    (plain, faceted), (large_plain, large_faceted) = measured[0], measured[-1]
    grown = f"{SIZES[-1] // 1000} k against {SIZES[0] // 1000} k documents"
    steps = "; ".join(
        f"{size // 1000} k: {a:.1f} and {b:.1f} ms" for size, (a, b) in zip(SIZES, measured, strict=True)
    )
    print(
        figure(
            f"search with highlights, {grown}",
            large_plain,
            plain,
            1.8,
            1.5,
            f"without and with facets at {steps}",
        ).line()
    )
    print(figure(f"the same with facets and histogram, {grown}", large_faceted, faceted, 3, 2).line())
    print(
        figure(f"page {DEEP} against page 1 of a list of {SIZES[-1] // 1000} k", deep, first, 1.3, 1.1).line()
    )


if __name__ == "__main__":
    asyncio.run(main())

"""P11: what each worker's memory grows by over 100,000 events, after 20,000 that warm it up.

The same 2,000 pages come again and again with another text, so that the tables do not grow: what grows would
be a leak. Pages go through extract, enrich and index; reports go to moderate.
"""

from __future__ import annotations

import asyncio
from collections.abc import Iterator
from datetime import UTC, datetime, timedelta

import psutil
from services.contracts.event import Event
from services.contracts.image import ImageReport
from services.contracts.page import Page
from services.contracts.source import SourceRef
from services.runtime.producer import EventProducer
from services.search.settings import SearchSettings

from benchmarks.figure import Figure
from benchmarks.pages import page
from benchmarks.stack import caught_up, fresh_settings, workers

ROLES = ("extract", "enrich", "index", "moderate")
WARM_UP, EVENTS = 20_000, 100_000
ADDRESSES = 2_000
BATCH = 1_000
PAPER = SourceRef(id="alalam", name="العلم", name_latin="Al Alam", country="ma")
START = datetime(2025, 4, 5, tzinfo=UTC)
HTML = """<!doctype html><html lang="ar" dir="rtl"><head><title>{title}</title></head><body><article>
<h1>{title}</h1><p>{text}</p><p>{text}</p></article></body></html>"""
TEXT = "صادق مجلس النواب مساء الجمعة على مشروع قانون المالية بالأغلبية بعد نقاش دام ساعات، الجلسة رقم {n}."


def written(n: int) -> Page:
    """A short page, later than the one before at its address."""
    title = f"مجلس النواب يصادق على مشروع القانون رقم {n}"
    body = HTML.format(title=title, text=TEXT.format(n=n)).encode()
    fresh = page(PAPER, f"https://alalam.example/{n % ADDRESSES}", body)
    return fresh.model_copy(update={"fetched_at": START + timedelta(seconds=n)})


def reported(n: int) -> ImageReport:
    return ImageReport(
        image_id=f"i_{n % ADDRESSES}",
        article_id=f"a_{n % ADDRESSES}",
        reporter=f"r_{n % 5}",
        reported_at=START + timedelta(seconds=n),
    )


def batches(first: int, last: int) -> Iterator[list[Event]]:
    for start in range(first, last, BATCH):
        numbers = range(start, min(start + BATCH, last))
        yield [event for n in numbers for event in (written(n), reported(n))]


async def feed(settings: SearchSettings, first: int, last: int) -> None:
    """Publish, never far ahead of the slowest stage, and return when all have read everything."""
    async with EventProducer(settings, "bench") as producer:
        for batch in batches(first, last):
            await producer.publish(batch)
            await caught_up(settings, ROLES, 5 * BATCH)
    await caught_up(settings, ROLES)


def resident() -> dict[str, float]:
    """Megabytes of each worker; the reading processes of extract are left out: each lives for 5,000 pages."""
    found: dict[str, float] = {}
    for process in psutil.Process().children(recursive=False):
        command = process.cmdline()
        if "run" in command and command[-1] in ROLES:
            found[command[-1]] = process.memory_info().rss / 1e6
    return found


async def main() -> None:
    with fresh_settings() as settings:
        async with workers(settings, ROLES):
            await feed(settings, 0, WARM_UP)
            before = resident()
            await feed(settings, WARM_UP, WARM_UP + EVENTS)
            after = resident()
    for role in ROLES:
        figure = Figure(
            id="P11",
            what=f"memory that {role} grows by over 100,000 events after 20,000",
            unit="MB",
            ours=after[role] - before[role],
            peer=None,
            goal=3,
            stretch=2,
            better="lower",
            rounds=1,
            notes=f"from {before[role]:.0f} MB to {after[role]:.0f} MB",
        )
        print(figure.line())


if __name__ == "__main__":
    asyncio.run(main())

"""P13: articles a second of an export of 100,000, and what it adds to the memory of the gateway."""

from __future__ import annotations

import asyncio
import time
from dataclasses import dataclass

import aiohttp
import psutil
from services.runtime.provision import provision

from benchmarks.archive import Archive
from benchmarks.figure import Figure
from benchmarks.p4_search import gateway
from benchmarks.stack import connect, fresh_settings

DOCUMENTS = 100_000
WARM_UP = 5_000  # records of each format
FORMATS = ("jsonl", "csv", "parquet")
LOOK_S = 0.1


@dataclass(slots=True)
class Watch:
    """The most memory that a process had while it was watched, in MB."""

    process: psutil.Process
    most: float = 0.0

    async def run(self) -> None:
        while True:
            self.most = max(self.most, self.process.memory_info().rss / 1e6)
            await asyncio.sleep(LOOK_S)


async def read(session: aiohttp.ClientSession, address: str, form: str, limit: int) -> tuple[float, int]:
    """Seconds and bytes of an export of so many articles."""
    started, size = time.perf_counter(), 0
    url = f"{address}/v1/articles/export?format={form}&limit={limit}"
    async with session.get(url) as answer:
        answer.raise_for_status()
        async for piece in answer.content.iter_any():
            size += len(piece)
    return time.perf_counter() - started, size


def serving() -> psutil.Process:
    """The gateway: the youngest child that runs one."""
    children = psutil.Process().children(recursive=True)
    return max((one for one in children if "gateway" in one.cmdline()), key=psutil.Process.create_time)


async def main() -> None:
    with fresh_settings() as settings:
        await provision(settings)
        client = connect(settings, 60)
        await Archive(client, settings).grow(DOCUMENTS)
        await client.close()
        forever = aiohttp.ClientTimeout(total=None)
        async with gateway(settings) as address, aiohttp.ClientSession(timeout=forever) as session:
            for form in FORMATS:
                await read(session, address, form, WARM_UP)
            for form in FORMATS:
                watch = Watch(serving())
                before = watch.process.memory_info().rss / 1e6
                watching = asyncio.create_task(watch.run())
                took, size = await read(session, address, form, DOCUMENTS)
                watching.cancel()
                notes = (
                    f"{size / 1e6:.0f} MB in {took:.0f} s; memory from {before:.0f} MB to {watch.most:.0f} MB"
                )
                rate = DOCUMENTS / took
                print(
                    Figure(
                        "P13", f"articles exported, {form}", "/s", rate, None, 1000, "higher", 1, notes
                    ).line()
                )
                grown = watch.most - before
                print(Figure("P13", f"memory of an export, {form}", "MB", grown, None, 50, "lower", 1).line())


if __name__ == "__main__":
    asyncio.run(main())

"""P17: memory of the platform without its engines; processor time of an article, and of the command line.

Memory is proportional: what several processes share counts once. It is taken when every role has worked.
"""

from __future__ import annotations

import asyncio
import os
import statistics
import subprocess
import sys
from collections.abc import Callable, Mapping
from operator import itemgetter

import psutil
from services.runtime.producer import EventProducer
from services.search.settings import SearchSettings

from benchmarks.figure import Figure
from benchmarks.p4_search import gateway
from benchmarks.pages import pages
from benchmarks.stack import caught_up, connect, fresh_settings, indexed, workers

ROLES = ("poll", "extract", "enrich", "stories", "moderate", "index")
WARM_UP, PAGES = 200, 1_000
ROUNDS = 7
COMMANDS = ((("--help",), 0.25, 0.15), (("search", "المغرب"), 0.6, 0.6), (("status",), 0.6, 0.6))


def by_role(measure: Callable[[psutil.Process], float]) -> dict[str, float]:
    """The sums of what is measured of the processes that this one started, and of those that they started."""
    found: dict[str, float] = {}
    for process in psutil.Process().children(recursive=False):
        if process.cmdline()[-2:-1] == ["run"]:
            family = [process, *process.children(recursive=True)]
            role = process.cmdline()[-1]
            found[role] = found.get(role, 0) + sum(map(measure, family))
    return found


def megabytes(process: psutil.Process) -> float:
    return float(process.memory_full_info().pss) / 1e6


def milliseconds(process: psutil.Process) -> float:
    return 1000 * sum(process.cpu_times()[:2])


def processor_s(arguments: tuple[str, ...], environment: Mapping[str, str]) -> float:
    """Median of several runs."""

    def run() -> float:
        before = os.times()
        subprocess.run(
            [sys.executable, "-m", "services.cli", *arguments],
            env=dict(environment),
            capture_output=True,
            check=False,  # `status` says by its exit code that something is behind
        )
        after = os.times()
        return after.children_user - before.children_user + after.children_system - before.children_system

    return statistics.median(run() for _ in range(ROUNDS))


async def worked(settings: SearchSettings) -> list[Figure]:
    client = connect(settings, 60)
    async with workers(settings, ROLES), EventProducer(settings, "bench") as producer:
        await producer.publish(pages(WARM_UP))
        await indexed(client, settings, WARM_UP)
        before = by_role(milliseconds)
        await producer.publish(pages(WARM_UP + PAGES)[WARM_UP:])
        await indexed(client, settings, WARM_UP + PAGES)
        await caught_up(settings, ROLES)
        work = {role: (ms - before[role]) / PAGES for role, ms in by_role(milliseconds).items()}
        async with gateway(settings):
            memory = by_role(megabytes)
            figures = await asyncio.to_thread(commands, settings)
    await client.close()
    sums = [
        ("memory of all roles together", "MB", memory, 400, 300),
        (
            "processor time of an article",
            "ms",
            work,
            10,
            7,
        ),
    ]
    for what, unit, parts, goal, stretch in sums:
        largest = sorted(parts.items(), key=itemgetter(1), reverse=True)
        notes = "; ".join(f"{role} {part:.1f}" for role, part in largest)
        total = sum(parts.values())
        figures.append(Figure("P17", what, unit, total, None, goal, "lower", 1, notes, stretch))
    return figures


def commands(settings: SearchSettings) -> list[Figure]:
    environment = {
        **os.environ,
        "NASHRA_KAFKA": settings.kafka,
        "NASHRA_ELASTICSEARCH": settings.elasticsearch,
        "NASHRA_NAMESPACE": settings.namespace,
    }
    return [
        Figure(
            "P17", f"processor time of `nashra {arguments[0]}`", "s",
            processor_s(arguments, environment), None, goal, "lower", ROUNDS, "", stretch,
        )
        for arguments, goal, stretch in COMMANDS
    ]  # fmt: skip


def main() -> None:
    with fresh_settings() as settings:
        for figure in asyncio.run(worked(settings)):
            print(figure.line())


if __name__ == "__main__":
    main()

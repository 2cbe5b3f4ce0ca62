"""R4, R5, R9 and the scale of a stage: its processes are killed, asked to leave, join, leave and die."""

from __future__ import annotations

import asyncio
import random
import signal
import statistics
import time
from collections.abc import AsyncIterator, Sequence
from contextlib import AsyncExitStack, asynccontextmanager
from functools import partial
from pathlib import Path

import pytest
from services.contracts.topics import ENRICHED
from services.runtime.faust_adapter.worker import SESSION_S
from services.runtime.provision import provision
from services.runtime.settings import Settings
from tests.conftest import delete_topics
from tests.faults.checker import repeated
from tests.faults.conftest import SOAK
from tests.faults.fleet import Member
from tests.faults.history import History, edition, publish_all, publish_until, written
from tests.faults.proxy import FAIR, Weather
from tests.faults.stand import PARTITIONS, Stand
from tests.workers.plain import BATCH
from tests.workers.process import eventually
from tests.workers.topics import committed, events, places

KILLS = 6 if SOAK else 2
ROUNDS = 20 if SOAK else 2
LEAVES_S = 10.0
ENDS = (signal.SIGKILL, signal.SIGTERM)


def plain(which: str, settings: Settings, directory: Path, number: int = 1) -> Member:
    """A stage, or a bare aiokafka consumer, that does the same with an article."""
    name = f"plain-{which}-{number}"
    return Member(name, "tests.workers.plain", settings, directory / f"{name}.log", which, str(SESSION_S))


async def all_finished(settings: Settings, role: str, goal: int, seconds: float = 90) -> None:
    group = settings.named(f"nashra-{role}")

    async def finished() -> bool:
        return await committed(settings, group) >= goal

    await eventually(finished, f"{group} to finish {goal}", seconds)


async def recovery(settings: Settings, member: Member, goal: int) -> float:
    """Kill it; the seconds until its next life has committed everything."""
    started = time.monotonic()
    await member.kill()
    await all_finished(settings, member.name.rpartition("-")[0], goal)
    return time.monotonic() - started


async def test_r4_r5_a_kill_repeats_a_batch_at_most_and_recovers_as_fast_as_a_bare_consumer(
    bench: Stand, history: History, tmp_path: Path
) -> None:
    rng = random.Random(history.seed)
    apart = bench.settings.model_copy(update={"namespace": f"{bench.settings.namespace}b"})
    await provision(apart)
    seconds: list[tuple[float, float]] = []
    goal = 1
    async with plain("ours", bench.settings, tmp_path) as ours, plain("bare", apart, tmp_path) as bare:
        for settings, role in ((bench.settings, "plain-ours"), (apart, "plain-bare")):
            await publish_all(settings, history, [written("warm")], 1)
            await all_finished(settings, role, goal)
        for kill in range(KILLS):
            articles = edition(3000, rng, f"k{kill}-")
            goal += len(articles)
            async with asyncio.TaskGroup() as publishing:
                for settings in (bench.settings, apart):
                    publishing.create_task(publish_all(settings, history, articles, 1000))
                await asyncio.sleep(rng.uniform(1, 2))
                history.befell("both are killed")
                mine, theirs = await asyncio.gather(
                    recovery(bench.settings, ours, goal), recovery(apart, bare, goal)
                )
            seconds.append((round(mine, 1), round(theirs, 1)))
        again = await repeated(bench.settings)
    await delete_topics(apart)
    ratio = statistics.median(mine / theirs for mine, theirs in seconds)
    print(f"R4: {KILLS} kills, repeated by partition: {again}; seed {history.seed}")
    print(f"R5: ratio {ratio:.2f} of (ours, bare) {seconds} s")
    assert max(again.values()) <= BATCH * KILLS, f"{again}\n{history}"
    assert ratio <= 1.3, f"{seconds}\n{history}"


@pytest.mark.parametrize("away", [FAIR, Weather(swallow=True)], ids=["under load", "while engines hang"])
async def test_r9_roles_leave_within_ten_seconds_and_repeat_a_batch_at_most(
    bench: Stand, history: History, away: Weather
) -> None:
    articles = edition(1500, random.Random(history.seed))
    async with bench.member("enrich") as enrich, bench.member("index") as index:
        await asyncio.gather(enrich.worker.ready(), index.worker.ready())
        async with asyncio.TaskGroup() as publishing:
            publishing.create_task(publish_all(bench.settings, history, articles, 500))
            await asyncio.sleep(1.5)
            with bench.kafka.during(away), bench.elasticsearch.during(away):
                await asyncio.sleep(1)
                leaving = await asyncio.gather(enrich.terminate(), index.terminate())
        print(f"R9: enrich and index left with {leaving}; seed {history.seed}")
        await all_finished(bench.settings, "enrich", len(articles))
        again = await repeated(bench.settings)
    for code, seconds in leaving:
        assert code == 0, str(history)
        assert seconds <= LEAVES_S, str(history)
    assert max(again.values()) <= (BATCH if away.swallow else 0), f"{again}\n{history}"


async def test_four_workers_share_a_stage_and_take_over_from_each_other(
    bench: Stand, history: History, tmp_path: Path
) -> None:
    async with crew_at_work(bench, history, tmp_path, PARTITIONS) as crew:
        chosen = random.Random(history.seed).sample(crew, len(ENDS))
        for member, way in zip(chosen, ENDS, strict=True):
            seconds = await take_over(bench.settings, member, way)
            history.befell(f"{member.name}: {way.name}, taken over in {seconds:.1f} s")
    assert await enriched(bench.settings) == history.accepted.keys(), str(history)
    print(f"scale: four workers; {history}")


async def test_two_workers_join_leave_and_die_in_a_loop(
    bench: Stand, history: History, tmp_path: Path
) -> None:
    rng = random.Random(history.seed)
    async with crew_at_work(bench, history, tmp_path, 2) as crew:
        for _ in range(ROUNDS):
            member, way = rng.choice(crew), rng.choice(ENDS)
            history.befell(f"{member.name}: {way.name}")
            member.worker.send(way)
            await member.worker.exit_code()
            await asyncio.sleep(rng.uniform(0.5, 5))
    assert await enriched(bench.settings) == history.accepted.keys(), str(history)
    print(f"scale: two workers; {history}")


@asynccontextmanager
async def crew_at_work(
    bench: Stand, history: History, directory: Path, size: int
) -> AsyncIterator[list[Member]]:
    """So many workers that share a steady stream of articles; at the end all of it is finished."""
    over = asyncio.Event()
    async with AsyncExitStack() as stack:
        crew = [
            await stack.enter_async_context(plain("ours", bench.settings, directory, number))
            for number in range(size)
        ]
        await asyncio.gather(*(member.worker.ready() for member in crew))
        feeding = asyncio.create_task(publish_until(bench.settings, history, over, 200))
        await eventually(partial(all_work, crew), f"{size} workers to share the work", 60)
        try:
            yield crew
        finally:
            over.set()
            await feeding
        await all_finished(bench.settings, "plain-ours", len(history.accepted))


async def enriched(settings: Settings) -> set[str]:
    return {event.article.id for event in await events(settings, ENRICHED)}


async def all_work(crew: Sequence[Member]) -> bool:
    metrics = [(await member.worker.ask("/metrics"))[1] for member in crew]
    return all('nashra_events_total{outcome="done"' in text for text in metrics)


async def take_over(settings: Settings, member: Member, signum: signal.Signals) -> float:
    """End one of several for good; the seconds until the others have gone on in every partition."""
    group = settings.named("nashra-plain-ours")
    member.retire()
    started = time.monotonic()
    member.worker.send(signum)
    await member.worker.exit_code()
    before = await places(settings, group)

    async def gone_on() -> bool:
        now = await places(settings, group)
        return all(now[where] > place for where, place in before.items())

    await eventually(gone_on, f"the partitions of {member.name} to be taken over", 90)
    return time.monotonic() - started

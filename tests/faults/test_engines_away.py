"""R6 and R11: Kafka or Elasticsearch is away; the index role says so, keeps little, and loses nothing."""

from __future__ import annotations

import asyncio
import random
import time
from functools import partial
from pathlib import Path

import psutil
from services.runtime.faust_adapter.watch import EXIT_BUG
from services.runtime.provision import provision
from services.runtime.settings import Settings
from services.search.cluster import AsyncElasticsearch
from tests.faults.checker import check, settled
from tests.faults.conftest import SOAK
from tests.faults.fleet import Member
from tests.faults.history import History, edition, publish_all
from tests.faults.proxy import Weather
from tests.faults.stand import Stand
from tests.workers.pages import page
from tests.workers.process import WorkerProcess, eventually
from tests.workers.topics import publish

MEGABYTE = 1_000_000
OUTAGE_S = 60.0 if SOAK else 20.0
TOLD_WITHIN_S = 5.0


async def test_r6_memory_stays_flat_while_elasticsearch_is_away(
    bench: Stand, client: AsyncElasticsearch, history: History
) -> None:
    rng = random.Random(history.seed)
    async with bench.member("enrich") as enrich, bench.member("index") as index:
        await publish_all(bench.settings, history, edition(1000, rng, "warm-"), 1000)
        await settled(client, bench.settings, history, 60)
        before = [resident(member) for member in (enrich, index)]
        grown = [0.0, 0.0]
        with bench.elasticsearch.during(Weather(refuse=True)):
            publishing = asyncio.create_task(
                publish_all(bench.settings, history, edition(int(200 * OUTAGE_S), rng), 200)
            )
            away_until = time.monotonic() + OUTAGE_S
            while time.monotonic() < away_until:
                now = [resident(member) for member in (enrich, index)]
                grown = [max(most, (n - b) / MEGABYTE) for most, n, b in zip(grown, now, before, strict=True)]
                await asyncio.sleep(0.5)
        await publishing
        recovered = await settled(client, bench.settings, history, 90)
        findings = await check(client, bench.settings, history)
        assert (enrich.exits, index.exits) == ([], [])
    print(
        f"R6: away {OUTAGE_S:.0f} s; enrich +{grown[0]:.1f} MB, index +{grown[1]:.1f} MB; "
        f"caught up in {recovered:.1f} s; seed {history.seed}"
    )
    assert findings.none, f"{findings}\n{history}"
    assert max(grown) <= 50, str(history)


def resident(member: Member) -> int:
    """Bytes of memory that the process holds."""
    return int(psutil.Process(member.pid).memory_info().rss)


async def test_r11_readiness_says_within_five_seconds_what_is_away(bench: Stand) -> None:
    async with bench.member("index") as index:
        await index.worker.ready()
        faults = {
            "no Kafka": bench.kafka.during(Weather(swallow=True)),
            "no Elasticsearch": bench.elasticsearch.during(Weather(refuse=True)),
            "No Elasticsearch": bench.elasticsearch.during(Weather(swallow=True)),
            "answers 503": bench.answers.answering(503),
        }
        for problem, fault in faults.items():
            with fault:
                started = time.monotonic()
                await eventually(partial(not_ready, index, problem), problem, TOLD_WITHIN_S)
                assert (await index.worker.ask("/livez"))[0] == 200
                print(f"R11: {problem} told after {time.monotonic() - started:.1f} s")
            await index.worker.ready()


async def not_ready(member: Member, why: str) -> bool:
    status, text = await member.worker.ask("/readyz")
    return status == 503 and why.lower() in text.lower()


async def test_r11_a_stage_that_finishes_nothing_is_not_alive(settings: Settings, tmp_path: Path) -> None:
    await provision(settings)
    await publish(settings, page("a_1", befall="hang"))
    async with WorkerProcess(
        "tests.workers.pages", settings, tmp_path / "log", NASHRA_WATCHDOG_S="2"
    ) as worker:

        async def dead() -> bool:
            return "none was finished" in (await worker.ask("/livez"))[1]

        await eventually(dead, "liveness to be false")
        assert await worker.exit_code(15) == EXIT_BUG

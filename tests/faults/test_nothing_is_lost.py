"""R1 and R2: 10,000 articles go through enrich and index while every fault of the list is played."""

from __future__ import annotations

import asyncio
import random
from collections.abc import Callable, Coroutine

import pytest
from services.contracts.article import Article
from services.search.cluster import AsyncElasticsearch
from tests.faults.checker import check, settled
from tests.faults.conftest import SOAK
from tests.faults.faults import ALL, Scene
from tests.faults.history import History, edition, publish_all, publish_poison, publish_until
from tests.faults.poison import KINDS
from tests.faults.schedule import play_all
from tests.faults.stand import Stand

COUNT = 10_000
PER_SECOND = 250.0
OUTAGE_S = 10.0 if SOAK else 1.2
LONG_OUTAGE_S = 60.0
CATCH_UP_S = 300.0

Play = Callable[[Scene, History], Coroutine[None, None, None]]


async def test_r1_r2_nothing_is_lost_and_the_last_revision_wins_whatever_befalls(
    bench: Stand, client: AsyncElasticsearch, history: History
) -> None:
    await holds(bench, client, history, OUTAGE_S, play_all)


@pytest.mark.skipif(not SOAK, reason="`make soak` plays each fault on its own, for a minute")
@pytest.mark.parametrize("fault", ALL)
async def test_r1_r2_nothing_is_lost_to_one_fault(
    bench: Stand, client: AsyncElasticsearch, history: History, fault: str
) -> None:
    async def play(scene: Scene, history: History) -> None:
        await asyncio.sleep(scene.rng.uniform(1, 10))
        history.befell(fault)
        await ALL[fault](scene)

    await holds(bench, client, history, LONG_OUTAGE_S, play)


async def holds(
    bench: Stand, client: AsyncElasticsearch, history: History, outage_s: float, play: Play
) -> None:
    """Publish, play, wait, compare. Poison comes first and last."""
    rng = random.Random(history.seed)
    articles = edition(COUNT, rng)
    await publish_poison(bench.settings, history, KINDS)
    async with bench.member("enrich") as enrich, bench.member("index") as index:
        await asyncio.gather(enrich.worker.ready(), index.worker.ready())
        over = asyncio.Event()
        async with asyncio.TaskGroup() as publishing:
            publishing.create_task(publish(bench, history, articles, over))
            await play(Scene(bench, enrich, index, rng, outage_s), history)
            over.set()
        await publish_poison(bench.settings, history, KINDS)
        seconds = await settled(client, bench.settings, history, CATCH_UP_S)
        findings = await check(client, bench.settings, history)
    assert findings.none, f"{findings}\n{history}"
    assert len(history.accepted) >= COUNT
    print(f"R1, R2: {history}\ncaught up in {seconds:.1f} s; exits {enrich.exits}, {index.exits}")


async def publish(bench: Stand, history: History, articles: list[Article], over: asyncio.Event) -> None:
    """These, and further ones while faults are still played: each fault meets a platform at work."""
    await publish_all(bench.settings, history, articles, PER_SECOND)
    await publish_until(bench.settings, history, over, PER_SECOND / 5)

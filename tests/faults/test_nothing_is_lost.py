"""R1 and R2: every fault of the list, while 10,000 articles go through enrich and index."""

from __future__ import annotations

import asyncio
import random

from services.search.cluster import AsyncElasticsearch
from tests.faults.checker import check, repeated, settled
from tests.faults.conftest import SOAK
from tests.faults.faults import Scene
from tests.faults.history import History, edition, publish_all, publish_poison
from tests.faults.poison import KINDS
from tests.faults.schedule import play_all
from tests.faults.stand import Stand

COUNT = 10_000
PER_SECOND = 250.0
OUTAGE_S = 60.0 if SOAK else 2.0


async def test_r1_r2_nothing_is_lost_and_the_last_revision_wins_whatever_befalls(
    bench: Stand, client: AsyncElasticsearch, history: History
) -> None:
    rng = random.Random(history.seed)
    articles = edition(COUNT, rng)
    await publish_poison(bench.settings, history, KINDS)  # first
    async with bench.member("enrich") as enrich, bench.member("index") as index:
        await asyncio.gather(enrich.worker.ready(), index.worker.ready())
        scene = Scene(bench, enrich, index, rng, OUTAGE_S)
        await asyncio.gather(
            publish_all(bench.settings, history, articles, PER_SECOND),
            play_all(scene, history),
        )
        await publish_poison(bench.settings, history, KINDS)  # last
        recovered = await settled(client, bench.settings, history, 120)
        findings = await check(client, bench.settings, history)
    assert findings.none, f"{findings}\n{history}"
    assert len(history.accepted) == COUNT
    print(f"R1, R2: {history}\ncaught up {recovered:.1f} s after the last fault")
    print(f"exits {enrich.exits}, {index.exits}; repeated: {await repeated(bench.settings)}")

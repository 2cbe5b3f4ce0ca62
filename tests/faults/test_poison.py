"""R3: a bad message is a dead letter with its bytes; the good ones behind it do not wait for it."""

from __future__ import annotations

import random
import time
from functools import partial

from services.search.cluster import AsyncElasticsearch
from tests.faults.checker import check, counted, settled
from tests.faults.history import History, publish_all, publish_poison, written
from tests.faults.poison import KINDS
from tests.faults.stand import Stand
from tests.workers.process import eventually

SEARCHABLE_S = 5.0


async def test_r3_good_messages_behind_bad_ones_are_searchable_within_five_seconds(
    bench: Stand, client: AsyncElasticsearch, history: History
) -> None:
    rng = random.Random(history.seed)
    async with bench.member("enrich") as enrich, bench.member("index") as index:
        await publish_all(bench.settings, history, [written("warm")], 1000)
        await settled(client, bench.settings, history, 60)
        first, batch = rng.sample(KINDS, len(KINDS)), KINDS * 3
        for place, bad in (("before", first), ("a whole batch before", batch)):
            good = [written(f"{place.split()[0]}-{n}") for n in range(20)]
            await publish_poison(bench.settings, history, bad)
            await publish_all(bench.settings, history, good, 10_000)
            started = time.monotonic()
            await eventually(partial(all_found, client, bench, history), "the good ones", 60)
            seconds = time.monotonic() - started
            print(f"R3: {len(bad)} bad messages {place} good ones: searchable after {seconds:.1f} s")
            assert seconds <= SEARCHABLE_S, str(history)
        await settled(client, bench.settings, history, 60)
        findings = await check(client, bench.settings, history)
        assert (enrich.exits, index.exits) == ([], []), "a bad message ended a process"
    assert findings.none, f"{findings}\n{history}"


async def all_found(client: AsyncElasticsearch, bench: Stand, history: History) -> bool:
    return await counted(client, bench.settings) == len(history.accepted)

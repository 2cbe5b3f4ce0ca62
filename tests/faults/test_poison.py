"""R3: a bad message is a dead letter with its bytes; the good ones behind it do not wait for it."""

from __future__ import annotations

import random
import time

from services.search.cluster import AsyncElasticsearch
from tests.faults.checker import check, settled
from tests.faults.history import History, publish_all, publish_poison, written
from tests.faults.poison import KINDS
from tests.faults.stand import Stand

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
            started = time.monotonic()
            await publish_poison(bench.settings, history, bad)
            await publish_all(bench.settings, history, [written(f"{place}-{n}") for n in range(20)], 10_000)
            seconds = time.monotonic() - started + await settled(client, bench.settings, history, 30)
            print(f"R3: {len(bad)} bad messages {place} good ones: searchable after {seconds:.1f} s")
            assert seconds <= SEARCHABLE_S, history
        findings = await check(client, bench.settings, history)
        assert (enrich.exits, index.exits) == ([], []), "a bad message ended a process"
    assert findings.none, f"{findings}\n{history}"

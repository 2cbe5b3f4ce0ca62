"""R3: a bad message is a dead letter with its bytes; the good ones behind it do not wait for it."""

from __future__ import annotations

import json
import random
import time
from collections import Counter
from contextlib import AsyncExitStack
from functools import partial
from pathlib import Path
from typing import Any

import aiohttp
from pydantic import SecretStr
from services.contracts.topics import ALL, ARTICLES, ENRICHED, IMAGE_STATES, WITHDRAWALS, Topic
from services.gateway.app import create_app
from services.gateway.settings import GatewaySettings
from services.runtime.lag import consuming_stages
from services.runtime.provision import provision
from services.runtime.settings import Settings
from services.search.cluster import AsyncElasticsearch
from tests.faults.checker import check, counted, settled
from tests.faults.history import History, publish_all, publish_poison, written
from tests.faults.poison import KINDS
from tests.faults.stand import Stand
from tests.faults.test_old_events import lags, process
from tests.integration.gateway.serving import served
from tests.unit.contracts.shapes import samples
from tests.workers.process import eventually
from tests.workers.topics import dead_letters, publish, publish_raw

ROLES = ("poll", "extract", "enrich", "moderate", "index")
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


async def test_r3_whatever_has_the_right_shape_is_done_or_dead_and_holds_up_nobody(
    bench: Stand, client: AsyncElasticsearch, history: History
) -> None:
    """Events of a stranger with our schemas, each field at its extremes, in every topic that is indexed."""
    async with bench.member("enrich") as enrich, bench.member("index") as index:
        await publish_all(bench.settings, history, [written("warm")], 1000)
        await settled(client, bench.settings, history, 60)
        for topic in (ARTICLES, ENRICHED, IMAGE_STATES, WITHDRAWALS):
            values = samples(topic, 40, history.seed)
            strange = [(_key(topic, value), json.dumps(value).encode()) for value in values]
            await publish_raw(bench.settings, topic.physical(bench.settings.namespace), strange)
            good = written(f"behind-{topic.name}")
            await publish_all(bench.settings, history, [good], 1000)
            started = time.monotonic()
            await eventually(partial(_is_found, client, bench, good.id), f"what is behind {topic.name}", 60)
            seconds = time.monotonic() - started
            print(f"R3: behind {len(strange)} strange messages of {topic.name}: {seconds:.1f} s")
            assert seconds <= SEARCHABLE_S, str(history)

        async def all_read() -> bool:
            return not any(await lags(bench.settings, ("enrich", "index")))

        await eventually(all_read, "the roles to read every message", 60)
        assert (enrich.exits, index.exits) == ([], []), "a strange message ended a process"


def _key(topic: Topic[Any], value: Any) -> bytes:
    """As a writer would set it: what this test is about comes behind the check of the key."""
    inside = value.get("article", {}) if topic is ENRICHED else value
    name = "id" if topic is ENRICHED else topic.key
    return str(inside.get(name, "")).encode()


async def _is_found(client: AsyncElasticsearch, bench: Stand, article_id: str) -> bool:
    found = await client.count(
        index=bench.settings.named("articles"), query={"ids": {"values": [article_id]}}
    )
    return bool(found["count"])


async def test_bad_messages_in_every_topic_stop_neither_a_stage_nor_the_gateway(
    settings: Settings, tmp_path: Path
) -> None:
    await provision(settings)
    for topic in ALL:
        bad = [(poison.key, poison.value) for poison in KINDS]
        await publish_raw(settings, topic.physical(settings.namespace), bad)
    secret = SecretStr("0123456789abcdef0123456789abcdef")
    gateway = GatewaySettings(**{**settings.model_dump(), "secret": secret})
    async with AsyncExitStack() as stack:
        members = [await stack.enter_async_context(process(settings, tmp_path, role)) for role in ROLES]
        address = await stack.enter_async_context(served(create_app(gateway)))
        http = await stack.enter_async_context(aiohttp.ClientSession(address))
        await publish(settings, written("good"))

        async def told() -> bool:
            async with http.get("/readyz") as ready, http.get("/v1/headlines") as headlines:
                return ready.status == headlines.status == 200 and "a_good" in await headlines.text()

        async def all_read() -> bool:
            return not any(await lags(settings, ROLES))

        await eventually(told, "the good article on the gateway's ticker", 120)
        await eventually(all_read, "the roles to read every message", 60)
        assert [member.process.returncode for member in members] == [None] * len(ROLES)
    buried = Counter(letter.stage for letter in await dead_letters(settings))
    assert buried == {f"{role}.{topic}": len(KINDS) for role, topic in consuming_stages() if role in ROLES}


async def all_found(client: AsyncElasticsearch, bench: Stand, history: History) -> bool:
    return await counted(client, bench.settings) == len(history.accepted)

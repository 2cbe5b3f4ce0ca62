"""The gateway as a process on real engines: it serves, says goodbye, and leaves in time."""

from __future__ import annotations

import asyncio
import signal
import time

import aiohttp
import pytest
from services.runtime.provision import provision
from services.runtime.settings import Settings
from services.search.cluster import connect
from services.search.generations import provision as provision_index
from services.search.settings import SearchSettings
from tests.integration.gateway.process import gateway

LEAVES_WITHIN_S = 10.0


async def ready(session: aiohttp.ClientSession, url: str) -> None:
    async with asyncio.timeout(60):
        for _ in range(600):
            try:
                async with session.get(f"{url}/readyz") as answer:
                    if answer.status == 200:
                        return
            except aiohttp.ClientError:
                pass
            await asyncio.sleep(0.1)


@pytest.fixture
async def engines_ready(settings: Settings) -> Settings:
    await provision(settings)
    own = SearchSettings(
        kafka=settings.kafka, elasticsearch=settings.elasticsearch, namespace=settings.namespace
    )
    client = connect(own, 30)
    await provision_index(client, own)
    await client.close()
    return settings


async def test_sigterm_says_bye_to_open_streams_and_ends_in_time(engines_ready: Settings) -> None:
    async with gateway(engines_ready) as (process, url), aiohttp.ClientSession() as session:
        await ready(session, url)
        async with session.head(f"{url}/v1/headlines/stream") as head:
            assert (head.status, head.content_type) == (200, "text/event-stream")
        async with session.get(f"{url}/v1/headlines/stream") as stream:
            assert (await stream.content.readline()) == b"event: hello\n"
            process.send_signal(signal.SIGTERM)
            told_at = time.monotonic()
            rest = await asyncio.wait_for(stream.content.read(), LEAVES_WITHIN_S)
        code = await asyncio.wait_for(process.wait(), LEAVES_WITHIN_S)
        took = time.monotonic() - told_at
    assert b"event: bye\n" in rest
    assert code == 0
    assert took < LEAVES_WITHIN_S


async def test_without_engines_it_lives_and_says_what_is_missing(settings: Settings) -> None:
    away = {"NASHRA_KAFKA": "127.0.0.1:9", "NASHRA_ELASTICSEARCH": "http://127.0.0.1:9"}
    async with gateway(settings, **away) as (process, url), aiohttp.ClientSession() as session:
        async with asyncio.timeout(30):
            while True:
                try:
                    async with session.get(f"{url}/livez") as answer:
                        assert answer.status == 200
                        break
                except aiohttp.ClientConnectionError:
                    await asyncio.sleep(0.1)
        async with session.get(f"{url}/readyz?verbose") as answer:
            assert answer.status == 503
            checks = (await answer.json())["checks"]
        async with session.get(f"{url}/v1/search", params={"q": "ميناء"}) as answer:
            assert answer.status == 503
            assert answer.content_type == "application/problem+json"
        process.send_signal(signal.SIGTERM)
        assert await asyncio.wait_for(process.wait(), LEAVES_WITHIN_S) == 0
    assert {checks["index-unavailable"], checks["kafka-unreachable"]} == {"failed"}

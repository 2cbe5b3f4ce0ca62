"""WebSub from end to end: a newspaper, its hub, our gateway and the poller, on real Kafka."""

from __future__ import annotations

import asyncio
from collections.abc import AsyncIterator

import pytest
from fastapi import FastAPI
from pydantic import SecretStr
from services.embedded.ports import claim
from services.gateway.app import create_app
from services.gateway.settings import GatewaySettings
from services.runtime.settings import Settings
from tests.integration.gateway.serving import served
from tests.integration.ingest.hub import Hub
from tests.integration.ingest.press import LocalPaper
from tests.integration.ingest.test_poll import Pages, _eventually, _register, polling

SECRET = "a secret of tests"
SELDOM = {"NASHRA_POLL_MIN_SECONDS": "120", "NASHRA_POLL_MAX_SECONDS": "3600"}  # longer than the test


@pytest.fixture
async def door(settings: Settings) -> AsyncIterator[str]:
    """The address of a gateway that hubs can reach."""
    port = claim(0, "the gateway")
    address = f"http://127.0.0.1:{port}"
    gateway = GatewaySettings(
        **settings.model_dump(), secret=SecretStr(SECRET), public_url=address, port=port
    )
    app: FastAPI = create_app(gateway)
    async with served(app, port):
        yield address


async def test_a_push_brings_an_article_before_any_poll_would(settings: Settings, door: str) -> None:
    environment = {**SELDOM, "NASHRA_PUBLIC_URL": door, "NASHRA_SECRET": SECRET}
    async with Hub() as hub, LocalPaper() as paper, Pages(settings) as pages:
        paper.hub = hub.url
        paper.write("/خبر/1", "الحكومة تصادق على الميزانية")
        topic = f"{paper.url}/feed"
        source = paper.source(allow=(f"127.0.0.1:{paper.port}", f"127.0.0.1:{hub.port}"))
        await _register(settings, [source])
        async with polling(settings, environment):
            await pages.until(1)
            await _eventually(lambda: topic in hub.subscribers)
            await asyncio.sleep(1)  # the lease reaches the poller

            paper.write("/خبر/2", "فوز المنتخب بهدفين")
            polls = paper.polls
            assert await hub.push(topic, b"<rss>forged</rss>", secret="a guess") == 202
            assert len(await pages.after(2)) == 1, "a forged push is no news"
            assert paper.polls == polls

            assert await hub.push(topic, b"<rss>whatever the hub says</rss>") == 202
            page = (await pages.until(2, seconds=20))[1]
            assert page.hints.title == "فوز المنتخب بهدفين"
            assert paper.polls == polls + 1

        async with polling(settings, environment):
            paper.write("/خبر/3", "أمطار قوية بعدة مناطق")
            assert await hub.push(topic, b"<rss/>") == 202
            assert (await pages.until(3, seconds=30))[2].hints.title == "أمطار قوية بعدة مناطق"
            assert hub.asked == [("subscribe", topic)], "the lease survived the restart"

            await _register(settings, [source.model_copy(update={"enabled": False})])
            await asyncio.sleep(2)
            assert await hub.push(topic, b"<rss/>") == 410
            assert hub.subscribers == {}

"""Headlines through real Kafka into open streams: none lost, none twice, one numbering for all replicas."""

from __future__ import annotations

import asyncio
import re

import pytest
from services.contracts.topics import IMAGE_REPORTS
from services.runtime.broadcast import Broadcast
from tests.integration.gateway.conftest import Platform, replica
from tests.unit.gateway.asgi import Client
from tests.unit.gateway.fakes import IMAGE, article, article_id, headline
from tests.workers.process import eventually

ID = re.compile(rb"^id: (\d+)$", re.MULTILINE)


async def read(
    client: Client, after: int | None, until: int, opened: asyncio.Event | None = None
) -> list[int]:
    """The ids that a stream gives until `until`; then the connection is dropped."""
    seen: list[int] = []
    headers = {} if after is None else {"last_event_id": str(after)}
    async with client.stream("/v1/headlines/stream", **headers) as pieces:
        async for piece in pieces:
            if opened:
                opened.set()
            seen += [int(found) for found in ID.findall(piece)]
            if seen and seen[-1] >= until:
                break
    return seen


async def test_a_client_that_comes_back_loses_nothing_and_gets_nothing_twice(platform: Platform) -> None:
    async with replica(platform.gateway_settings) as one, replica(platform.gateway_settings) as other:
        replicas = [Client(one), Client(other)]

        async def publish() -> None:
            for number in range(0, 300, 3):
                await platform.publish([headline(number + step) for step in range(3)])
                await asyncio.sleep(0.01)

        opened = asyncio.Event()
        first = asyncio.create_task(read(replicas[0], None, 0, opened))
        await opened.wait()
        publishing = asyncio.create_task(publish())
        seen = await first
        turn = 0
        while seen[-1] < 299:
            turn += 1
            seen += await read(replicas[turn % 2], seen[-1], min(299, seen[-1] + 20))
        await publishing
    assert turn > 3
    assert seen == list(range(300))


async def test_a_restarted_replica_knows_the_headlines_of_before(platform: Platform) -> None:
    await platform.publish([headline(number) for number in range(50)])
    async with replica(platform.gateway_settings) as app:
        page = (await Client(app).get("/v1/headlines?limit=100")).json()
        assert [item["seq"] for item in page["items"]] == list(range(49, -1, -1))
        assert await read(Client(app), 44, 49) == [45, 46, 47, 48, 49]


async def test_what_the_index_role_publishes_is_on_the_ticker(platform: Platform) -> None:
    async with replica(platform.gateway_settings) as app:
        await platform.index([article(0)])

        async def newest() -> str | None:
            items = (await Client(app).get("/v1/headlines?limit=5&lang=ar")).json()["items"]
            return items[0]["id"] if items else None

        async def published() -> bool:
            return await newest() is not None

        await eventually(published, "a headline")
        assert await newest() == article_id(0)


async def test_a_hidden_image_is_told_to_open_streams(platform: Platform) -> None:
    await platform.index([article(0)])
    async with (
        replica(platform.gateway_settings) as app,
        Client(app).stream("/v1/headlines/stream") as pieces,
    ):
        await anext(pieces)
        await platform.set_image(IMAGE, article_id(0), 1, hidden=True)
        piece = await anext(pieces)
    assert piece.startswith(b"event: update\n")
    assert b'"state":"hidden"' in piece


@pytest.mark.parametrize("same", [True, False])
async def test_reports_reach_their_topic_once_a_reader(platform: Platform, same: bool) -> None:
    await platform.index([article(0)])
    seen: list[str] = []
    async with replica(platform.gateway_settings) as app:
        agents = ["Firefox"] * 3 if same else ["Firefox", "Chromium", "Safari"]
        url = f"/v1/images/{IMAGE}/reports"
        answers = [await Client(app).post(url, {"reason": "violent"}, user_agent=agent) for agent in agents]
    follower = Broadcast(platform.settings, IMAGE_REPORTS, lambda report, _: seen.append(report.reporter))
    await follower.start()
    await follower.stop()
    assert [answer.status for answer in answers] == [202] * 3
    assert len(seen) == len(set(seen)) == (1 if same else 3)

"""The Python client against a running gateway: operations, streams and exports through cut connections."""

from __future__ import annotations

import asyncio
from collections.abc import AsyncIterator
from datetime import UTC, date, datetime
from typing import Any

import httpx
import pytest
from tests.integration.clients.conftest import COUNT, IMAGE, article_name, gateway
from tests.integration.gateway.conftest import Platform
from tests.unit.gateway.fakes import headline

from nashra_client import AsyncNashra, InvalidRequest, NotFound


class Cutting(httpx.AsyncBaseTransport):
    """The network: it cuts the first connections of a path after so many bytes."""

    def __init__(self, path: str, *cuts: int) -> None:
        self._through = httpx.AsyncHTTPTransport()
        self._path = path
        self._cuts = list(cuts)
        self.asked: list[httpx.URL] = []

    async def handle_async_request(self, request: httpx.Request) -> httpx.Response:
        response = await self._through.handle_async_request(request)
        if request.url.path == self._path:
            self.asked.append(request.url)
            if self._cuts:
                response.stream = _Part(response.stream, self._cuts.pop(0))
        return response

    async def aclose(self) -> None:
        await self._through.aclose()


class _Part(httpx.AsyncByteStream):
    def __init__(self, whole: Any, most: int) -> None:
        self._whole = whole
        self._left = most

    async def __aiter__(self) -> AsyncIterator[bytes]:
        async for piece in self._whole:
            yield piece[: self._left]
            self._left -= len(piece)
            if self._left <= 0:
                raise httpx.ReadError("the network is gone")

    async def aclose(self) -> None:
        await self._whole.aclose()


async def test_what_a_frontend_asks(site: str) -> None:
    async with AsyncNashra(site) as nashra:
        headlines = await nashra.list_headlines(limit=5)
        assert len(headlines["items"]) == 5
        assert headlines["items"][0]["source"]["name"] == "العلم"
        found = await nashra.search(q="موانئ", section=["economy"], limit=50, facets=["source"])
        assert len([one async for one in nashra.each(found)]) == COUNT
        assert found["facets"]["source"][0]["label"] == "العلم"
        first = await nashra.get_article(found["items"][0]["id"], body="text")
        assert "أشغال التوسعة" in first["text"]
        everything = nashra.each(await nashra.list_articles(limit=100, fields=["title"]))
        assert len({one["id"] async for one in everything}) == COUNT + 3
        story = await nashra.get_story("s_cup")
        assert {one["source"]["id"] for one in story["articles"]} == {"alalam", "assabah"}
        assert (await nashra.list_stories(min_sources=2))["items"][0]["id"] == "s_cup"
        assert (await nashra.list_related("a_cup"))["items"][0]["reason"] == "story"
        assert (await nashra.suggest(q="كأس"))["items"]
        attention = await nashra.get_attention(
            q=["ميناء، آسفي", "كأس العرش"], from_=date(2025, 4, 1), to=date(2025, 5, 1), copies="once"
        )
        assert [query["count"] for query in attention["queries"]] == [COUNT + 1, 2]
        trending = await nashra.get_trending(kind="story", as_of=datetime(2025, 4, 6, tzinfo=UTC))
        assert trending["kind"] == "story"
        assert (await nashra.list_entities())["items"] is not None
        assert (await nashra.get_source("alalam"))["name"] == "العلم"
        assert {section["id"] for section in (await nashra.list_sections())["items"]} >= {"sports", "economy"}
        assert (await nashra.get_status())["head_seq"] == headlines["head_seq"]
        assert nashra.limits["anon"].left > 0
        with pytest.raises(InvalidRequest, match="query-syntax") as caught:
            await nashra.search(q='ميناء "آسفي')
        assert caught.value.problem["position"] == 6
        with pytest.raises(NotFound):
            await nashra.get_article("a_zzzz")


async def test_a_report_is_taken(site: str) -> None:
    async with AsyncNashra(site) as nashra:
        receipt = await nashra.report_image(IMAGE, {"reason": "misleading"})
        assert receipt["status"] == "received"


async def test_an_export_through_a_network_that_breaks(site: str) -> None:
    network = Cutting("/v1/articles/export", 100_000, 3, 250_001, 0)
    async with AsyncNashra(site, transport=network) as nashra:
        ids = [record["id"] async for record in nashra.export(section=["economy"])]
    assert ids == [f"a_{article_name(number)}" for number in range(COUNT)]
    assert len(network.asked) == 5


async def test_a_stream_through_a_network_that_breaks_and_a_gateway_that_restarts(platform: Platform) -> None:
    """Every headline once, in order, whatever happens to the connection."""
    network = Cutting("/v1/headlines/stream", 3_000, 700)
    seen: list[int] = []
    kinds: set[str] = set()

    async def follow(url: str) -> None:
        async with AsyncNashra(url, transport=network) as nashra:
            async for event in nashra.stream(last_event_id=-1):
                kinds.add(event.kind)
                if event.kind == "headline" and event.seq is not None:
                    seen.append(event.seq)

    async def until(count: int) -> None:
        async with asyncio.timeout(60):
            while len(seen) < count:  # noqa: ASYNC110 # the gateway sends it
                await asyncio.sleep(0.05)

    await platform.publish([headline(number) for number in range(20)])
    async with gateway(platform) as url:
        following = asyncio.create_task(follow(url))
        await until(20)
        assert len(network.asked) == 3
    await platform.publish([headline(number) for number in range(20, 30)])
    async with gateway(platform, int(url.rpartition(":")[2])):
        await until(30)
        following.cancel()
        await asyncio.gather(following, return_exceptions=True)
    assert seen == list(range(30))
    assert {"hello", "bye"} <= kinds

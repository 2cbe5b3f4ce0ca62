"""What readers get of what was indexed, through the real index."""

from __future__ import annotations

import asyncio
from collections.abc import AsyncIterator
from urllib.parse import quote

import pytest
from tests.integration.gateway.conftest import Platform, replica
from tests.unit.gateway.asgi import Client
from tests.unit.gateway.fakes import ALALAM, BAYANE, IMAGE, TITLES, article, article_id


@pytest.fixture
async def client(platform: Platform) -> AsyncIterator[Client]:
    await platform.register(ALALAM, BAYANE)
    await platform.index([article(number) for number in range(25)])
    async with replica(platform.gateway_settings) as app:
        yield Client(app)


async def test_spellings_that_readers_take_for_the_same_are_found(client: Client) -> None:
    found = (await client.get(f"/v1/search?q={quote('اسفي')}&facets=source&histogram=day")).json()
    assert {item["title"] for item in found["items"]} == {TITLES[0]}
    (segments, *_) = found["items"][0]["highlights"]["title"]
    assert "آسفي" in {segment["t"] for segment in segments if segment.get("hit")}
    assert {value["label"] for value in found["facets"]["source"]} == {"العلم", "بيان اليوم"}
    assert [bucket["start"] for bucket in found["histogram"]["buckets"] if bucket["count"]] == ["2025-04-05"]


async def test_cursors_reach_the_end_and_nothing_comes_twice(client: Client) -> None:
    # cursors keep to what is settled: an article of this second could still have an earlier neighbour to come
    await asyncio.sleep(3.2)
    for sort in ("-indexed_at", "-published_at", "indexed_at"):
        seen, url = [], f"/v1/articles?limit=7&sort={sort}"
        while url:
            page = (await client.get(url)).json()
            seen += [item["id"] for item in page["items"]]
            url = page.get("next")
        assert sorted(seen) == sorted(article_id(number) for number in range(25)), sort


async def test_an_article_with_its_related(client: Client) -> None:
    told = (await client.get(f"/v1/articles/{article_id(0)}?include=related")).json()
    assert told["title"] == TITLES[0]
    assert told["source"]["name"] == "العلم"
    assert article_id(0) not in {item["id"] for item in told["related"]}


async def test_a_hidden_image_disappears_everywhere(client: Client, platform: Platform) -> None:
    await platform.set_image(IMAGE, article_id(0), 1, hidden=True)
    await asyncio.sleep(1.1)  # an answer is kept for a second
    article_told = (await client.get(f"/v1/articles/{article_id(0)}")).body
    assert b"port.jpg" not in article_told
    assert (await client.get(f"/v1/images/{IMAGE}")).status == 410
    listed = (await client.get("/v1/articles?limit=100")).json()["items"]
    assert {item["lead_image"] for item in listed} == {None}


async def test_suggestions_and_sources(client: Client) -> None:
    told = (await client.get(f"/v1/search/suggest?q={quote('مينا')}")).json()["items"]
    assert "ميناء" in {item["text"] for item in told}
    sources = (await client.get("/v1/sources")).json()["items"]
    assert [(source["id"], source["freshness"]) for source in sources] == [
        ("alalam", "fresh"),
        ("bayane", "fresh"),
    ]


async def test_status_tells_how_far_the_stages_are(client: Client) -> None:
    told = (await client.get("/v1/status")).json()
    assert told["degraded"] == []
    assert {stage["name"] for stage in told["stages"]} >= {"extract", "enrich", "index", "moderate"}
    assert told["head_seq"] == 24


async def test_before_anything_is_indexed_the_index_is_said_to_be_missing(platform: Platform) -> None:
    async with replica(platform.gateway_settings) as app:
        answer = await Client(app).get("/v1/search?q=x")
        assert (answer.status, answer.json()["code"]) == (503, "index-unavailable")
        assert (await Client(app).get("/readyz")).status == 503


async def test_without_kafka_what_is_indexed_can_be_read(platform: Platform) -> None:
    await platform.index([article(0)])
    away = platform.gateway_settings.model_copy(update={"kafka": "127.0.0.1:9"})
    async with replica(away, caught_up=False) as app:
        client = Client(app)
        assert (await client.get(f"/v1/articles/{article_id(0)}")).status == 200
        report = await client.post(f"/v1/images/{IMAGE}/reports")
        assert (report.status, report.json()["code"]) == (503, "temporary-reduced-capacity")
        assert "kafka-unreachable" in (await client.get("/v1/status")).json()["degraded"]

"""The press over HTTP."""

from __future__ import annotations

import asyncio
from collections.abc import AsyncIterator
from urllib.parse import quote

import aiohttp
import feedparser
import pytest
from services.press.newspaper import Draft
from services.press.server import Press

DRAFT = Draft(slug="breaking", title="خبر عاجل من الميناء", body="وصلت السفينة صباح اليوم.", section="اقتصاد")


@pytest.fixture
async def client() -> AsyncIterator[aiohttp.ClientSession]:
    async with aiohttp.ClientSession() as session:
        yield session


async def _titles(client: aiohttp.ClientSession, url: str) -> list[str]:
    async with client.get(url) as response:
        return [entry.title for entry in feedparser.parse(await response.read()).entries]


async def test_serves_every_article_and_picture_that_its_gold_names(client: aiohttp.ClientSession) -> None:
    async with Press() as press:
        for source in press.sources():
            for gold in press.gold(source.id):
                for url in (gold.url, *(image.url for image in gold.images)):
                    async with client.get(quote(url, safe=":/?=&")) as response:
                        assert response.status == 200, url


async def test_a_feed_that_did_not_change_is_not_sent_again(client: aiohttp.ClientSession) -> None:
    async with Press() as press:
        url = press.sources()[0].feeds[0].url
        async with client.get(url) as first:
            validators = {
                "If-None-Match": first.headers["ETag"],
                "If-Modified-Since": first.headers["Last-Modified"],
            }
        for name, value in validators.items():
            async with client.get(url, headers={name: value}) as again:
                assert (again.status, await again.read()) == (304, b"")
        async with client.get(url, headers={"If-None-Match": '"other"'}) as changed:
            assert changed.status == 200


async def test_a_new_article_comes_first_and_a_revision_changes_it(
    client: aiohttp.ClientSession,
) -> None:
    async with Press() as press:
        feed = next(source for source in press.sources() if source.id == "manara").feeds[0].url
        url = press.publish("manara", DRAFT)
        assert (await _titles(client, feed))[0] == DRAFT.title
        assert press.revise("manara", "breaking", title="خبر عاجل: تصحيح") == url
        assert (await _titles(client, feed))[0] == "خبر عاجل: تصحيح"


async def test_held_articles_drip_out_in_the_order_of_their_age() -> None:
    async with Press(hold=3, drip_s=0.02) as press:
        before = {gold.title for source in press.sources() for gold in press.gold(source.id)}
        assert len(before) == 69
        await asyncio.sleep(0.3)
        dripped = [g for s in press.sources() for g in press.gold(s.id) if g.title not in before]
        assert len(dripped) == 3
        assert {gold.event for gold in dripped} == {"agadir-rain"}


async def test_what_does_not_exist_is_not_found(
    client: aiohttp.ClientSession,
) -> None:
    async with Press() as press:
        for path in ("nobody/feed.xml", "manara/nothing", "manara/politics/2020/01/x/"):
            async with client.get(press.url + path) as response:
                assert response.status == 404


async def test_robots_names_the_sitemap(client: aiohttp.ClientSession) -> None:
    async with Press() as press, client.get(press.url + "robots.txt") as response:
        assert f"Sitemap: {press.url}nawafidh/sitemap-news.xml" in await response.text()

"""Every result of a search once, from the first page to the last, while the index goes on changing."""

from __future__ import annotations

import re
from collections.abc import AsyncIterator
from datetime import UTC, datetime
from html import unescape
from urllib.parse import quote

import pytest
from services.contracts.withdrawal import Withdrawal
from services.gateway.settings import GatewaySettings
from services.search import generations
from services.search.bulk import delete
from services.search.cluster import AsyncElasticsearch, connect
from services.search.settings import SearchSettings
from tests.integration.gateway.conftest import Platform, replica
from tests.integration.search.articles import ALALAM, article
from tests.integration.search.crowd import settle
from tests.unit.gateway.asgi import Client

RESULTS = 25_000
PAGES_BETWEEN = 20
INSERTED = 100  # ten times
REMOVED = 10  # ten times
EVERYTHING = quote("في OR من OR على OR إلى OR عن")


class Archive:
    """An index of many short articles that changes while a gateway answers from it."""

    def __init__(self, client: Client, elasticsearch: AsyncElasticsearch, settings: SearchSettings) -> None:
        self.client = client
        self.inserted: set[str] = set()
        self.removed: set[str] = set()
        self.ids: list[str] = []
        self._elasticsearch = elasticsearch
        self._settings = settings

    async def fill(self) -> None:
        self.ids = await settle(self._elasticsearch, self._settings, RESULTS, length=40)

    async def change(self, name: str) -> None:
        """Articles come and go, and with them the weight of every word."""
        self.inserted.update(await settle(self._elasticsearch, self._settings, INSERTED, name, length=80))
        removed = [self.ids[(len(self.removed) * 241 + place * 7919) % RESULTS] for place in range(REMOVED)]
        self.removed.update(removed)
        articles = self._settings.named(generations.ARTICLES)
        await delete(self._elasticsearch, [articles], removed)
        await self._elasticsearch.indices.refresh(index=articles)  # the next walk must not begin with them


@pytest.fixture(scope="module")
async def archive(crowded: tuple[SearchSettings, GatewaySettings]) -> AsyncIterator[Archive]:
    own, settings = crowded
    elasticsearch = connect(own, 30)
    async with replica(settings, caught_up=False) as app:
        made = Archive(Client(app), elasticsearch, own)
        await made.fill()
        yield made
    await elasticsearch.close()


@pytest.mark.parametrize("sort", ["-published_at", "relevance"])
async def test_25000_results_while_1000_come_and_100_go(archive: Archive, sort: str) -> None:
    gone, late = set(archive.removed), set(archive.inserted)
    seen: list[str] = []
    pages = 0
    url = f"/v1/search?q={EVERYTHING}&sort={sort}&limit=100&fields=id&highlight=false&total=none"
    while url:
        page = (await archive.client.get(url)).json()
        seen += [item["id"] for item in page["items"]]
        url = page.get("next", "")
        pages += 1
        if pages % PAGES_BETWEEN == 1 and pages < 10 * PAGES_BETWEEN:
            await archive.change(f"late-{sort.strip('-')}-{pages}")
    assert len(archive.inserted) - len(late) == 10 * INSERTED
    assert len(seen) == len(set(seen)), "an article came twice"
    assert set(archive.ids) - archive.removed <= set(seen), "an article was missed"
    assert set(seen) <= (set(archive.ids) | late) - gone, "an article came that the first page could not know"


@pytest.mark.parametrize("sort", ["-published_at", "relevance"])
async def test_a_reader_turns_pages_while_articles_come_and_go(archive: Archive, sort: str) -> None:
    """Nothing comes twice, nothing is passed over: the pages are the list as it was for the first."""
    late = set(archive.inserted)
    url = f"/v1/search?q={EVERYTHING}&sort={sort}&limit=100"
    listed: list[str] = []
    for _ in range(4):
        page = (await archive.client.get(url)).json()
        listed += [item["id"] for item in page["items"]]
        url = page["next"]
    seen: list[str] = []
    url = f"/search?q={EVERYTHING}&sort={sort}"
    for number in range(10):
        html = (await archive.client.get(url)).body.decode()
        seen += re.findall(r'<h3 class="title"><a href="/a/([^"#]+)"', html)
        (following,) = re.findall(r'href="([^"]+)" rel="next"', html)
        url = unescape(following)
        await archive.change(f"reader-{sort.strip('-')}-{number}")
    assert len(seen) == len(set(seen))
    assert not set(seen) & (archive.inserted - late), "an article came that the first page could not know"
    still_there = [article for article in seen if article not in archive.removed]
    assert len(still_there) > 150
    assert (
        still_there == [article for article in listed if article not in archive.removed][: len(still_there)]
    )


def withdrawal(article_id: str) -> Withdrawal:
    now = datetime.now(UTC)
    return Withdrawal(article_id=article_id, source=ALALAM, revision=1, decided_by="operator", decided_at=now)


async def test_a_withdrawn_article_leaves_a_list_that_was_begun_before(platform: Platform) -> None:
    await platform.index([article(f"n{n}", f"ميناء آسفي {n}", "رست باخرة بالميناء.") for n in range(6)])
    async with replica(platform.gateway_settings) as app:
        client = Client(app)
        first = (await client.get(f"/v1/search?q={quote('ميناء')}&limit=3")).json()
        shown = {item["id"] for item in first["items"]}
        taken = min({f"a_n{n}" for n in range(6)} - shown)
        app.state.gateway.withdrawals.take(withdrawal(taken), 0)
        second = (await client.get(first["next"])).json()
        assert {item["id"] for item in second["items"]} == {f"a_n{n}" for n in range(6)} - shown - {taken}

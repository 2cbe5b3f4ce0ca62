"""Ranking by meaning as a client of the API sees it."""

from __future__ import annotations

import asyncio
import random

import pytest
from services.arabic.embedding import DIMENSIONS, MODEL, installed
from services.contracts.vector import ArticleVector
from tests.integration.gateway.conftest import Platform, replica
from tests.integration.search.articles import article
from tests.unit.gateway.asgi import Client

pytestmark = pytest.mark.skipif(not installed(), reason="needs the extra: pip install 'nashra[semantic]'")

ARTICLES = 130
SEARCH = "/v1/search?q=ميناء&limit=9"


async def test_the_answer_says_how_it_was_ranked_and_its_pages_hold_every_article_once(
    platform: Platform,
) -> None:
    await platform.index([article(f"p{number}", f"ميناء آسفي {number}", "نص.") for number in range(ARTICLES)])
    async with replica(platform.gateway_settings) as app:
        client = Client(app)
        assert (await client.get(SEARCH)).json()["query"]["ranking"] == "text"
    numbers = random.Random(1)
    await platform.mean(
        *(
            ArticleVector(
                article_id=f"a_p{number}", revision=1, model=MODEL, vector=numbers.randbytes(DIMENSIONS)
            )
            for number in range(ARTICLES)
        )
    )
    async with replica(platform.gateway_settings) as app:
        client = Client(app)
        told = (await client.get(SEARCH)).json()
        for _ in range(100):  # on a busy machine the first embedding comes too late for its own search
            if told["query"]["ranking"] == "semantic":
                break
            await asyncio.sleep(1.1)  # as long as an answer is kept
            told = (await client.get(SEARCH)).json()
        assert told["query"]["ranking"] == "semantic"
        found = [item["id"] for item in told["items"]]
        while "next" in told:
            told = (await client.get(told["next"])).json()
            found += [item["id"] for item in told["items"]]
        assert len(found) == len(set(found)) == ARTICLES

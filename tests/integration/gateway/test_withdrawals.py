"""A decision on withdrawals.v1 reaches a running replica, before and after the index follows."""

from __future__ import annotations

import asyncio
from datetime import UTC, datetime

from services.contracts.withdrawal import Withdrawal
from tests.integration.gateway.conftest import Platform, replica
from tests.integration.search.articles import ALALAM, article
from tests.unit.gateway.asgi import Client


async def test_a_withdrawn_article_is_refused_and_leaves_the_ticker(platform: Platform) -> None:
    await platform.index([article("port", "ميناء آسفي يستقبل أول باخرة", "توسعة الميناء.")])
    async with replica(platform.gateway_settings) as app:
        client = Client(app)
        assert (await client.get("/v1/articles/a_port")).status == 200
        assert [item["id"] for item in (await client.get("/v1/headlines")).json()["items"]] == ["a_port"]
        decision = Withdrawal(
            article_id="a_port",
            reason="legal",
            source=ALALAM,
            revision=1,
            decided_by="operator:salma",
            decided_at=datetime.now(UTC),
        )
        await platform.publish([decision])
        async with asyncio.timeout(40):
            while (refused := await client.get("/v1/articles/a_port")).status == 200:  # noqa: ASYNC110
                await asyncio.sleep(0.1)
        assert refused.status == 451
        assert refused.json()["code"] == "unavailable-for-legal-reasons"
        # another address than before: an answer is kept for a second
        assert (await client.get("/v1/headlines?limit=5")).json()["items"] == []

"""A withdrawn article is gone from every answer and generation, whatever arrives when."""

from __future__ import annotations

import asyncio
from collections.abc import AsyncIterator
from datetime import UTC, datetime

import orjson
from services.contracts.headline import Headline
from services.contracts.withdrawal import Withdrawal, WithdrawalAction
from services.runtime.errors import Transient
from services.runtime.outcome import Done
from services.search import generations
from services.search.indexing import Indexer
from services.search.results import SearchRequest
from tests.integration.search.articles import ALALAM, article
from tests.integration.search.conftest import Index, records

PORT = article("port", "ميناء آسفي يستقبل أول باخرة", "توسعة الميناء.", keywords=("الميناء",), story="s_port")
OTHER = article("other", "ميناء آسفي في أرقام", "أرقام الميناء.", story="s_port")


def decision(action: WithdrawalAction = "withdraw", revision: int = 1, name: str = "port") -> Withdrawal:
    return Withdrawal(
        article_id=f"a_{name}",
        action=action,
        reason="legal",
        note="ميناء آسفي يستقبل",
        source=ALALAM,
        revision=revision,
        decided_by="operator:salma",
        decided_at=datetime(2025, 4, 6, tzinfo=UTC),
    )


async def gone(index: Index) -> bool:
    await index.client.indices.refresh(index=index.settings.named("articles-v*"))
    found = await index.reader.search(SearchRequest(text="آسفي"))
    related = await index.reader.related("a_other")
    suggested = await index.reader.suggest("ميناء آسفي يست", ["query"])
    shown = {item.id for item in found.items} | {item.article.id for item in related}
    return (
        "a_port" not in shown
        and not any("باخرة" in suggestion.text for suggestion in suggested)
        and await index.reader.article("a_port") is None
    )


async def test_it_leaves_search_related_suggestions_and_the_ticker(index: Index) -> None:
    await index.add(PORT, OTHER)
    assert not await gone(index)
    (outcome,) = await index.withdraw(decision())
    assert await gone(index)
    assert isinstance(outcome, Done)
    (headline,) = outcome.events
    assert isinstance(headline, Headline)
    assert (headline.article_id, headline.kind, headline.title) == ("a_port", "retract", "")


async def test_nothing_of_its_text_is_kept(index: Index) -> None:
    await index.add(PORT)
    await index.withdraw(decision())
    await index.client.indices.refresh(index=index.settings.named("*"))
    kept = await index.client.search(index=index.settings.named("*"), size=100)
    assert "آسفي" not in orjson.dumps(kept.body).decode()


async def test_it_stays_gone_when_it_arrives_later_or_in_a_new_revision(index: Index) -> None:
    await index.withdraw(decision())
    await index.add(PORT)
    newer = PORT.model_copy(update={"article": PORT.article.model_copy(update={"revision": 7})})
    outcomes = await index.add(newer, OTHER)
    assert await gone(index)
    assert [len(outcome.events) for outcome in outcomes if isinstance(outcome, Done)] == [0, 1]


async def test_it_stays_gone_when_both_arrive_together(index: Index) -> None:
    await index.add(OTHER)
    for number in range(10):
        one = article(f"n{number}", "ميناء آسفي", "نص.")
        await asyncio.gather(index.add(one), index.withdraw(decision(name=f"n{number}")))
    found = await index.reader.search(SearchRequest(text="آسفي"))
    assert [item.id for item in found.items] == ["a_other"]


async def test_it_is_deleted_from_the_generations_that_are_kept_or_built(index: Index) -> None:
    await index.add(PORT)
    name = await generations.create(index.client, index.settings, datetime(2025, 4, 5, tzinfo=UTC))
    await index.add(PORT.model_copy(update={"article": PORT.article.model_copy(update={"revision": 2})}))
    assert await index.client.exists(index=name, id="a_port")
    await index.withdraw(decision())
    for generation in await generations.names(index.client, index.settings):
        assert not await index.client.exists(index=generation, id="a_port")


async def test_it_can_be_put_back_and_an_old_decision_replayed_changes_nothing(index: Index) -> None:
    await index.add(PORT, OTHER)
    await index.withdraw(decision())
    await index.withdraw(decision("restore", revision=2))
    for _ in range(200):
        try:
            await index.add(PORT)
            break
        except Transient:  # until Elasticsearch has forgotten the deletion
            await asyncio.sleep(0.2)
    assert not await gone(index)
    (outcome,) = await index.withdraw(decision())
    assert outcome == Done()
    assert not await gone(index)


async def test_an_index_that_lost_its_decisions_gets_them_before_any_article(index: Index) -> None:
    async def decisions() -> AsyncIterator[Withdrawal]:
        yield decision()

    indexer = Indexer(index.client, index.settings, decisions)
    await indexer.index_articles(records([OTHER]))
    for name in await index.client.indices.get(index=index.settings.named("*")):
        await index.client.indices.delete(index=name)
    for _ in range(2):  # the first attempt finds that the index is gone
        try:
            await indexer.index_articles(records([PORT, OTHER]))
        except Transient:
            continue
    assert await gone(index)

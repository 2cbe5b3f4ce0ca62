"""Writing the index: versions, redelivery, verdicts, headlines after the acknowledgement, image states."""

from __future__ import annotations

import asyncio
from dataclasses import replace
from datetime import UTC, datetime, timedelta

import pytest
from services.contracts.article import Image
from services.contracts.dead_letter import Reason
from services.contracts.headline import Headline
from services.contracts.image import ImageState, Visibility
from services.runtime.errors import Transient
from services.runtime.outcome import Dead, Done, Outcome
from services.search import generations
from services.search.bulk import BulkWriter, Verdict, Write
from services.search.cluster import connect
from services.search.indexing import Indexer
from services.search.results import SearchRequest
from services.search.settings import SearchSettings
from tests.integration.search.articles import article
from tests.integration.search.conftest import Index, records


def headlines(outcomes: list[Outcome]) -> list[tuple[str, int, str]]:
    return [
        (event.article_id, event.revision, event.kind)
        for outcome in outcomes
        if isinstance(outcome, Done)
        for event in outcome.events
        if isinstance(event, Headline)
    ]


def state(image: str, article_id: str, visibility: Visibility, revision: int) -> ImageState:
    return ImageState(
        image_id=image,
        article_id=article_id,
        state=visibility,
        revision=revision,
        changed_at=datetime(2025, 4, 5, tzinfo=UTC),
    )


async def test_the_last_revision_stays_whatever_the_order(index: Index) -> None:
    assert headlines(await index.add(article("x", "العنوان الثاني", "نص.", revision=2))) == [
        ("a_x", 2, "new")
    ]
    assert headlines(await index.add(article("x", "العنوان الأول", "نص.", revision=1))) == []
    stored = await index.reader.article("a_x")
    assert stored is not None
    assert stored.enriched.article.title == "العنوان الثاني"


async def test_a_new_revision_is_an_update(index: Index) -> None:
    await index.add(article("x", "قبل", "نص."))
    assert headlines(await index.add(article("x", "بعد", "نص.", revision=2))) == [("a_x", 2, "update")]
    result = await index.reader.search(SearchRequest())
    assert [item.title for item in result.items] == ["بعد"]


async def test_redelivery_changes_nothing_and_says_the_same_headline(index: Index) -> None:
    indexer, batch = Indexer(index.client, index.settings), records([article("x", "عنوان", "نص.")])
    first = await indexer.index_articles(batch)
    stored = await index.reader.article("a_x")
    again = await indexer.index_articles(batch)
    # a crash between the index and headlines.v1 must not lose the headline: it is said at least once
    assert again == first
    assert await index.reader.article("a_x") == stored


async def test_a_replay_of_what_was_indexed_long_ago_is_no_news(index: Index) -> None:
    await index.add(article("x", "عنوان", "نص."))
    (record,) = records([article("x", "عنوان", "نص.")])
    replayed = replace(record, timestamp=record.timestamp + timedelta(minutes=5))
    assert await Indexer(index.client, index.settings).index_articles([replayed]) == [Done()]


async def test_a_rejected_article_is_a_dead_letter_and_the_others_are_searchable(index: Index) -> None:
    await index.add(article("before", "قبل", "نص."))
    image = Image(id="i_1", url="https://x.example/1.jpg")
    monster = image.model_copy(update={"id": "i" * 33_000})  # longer than any term may be; no contract has it
    poison = article("poison", "سم", "نص.", images=(monster,))
    good, dead = await index.add(article("good", "سليم", "نص."), poison)
    assert isinstance(good, Done)
    assert isinstance(dead, Dead)
    assert dead.reason is Reason.REJECTED
    assert "immense term" in dead.message
    result = await index.reader.search(SearchRequest())
    assert {item.id for item in result.items} == {"a_before", "a_good"}


async def test_image_states_reach_articles_indexed_before_and_after(index: Index) -> None:
    images = (Image(id="i_1", url="https://x.example/1.jpg"), Image(id="i_2", url="https://x.example/2.jpg"))
    await index.add(article("before", "قبل", "نص.", images=images[:1]))
    await index.add_states(state("i_1", "a_before", "hidden", 1), state("i_2", "a_after", "hidden", 1))
    await index.add(article("after", "بعد", "نص.", images=images[1:]))
    for name, image in (("before", "i_1"), ("after", "i_2")):
        stored = await index.reader.article(f"a_{name}")
        assert stored is not None
        assert stored.image_states == {image: "hidden"}
    result = await index.reader.search(SearchRequest())
    assert {item.lead_image for item in result.items} == {None}
    await index.add_states(state("i_1", "a_before", "cleared", 2))
    await index.add_states(state("i_1", "a_before", "hidden", 1))
    restored = await index.reader.image("i_1")
    assert restored is not None
    assert restored.state == "cleared"


async def test_workers_that_race_make_one_index(search_settings: SearchSettings) -> None:
    clients = [connect(search_settings, 30) for _ in range(4)]
    names = await asyncio.gather(*(generations.provision(client, search_settings) for client in clients))
    assert len(set(names)) == 1
    assert [found.live for found in await generations.generations(clients[0], search_settings)] == [True]
    await asyncio.gather(*(client.close() for client in clients))


async def test_a_deleted_index_is_made_again(index: Index) -> None:
    await index.add(article("x", "عنوان", "نص."))
    live = await generations.live_generation(index.client, index.settings)
    assert live is not None
    await index.client.indices.delete(index=live)
    with pytest.raises(Transient):
        await index.add(article("x", "عنوان", "نص."))
    await index.add(article("x", "عنوان", "نص."))
    assert await index.reader.article("a_x") is not None


async def test_articles_wait_for_a_generation_of_this_version(index: Index) -> None:
    old, alias = index.settings.named("articles-v1-first"), index.settings.named("articles")
    await index.client.indices.create(index=old, aliases={alias: {"is_write_index": True}})
    for _ in range(2):
        with pytest.raises(Transient, match="nashra reindex"):
            await index.add(article("x", "عنوان", "نص."))
    name = await generations.create(index.client, index.settings, datetime(2025, 4, 5, tzinfo=UTC))
    await generations.switch(index.client, index.settings, name)
    await index.add(article("x", "عنوان", "نص."))
    assert await index.reader.article("a_x") is not None
    assert (await index.client.count(index=old))["count"] == 0


async def test_another_generation_takes_over_in_one_step(index: Index) -> None:
    await index.add(article("x", "عنوان", "نص."))
    name = await generations.create(index.client, index.settings, datetime(2025, 4, 5, tzinfo=UTC))
    await generations.switch(index.client, index.settings, name)
    assert {g.name: g.live for g in await generations.generations(index.client, index.settings)} == {
        generations.generation_name(index.settings): False,
        name: True,
    }
    with pytest.raises(ValueError, match="is live"):
        await generations.delete(index.client, index.settings, name)


async def test_a_spoilt_request_is_halved_until_the_bad_document_is_alone(index: Index) -> None:
    await generations.provision(index.client, index.settings)
    writer = BulkWriter(index.client, index.settings, index.settings.named("images"))
    good = {"article_id": "a", "state": "hidden", "revision": 1}
    writes = [Write(f"i{n}", 1, good) for n in range(5)]
    writes[3] = Write("bad", 1, {"no_such_field": 1})
    verdicts = [written.verdict for written in await writer.write(writes)]
    assert verdicts == [Verdict.CREATED] * 3 + [Verdict.REJECTED, Verdict.CREATED]


async def test_without_a_cluster_the_batch_waits() -> None:
    settings = SearchSettings(elasticsearch="http://127.0.0.1:9")
    client = connect(settings, 5)
    with pytest.raises(Transient, match=r"no Elasticsearch at http://127\.0\.0\.1:9"):
        await Indexer(client, settings).index_articles(records([article("x", "عنوان", "نص.")]))
    await client.close()

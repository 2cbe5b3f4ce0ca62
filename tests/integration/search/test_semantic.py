"""Ranking by words and meaning on a real index: what it changes, and what it does without."""

from __future__ import annotations

import asyncio
import math
import threading
from collections.abc import AsyncIterator, Callable, Iterator
from dataclasses import replace
from typing import Any

import pytest
from services.arabic.embedding import DIMENSIONS, MODEL, Embedder, installed, passage
from services.contracts.article import EnrichedArticle
from services.contracts.vector import ArticleVector
from services.runtime.errors import Transient
from services.runtime.outcome import Done
from services.runtime.settings import Settings
from services.search import reads as reading
from services.search.query_vectors import PATIENCE_S, QueryVectors
from services.search.reader import Reader
from services.search.results import Filters, Page, SearchRequest, SearchResult
from services.search.semantic import WINDOW
from services.search.settings import SearchSettings
from tests.integration.search.articles import ALALAM, SABAH, article
from tests.integration.search.conftest import Index
from tests.integration.search.test_withdrawals import decision
from tests.workers.process import eventually

needs_model = pytest.mark.skipif(not installed(), reason="needs the extra: pip install 'nashra[semantic]'")

PORT = SearchRequest(text="ميناء آسفي", freshness=False)
MANY = WINDOW + 30
NEVER_S = 30.0  # whoever waits so long waits for an embedder that does not answer


def towards(degrees: float) -> bytes:
    """A direction that is so far from that of every query of `Fixed`."""
    angle = math.radians(degrees)
    first = [round(127 * math.cos(angle)), round(127 * math.sin(angle))]
    return b"".join(value.to_bytes(1, signed=True) for value in first) + bytes(DIMENSIONS - 2)


def vector(name: str, degrees: float, revision: int = 1, model: str = MODEL) -> ArticleVector:
    return ArticleVector(article_id=f"a_{name}", revision=revision, model=model, vector=towards(degrees))


class Fixed:
    """An embedder for which every query means the same, or none could be read. It thinks until `thought`."""

    def __init__(self) -> None:
        self.fails = False
        self.thought = threading.Event()
        self.thought.set()

    def query(self, text: str) -> bytes:
        self.thought.wait()
        if self.fails:
            raise OSError("no such model")
        return towards(0)


@pytest.fixture
def search_settings(settings: Settings) -> SearchSettings:
    """The reader of the index itself ranks by text alone."""
    return SearchSettings(**{**settings.model_dump(), "semantic": "off"})


@pytest.fixture
async def semantic(index: Index) -> AsyncIterator[Callable[..., Reader]]:
    """Makes readers of the index with an embedder; they wait for it unless told otherwise."""
    opened: list[Reader] = []

    def make(embedder: Any = None, patience_s: float = 10.0) -> Reader:
        opened.append(Reader(index.settings, query_vectors=QueryVectors(embedder or Fixed(), patience_s)))
        return opened[-1]

    yield make
    for one in opened:
        await one.__aexit__(None, None, None)


def names(result: SearchResult) -> list[str]:
    return [item.id.removeprefix("a_") for item in result.items]


async def walked(
    reader: Reader, request: SearchRequest, between: Callable[[], Any] | None = None
) -> list[str]:
    """All ids of a list, page by page."""
    found: list[str] = []
    while True:
        result = await reader.search(request)
        found += names(result)
        if len(result.items) < request.page.limit:
            return found
        as_of = request.page.as_of or result.index.complete_through
        request = replace(request, page=Page(request.page.limit, result.items[-1].sort_values, as_of))
        if between:
            await between()


def ports(count: int) -> list[EnrichedArticle]:
    """Of different length, so that they score differently."""
    return [
        article(f"p{number:03}", f"ميناء آسفي {number}", "توسعة الميناء. " * (1 + number % 7), source=SABAH)
        for number in range(count)
    ]


async def settled(index: Index, monkeypatch: pytest.MonkeyPatch) -> None:
    """Let a walk see what was indexed just now: its later pages keep to what is settled."""
    monkeypatch.setattr(reading, "SETTLED_AFTER", reading.SETTLED_AFTER * 0)
    await index.client.indices.refresh(index=index.settings.named("*"))


async def test_meaning_changes_the_order_and_nothing_else(
    index: Index, semantic: Callable[..., Reader]
) -> None:
    await index.add(*ports(5))
    await index.add_vectors(*(vector(f"p{number:03}", 60 - 10 * number) for number in range(5)))
    request = replace(PORT, facets=("source",), histogram="day", total="exact")
    by_text, by_meaning = await index.reader.search(request), await semantic().search(request)
    assert (by_text.ranking, by_meaning.ranking) == ("text", "semantic")
    assert names(by_meaning) == ["p004", "p003", "p002", "p001", "p000"]
    assert sorted(names(by_text)) == sorted(names(by_meaning)) != names(by_text)
    assert by_meaning.total == by_text.total
    assert by_meaning.facets == by_text.facets
    assert by_meaning.histogram == by_text.histogram
    marked = {item.id: item.highlights for item in by_meaning.items}
    assert marked == {item.id: item.highlights for item in by_text.items}
    assert all(marked.values())


async def test_only_plain_words_by_relevance_are_ranked_by_meaning(
    index: Index, semantic: Callable[..., Reader]
) -> None:
    await index.add(*ports(3))
    await index.add_vectors(vector("p000", 0), vector("p001", 40), vector("p002", 20))
    reader = semantic()
    for request in (
        replace(PORT, sort="-published_at"),
        replace(PORT, match="exact"),
        replace(PORT, text='"ميناء آسفي"'),
        replace(PORT, text=""),
        replace(PORT, text="source:assabah"),
    ):
        answered = await reader.search(request)
        assert answered.ranking == "text"
        assert names(answered) == names(await index.reader.search(request))
    filtered = await reader.search(replace(PORT, filters=Filters(ids=("a_p001", "a_p002"))))
    assert (filtered.ranking, names(filtered)) == ("semantic", ["p002", "p001"])


async def test_an_article_without_a_vector_is_placed_by_its_text(
    index: Index, semantic: Callable[..., Reader]
) -> None:
    alike = [article(name, "ميناء آسفي", "توسعة.") for name in ("near", "unknown", "far")]
    await index.add(*alike)
    await index.add_vectors(vector("near", 10), vector("far", 50))
    assert names(await semantic().search(PORT)) == ["near", "unknown", "far"]


async def test_vectors_of_another_model_are_left_alone(index: Index, semantic: Callable[..., Reader]) -> None:
    await index.add(*ports(2))
    outcomes = await index.add_vectors(vector("p000", 0, model="another"), vector("p001", 0))
    assert outcomes == [Done(), Done()]
    found = await index.client.count(index=index.settings.named("vectors-*"))
    assert found["count"] == 1


async def test_a_deleted_index_of_vectors_is_made_anew(index: Index) -> None:
    await index.add_vectors(vector("p000", 0))
    await index.client.indices.delete(index=index.settings.named(f"vectors-{MODEL}-v1"))
    with pytest.raises(Transient):
        await index.add_vectors(vector("p001", 0))
    await index.add_vectors(vector("p001", 0))
    assert await _kept(index) == {"a_p001"}


async def test_the_newest_revision_stays_whatever_the_order(
    index: Index, semantic: Callable[..., Reader]
) -> None:
    await index.add(*ports(2))
    await index.add_vectors(vector("p000", 60, revision=2), vector("p001", 30))
    await index.add_vectors(vector("p000", 0, revision=1), vector("p000", 0, revision=2))
    assert names(await semantic().search(PORT)) == ["p001", "p000"]


@pytest.mark.parametrize("limit", [7, WINDOW, MANY + 1])
async def test_pages_hold_every_article_once_in_one_order(
    index: Index, semantic: Callable[..., Reader], monkeypatch: pytest.MonkeyPatch, limit: int
) -> None:
    await index.add(*ports(MANY))
    await index.add_vectors(*(vector(f"p{number:03}", number * 7 % 60) for number in range(MANY)))
    await settled(index, monkeypatch)
    reader = semantic()
    whole = await reader.search(replace(PORT, page=Page(MANY)))
    assert await walked(reader, replace(PORT, page=Page(limit))) == names(whole)
    text = await index.reader.search(replace(PORT, page=Page(MANY)))
    assert set(names(whole)[:WINDOW]) == set(names(text)[:WINDOW])
    assert names(whole)[WINDOW:] == names(text)[WINDOW:]
    scores = [item.score or 0 for item in whole.items]
    assert scores == sorted(scores, reverse=True)


async def test_no_page_repeats_or_misses_one_while_vectors_come_and_the_model_goes(
    index: Index, semantic: Callable[..., Reader], monkeypatch: pytest.MonkeyPatch
) -> None:
    await index.add(*ports(MANY))
    await index.add_vectors(*(vector(f"p{number:03}", number % 60) for number in range(0, MANY, 2)))
    await settled(index, monkeypatch)
    pages = 0

    async def between() -> None:
        nonlocal pages
        pages += 1
        if pages < 4:
            await index.add_vectors(*(vector(f"p{number:03}", pages) for number in range(pages, MANY, 11)))
        elif pages == 4:
            await index.client.indices.delete(index=index.settings.named(f"vectors-{MODEL}-v1"))

    found = await walked(semantic(), replace(PORT, page=Page(9)), between)
    assert len(found) == len(set(found)) == MANY


async def test_a_cursor_of_a_ranked_page_goes_on_where_meaning_is_switched_off(
    index: Index, semantic: Callable[..., Reader], monkeypatch: pytest.MonkeyPatch
) -> None:
    await index.add(*ports(20))
    await index.add_vectors(*(vector(f"p{number:03}", 60 - number) for number in range(20)))
    await settled(index, monkeypatch)
    first = await semantic().search(replace(PORT, page=Page(5)))
    rest = Page(50, first.items[-1].sort_values, first.index.complete_through)
    following = await index.reader.search(replace(PORT, page=rest))
    assert following.ranking == "text"
    assert sorted(names(first) + names(following)) == [f"p{number:03}" for number in range(20)]


async def test_stories_are_collapsed_and_counted_as_before(
    index: Index, semantic: Callable[..., Reader], monkeypatch: pytest.MonkeyPatch
) -> None:
    told = [
        article(f"s{story}{paper.id}", f"ميناء آسفي {story}", "توسعة.", source=paper, story=f"s_{story}")
        for story in range(6)
        for paper in (ALALAM, SABAH)
    ]
    await index.add(*told)
    await index.add_vectors(
        *(vector(one.article_id.removeprefix("a_"), 60 - 10 * int(one.article_id[3])) for one in told)
    )
    await settled(index, monkeypatch)
    request = replace(PORT, collapse="story")
    by_text, by_meaning = await index.reader.search(request), await semantic().search(request)
    stories = [item.story_id for item in by_meaning.items]
    assert stories == [f"s_{story}" for story in (5, 4, 3, 2, 1, 0)]
    assert {item.id for item in by_meaning.items} == {item.id for item in by_text.items}
    assert [item.more_in_story for item in by_meaning.items] == [1] * 6
    assert await walked(semantic(), replace(request, page=Page(4))) == names(by_meaning)


@pytest.fixture
def thinking() -> Iterator[Fixed]:
    """An embedder that does not answer before it is told to."""
    embedder = Fixed()
    embedder.thought.clear()
    yield embedder
    embedder.thought.set()


async def test_a_slow_embedder_delays_no_answer_and_helps_the_next(
    index: Index, semantic: Callable[..., Reader], thinking: Fixed
) -> None:
    await index.add(*ports(3))
    await index.add_vectors(vector("p000", 60), vector("p001", 0), vector("p002", 30))
    by_text = names(await index.reader.search(PORT))
    reader = semantic(thinking, PATIENCE_S)
    async with asyncio.timeout(NEVER_S):
        first = await reader.search(PORT)
    assert (first.ranking, names(first)) == ("text", by_text)
    thinking.thought.set()

    async def by_meaning() -> bool:
        return (await reader.search(PORT)).ranking == "semantic"

    await eventually(by_meaning, "a search by meaning")


async def test_many_who_ask_a_slow_embedder_do_not_queue(
    index: Index, semantic: Callable[..., Reader], thinking: Fixed
) -> None:
    await index.add(*ports(3))
    await index.add_vectors(vector("p000", 60), vector("p001", 0))
    reader = semantic(thinking, PATIENCE_S)
    async with asyncio.timeout(NEVER_S):
        answers = await asyncio.gather(
            *(reader.search(replace(PORT, text=f"ميناء آسفي {'و' * number}")) for number in range(20))
        )
    assert {answer.ranking for answer in answers} == {"text"}


async def test_a_model_that_cannot_be_loaded_leaves_the_text(
    index: Index, semantic: Callable[..., Reader]
) -> None:
    await index.add(*ports(3))
    await index.add_vectors(vector("p000", 60), vector("p001", 0))
    broken = Fixed()
    broken.fails = True
    reader = semantic(broken)
    for _ in range(2):
        answer = await reader.search(PORT)
        assert (answer.ranking, names(answer)) == ("text", names(await index.reader.search(PORT)))


async def test_without_vectors_every_search_is_as_it_was(
    index: Index, semantic: Callable[..., Reader]
) -> None:
    await index.add(*ports(3))
    answer = await semantic().search(PORT)
    assert (answer.ranking, names(answer)) == ("text", names(await index.reader.search(PORT)))
    assert answer.items[-1].sort_values == (await index.reader.search(PORT)).items[-1].sort_values


async def test_what_is_withdrawn_loses_its_meaning_too(index: Index) -> None:
    await index.add(*ports(2), article("port", "ميناء آسفي", "نص."))
    await index.add_vectors(vector("port", 0), vector("p000", 0))
    await index.withdraw(decision())
    assert await _kept(index) == {"a_p000"}
    await index.add_vectors(vector("port", 0, revision=2))
    assert await _kept(index) == {"a_p000"}
    await index.withdraw(decision("restore", 2))
    for _ in range(200):
        try:
            await index.add_vectors(vector("port", 0, revision=2))
            break
        except Transient:  # until Elasticsearch has forgotten the deletion
            await asyncio.sleep(0.2)
    assert await _kept(index) == {"a_p000", "a_port"}


async def _kept(index: Index) -> set[str]:
    name = index.settings.named("vectors-*")
    await index.client.indices.refresh(index=name)
    found = await index.client.search(index=name, size=100)
    return {hit["_id"] for hit in found["hits"]["hits"]}


NEWS = {
    "fuel": ("زيادة ثمن البنزين في المغرب", "محطات الوقود تغير أثمانها ابتداء من منتصف الليل."),
    "football": ("كأس العرش في المغرب", "تعادل في نهائي كأس العرش."),
    "music": ("سهرات الصيف في المغرب", "سهرات فنية على شاطئ طنجة."),
    "books": ("معرض كتاب في المغرب", "إقبال كبير على روايات عربية."),
}


@needs_model
async def test_an_article_that_means_the_same_in_other_words_moves_up(
    index: Index, semantic: Callable[..., Reader]
) -> None:
    embedder = Embedder()
    texts = {name: passage(*news) for name, news in NEWS.items()}
    await index.add(*(article(name, *news) for name, news in NEWS.items()))
    await index.add_vectors(
        *(
            ArticleVector(article_id=f"a_{name}", revision=1, model=MODEL, vector=made)
            for name, made in zip(texts, embedder.passages(list(texts.values())), strict=True)
        )
    )
    asked = SearchRequest(text="لماذا ارتفعت المحروقات في المغرب؟", freshness=False)
    by_text = names(await index.reader.search(asked))
    by_meaning = await semantic(embedder).search(asked)
    assert by_meaning.ranking == "semantic"
    assert by_text.index("fuel") > 0
    assert names(by_meaning)[0] == "fuel"

"""An index of one's own, written the way the index role writes it and read by the reader."""

from __future__ import annotations

import uuid
from collections.abc import AsyncIterator, Sequence
from datetime import UTC, datetime
from typing import Any, TypeVar

import pytest
from services.contracts.article import EnrichedArticle
from services.contracts.event import Envelope, Event
from services.contracts.image import ImageState
from services.contracts.story import Assignment, StoryChange, StoryState
from services.contracts.vector import ArticleVector
from services.contracts.withdrawal import Withdrawal
from services.runtime.outcome import Outcome, Record
from services.runtime.settings import Settings
from services.search.cluster import AsyncElasticsearch, connect
from services.search.indexing import Indexer
from services.search.reader import Reader
from services.search.settings import SearchSettings

E = TypeVar("E", bound=Event)


class Index:
    """The index of one test. What `add` returned is searchable."""

    def __init__(self, client: AsyncElasticsearch, settings: SearchSettings) -> None:
        self.client = client
        self.settings = settings
        self.reader = Reader(settings)
        self._indexer = Indexer(client, settings)

    async def add(self, *articles: EnrichedArticle) -> list[Outcome]:
        """Articles with a `story_id` are then told to be in that story."""
        outcomes = await self._indexer.index_articles(records(articles))
        told: dict[str, list[EnrichedArticle]] = {}
        for article in articles:
            if article.story_id:
                told.setdefault(article.story_id, []).append(article)
        await self.tell(*(story(id_, *members) for id_, members in told.items()))
        await self.client.indices.refresh(index=self.settings.named("articles"))
        return outcomes

    async def tell(self, *changes: StoryChange) -> list[Outcome]:
        outcomes = await self._indexer.index_stories(records(changes)) if changes else []
        for name in ("articles", "stories"):
            await self.client.indices.refresh(index=self.settings.named(name))
        return outcomes

    async def add_states(self, *states: ImageState) -> list[Outcome]:
        return await self._indexer.index_images(records(states))

    async def add_vectors(self, *events: ArticleVector) -> list[Outcome]:
        outcomes = await self._indexer.index_vectors(records(events))
        await self.client.indices.refresh(index=self.settings.named("vectors-*"))
        return outcomes

    async def withdraw(self, *decisions: Withdrawal) -> list[Outcome]:
        return await self._indexer.withdraw(records(decisions))


def story(id_: str, *members: EnrichedArticle, sequence: int = 1, **more: Any) -> StoryChange:
    """What the role `stories` says of a story of these articles, the first of which stands for it."""
    first: dict[str, str] = {}
    for member in members:
        first.setdefault(member.article.source.id, member.article_id)
    moments = [member.article.published.at or member.article.fetched_at for member in members]
    copies: dict[str, str] = more.pop("copies", {})
    return StoryChange(
        story_id=id_,
        sequence=sequence,
        assigned=tuple(
            Assignment(
                article_id=member.article_id,
                revision=member.article.revision,
                by="copy" if member.article_id in copies else "words",
                score=0.8,
                words=("ميناء",),
                duplicate_of=copies.get(member.article_id),
            )
            for member in members
        ),
        story=StoryState(
            representative=members[0].article_id,
            headlines=tuple(first.values()),
            first_at=min(moments),
            last_at=max(moments),
            article_count=len(members),
            copy_count=len(copies),
            sources=tuple(first),
            countries=tuple({member.article.source.country or "ma" for member in members}),
            sections=tuple({member.section for member in members if member.section}),
            langs=tuple({member.lang for member in members}),
            heat=float(len(first)),
        )
        if members
        else None,
        **more,
    )


def records(events: Sequence[E]) -> list[Record[E]]:
    return [
        Record(
            event=event,
            key=b"key",
            envelope=Envelope.new("test", type(event).__name__),
            partition=0,
            offset=offset,
            timestamp=datetime.now(UTC),
        )
        for offset, event in enumerate(events)
    ]


async def opened(settings: SearchSettings) -> AsyncIterator[Index]:
    client = connect(settings, 30)
    index = Index(client, settings)
    async with index.reader:
        yield index
    await client.close()


@pytest.fixture
def search_settings(settings: Settings) -> SearchSettings:
    return SearchSettings(**settings.model_dump())


@pytest.fixture
async def index(search_settings: SearchSettings) -> AsyncIterator[Index]:
    async for index in opened(search_settings):
        yield index


@pytest.fixture(scope="module")
async def module_index(elasticsearch: str) -> AsyncIterator[Index]:
    """One index for the tests of a module that only read it."""
    own = SearchSettings(elasticsearch=elasticsearch, namespace=f"t{uuid.uuid4().hex[:10]}")
    async for index in opened(own):
        yield index
        for name in await index.client.indices.get(index=f"{own.namespace}-*"):
            await index.client.indices.delete(index=name)
        await index.client.indices.delete_index_template(name=f"{own.namespace}-*")

"""An index of one's own, written the way the index role writes it and read by the reader."""

from __future__ import annotations

import uuid
from collections.abc import AsyncIterator, Sequence
from datetime import UTC, datetime
from typing import TypeVar

import pytest
from services.contracts.article import EnrichedArticle
from services.contracts.event import Envelope, Event
from services.contracts.image import ImageState
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
        outcomes = await self._indexer.index_articles(records(articles))
        await self.client.indices.refresh(index=self.settings.named("articles"))
        return outcomes

    async def add_states(self, *states: ImageState) -> list[Outcome]:
        return await self._indexer.index_images(records(states))

    async def add_vectors(self, *events: ArticleVector) -> list[Outcome]:
        outcomes = await self._indexer.index_vectors(records(events))
        await self.client.indices.refresh(index=self.settings.named("vectors-*"))
        return outcomes

    async def withdraw(self, *decisions: Withdrawal) -> list[Outcome]:
        return await self._indexer.withdraw(records(decisions))


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

"""A gateway on real engines: articles go in as the index role writes them, answers come out of the app."""

from __future__ import annotations

import asyncio
import uuid
from collections.abc import AsyncIterator, Iterator, Sequence
from contextlib import asynccontextmanager
from datetime import UTC, datetime
from pathlib import Path
from typing import TypeVar

import pytest
from fastapi import FastAPI
from pydantic import SecretStr
from services.contracts.article import EnrichedArticle
from services.contracts.event import Envelope, Event
from services.contracts.headline import Headline
from services.contracts.image import ImageState
from services.contracts.source import Source
from services.contracts.vector import ArticleVector
from services.gateway.app import create_app
from services.gateway.settings import GatewaySettings
from services.runtime import logs
from services.runtime.outcome import Done, Record
from services.runtime.producer import EventProducer
from services.runtime.provision import provision
from services.runtime.settings import Settings
from services.search.cluster import connect
from services.search.indexing import Indexer
from services.search.settings import SearchSettings
from tests.conftest import Addresses, delete_indices
from tests.integration.search.conftest import story


@pytest.fixture(autouse=True, scope="session")
def logging() -> None:
    """As in production: the renderer of an unconfigured structlog takes seconds for one traceback."""
    logs.configure(Settings(log_format="json"))


@pytest.fixture(scope="module")
def crowded(
    engines: Addresses, tmp_path_factory: pytest.TempPathFactory
) -> Iterator[tuple[SearchSettings, GatewaySettings]]:
    """For an archive of thousands that a module shares: of who writes it, and of a gateway without quota."""
    own = SearchSettings(
        kafka=engines.kafka,
        elasticsearch=engines.elasticsearch,
        namespace=f"t{uuid.uuid4().hex[:10]}",
        state_dir=Path(tmp_path_factory.mktemp("state")),
        bulk_bytes=1_000_000,
    )
    shared = own.model_dump(include={"kafka", "elasticsearch", "namespace", "state_dir"})
    yield (
        own,
        GatewaySettings(**shared, secret=SecretStr("a secret of tests"), quota_per_minute=10_000_000),
    )
    delete_indices(own)


class Platform:
    """What the other services do to the gateway's topics and index, without them."""

    def __init__(self, settings: Settings, producer: EventProducer) -> None:
        self.settings = settings
        self.gateway_settings = GatewaySettings(
            kafka=settings.kafka,
            elasticsearch=settings.elasticsearch,
            namespace=settings.namespace,
            state_dir=settings.state_dir,
            partitions=settings.partitions,
            secret=SecretStr("a secret of tests"),
            quota_per_minute=1_000_000,
            exports_per_minute=1_000_000,
        )
        own = SearchSettings(
            kafka=settings.kafka,
            elasticsearch=settings.elasticsearch,
            namespace=settings.namespace,
            refresh_interval="100ms",
        )
        self._client = connect(own, 30)
        self._indexer = Indexer(self._client, own)
        self._producer = producer

    async def index(self, articles: Sequence[EnrichedArticle]) -> list[Headline]:
        """Searchable on return, in their stories; the headlines are on their topic."""
        outcomes = await self._indexer.index_articles([_record(article) for article in articles])
        events = [event for outcome in outcomes if isinstance(outcome, Done) for event in outcome.events]
        stories: dict[str, list[EnrichedArticle]] = {}
        for article in articles:
            if article.story_id:
                stories.setdefault(article.story_id, []).append(article)
        if stories:
            changes = [story(id_, *members) for id_, members in stories.items()]
            await self._indexer.index_stories([_record(change) for change in changes])
        await self.publish(events)
        await self.refresh()
        return [event for event in events if isinstance(event, Headline)]

    async def tell_copy(self, story_id: str, original: str, *copies: EnrichedArticle) -> None:
        """The story has these articles, which repeat `original`."""
        told = story(story_id, *copies, sequence=2, copies={one.article_id: original for one in copies})
        await self._indexer.index_stories([_record(told)])
        await self.refresh()

    async def mean(self, *vectors: ArticleVector) -> None:
        """The articles have these vectors."""
        await self._indexer.index_vectors([_record(vector) for vector in vectors])
        await self.refresh()

    async def set_image(self, image_id: str, article_id: str, revision: int, *, hidden: bool) -> None:
        state = ImageState(
            image_id=image_id,
            article_id=article_id,
            state="hidden" if hidden else "cleared",
            revision=revision,
            changed_at=datetime.now(UTC),
        )
        await self._indexer.index_images([_record(state)])
        await self.publish([state])
        await self.refresh()

    async def register(self, *sources: Source) -> None:
        await self.publish(sources)

    async def publish(self, events: Sequence[Event]) -> None:
        await self._producer.publish(events)

    async def refresh(self) -> None:
        await self._client.indices.refresh(index=self.settings.named("*"))

    async def close(self) -> None:
        await self._client.close()


E = TypeVar("E", bound=Event)


def _record(event: E) -> Record[E]:
    return Record(event, b"", Envelope.new("test", type(event).__name__), 0, 0, datetime.now(UTC))


@pytest.fixture
async def platform(settings: Settings) -> AsyncIterator[Platform]:
    await provision(settings)
    async with EventProducer(settings, "test") as producer:
        made = Platform(settings, producer)
        yield made
        await made.close()


@asynccontextmanager
async def replica(settings: GatewaySettings, *, caught_up: bool = True) -> AsyncIterator[FastAPI]:
    """A gateway that has caught up, unless it cannot."""
    app = create_app(settings)
    async with app.router.lifespan_context(app):
        for _ in range(1000):
            if not caught_up or app.state.gateway.monitor.caught_up:
                break
            await asyncio.sleep(0.02)
        yield app

"""Every topic once: what it carries, by which key, in how many partitions, for how long."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Generic, TypeVar

from services.contracts.alert import Alert, AlertDelivery, AlertMatch
from services.contracts.article import Article, EnrichedArticle
from services.contracts.audit import Act
from services.contracts.entity import EntityRecord
from services.contracts.event import Event
from services.contracts.headline import Headline
from services.contracts.health import SourceHealth
from services.contracts.image import ImageReport, ImageState
from services.contracts.page import Page
from services.contracts.push import FeedPush
from services.contracts.source import Source
from services.contracts.story import StoryChange, StoryInput
from services.contracts.synonyms import SynonymGroup
from services.contracts.vector import ArticleVector
from services.contracts.withdrawal import Withdrawal

E = TypeVar("E", bound=Event)
DAY_MS = 86_400_000
FOR_EVER = -1


@dataclass(frozen=True, slots=True)
class Topic(Generic[E]):
    """`partitions` None: as many as the settings say. `retention_ms` -1: kept for ever.

    `broadcast`: every replica of a consumer reads it whole, without a group, so that no lag is told of it.
    Nothing is compacted: Faust loses its place in compacted topics (robinhood/faust#33).
    """

    name: str
    event: type[E]
    key: str
    retention_ms: int
    partitions: int | None = None
    producer: str = ""
    consumers: str = ""
    broadcast: bool = False

    def key_of(self, event: E) -> bytes:
        key: str = getattr(event, self.key)
        return key.encode()

    def physical(self, namespace: str) -> str:
        """The topic's name on the broker; a namespace lets platforms share a cluster."""
        return f"{namespace}-{self.name}" if namespace else self.name


SOURCES = Topic("sources.v1", Source, "id", FOR_EVER, producer="cli", consumers="poll, gateway")
SOURCE_HEALTH = Topic(
    "source-health.v1",
    SourceHealth,
    "source_id",
    7 * DAY_MS,
    partitions=1,
    producer="poll",
    consumers="cli",
)
FEED_PUSHES = Topic("feed-pushes.v1", FeedPush, "source_id", DAY_MS, producer="gateway", consumers="poll")
PAGES = Topic("pages.v1", Page, "article_id", 7 * DAY_MS, producer="poll, cli", consumers="extract")
ARTICLES = Topic("articles.v1", Article, "id", FOR_EVER, producer="extract", consumers="enrich")
ENRICHED = Topic(
    "enriched.v1",
    EnrichedArticle,
    "article_id",
    FOR_EVER,
    producer="enrich",
    consumers="index, embed, stories",
)
VECTORS = Topic("vectors.v1", ArticleVector, "article_id", FOR_EVER, producer="embed", consumers="index")
HEADLINES = Topic(
    "headlines.v1",
    Headline,
    "article_id",
    7 * DAY_MS,
    partitions=1,
    producer="index, extract",
    consumers="gateway, alerts",
)
IMAGE_REPORTS = Topic(
    "image-reports.v1", ImageReport, "image_id", 90 * DAY_MS, producer="gateway, cli", consumers="moderate"
)
IMAGE_STATES = Topic(
    "image-states.v1", ImageState, "image_id", FOR_EVER, producer="moderate", consumers="index, gateway"
)
WITHDRAWALS = Topic(
    "withdrawals.v1", Withdrawal, "article_id", FOR_EVER, producer="cli", consumers="index, gateway, stories"
)
STORY_INPUTS = Topic(
    "story-inputs.v1",
    StoryInput,
    "key",
    14 * DAY_MS,
    partitions=1,
    producer="stories, cli",
    consumers="stories",
)
STORIES = Topic(
    "stories.v1",
    StoryChange,
    "story_id",
    FOR_EVER,
    partitions=1,
    producer="stories",
    consumers="index, cli",
)
AUDIT = Topic("audit.v1", Act, "topic", FOR_EVER, partitions=1, producer="cli", consumers="cli")
SYNONYMS = Topic(
    "synonyms.v1",
    SynonymGroup,
    "id",
    FOR_EVER,
    partitions=1,
    producer="cli",
    consumers="gateway, alerts",
    broadcast=True,
)
ENTITIES = Topic(
    "entities.v1",
    EntityRecord,
    "id",
    FOR_EVER,
    partitions=1,
    producer="cli",
    consumers="enrich, gateway, alerts, cli",
    broadcast=True,
)

ALERTS = Topic("alerts.v1", Alert, "id", FOR_EVER, producer="cli, alerts", consumers="alerts, gateway")
ALERT_MATCHES = Topic(
    "alert-matches.v1", AlertMatch, "alert_id", 90 * DAY_MS, producer="alerts", consumers="alerts"
)
ALERT_DELIVERIES = Topic(
    "alert-deliveries.v1", AlertDelivery, "alert_id", 30 * DAY_MS, producer="alerts", consumers="cli"
)

ALL: tuple[Topic[Event], ...] = (  # type: ignore[assignment] # a registry of topics of different events
    SOURCES,
    SOURCE_HEALTH,
    FEED_PUSHES,
    PAGES,
    ARTICLES,
    ENRICHED,
    VECTORS,
    HEADLINES,
    IMAGE_REPORTS,
    IMAGE_STATES,
    WITHDRAWALS,
    STORY_INPUTS,
    STORIES,
    AUDIT,
    SYNONYMS,
    ENTITIES,
    ALERTS,
    ALERT_MATCHES,
    ALERT_DELIVERIES,
)


@dataclass(frozen=True, slots=True)
class RawTopic:
    """A topic whose records are other topics' bytes."""

    name: str
    retention_ms: int
    partitions: int

    def physical(self, namespace: str) -> str:
        return f"{namespace}-{self.name}" if namespace else self.name


DEAD_LETTERS = RawTopic("dead-letters.v1", 90 * DAY_MS, partitions=3)


def topic_of(event: Event) -> Topic[Event]:
    """The topic that carries this kind of event."""
    for topic in ALL:
        if type(event) is topic.event:
            return topic
    raise TypeError(f"no topic carries {type(event).__name__}")

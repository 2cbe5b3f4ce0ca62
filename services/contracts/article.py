"""An article as its newspaper wrote it, and what enrichment adds."""

from __future__ import annotations

import datetime as dt
import hashlib
from typing import Annotated, Literal

from pydantic import Field

from services.contracts.bounds import (
    MANY,
    Count,
    Day,
    Id,
    Line,
    Many,
    Mapped,
    Moment,
    Revision,
    Share,
    Text,
    WebUrl,
    ZonedMoment,
)
from services.contracts.entity import EntityType
from services.contracts.event import Event
from services.contracts.source import Part, SourceRef


class Paragraph(Part):
    type: Literal["paragraph"] = "paragraph"
    text: Text


class Heading(Part):
    type: Literal["heading"] = "heading"
    level: int = Field(default=2, ge=2, le=6)
    text: Text


class Quote(Part):
    type: Literal["quote"] = "quote"
    text: Text


class ListBlock(Part):
    type: Literal["list"] = "list"
    ordered: bool = False
    items: Many[Text]


class ImageBlock(Part):
    type: Literal["image"] = "image"
    image_id: Id


Block = Annotated[Paragraph | Heading | Quote | ListBlock | ImageBlock, Field(discriminator="type")]
Precision = Literal["minute", "day", "unknown"]


class Published(Part):
    """When the newspaper says it published. `at` only with minute precision; unknown stays unknown."""

    date: Day | None = None
    at: ZonedMoment | None = None
    precision: Precision = "unknown"


class Image(Part):
    id: Id
    url: WebUrl
    alt: Text | None = None
    caption: Text | None = None
    credit: Text | None = None


class Article(Event):
    """One article of one newspaper. `revision` grows with each changed content."""

    id: Id
    revision: Revision = Field(default=1, ge=1)
    source: SourceRef
    url: WebUrl
    via_url: WebUrl | None = None
    title: Text
    blocks: Many[Block] = ()
    images: Many[Image] = ()
    authors: Many[Line] = ()
    section_hint: Text | None = None
    tags: Many[Line] = ()
    published: Published = Published()
    modified_at: ZonedMoment | None = None
    lang_hint: Line | None = None
    excerpt: bool = False
    evidence: Mapped = Field(default_factory=dict)
    fetched_at: Moment

    @property
    def text(self) -> str:
        """The body as plain text, one block a line."""
        return "\n".join(line for block in self.blocks for line in block_lines(block))

    def content_hash(self) -> str:
        """Equal for equal content: what a reader would see, not when or how it was fetched."""
        content = self.model_copy(
            update={
                "revision": 1,
                "fetched_at": dt.datetime.min.replace(tzinfo=dt.UTC),
                "via_url": None,
                "evidence": {},
            }
        )
        return hashlib.sha256(content.encode()).hexdigest()[:32]


def block_lines(block: Block) -> tuple[str, ...]:
    """The text lines of a block; an image has none."""
    match block:
        case ImageBlock():
            return ()
        case ListBlock(items=items):
            return items
        case Paragraph(text=text) | Heading(text=text) | Quote(text=text):
            return (text,)


class Keyword(Part):
    text: Line
    count: Count


class Mention(Part):
    """A place in the text: `block` counts the article's blocks, -1 is its title; characters of that text."""

    block: Annotated[int, Field(ge=-1, le=MANY)]
    start: Count
    end: Count


class Entity(Part):
    """`forms`: as the article writes the name, clitics off. `first`: its first mention in the body."""

    id: Id
    name: Line
    type: EntityType
    count: Count
    forms: Many[Line] = ()
    first: Mention | None = None


SectionFrom = Literal["newspaper", "classifier", "none"]


class EnrichedArticle(Event):
    """The article and what enrichment found. `section` is one of `sections.SECTIONS` or None.

    `section_confidence`, 0-1, only when the classifier named it.
    """

    article: Article
    lang: Line
    section: Line | None = None
    section_from: SectionFrom = "none"
    section_confidence: Share | None = None
    keywords: Many[Keyword] = ()
    entities: Many[Entity] = ()
    word_count: Count = 0
    reading_minutes: Count = 1
    story_id: Id | None = None
    duplicate_of: Id | None = None
    enriched_at: Moment

    @property
    def article_id(self) -> str:
        return self.article.id

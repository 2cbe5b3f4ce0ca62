"""An article as its newspaper wrote it, and what enrichment adds."""

from __future__ import annotations

import datetime as dt
import hashlib
from typing import Annotated, Literal

from pydantic import AwareDatetime, Field

from services.contracts.event import Event
from services.contracts.source import Part, SourceRef


class Paragraph(Part):
    type: Literal["paragraph"] = "paragraph"
    text: str


class Heading(Part):
    type: Literal["heading"] = "heading"
    level: int = Field(default=2, ge=2, le=6)
    text: str


class Quote(Part):
    type: Literal["quote"] = "quote"
    text: str


class ListBlock(Part):
    type: Literal["list"] = "list"
    ordered: bool = False
    items: tuple[str, ...]


class ImageBlock(Part):
    type: Literal["image"] = "image"
    image_id: str


Block = Annotated[Paragraph | Heading | Quote | ListBlock | ImageBlock, Field(discriminator="type")]
Precision = Literal["minute", "day", "unknown"]


class Published(Part):
    """When the newspaper says it published. `at` only with minute precision; unknown stays unknown."""

    date: dt.date | None = None
    at: AwareDatetime | None = None
    precision: Precision = "unknown"


class Image(Part):
    id: str
    url: str
    alt: str | None = None
    caption: str | None = None
    credit: str | None = None


class Article(Event):
    """One article of one newspaper. `revision` grows with each changed content."""

    id: str
    revision: int = Field(default=1, ge=1)
    source: SourceRef
    url: str
    via_url: str | None = None
    title: str
    blocks: tuple[Block, ...] = ()
    images: tuple[Image, ...] = ()
    authors: tuple[str, ...] = ()
    section_hint: str | None = None
    tags: tuple[str, ...] = ()
    published: Published = Published()
    modified_at: AwareDatetime | None = None
    lang_hint: str | None = None
    excerpt: bool = False
    evidence: dict[str, str] = Field(default_factory=dict)
    fetched_at: dt.datetime

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
    text: str
    count: int


class Entity(Part):
    id: str
    name: str
    type: Literal["person", "place", "org"]
    count: int


SectionFrom = Literal["newspaper", "classifier", "none"]


class EnrichedArticle(Event):
    """The article and what enrichment found. `section` is one of `sections.SECTIONS` or None.

    `section_confidence`, 0-1, only when the classifier named it.
    """

    article: Article
    lang: str
    section: str | None = None
    section_from: SectionFrom = "none"
    section_confidence: float | None = None
    keywords: tuple[Keyword, ...] = ()
    entities: tuple[Entity, ...] = ()
    word_count: int = 0
    reading_minutes: int = 1
    story_id: str | None = None
    duplicate_of: str | None = None
    enriched_at: dt.datetime

    @property
    def article_id(self) -> str:
        return self.article.id

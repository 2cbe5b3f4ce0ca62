"""The reading view of one article: blocks as far as rights allow, images unless readers had them hidden."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass, replace
from typing import Literal
from urllib.parse import quote

from services.contracts.article import (
    Block,
    Heading,
    Image,
    ImageBlock,
    ListBlock,
    Paragraph,
    Quote,
)
from services.gateway.pages import dates, plurals
from services.gateway.pages.cards import (
    Card,
    Direction,
    Link,
    card,
    direction,
    image_href,
    section_link,
    source_link,
)
from services.gateway.pages.dates import Stamp
from services.search.results import Related, StoredArticle

REPORT_REASONS: dict[str, str] = {
    "offensive": "مسيئة أو خادشة",
    "violent": "عنيفة أو صادمة",
    "privacy": "تنتهك خصوصية شخص",
    "misleading": "مضللة أو مفبركة",
    "unrelated": "لا علاقة لها بالخبر",
    "other": "سبب آخر",
}
REPORT_NOTICE = "شكرا على الإبلاغ! سيتم حجب هذه الصورة تلقائيا عندما يتم الإبلاغ عنها من طرف عدة أشخاص."
DESCRIPTION_CHARACTERS = 200
SHOWN_KEYWORDS = 6


@dataclass(frozen=True, slots=True)
class Figure:
    """`src` None: readers had the image hidden, and a quiet notice stands in its place."""

    id: str
    src: str | None
    alt: str
    caption: str | None
    credit: str | None


@dataclass(frozen=True, slots=True)
class Passage:
    """A block as the template needs it: `kind` chooses the element, the rest fills it."""

    kind: Literal["paragraph", "heading", "quote", "list", "image"]
    text: str = ""
    level: int = 2
    ordered: bool = False
    items: tuple[str, ...] = ()
    figure: Figure | None = None


@dataclass(frozen=True, slots=True)
class Reading:
    """`canonical`: the newspaper's address, if known; `indexable` False keeps search engines away."""

    id: str
    title: str
    lang: str
    dir: Direction
    source: Link
    section: Link | None
    authors: tuple[str, ...]
    stamp: Stamp | None
    reading: str
    canonical: str | None
    via: str | None
    passages: tuple[Passage, ...]
    cover: Figure | None
    truncated: bool
    description: str
    indexable: bool
    tags: tuple[Link, ...]

    @property
    def figures(self) -> tuple[Figure, ...]:
        """All images, hidden ones too."""
        placed = tuple(passage.figure for passage in self.passages if passage.figure)
        return (self.cover, *placed) if self.cover else placed


@dataclass(frozen=True, slots=True)
class Around:
    """Other articles: those that tell the same story, and those that are merely close."""

    story: tuple[Card, ...]
    story_title: str
    similar: tuple[Card, ...]


def around(related: Iterable[Related]) -> Around:
    found = list(related)
    story = tuple(card(other.article) for other in found if other.reason == "story")
    newspapers = {other.article.source_id for other in found if other.reason == "story"}
    return Around(
        story=story,
        story_title=f"نفس القصة في {plurals.counted(len(newspapers), plurals.IN_NEWSPAPERS)}",
        similar=tuple(card(other.article) for other in found if other.reason == "similar"),
    )


def passages(blocks: Iterable[Block], images: Iterable[Image], hidden: set[str]) -> tuple[Passage, ...]:
    """The blocks in order; an image block without its image is dropped, and headings skip no level."""
    by_id = {image.id: image for image in images}
    shown: list[Passage] = []
    level = 1  # the title's
    for block in blocks:
        passage = _passage(block, by_id, hidden)
        if passage is None:
            continue
        if passage.kind == "heading":
            level = min(passage.level, level + 1)
            passage = replace(passage, level=level)
        shown.append(passage)
    return tuple(shown)


def _passage(block: Block, images: dict[str, Image], hidden: set[str]) -> Passage | None:
    match block:
        case Paragraph(text=text):
            return Passage("paragraph", text=text)
        case Heading(text=text, level=level):
            return Passage("heading", text=text, level=level)
        case Quote(text=text):
            return Passage("quote", text=text)
        case ListBlock(items=items, ordered=ordered):
            return Passage("list", items=items, ordered=ordered)
        case ImageBlock(image_id=image_id):
            image = images.get(image_id)
            return Passage("image", figure=figure(image, hidden)) if image else None


def figure(image: Image, hidden: set[str]) -> Figure:
    return Figure(
        id=image.id,
        src=None if image.id in hidden else image_href(image.id),
        alt=image.alt or image.caption or "",
        caption=image.caption,
        credit=image.credit,
    )


def reading(stored: StoredArticle, shown: Sequence[Block], truncated: bool) -> Reading:
    """The article as its rights allow: `shown` blocks, `truncated` when the newspaper has more."""
    enriched = stored.enriched
    article = enriched.article
    hidden = {image for image, state in stored.image_states.items() if state == "hidden"}
    body = passages(shown, article.images, hidden)
    placed = {passage.figure.id for passage in body if passage.figure}
    loose = [image for image in article.images if image.id not in placed and article.source.rights == "full"]
    published = article.published
    lead = next((passage.text for passage in body if passage.kind == "paragraph"), "")
    return Reading(
        id=article.id,
        title=article.title,
        lang=enriched.lang,
        dir=direction(enriched.lang),
        source=source_link(article.source.id, article.source.name),
        section=section_link(enriched.section),
        authors=article.authors,
        stamp=dates.stamp(published.date, published.at, published.precision, article.source.edition.tz),
        reading=plurals.counted(enriched.reading_minutes, plurals.READING),
        canonical=article.url or article.via_url,
        via=article.via_url,
        passages=body,
        cover=figure(loose[0], hidden) if loose and not placed else None,
        truncated=truncated,
        description=lead[:DESCRIPTION_CHARACTERS],
        indexable=not truncated and article.source.rights == "full",
        tags=tuple(
            Link(f"/search?q={quote(keyword.text, safe='')}", keyword.text)
            for keyword in enriched.keywords[:SHOWN_KEYWORDS]
        ),
    )

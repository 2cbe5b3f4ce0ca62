"""The reading view of one article: blocks as far as rights allow, images unless readers had them hidden."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, replace
from typing import Literal
from urllib.parse import quote

from services.contracts.api import Direction, article_json, image_address, story_address
from services.contracts.article import (
    Article,
    Block,
    Heading,
    Image,
    ImageBlock,
    ListBlock,
    Paragraph,
    Quote,
)
from services.contracts.rights import permitted
from services.gateway.models import MentionedEntity
from services.gateway.pages import dates, plurals
from services.gateway.pages.cards import Card, Link, cards, section_link, source_link
from services.gateway.pages.dates import Stamp
from services.gateway.representations import summary_json
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
SHOWN_NAMES = 8
LinkPlace = tuple[int, int, str]  # start, end, address
NO_PLACES: Mapping[int, Sequence[LinkPlace]] = {}


@dataclass(frozen=True, slots=True)
class Figure:
    """`src` None: readers had the image hidden, and a quiet notice stands in its place."""

    id: str
    src: str | None
    alt: str
    caption: str | None
    credit: str | None


@dataclass(frozen=True, slots=True)
class Piece:
    """Of a running text; `href` where it first names somebody."""

    text: str
    href: str | None = None


@dataclass(frozen=True, slots=True)
class Passage:
    """A block as the template needs it: `kind` chooses the element, the rest fills it."""

    kind: Literal["paragraph", "heading", "quote", "list", "image"]
    text: str = ""
    pieces: tuple[Piece, ...] = ()
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
    names: tuple[Link, ...]
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
    coverage: Link | None
    similar: tuple[Card, ...]


def around(related: Iterable[Related], story_id: str | None) -> Around:
    found = [(other.reason, summary_json(other.article)) for other in related]
    story = [article for reason, article in found if reason == "story"]
    newspapers = {article["source"]["id"] for article in story}
    told = plurals.counted(len(newspapers), plurals.IN_NEWSPAPERS)
    return Around(
        story=cards(story),
        story_title=f"كيف روته جرائد أخرى: القصة في {told}",
        coverage=Link(story_address(story_id), "تغطية كاملة") if story and story_id else None,
        similar=cards(article for reason, article in found if reason == "similar"),
    )


def passages(
    blocks: Iterable[Block],
    images: Iterable[Image],
    hidden: set[str],
    places: Mapping[int, Sequence[LinkPlace]] = NO_PLACES,
) -> tuple[Passage, ...]:
    """The blocks in order; an image block without its image is dropped, and headings skip no level.

    `places`: by the identity of a block, what of it is a link.
    """
    by_id = {image.id: image for image in images}
    run: list[Passage] = []
    level = 1  # the title's
    for block in blocks:
        passage = _passage(block, by_id, hidden)
        if passage is None:
            continue
        if passage.kind in ("paragraph", "quote"):
            passage = replace(passage, pieces=_pieces(passage.text, places.get(id(block), ())))
        if passage.kind == "heading":
            level = min(passage.level, level + 1)
            passage = replace(passage, level=level)
        run.append(passage)
    return tuple(run)


def link_places(article: Article, mentions: Iterable[MentionedEntity]) -> dict[int, list[LinkPlace]]:
    """By the identity of a block, where it first names what the article is about.

    An excerpt has blocks that were cut; they are others, and have no links.
    """
    places: dict[int, list[LinkPlace]] = {}
    for mention in mentions:
        first = mention["first"]
        if first and 0 <= first["block"] < len(article.blocks):
            block = article.blocks[first["block"]]
            places.setdefault(id(block), []).append((first["start"], first["end"], mention["url"]))
    return places


def _pieces(text: str, places: Iterable[LinkPlace]) -> tuple[Piece, ...]:
    run: list[Piece] = []
    at = 0
    for start, end, href in sorted(places):
        if at <= start < end <= len(text):
            run += [Piece(text[at:start]), Piece(text[start:end], href)]
            at = end
    return tuple(piece for piece in (*run, Piece(text[at:])) if piece.text)


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
        src=None if image.id in hidden else image_address(image.id),
        alt=image.alt or image.caption or "",
        caption=image.caption,
        credit=image.credit,
    )


def reading(stored: StoredArticle, mentions: Sequence[MentionedEntity] = ()) -> Reading:
    """The article as far as its newspaper's rights allow. `mentions`: what it is about."""
    article, facts = stored.enriched.article, article_json(stored.enriched)
    hidden = {image for image, state in stored.image_states.items() if state == "hidden"}
    body = passages(permitted(article).blocks, article.images, hidden, link_places(article, mentions))
    placed = {passage.figure.id for passage in body if passage.figure}
    loose = [image for image in article.images if image.id not in placed and article.source.rights == "full"]
    lead = next((passage.text for passage in body if passage.kind == "paragraph"), "")
    truncated = facts["rights"]["truncated"]
    return Reading(
        id=facts["id"],
        title=facts["title"],
        lang=facts["lang"],
        dir=facts["dir"],
        source=source_link(**facts["source"]),
        section=section_link(facts["section"]),
        authors=article.authors,
        stamp=dates.stamp_of(facts),
        reading=plurals.counted(facts["reading_minutes"], plurals.READING),
        canonical=facts["canonical_url"] or facts["via_url"],
        via=facts["via_url"],
        passages=body,
        cover=figure(loose[0], hidden) if loose and not placed else None,
        truncated=truncated,
        description=lead[:DESCRIPTION_CHARACTERS],
        indexable=not truncated and article.source.rights == "full",
        names=tuple(Link(mention["url"], mention["name"]) for mention in mentions[:SHOWN_NAMES]),
        tags=tuple(
            Link(f"/search?q={quote(keyword['text'], safe='')}", keyword["text"])
            for keyword in facts["keywords"][:SHOWN_KEYWORDS]
        ),
    )

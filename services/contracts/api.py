"""The article as the public API shows it: its shape, and the one function that makes it from the events.

It stands here, below every service, because two that may not import each other show articles: the gateway
and `nashra extract`. Typed dictionaries and not models: what we made is written once and not validated again.
Moments are RFC 3339 in UTC; a day is a day in the newspaper's zone.
"""

from __future__ import annotations

import datetime as dt
from collections.abc import Mapping
from typing import Any, Literal
from urllib.parse import urlsplit

from typing_extensions import TypedDict  # Pydantic needs this one before Python 3.12

from services.contracts.article import Block, EnrichedArticle, Image, ImageBlock, Precision, Published
from services.contracts.image import Visibility
from services.contracts.rights import permitted
from services.contracts.source import RightsMode, SourceRef

Direction = Literal["rtl", "ltr"]
ImageVisibility = Literal["visible", "hidden"]

RIGHT_TO_LEFT = frozenset({"ar", "ary", "arz", "fa", "ur", "ckb", "ps", "sd", "ug", "he", "yi", "dv"})
UNKNOWN_LANGUAGE = frozenset({"", "und"})  # runs as the pages do


class SourceShort(TypedDict):
    id: str
    name: str


class Provenance(TypedDict):
    """Which newspaper, and when it says it published."""

    source: SourceShort
    edition: str | None
    published_at: str | None
    published_date: str | None
    published_precision: Precision
    tz: str


class Rights(TypedDict):
    """`truncated`: the newspaper's rights cut `blocks` short; `word_count` is that of the whole article."""

    mode: RightsMode
    truncated: bool
    word_count: int


class StoryLink(TypedDict):
    id: str


class KeywordShape(TypedDict):
    text: str
    count: int


class EntityShape(TypedDict):
    id: str
    name: str
    type: Literal["person", "place", "org"]
    count: int


class ArticleLinks(TypedDict):
    related: str
    source: str


class ArticleFacts(Provenance):
    """All that the events say of an article, but its text."""

    id: str
    revision: int
    url: str
    canonical_url: str | None
    via_url: str | None
    title: str
    lang: str
    dir: Direction
    section: str | None
    authors: list[str]
    ingested_at: str
    reading_minutes: int
    rights: Rights
    story: StoryLink | None
    keywords: list[KeywordShape]
    entities: list[EntityShape]
    links: ArticleLinks


def article_json(enriched: EnrichedArticle) -> ArticleFacts:
    """The article without its text, which `block_json` gives."""
    article = enriched.article
    allowed = permitted(article)
    return {
        "id": article.id,
        "revision": article.revision,
        "url": article_address(article.id),
        "canonical_url": web_address(article.url),
        "via_url": web_address(article.via_url),
        "title": article.title,
        "lang": enriched.lang,
        "dir": direction(enriched.lang),
        **provenance(article.source, article.published),
        "section": enriched.section,
        "authors": list(article.authors),
        "ingested_at": utc(article.fetched_at),
        "reading_minutes": enriched.reading_minutes,
        "rights": {"mode": allowed.mode, "truncated": allowed.truncated, "word_count": enriched.word_count},
        "story": {"id": enriched.story_id} if enriched.story_id else None,
        "keywords": [{"text": keyword.text, "count": keyword.count} for keyword in enriched.keywords],
        "entities": [
            {"id": entity.id, "name": entity.name, "type": entity.type, "count": entity.count}
            for entity in enriched.entities
        ],
        "links": {
            "related": f"/v1/articles/{article.id}/related",
            "source": f"/v1/sources/{article.source.id}",
        },
    }


def provenance(source: SourceRef, published: Published) -> Provenance:
    """What an article, a headline and a line of a list say in the same words."""
    return provenance_from_parts(
        source.id,
        source.name,
        source.country,
        source.edition.tz,
        published.date,
        published.at,
        published.precision,
    )


def provenance_from_parts(
    source_id: str,
    source_name: str,
    country: str | None,
    tz: str,
    date: dt.date | None,
    at: dt.datetime | None,
    precision: Precision,
) -> Provenance:
    """The same from the index, which keeps the parts and not the whole."""
    return {
        "source": {"id": source_id, "name": source_name},
        "edition": country,
        "published_at": utc(at) if at else None,
        "published_date": date.isoformat() if date else None,
        "published_precision": precision,
        "tz": tz,
    }


def block_json(block: Block, images: Mapping[str, Image], states: Mapping[str, Visibility]) -> dict[str, Any]:
    """Of a hidden image nothing but its place and its state."""
    if not isinstance(block, ImageBlock):
        return block.model_dump(mode="json")
    state = visibility(states.get(block.image_id, "visible"))
    image = images.get(block.image_id)
    shape: dict[str, Any] = {"type": "image", "image_id": block.image_id, "state": state}
    if state == "hidden" or image is None:
        return {**shape, "alt": None}
    return {
        **shape,
        "alt": image.alt,
        "src": image_address(image.id),
        "caption": image.caption,
        "credit": image.credit,
    }


def visibility(state: Visibility) -> ImageVisibility:
    """An operator's «cleared» is visible to readers, and that there were reports is nobody's business."""
    return "hidden" if state == "hidden" else "visible"


def story_address(story_id: str) -> str:
    """The page of a story."""
    return f"/s/{story_id}"


def entity_address(entity_id: str) -> str:
    """The page of a person, place or organisation."""
    return f"/e/{entity_id}"


def article_address(article_id: str) -> str:
    return f"/a/{article_id}"


def image_address(image_id: str) -> str:
    """Where we serve it, so that readers never ask the newspaper."""
    return f"/images/{image_id}"


def web_address(url: str | None) -> str | None:
    """The address, if it is one of the web: nothing else may become a link, whatever event it came in."""
    if not url or not url.isprintable():
        return None
    try:
        parts = urlsplit(url)
    except ValueError:
        return None
    return url if parts.scheme in {"http", "https"} and parts.hostname else None


def direction(lang: str) -> Direction:
    """How text of this language runs; an unknown language runs as the pages do."""
    primary = lang.split("-", 1)[0]
    return "rtl" if primary in RIGHT_TO_LEFT or primary in UNKNOWN_LANGUAGE else "ltr"


def utc(moment: dt.datetime) -> str:
    """RFC 3339 in UTC, to the millisecond where there are any."""
    text = moment.astimezone(dt.UTC).isoformat(timespec="milliseconds" if moment.microsecond else "seconds")
    return text.removesuffix("+00:00") + "Z"

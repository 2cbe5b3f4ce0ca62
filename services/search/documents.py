"""An enriched article as the document that is indexed, and the way back. Pure."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import UTC, datetime, time, timedelta, tzinfo
from typing import Any
from zoneinfo import ZoneInfo, ZoneInfoNotFoundError

from services.arabic.normalise import clean, fold
from services.arabic.readings import readings
from services.contracts.article import Article, EnrichedArticle, Heading, ImageBlock, ListBlock
from services.contracts.identity import story_id
from services.contracts.image import ImageState
from services.search.mapping import SUGGESTION_LENGTH
from services.search.results import Membership

LEAD_LENGTH = 280
SUGGESTIONS = 12
ELSEWHERE = {"story_id", "duplicate_of"}  # what a document says beside its event, since it changes without it
# the tags that mark a hit in a highlight: nothing that we index may hold them
HIT_START, HIT_END = "\ue000", "\ue001"
_NO_HIT_MARKS = {ord(HIT_START): None, ord(HIT_END): None}


def article_document(
    enriched: EnrichedArticle, indexed_at: datetime, membership: Membership | None = None
) -> dict[str, Any]:
    """What is searched and listed, and the whole event for the article page.

    Without a membership an article is a story of its own.
    """
    article = enriched.article
    published = article.published
    title, body = indexed_text(article.title), indexed_text(article.text)
    of_title, of_body = readings(title), readings(body)
    document = {
        "id": article.id,
        "revision": article.revision,
        "title": title,
        "lead": lead(article),
        "body": body,
        "lemmas": {"title": of_title.lemmas, "body": of_body.lemmas},
        "roots": {"body": of_body.roots},
        "lexemes": {"title": of_title.lexemes, "body": of_body.lexemes},
        "url": article.url,
        "source": {"id": article.source.id, "name": article.source.name},
        "country": article.source.country,
        "lang": enriched.lang,
        "section": enriched.section,
        "keywords": [keyword.text for keyword in enriched.keywords],
        "tags": list(article.tags),
        "authors": list(article.authors),
        "entities": [entity.id for entity in enriched.entities],
        "published_at": _ordering_time(article),
        "published_date": published.date.isoformat() if published.date else None,
        "published_precision": published.precision,
        "tz": article.source.edition.tz,
        "indexed_at": _instant(indexed_at),
        "rights": article.source.rights,
        "word_count": enriched.word_count,
        "reading_minutes": enriched.reading_minutes,
        "story": membership.story_id if membership else story_id(article.id),
        "duplicate_of": membership.duplicate_of if membership else None,
        "images": [image.id for image in article.images],
        "suggest": _suggestions(enriched),
        "enriched": enriched.model_dump(mode="json", exclude_none=True, exclude=ELSEWHERE),
    }
    return {name: value for name, value in document.items() if value not in (None, [])}


def image_document(state: ImageState) -> dict[str, Any]:
    return {
        "article_id": state.article_id,
        "state": state.state,
        "revision": state.revision,
        "changed_at": _instant(state.changed_at),
    }


def enriched_article(document: Mapping[str, Any]) -> EnrichedArticle:
    """The inverse of `article_document`."""
    enriched = EnrichedArticle.model_validate(document["enriched"])
    return enriched.model_copy(
        update={"story_id": document.get("story"), "duplicate_of": document.get("duplicate_of")}
    )


def lead(article: Article) -> str:
    """The first sentences of the text, headings left out, cut between words at `LEAD_LENGTH` characters."""
    found = ""
    for block in article.blocks:
        if isinstance(block, ImageBlock | Heading):
            continue
        text = " ".join(block.items) if isinstance(block, ListBlock) else block.text
        found = f"{found} {indexed_text(text)}".replace("\n", " ").strip()
        if len(found) > LEAD_LENGTH:
            break
    return _cut(found, LEAD_LENGTH)


def _cut(text: str, length: int) -> str:
    if len(text) <= length:
        return text
    head = text[:length]
    return (head.rsplit(" ", 1)[0] if " " in head else head).rstrip("،,؛: ") + "…"


def indexed_text(text: str) -> str:
    """A title or a body as the index has it."""
    cleaned = clean(text)
    if HIT_START in cleaned or HIT_END in cleaned:  # never, but a translation costs more than all else here
        return cleaned.translate(_NO_HIT_MARKS)
    return cleaned


def _instant(moment: datetime) -> str:
    return moment.isoformat(timespec="milliseconds")


def _ordering_time(article: Article) -> str | None:
    """The published moment; of a day without a clock, the moment of it nearest to when we saw the article.

    None when the newspaper does not say: unknown stays unknown.
    """
    published = article.published
    if published.at is not None:
        return _instant(published.at)
    if published.date is None:
        return None
    start = datetime.combine(published.date, time.min, _zone(article.source.edition.tz))
    end = start + timedelta(days=1, milliseconds=-1)
    seen = article.fetched_at if article.fetched_at.tzinfo else article.fetched_at.replace(tzinfo=UTC)
    return _instant(min(max(seen, start), end))


def _zone(name: str) -> tzinfo:
    try:
        return ZoneInfo(name)
    except (ZoneInfoNotFoundError, ValueError, OSError):  # `Africa` is a directory
        return UTC


def _suggestions(enriched: EnrichedArticle) -> list[dict[str, Any]]:
    """What a reader may be about to type: the title, then names and key words; the newer, the heavier."""
    article = enriched.article
    day = (article.published.date or article.fetched_at.date()).toordinal()
    names = [
        *(entity.name for entity in enriched.entities),
        *article.tags,
        *(keyword.text for keyword in enriched.keywords),
    ]
    inputs = {
        fold(name): name for name in (indexed_text(name) for name in reversed(names)) if 1 < len(name) <= 60
    }
    suggestions: list[dict[str, Any]] = [
        {"input": list(reversed(inputs.values()))[:SUGGESTIONS], "weight": day + 30},
        {"input": [_cut(indexed_text(article.title), SUGGESTION_LENGTH)], "weight": day},
    ]
    return [suggestion for suggestion in suggestions if any(suggestion["input"])]

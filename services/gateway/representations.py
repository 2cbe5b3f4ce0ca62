"""From what the index, the topics and the registry hold to the shapes of the API; plain functions."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from datetime import UTC, datetime
from typing import Any, cast

from services.contracts.article import Block, Image, ImageBlock, ListBlock, block_lines
from services.contracts.headline import Headline
from services.contracts.image import Visibility
from services.contracts.sections import SECTIONS
from services.contracts.source import Source
from services.gateway.models import (
    ArticleShape,
    ArticleSummary,
    Direction,
    HeadlineShape,
    ImageShape,
    IndexShape,
    RightsMode,
    SectionShape,
    SegmentShape,
    ShownState,
    SourceShape,
    SuggestionShape,
)
from services.gateway.negotiation import Language
from services.gateway.rights import shown
from services.search.results import (
    IndexState,
    Related,
    Segment,
    SourceActivity,
    StoredArticle,
    StoredImage,
    Suggestion,
    Summary,
)

RTL = frozenset({"ar", "ary", "arz", "fa", "ur", "ckb", "ps", "sd", "ug", "he", "und", ""})
FRESH_S = 86_400


def utc(moment: datetime) -> str:
    """RFC 3339 in UTC, to the millisecond where there are any."""
    text = moment.astimezone(UTC).isoformat(timespec="milliseconds" if moment.microsecond else "seconds")
    return text.removesuffix("+00:00") + "Z"


def direction(lang: str) -> Direction:
    return "rtl" if lang.split("-", 1)[0] in RTL else "ltr"


def headline_json(seq: int, headline: Headline, replaces: str | None = None) -> HeadlineShape:
    published = headline.published
    shape: HeadlineShape = {
        "seq": seq,
        "id": headline.article_id,
        "kind": "update" if headline.kind == "story" else headline.kind,
        "revision": headline.revision,
        "title": headline.title,
        "lang": headline.lang,
        "dir": direction(headline.lang),
        "source": {"id": headline.source.id, "name": headline.source.name},
        "edition": headline.source.country,
        "section": headline.section,
        "published_at": utc(published.at) if published.at else None,
        "published_date": published.date.isoformat() if published.date else None,
        "published_precision": published.precision,
        "tz": headline.source.edition.tz,
        "has_article": headline.has_article,
        "url": f"/a/{headline.article_id}" if headline.has_article else headline.url,
    }
    if replaces:
        shape["replaces"] = replaces
    return shape


def segments_json(segments: Sequence[Segment]) -> list[SegmentShape]:
    return [{"t": segment.t, "hit": True} if segment.hit else {"t": segment.t} for segment in segments]


def summary_json(summary: Summary) -> ArticleSummary:
    image = summary.lead_image if summary.rights == "full" else None
    shape: ArticleSummary = {
        "id": summary.id,
        "revision": summary.revision,
        "url": f"/a/{summary.id}",
        "canonical_url": summary.url or None,
        "title": summary.title,
        "lead": "" if summary.rights == "link_only" else summary.lead,
        "lang": summary.lang,
        "dir": direction(summary.lang),
        "source": {"id": summary.source_id, "name": summary.source_name},
        "edition": summary.country,
        "section": summary.section,
        "published_at": utc(summary.published_at) if summary.published_at else None,
        "published_date": summary.published_date.isoformat() if summary.published_date else None,
        "published_precision": summary.published_precision,
        "tz": summary.tz,
        "indexed_at": utc(summary.indexed_at),
        "rights": {"mode": cast("RightsMode", summary.rights)},
        "word_count": summary.word_count,
        "reading_minutes": summary.reading_minutes,
        "lead_image": image_address(image) if image else None,
        "story": {"id": summary.story_id, "more": summary.more_in_story} if summary.story_id else None,
    }
    if summary.score is not None:
        shape["score"] = summary.score
    if summary.highlights:
        shape["highlights"] = {
            name: [segments_json(fragment) for fragment in fragments]
            for name, fragments in summary.highlights.items()
            if name == "title" or summary.rights != "link_only"
        }
    return shape


def related_json(related: Related) -> ArticleSummary:
    shape = summary_json(related.article)
    shape["reason"] = related.reason
    shape["score"] = related.score
    return shape


def article_json(stored: StoredArticle) -> ArticleShape:
    """Without body: `blocks` or `text` are added as asked for."""
    enriched, article = stored.enriched, stored.enriched.article
    published = article.published
    allowed = shown(article)
    return {
        "id": article.id,
        "revision": article.revision,
        "url": f"/a/{article.id}",
        "canonical_url": article.url or None,
        "via_url": article.via_url,
        "title": article.title,
        "lang": enriched.lang,
        "dir": direction(enriched.lang),
        "source": {"id": article.source.id, "name": article.source.name},
        "edition": article.source.country,
        "section": enriched.section,
        "authors": list(article.authors),
        "published_at": utc(published.at) if published.at else None,
        "published_date": published.date.isoformat() if published.date else None,
        "published_precision": published.precision,
        "tz": article.source.edition.tz,
        "ingested_at": utc(article.fetched_at),
        "updated_at": utc(stored.indexed_at),
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


def blocks_json(stored: StoredArticle) -> list[dict[str, Any]]:
    """What the rights allow; of a hidden image nothing but its place and its state."""
    article = stored.enriched.article
    images = {image.id: image for image in article.images}
    return [block_json(block, images, stored.image_states) for block in shown(article).blocks]


def block_json(block: Block, images: Mapping[str, Image], states: Mapping[str, Visibility]) -> dict[str, Any]:
    if not isinstance(block, ImageBlock):
        return block.model_dump(mode="json")
    state = shown_state(states.get(block.image_id, "visible"))
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


def image_address(image_id: str) -> str:
    """Where we serve it, so that readers never ask the newspaper."""
    return f"/images/{image_id}"


def text_of(stored: StoredArticle) -> str:
    """The body as plain text, a blank line between blocks."""
    paragraphs = []
    for block in shown(stored.enriched.article).blocks:
        mark = "• " if isinstance(block, ListBlock) else ""
        lines = [mark + line for line in block_lines(block)]
        if lines:
            paragraphs.append("\n".join(lines))
    return "\n\n".join(paragraphs)


def shown_state(state: Visibility) -> ShownState:
    """An operator's «cleared» is visible to readers, and that there were reports is nobody's business."""
    return "hidden" if state == "hidden" else "visible"


def image_json(image: StoredImage) -> ImageShape:
    return {
        "id": image.id,
        "article_id": image.article_id,
        "state": shown_state(image.state),
        "src": image_address(image.id),
        "alt": image.alt,
        "caption": image.caption,
        "credit": image.credit,
    }


def index_json(state: IndexState) -> IndexShape:
    return {
        "generation": state.generation,
        "complete_through": utc(state.complete_through),
        "partial": state.partial,
    }


def suggestion_json(suggestion: Suggestion) -> SuggestionShape:
    return {
        "text": suggestion.text,
        "kind": suggestion.kind,
        "id": suggestion.id,
        "highlight": segments_json(suggestion.highlight),
    }


def source_json(
    source: Source, activity: SourceActivity | None, now: datetime, *, known: bool
) -> SourceShape:
    """`known`: the index answered; without it nobody can say how fresh a newspaper is."""
    last = activity.last_article_at if activity else None
    fresh = last is not None and (now - last).total_seconds() < FRESH_S
    return {
        "id": source.id,
        "name": source.name,
        "name_latin": source.name_latin,
        "lang": source.lang,
        "edition": source.country,
        "tz": source.edition.tz,
        "home_url": source.home_url,
        "rights": {"mode": source.rights},
        "articles_24h": (activity.articles_24h if activity else 0) if known else None,
        "last_article_at": utc(last) if last else None,
        "freshness": ("fresh" if fresh else "stale") if known else "unknown",
        "url": f"/sources/{source.id}",
    }


def section_json(section: str, language: Language) -> SectionShape:
    names = SECTIONS[section]
    return {"id": section, "name": names[language], "names": names, "url": f"/sections/{section}"}

"""From what the index, the topics and the registry hold to the shapes of the API; plain functions."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from datetime import datetime
from typing import Any, cast

from services.arabic.entities.lexicon import Entry
from services.contracts.api import (
    article_address,
    article_json,
    block_json,
    direction,
    image_address,
    provenance,
    provenance_from_parts,
    story_address,
    utc,
    visibility,
    web_address,
)
from services.contracts.article import ListBlock, block_lines
from services.contracts.headline import Headline
from services.contracts.rights import permitted
from services.contracts.sections import SECTIONS
from services.contracts.source import RightsMode, Source
from services.gateway import labels
from services.gateway.models import (
    ArticleShape,
    ArticleSummary,
    HeadlineShape,
    ImageShape,
    IndexShape,
    SectionShape,
    SegmentShape,
    SourceShape,
    StoryCounts,
    SuggestionShape,
)
from services.gateway.negotiation import Language
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

FRESH_S = 86_400


def headline_json(
    seq: int, headline: Headline, replaces: str | None = None, story: Headline | None = None
) -> HeadlineShape:
    """`story`: what was last heard of the story that the article is in."""
    facts = {
        "seq": seq,
        "id": headline.article_id,
        "kind": headline.kind,
        "revision": headline.revision,
        "title": headline.title,
        "lang": headline.lang,
        "dir": direction(headline.lang),
        **provenance(headline.source, headline.published),
        "section": headline.section,
        "has_article": headline.has_article,
        "url": article_address(headline.article_id) if headline.has_article else web_address(headline.url),
        "story": story_counts(story) if story else None,
    }
    shape = cast("HeadlineShape", facts)
    if replaces:
        shape["replaces"] = replaces
    return shape


def story_counts(story: Headline) -> StoryCounts:
    """What a headline of the kind `story` says of one."""
    return {
        "id": story.story_id or "",
        "article_count": story.article_count or 0,
        "source_count": story.source_count or 0,
    }


def story_event(seq: int, story: Headline) -> dict[str, Any]:
    """A story that grew, or the one that another was merged into, on the stream."""
    return {
        "seq": seq,
        **story_counts(story),
        "title": story.title,
        "lang": story.lang,
        "dir": direction(story.lang),
        "representative": story.article_id,
        "articles": list(story.articles),
        "merged_into": story.merged_into,
        "url": story_address(story.merged_into or story.story_id or ""),
    }


def segments_json(segments: Sequence[Segment]) -> list[SegmentShape]:
    return [{"t": segment.t, "hit": True} if segment.hit else {"t": segment.t} for segment in segments]


def summary_json(summary: Summary) -> ArticleSummary:
    image = summary.lead_image if summary.rights == "full" else None
    facts = {
        "id": summary.id,
        "revision": summary.revision,
        "url": article_address(summary.id),
        "canonical_url": web_address(summary.url),
        "title": summary.title,
        "lead": "" if summary.rights == "link_only" else summary.lead,
        "lang": summary.lang,
        "dir": direction(summary.lang),
        **provenance_from_parts(
            summary.source_id,
            summary.source_name,
            summary.country,
            summary.tz,
            summary.published_date,
            summary.published_at,
            summary.published_precision,
        ),
        "section": summary.section,
        "indexed_at": utc(summary.indexed_at),
        "rights": {"mode": cast("RightsMode", summary.rights)},
        "word_count": summary.word_count,
        "reading_minutes": summary.reading_minutes,
        "lead_image": image_address(image) if image else None,
        "story": {"id": summary.story_id, "more": summary.more_in_story} if summary.story_id else None,
        "duplicate_of": summary.duplicate_of,
    }
    shape = cast("ArticleSummary", facts)
    if summary.score is not None:
        shape["score"] = summary.score
    if summary.highlights:
        shape["highlights"] = {
            name: [segments_json(fragment) for fragment in fragments]
            for name, fragments in summary.highlights.items()
            if name == "title" or summary.rights != "link_only"
        }
    return shape


def related_json(related: Related, entities: Mapping[str, Entry]) -> ArticleSummary:
    """`entities`: by id, those that are shared."""
    shape = summary_json(related.article)
    shape["reason"] = related.reason
    shape["score"] = related.score
    if related.shared:
        named = (entities[id_] for id_ in related.shared if id_ in entities)
        shape["shared"] = [{"id": entity.id, "name": entity.name} for entity in named]
    return shape


def article_shape(stored: StoredArticle) -> ArticleShape:
    """Without body: `blocks` or `text` are added as asked for."""
    facts = {
        **article_json(stored.enriched),
        "updated_at": utc(stored.indexed_at),
        "duplicate_of": stored.enriched.duplicate_of,
    }
    return cast("ArticleShape", facts)


def blocks_json(stored: StoredArticle) -> list[dict[str, Any]]:
    """What the rights allow; of a hidden image nothing but its place and its state."""
    article = stored.enriched.article
    images = {image.id: image for image in article.images}
    return [block_json(block, images, stored.image_states) for block in permitted(article).blocks]


def text_of(stored: StoredArticle) -> str:
    """The body as plain text, a blank line between blocks."""
    paragraphs = []
    for block in permitted(stored.enriched.article).blocks:
        mark = "• " if isinstance(block, ListBlock) else ""
        lines = [mark + line for line in block_lines(block)]
        if lines:
            paragraphs.append("\n".join(lines))
    return "\n\n".join(paragraphs)


def image_json(image: StoredImage) -> ImageShape:
    return {
        "id": image.id,
        "article_id": image.article_id,
        "state": visibility(image.state),
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


def suggestion_json(suggestion: Suggestion, language: Language) -> SuggestionShape:
    shape: SuggestionShape = {
        "text": suggestion.text,
        "kind": suggestion.kind,
        "id": suggestion.id,
        "highlight": segments_json(suggestion.highlight),
    }
    if suggestion.type:
        shape["type"] = suggestion.type
        shape["label"] = labels.ENTITY_TYPES[suggestion.type][language]
    return shape


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
        "home_url": web_address(source.home_url),
        "rights": {"mode": source.rights},
        "articles_24h": (activity.articles_24h if activity else 0) if known else None,
        "last_article_at": utc(last) if last else None,
        "freshness": ("fresh" if fresh else "stale") if known else "unknown",
        "url": f"/sources/{source.id}",
    }


def section_json(section: str, language: Language) -> SectionShape:
    names = SECTIONS[section]
    return {"id": section, "name": names[language], "names": names, "url": f"/sections/{section}"}

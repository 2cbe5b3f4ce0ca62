"""Summaries and stored articles of these tests: real Arabic, one field changed at a time."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import UTC, date, datetime
from typing import Any

from services.contracts.article import Article, Block, EnrichedArticle, Image, Published
from services.contracts.image import Visibility
from services.contracts.source import SourceRef
from services.gateway.models import ArticleSummary, StoryShape
from services.gateway.representations import summary_json
from services.gateway.stories import story_json
from services.search.results import StoredArticle, StorySummary, Summary

NOW = datetime(2025, 4, 5, 21, 14, tzinfo=UTC)


def summary(id_: str = "a_safi", **changes: Any) -> ArticleSummary:
    """As the API has it."""
    return summary_json(indexed_summary(id_, **changes))


def indexed_summary(id_: str = "a_safi", **changes: Any) -> Summary:
    fields: dict[str, Any] = {
        "id": id_,
        "revision": 1,
        "title": "ميناء آسفي يستعد لاستقبال أول باخرة",
        "lead": "أعلنت إدارة الميناء أن الأشغال انتهت.",
        "url": "https://alalam.example/1",
        "source_id": "alalam",
        "source_name": "العلم",
        "country": "ma",
        "lang": "ar",
        "section": "economy",
        "published_date": date(2025, 4, 5),
        "published_at": None,
        "published_precision": "day",
        "tz": "Africa/Casablanca",
        "indexed_at": NOW,
        "rights": "full",
        "word_count": 300,
        "reading_minutes": 2,
    }
    return Summary(**(fields | changes))


def stored(
    *blocks: Block,
    images: tuple[Image, ...] = (),
    states: dict[str, Visibility] | None = None,
    rights: Any = "full",
    **changes: Any,
) -> StoredArticle:
    article = Article(
        excerpt=changes.pop("excerpt", False),
        id="a_safi",
        source=SourceRef(id="alalam", name="العلم", rights=rights),
        url="https://alalam.example/1",
        title="المغرب وفرنسا على خط التعاون الأمني مجددًا",
        blocks=blocks,
        images=images,
        published=changes.pop("published", Published(date=date(2025, 4, 5), precision="day")),
        fetched_at=NOW,
    )
    fields: dict[str, Any] = {"article": article, "lang": "ar", "enriched_at": NOW}
    return StoredArticle(EnrichedArticle(**(fields | changes)), NOW, states or {})


def story(id_: str, *articles: str, copies: Mapping[str, str] | None = None) -> StoryShape:
    """A story as the API has it, each article of another newspaper."""
    members = [
        indexed_summary(article, source_id=f"p{place}", duplicate_of=(copies or {}).get(article))
        for place, article in enumerate(articles)
    ]
    return story_json(story_summary(id_, *members))


def story_summary(id_: str, *members: Summary) -> StorySummary:
    """As the index has it, the first article standing for it."""
    return StorySummary(
        id=id_,
        article_count=len(members),
        copy_count=sum(member.duplicate_of is not None for member in members),
        sources=tuple(dict.fromkeys(member.source_id for member in members)),
        countries=("ma",),
        sections=("economy",),
        langs=("ar",),
        first_at=NOW,
        last_at=NOW,
        headlines=members,
    )

"""An article as schema.org NewsArticle (JSON-LD), for machines that read the web."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Any

from services.contracts.api import image_address, utc, visibility, web_address
from services.contracts.article import Published
from services.contracts.entity import EntityType
from services.gateway.models import MentionedEntity
from services.gateway.representations import text_of
from services.search.results import StoredArticle

CONTEXT = "https://schema.org"
SCHEMA_TYPES: Mapping[EntityType, str] = {"person": "Person", "place": "Place", "org": "Organization"}


def news_article(
    stored: StoredArticle, base: str, mentions: Sequence[MentionedEntity] = ()
) -> dict[str, Any]:
    """`base`: origin of our addresses. A day without a time stays a day; hidden images are left out."""
    enriched, article = stored.enriched, stored.enriched.article
    published, country = article.published, article.source.country
    document: dict[str, Any] = {
        "@context": CONTEXT,
        "@type": "NewsArticle",
        "@id": f"{base}/a/{article.id}",
        "url": f"{base}/a/{article.id}",
        "headline": article.title,
        "inLanguage": f"{enriched.lang}-{country.upper()}" if country else enriched.lang,
        "datePublished": _date(published),
        "dateModified": utc(article.modified_at) if article.modified_at else None,
        "author": [{"@type": "Person", "name": name} for name in article.authors] or None,
        "publisher": {"@type": "NewsMediaOrganization", "name": article.source.name},
        "isBasedOn": web_address(article.url),
        "articleSection": enriched.section,
        "keywords": [keyword.text for keyword in enriched.keywords] or None,
        "mentions": [_mention(mention, base) for mention in mentions] or None,
        "wordCount": enriched.word_count or None,
        "image": _images(stored, base) or None,
        "articleBody": text_of(stored) or None,
        "isAccessibleForFree": True,
    }
    return {name: value for name, value in document.items() if value is not None}


def _mention(mention: MentionedEntity, base: str) -> dict[str, Any]:
    return {
        "@type": SCHEMA_TYPES[mention["type"]],
        "@id": base + mention["url"],
        "url": base + mention["url"],
        "name": mention["name"],
    }


def _date(published: Published) -> str | None:
    if published.at is not None:
        return utc(published.at)
    return published.date.isoformat() if published.date else None


def _images(stored: StoredArticle, base: str) -> list[str]:
    if stored.enriched.article.source.rights != "full":
        return []
    states = stored.image_states
    return [
        base + image_address(image.id)
        for image in stored.enriched.article.images
        if visibility(states.get(image.id, "visible")) == "visible"
    ]

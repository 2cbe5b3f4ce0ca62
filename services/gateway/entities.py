"""Entities from what is asked for to what is answered, shared by API, pages and feeds."""

from __future__ import annotations

import re
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from typing import Any, Final

from services.arabic.entities.lexicon import Entry
from services.contracts.api import entity_address, utc
from services.contracts.article import EnrichedArticle
from services.gateway import labels
from services.gateway.cursors import Cursor
from services.gateway.jsonld import CONTEXT, SCHEMA_TYPES
from services.gateway.models import EntityDetail, EntitySummary, MentionedEntity
from services.gateway.negotiation import Language
from services.gateway.parameters import (
    ENTITY_ID,
    AttentionSeriesParameters,
    EntityListParameters,
    EntityParameters,
    window_start,
)
from services.gateway.problems import Moved, not_found, problem
from services.gateway.representations import summary_json
from services.gateway.search import histogram_json
from services.gateway.state import Gateway
from services.search.results import (
    EntityCoverage,
    EntityMoved,
    EntityRequest,
    Filters,
    Interval,
    Page,
    SearchRequest,
    SearchResult,
)

PATH: Final = "/v1/entities"
NEWEST: Final = 10
LONGEST_DRAWN: Final = timedelta(days=40 * 365)  # by months, below the most buckets of a chart
# a chart has some hundred points at most
INTERVALS: tuple[tuple[timedelta, Interval], ...] = (
    (timedelta(hours=73), "hour"),
    (timedelta(days=120), "day"),
    (timedelta(days=800), "week"),
)


@dataclass(frozen=True, slots=True)
class About:
    """An entity, how it is written about, and the newest articles of the period with their histogram."""

    entry: Entry
    coverage: EntityCoverage
    newest: SearchResult
    interval: Interval


def entity_request(params: EntityListParameters, cursor: Cursor | None, now: datetime) -> EntityRequest:
    """Later pages keep to the moment of the first."""
    as_of = cursor.as_of if cursor and cursor.as_of else now
    return EntityRequest(
        text=params.q,
        types=tuple(params.type),
        since=window_start(params.window, as_of),
        until=as_of if params.window else None,
        limit=params.limit,
        after=(int(cursor.after[0] or 0), str(cursor.after[1])) if cursor else None,
        as_of=as_of,
    )


async def standing_entity(gateway: Gateway, entity_id: str, address: str) -> Entry:
    """Who this is. `address`: where one that was merged is found, with `{id}` for its id.

    Raises `Moved` for a merged one, Problem `gone` for one that operators blocked, and `not-found`.
    """
    if not re.fullmatch(ENTITY_ID, entity_id):
        not_found(f"no entity {entity_id}")
    found = await gateway.reader.entity(entity_id)
    if isinstance(found, EntityMoved):
        raise Moved(address.format(id=found.id))
    if found is None and gateway.reader.entities.lexicon.is_blocked(entity_id):
        raise problem("gone", f"{entity_id} is no entity: it was blocked")
    if found is None:
        not_found(f"no entity {entity_id}")
    return found


async def about(gateway: Gateway, entry: Entry, params: EntityParameters) -> About:
    """All that the page of an entity says, of the window that is asked for."""
    now = datetime.now(UTC)
    since = window_start(params.window, now)
    coverage = await gateway.reader.entity_coverage(entry, since, now if since else None)
    interval = _interval(coverage, now - since if since else None)
    request = SearchRequest(
        filters=Filters(entity=(entry.id,), since=since),
        sort="-published_at",
        histogram=interval,
        tz=params.tz,
        highlight=False,
        total="none",
        freshness=False,
        page=Page(NEWEST),
    )
    return About(entry, coverage, await gateway.reader.search(request), interval)


def attention_parameters(found: About, params: EntityParameters) -> AttentionSeriesParameters | None:
    """Of the window, or as long as it has been written about; None where nobody says when."""
    first, last = found.coverage.first_at, found.coverage.last_at
    if first is None or last is None:
        return None
    now = datetime.now(UTC)
    since = window_start(params.window, now) or max(first, last - LONGEST_DRAWN)
    until = now if params.window else min(now, last + timedelta(days=1))
    if since >= until:
        return None
    return AttentionSeriesParameters(entity=[found.entry.id], since=since, until=until, tz=params.tz)


def _interval(coverage: EntityCoverage, window: timedelta | None) -> Interval:
    """By how long the period is, or for how long it has been written about."""
    length = window
    if length is None and coverage.first_at and coverage.last_at:
        length = coverage.last_at - coverage.first_at + timedelta(days=1)
    return next((name for longest, name in INTERVALS if length is not None and length <= longest), "month")


def entity_json(entry: Entry, language: Language, count: int) -> EntitySummary:
    return {
        "id": entry.id,
        "url": entity_address(entry.id),
        "name": entry.name,
        "type": entry.type,
        "label": labels.ENTITY_TYPES[entry.type][language],
        "description": entry.description,
        "country": entry.country,
        "article_count": count,
    }


def entity_detail(
    gateway: Gateway, found: About, params: EntityParameters, language: Language
) -> EntityDetail:
    entry, coverage = found.entry, found.coverage
    standing = [item for item in found.newest.items if item.id not in gateway.withdrawals]
    return {
        **entity_json(entry, language, coverage.count),
        "spellings": list(entry.spellings),
        "merged": list(entry.also),
        "window": params.window,
        "total_articles": coverage.article_count,
        "articles_24h": coverage.articles_24h,
        "first_seen_at": utc(coverage.first_at) if coverage.first_at else None,
        "last_seen_at": utc(coverage.last_at) if coverage.last_at else None,
        "histogram": histogram_json(found.newest.histogram or (), found.interval, params.tz),
        "together": [entity_json(other.entity, language, other.count) for other in coverage.together],
        "sources": [
            {
                "id": source.id,
                "name": gateway.registry.name(source.id),
                "article_count": source.count,
                "share": round(source.share, 6),
            }
            for source in coverage.sources
        ],
        "articles": [summary_json(item) for item in standing],
        "links": {
            "page": entity_address(entry.id),
            "articles": f"/v1/articles?entity={entry.id}",
            "stories": f"/v1/stories?entity={entry.id}",
            "feed": f"/feeds/entities/{entry.id}.rss",
            "stream": f"/v1/headlines/stream?entity={entry.id}",
        },
    }


def entity_document(entry: Entry, base: str) -> dict[str, Any]:
    """The entity as schema.org has it (JSON-LD); `base`: origin of our addresses."""
    address = base + entity_address(entry.id)
    document = {
        "@context": CONTEXT,
        "@type": SCHEMA_TYPES[entry.type],
        "@id": address,
        "url": address,
        "mainEntityOfPage": address,
        "name": entry.name,
        "alternateName": [name for name in entry.spellings if name != entry.name] or None,
        "description": entry.description or None,
    }
    return {name: value for name, value in document.items() if value is not None}


def mentions(gateway: Gateway, enriched: EnrichedArticle, language: Language) -> list[MentionedEntity]:
    """What an article is about, as operators have it today: merged, renamed, without what is blocked."""
    found: dict[str, MentionedEntity] = {}
    for entity in enriched.entities:
        entry = gateway.reader.entities.entry(entity)
        if entry is None:
            continue
        before = found.get(entry.id)
        found[entry.id] = {
            "id": entry.id,
            "url": entity_address(entry.id),
            "name": entry.name,
            "type": entry.type,
            "label": labels.ENTITY_TYPES[entry.type][language],
            "description": entry.description,
            "count": entity.count + (before["count"] if before else 0),
            "forms": list(dict.fromkeys([*(before["forms"] if before else ()), *entity.forms])),
            "first": (before and before["first"]) or (entity.first.model_dump() if entity.first else None),
        }
    return list(found.values())

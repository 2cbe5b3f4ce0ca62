"""Lists of stories: what Elasticsearch is asked for them, and its answer as values. Pure."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from datetime import datetime
from typing import Any, Final

from services.search.queries import SUMMARY, TIMEOUT
from services.search.results import StoryRequest, StorySort, StorySummary, Summary

LONGEST_CHAIN: Final = 16
"""Merges that are followed from one id; the role that decides keeps to one."""
MOST_MEMBERS: Final = 12
"""Headlines of a story: one a newspaper."""
MOST_ABOUT: Final = 5_000
"""Stories about an entity that a list is made of, those told last; one that few are told of has all."""

_FIELDS: Mapping[StorySort, str] = {"growth": "heat", "updated": "last_at", "size": "article_count"}
_FILTERS = {"source": "sources", "section": "sections", "edition": "countries", "lang": "langs"}


def body(request: StoryRequest, among: Sequence[str] | None = None) -> dict[str, Any]:
    """Stories that have articles and were not merged, in the order of `sort`. `among`: only these ids."""
    held: list[dict[str, Any]] = [
        {"range": {"article_count": {"gte": 1}}},
        {"range": {"source_count": {"gte": request.min_sources}}},
    ]
    held += [
        {"terms": {field: list(values)}}
        for name, field in _FILTERS.items()
        if (values := getattr(request, name))
    ]
    if among is not None:
        held.append({"terms": {"id": list(among)}})
    bounds = {"gte": request.since, "lt": request.until}
    if told := {name: moment.isoformat() for name, moment in bounds.items() if moment}:
        held.append({"range": {"last_at": told}})
    order = [{_FIELDS[request.sort]: "desc"}, {"id": "asc"}]
    asked: dict[str, Any] = {
        "query": {"bool": {"filter": held, "must_not": [{"exists": {"field": "merged_into"}}]}},
        "sort": order,
        "size": request.limit,
        "timeout": TIMEOUT,
        "track_total_hits": 10_000,
    }
    if request.after is not None:
        asked["search_after"] = list(request.after)
    return asked


def about_body(entity_ids: Sequence[str]) -> dict[str, Any]:
    """The stories of the newest articles about these: a story does not know what its articles are about."""
    newest = {"newest": {"max": {"field": "published_at"}}}
    stories = {"field": "story", "size": MOST_ABOUT, "order": {"newest": "desc"}}
    return {
        "query": {"bool": {"filter": [{"terms": {"entities": list(entity_ids)}}]}},
        "size": 0,
        "timeout": TIMEOUT,
        "track_total_hits": False,
        "aggs": {"stories": {"terms": stories, "aggs": newest}},
    }


def headline_ids(source: Mapping[str, Any]) -> list[str]:
    """The representative of a story, then the first article of each other newspaper."""
    representative = source.get("representative")
    if representative is None:
        return []
    return list(dict.fromkeys([representative, *source.get("headlines", ())]))[: MOST_MEMBERS + 1]


def headlines_body(ids: Sequence[str]) -> dict[str, Any]:
    """Summaries of these articles."""
    return {
        "query": {"ids": {"values": list(ids)}},
        "size": len(ids),
        "_source": SUMMARY,
        "timeout": TIMEOUT,
        "track_total_hits": False,
    }


def members_body(story_id: str) -> dict[str, Any]:
    """The articles that say that they are in this story, the earliest first."""
    return {
        "query": {"term": {"story": story_id}},
        "sort": [{"published_at": {"order": "asc", "missing": "_last"}}, {"id": "asc"}],
        "size": MOST_MEMBERS,
        "_source": SUMMARY,
        "timeout": TIMEOUT,
        "track_total_hits": False,
    }


def folded_body(story_ids: Sequence[str], limit: int) -> dict[str, Any]:
    """The newest articles of each of these stories."""
    newest = {
        "size": limit,
        "sort": [{"published_at": {"order": "desc", "missing": "_last"}}, {"id": "asc"}],
        "_source": SUMMARY,
    }
    return {
        "query": {"terms": {"story": list(story_ids)}},
        "size": 0,
        "timeout": TIMEOUT,
        "track_total_hits": False,
        "aggs": {
            "stories": {
                "terms": {"field": "story", "size": len(story_ids), "include": list(story_ids)},
                "aggs": {"newest": {"top_hits": newest}},
            }
        },
    }


def summary(
    source: Mapping[str, Any],
    articles: Mapping[str, Summary],
    sort_values: Sequence[str | int | float | None] = (),
) -> StorySummary:
    """One headline a newspaper; without those whose articles are withdrawn or not indexed yet."""
    shown: dict[str, Summary] = {}
    for id_ in headline_ids(source):
        if article := articles.get(id_):
            shown.setdefault(article.source_id, article)
    return StorySummary(
        id=source["id"],
        article_count=source["article_count"],
        copy_count=source["copy_count"],
        sources=tuple(source["sources"]),
        countries=tuple(source["countries"]),
        sections=tuple(source["sections"]),
        langs=tuple(source["langs"]),
        first_at=datetime.fromisoformat(source["first_at"]),
        last_at=datetime.fromisoformat(source["last_at"]),
        headlines=tuple(shown.values()),
        sort_values=tuple(sort_values),
    )


def undecided(story_id: str, members: Sequence[Summary]) -> StorySummary:
    """A story of which only its articles know, such as that of an article just indexed."""
    moments = [item.published_at or item.indexed_at for item in members]
    return StorySummary(
        id=story_id,
        article_count=len(members),
        copy_count=sum(item.duplicate_of is not None for item in members),
        sources=_distinct(item.source_id for item in members),
        countries=_distinct(item.country for item in members),
        sections=_distinct(item.section for item in members),
        langs=_distinct(item.lang for item in members),
        first_at=min(moments),
        last_at=max(moments),
        headlines=tuple({item.source_id: item for item in reversed(members)}.values())[::-1],
    )


def _distinct(values: Iterable[str | None]) -> tuple[str, ...]:
    return tuple(dict.fromkeys(value for value in values if value))

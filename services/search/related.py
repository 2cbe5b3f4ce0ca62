"""What belongs to an article: its story in other newspapers, then articles like it. Pure."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Any, Final

from services.search.queries import SUMMARY, TIMEOUT
from services.search.results import Reason, Related, Summary

REASONS: Final[tuple[Reason, ...]] = ("story", "similar")
MOST_SHARED: Final = 32  # of what an article is about


def story_body(article: Mapping[str, Any], limit: int) -> dict[str, Any]:
    """The same event elsewhere, the newest first."""
    return {
        "query": {
            "bool": {
                "filter": [{"term": {"story": article["story"]}}],
                "must_not": [{"term": {"id": article["id"]}}],
            }
        },
        "sort": [{"published_at": {"order": "desc", "missing": "_last"}}, {"id": "asc"}],
        "size": limit,
        "_source": SUMMARY,
        "timeout": TIMEOUT,
        "track_total_hits": False,
    }


def similar_body(index: str, article: Mapping[str, Any], limit: int) -> dict[str, Any]:
    """Articles that share its telling words, one of each story."""
    return {
        "query": {
            "bool": {
                "must": [
                    {
                        "more_like_this": {
                            "fields": ["title", "body"],
                            "like": [{"_index": index, "_id": article["id"]}],
                            "min_term_freq": 1,
                            "min_doc_freq": 2,
                            "max_query_terms": 25,
                            "min_word_length": 3,
                            "minimum_should_match": "30%",
                        }
                    }
                ],
                "filter": [{"term": {"lang": article["lang"]}}],
                "must_not": [{"term": {"story": article["story"]}}],
            }
        },
        "collapse": {"field": "story"},
        "size": limit,
        "_source": SUMMARY,
        "timeout": TIMEOUT,
        "track_total_hits": False,
    }


def entity_body(article: Mapping[str, Any], entities: Sequence[Sequence[str]], limit: int) -> dict[str, Any]:
    """Articles about the same, one of each story. `entities`: of each all ids; what is rare counts most."""
    shared = [
        {"dis_max": {"queries": [{"term": {"entities": id_}} for id_ in ids]}}
        for ids in entities[:MOST_SHARED]
    ]
    return {
        "query": {
            "bool": {
                "should": shared,
                "minimum_should_match": 1,
                "must_not": [{"term": {"story": article["story"]}}, {"term": {"id": article["id"]}}],
            }
        },
        "sort": [{"_score": "desc"}, {"published_at": {"order": "desc", "missing": "_last"}}, {"id": "asc"}],
        "track_scores": True,
        "collapse": {"field": "story"},
        "size": limit,
        "_source": [*SUMMARY, "entities"],
        "timeout": TIMEOUT,
        "track_total_hits": False,
    }


def scored(reason: Reason, items: Sequence[Summary]) -> list[Related]:
    """An article of the same story is as related as can be; of others, the likest one is."""
    if reason == "story":
        return [Related(item, reason, 1.0) for item in items]
    best = max((item.score or 0.0 for item in items), default=1.0) or 1.0
    return [Related(item, reason, round((item.score or 0.0) / best, 4)) for item in items]

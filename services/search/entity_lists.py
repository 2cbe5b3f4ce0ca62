"""How much is written about whom: what Elasticsearch is asked, and its answer as values. Pure."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from datetime import datetime, timedelta
from typing import Any, Final

from services.contracts.article import Entity
from services.search.matching import Clause
from services.search.queries import TIMEOUT, all_of, between
from services.search.results import SourceShare

MOST_COUNTED: Final = 10_000
"""Entities that a list is made of; whoever is in fewer articles than so many others is in none."""
DISCOVERED: Final = "e_n-.*"
"""Ids of the names that the lexicon lacks."""
MOST_MERGED: Final = 1_000
MOST_UNLISTED: Final = 200
"""Names that only articles know, looked up for one answer."""
MOST_SOURCES: Final = 5_000
SHOWN_SOURCES: Final = 50
SHOWN_TOGETHER: Final = 12
_CANDIDATES: Final = 60
_DAY: Final = timedelta(days=1)


def counts_body(
    since: datetime | None, until: datetime | None, as_of: datetime, merged: Mapping[str, Sequence[str]]
) -> dict[str, Any]:
    """In how many articles of the period each id is. `merged`: ids that are counted as one."""
    aggregations: dict[str, Any] = {"entities": {"terms": {"field": "entities", "size": MOST_COUNTED}}}
    together = {id_: {"terms": {"entities": list(ids)}} for id_, ids in list(merged.items())[:MOST_MERGED]}
    if together:
        aggregations["merged"] = {"filters": {"filters": together}}
    return {
        "query": {
            "bool": {"filter": [*_published(since, until), {"range": {"indexed_at": between(lte=as_of)}}]}
        },
        "size": 0,
        "track_total_hits": False,
        "timeout": TIMEOUT,
        "aggs": aggregations,
    }


def counts(answer: Mapping[str, Any]) -> dict[str, int]:
    """By id; what was merged is counted under the id that answers for it."""
    found = answer["aggregations"]
    told = {bucket["key"]: bucket["doc_count"] for bucket in found["entities"]["buckets"]}
    merged = found.get("merged", {"buckets": {}})["buckets"]
    return told | {id_: bucket["doc_count"] for id_, bucket in merged.items()}


def candidates_body(limit: int, exclude: Sequence[str]) -> dict[str, Any]:
    """The names that enrichment discovered, those of most newspapers first; without what is decided upon."""
    return {
        "size": 0,
        "track_total_hits": False,
        "timeout": TIMEOUT,
        "query": {"regexp": {"entities": DISCOVERED}},
        "aggs": {
            "entities": {
                "terms": {
                    "field": "entities",
                    "include": DISCOVERED,
                    "size": limit + len(exclude),
                    "order": [{"newspapers": "desc"}, {"_count": "desc"}],
                },
                "aggs": {"newspapers": {"cardinality": {"field": "source.id"}}},
            }
        },
    }


def candidates(answer: Mapping[str, Any]) -> list[tuple[str, int, int]]:
    """Ids with the number of their newspapers and articles."""
    return [
        (bucket["key"], bucket["newspapers"]["value"], bucket["doc_count"])
        for bucket in answer["aggregations"]["entities"]["buckets"]
    ]


def coverage_body(
    ids: Sequence[str], since: datetime | None, until: datetime | None, now: datetime
) -> dict[str, Any]:
    """All that is told of one entity, which is indexed under these ids."""
    period = _published(since, until)
    by_source = {"terms": {"field": "source.id", "size": MOST_SOURCES}}
    others = {"field": "entities", "size": _CANDIDATES, "exclude": list(ids)}
    told = {
        "sources": by_source,
        "often": {"terms": others},
        # more than elsewhere: «المغرب» is in everything, and says nothing of anybody
        "telling": {
            "significant_terms": {
                **others,
                "min_doc_count": 2,
                "mutual_information": {"include_negatives": False},
            }
        },
    }
    return {
        "query": {"bool": {"filter": [{"terms": {"entities": list(ids)}}]}},
        "size": 0,
        "track_total_hits": True,
        "timeout": TIMEOUT,
        "aggs": {
            "first": {"min": {"field": "published_at"}},
            "last": {"max": {"field": "published_at"}},
            "day": {"filter": {"range": {"indexed_at": between(gte=now - _DAY)}}},
            "period": {"filter": all_of(period), "aggs": told},
            "everything": {
                "global": {},
                "aggs": {"period": {"filter": all_of(period), "aggs": {"sources": by_source}}},
            },
        },
    }


def moment(answer: Mapping[str, Any], name: str) -> datetime | None:
    text = answer["aggregations"][name].get("value_as_string")
    return datetime.fromisoformat(text) if text else None


def together(answer: Mapping[str, Any]) -> list[tuple[str, int]]:
    """Ids and counts: what tells of the entity first, then what is with it most often."""
    found = answer["aggregations"]["period"]
    buckets = [*found["telling"]["buckets"], *found["often"]["buckets"]]
    return list({bucket["key"]: bucket["doc_count"] for bucket in buckets}.items())


def sources(answer: Mapping[str, Any]) -> tuple[SourceShare, ...]:
    """Newspapers by how many articles they have about it."""
    found = answer["aggregations"]
    whole = {
        bucket["key"]: bucket["doc_count"] for bucket in found["everything"]["period"]["sources"]["buckets"]
    }
    return tuple(
        SourceShare(
            bucket["key"], bucket["doc_count"], bucket["doc_count"] / max(1, whole.get(bucket["key"], 0))
        )
        for bucket in found["period"]["sources"]["buckets"][:SHOWN_SOURCES]
    )


def names_body(ids: Sequence[str]) -> dict[str, Any]:
    """What the newest article of each says of it."""
    newest = {"size": 1, "sort": [{"indexed_at": "desc"}], "_source": ["enriched.entities"]}
    return {
        "query": {"terms": {"entities": list(ids)}},
        "size": 0,
        "track_total_hits": False,
        "timeout": TIMEOUT,
        "aggs": {
            "entities": {
                "terms": {"field": "entities", "include": list(ids), "size": len(ids)},
                "aggs": {"newest": {"top_hits": newest}},
            }
        },
    }


def mentions(answer: Mapping[str, Any]) -> dict[str, Entity]:
    """By id."""
    found: dict[str, Entity] = {}
    for bucket in answer["aggregations"]["entities"]["buckets"]:
        for hit in bucket["newest"]["hits"]["hits"]:
            for entity in hit["_source"]["enriched"]["entities"]:
                if entity["id"] == bucket["key"]:
                    found[entity["id"]] = Entity.model_validate(entity)
    return found


def _published(since: datetime | None, until: datetime | None) -> list[Clause]:
    told = between(gte=since, lt=until)
    return [{"range": {"published_at": told}}] if told else []

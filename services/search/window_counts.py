"""How much a search finds in each of several windows of time, in one request. Pure."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from datetime import datetime
from typing import Any, Final

from services.search.results import WindowCount

Clause = dict[str, Any]
Window = tuple[datetime, datetime]

MOST_SOURCES: Final = 10


def counts_body(clause: Clause, windows: Sequence[Window]) -> dict[str, Any]:
    """Of what was published from the first moment of each window until before its last."""
    ranges = {
        f"{place}": {"range": {"published_at": {"gte": since.isoformat(), "lt": until.isoformat()}}}
        for place, (since, until) in enumerate(windows)
    }
    within = {"bool": {"should": list(ranges.values()), "minimum_should_match": 1}}
    return {
        "query": {"bool": {"filter": [clause, within], "must_not": [{"exists": {"field": "duplicate_of"}}]}},
        "size": 0,
        "track_total_hits": False,
        "aggs": {
            "windows": {
                "filters": {"filters": ranges},
                "aggs": {"sources": {"terms": {"field": "source.id", "size": MOST_SOURCES}}},
            }
        },
    }


def counts(answer: Mapping[str, Any], windows: Sequence[Window]) -> list[WindowCount]:
    buckets = answer["aggregations"]["windows"]["buckets"]
    found = [buckets[f"{place}"] for place in range(len(windows))]
    return [
        WindowCount(bucket["doc_count"], tuple(source["key"] for source in bucket["sources"]["buckets"]))
        for bucket in found
    ]

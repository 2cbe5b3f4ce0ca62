"""A `SearchRequest` as the body of one Elasticsearch search. Pure."""

from __future__ import annotations

import zlib
from collections.abc import Mapping, Sequence
from datetime import UTC, datetime, timedelta
from functools import cached_property
from typing import Any
from zoneinfo import ZoneInfo

from services.search.grammar import Query, positive
from services.search.marking import highlight_body
from services.search.matching import Clause, any_of, is_sentence, matching
from services.search.results import FacetField, FilterField, Filters, Interval, Page, SearchRequest, Sort
from services.search.scoring import scoring

TIMEOUT = "2s"  # of the query phase on each shard; what was found until then is the answer, marked partial
TRACKED = 10_000
WINDOW = 10_000  # how deep a collapsed list can be read: it has no cursor in Elasticsearch
MAX_BUCKETS = 1000
MAX_FACET = 100

FILTER_FIELDS: Mapping[FilterField, str] = {
    "source": "source.id",
    "section": "section",
    "lang": "lang",
    "edition": "country",
    "author": "authors",
    "entity": "entities",
}
_SORTS: Mapping[Sort, list[Clause]] = {
    "relevance": [{"_score": "desc"}, {"id": "asc"}],
    "-published_at": [{"published_at": {"order": "desc", "missing": "_last"}}, {"id": "asc"}],
    "-indexed_at": [{"indexed_at": "desc"}, {"id": "desc"}],
    "indexed_at": [{"indexed_at": "asc"}, {"id": "asc"}],
}
BUCKET_LENGTH: Mapping[Interval, timedelta] = {
    "hour": timedelta(hours=1),
    "day": timedelta(days=1),
    "week": timedelta(weeks=1),
    "month": timedelta(days=31),
}
SUMMARY = [
    "id", "revision", "title", "lead", "url", "source", "country", "lang", "section", "published_at",
    "published_date", "published_precision", "tz", "indexed_at", "rights", "word_count", "reading_minutes",
    "story", "duplicate_of", "images",
]  # fmt: skip


WHOLE = ["enriched", "indexed_at", "story", "duplicate_of"]


class SearchBody:
    """What one search asks. The clauses of its words are built once, for all the requests that it takes.

    `now`: the moment that a first page is of; it bounds change feeds and is full freshness.
    """

    def __init__(self, request: SearchRequest, query: Query, now: datetime) -> None:
        self.request = request
        self.query = query
        self._now = now
        self._sort = order(request, query)
        self._wanted = list(positive(query.root))

    def of(self, request: SearchRequest) -> dict[str, Any]:
        """For the same text, read in the same way; page, filters, facets and highlighting may be others."""
        after, selected = _split(request)
        always = [*after, *_pinned(request.page, self._sort, self._now)]
        body: dict[str, Any] = {
            "query": self._query(always),
            "size": request.page.limit,
            "sort": _SORTS[self._sort],
            "track_scores": self._sort == "relevance",
            "track_total_hits": {"none": False, "estimate": TRACKED, "exact": True}[request.total],
            "timeout": TIMEOUT,
            "_source": SUMMARY,
        }
        if selected:
            body["post_filter"] = {"bool": {"filter": list(selected.values())}}
        if request.facets or request.histogram:
            body["aggs"] = _aggregations(request, selected, self._now)
        if request.highlight and self._wanted:
            body["highlight"] = highlight_body(self._wanted, request.match, request.fields)
        if request.collapse == "story":
            body["collapse"] = {"field": "story"}
            body["from"] = offset(request.page)
            body["size"] = max(0, min(request.page.limit, WINDOW - body["from"]))
        elif request.page.after is not None:
            body["search_after"] = list(request.page.after)
        return body

    def walk(self, after: str | None, size: int) -> dict[str, Any]:
        """The next articles by id, whole."""
        body: dict[str, Any] = {
            "query": self._query(list(filter_clauses(self.request.filters).values())),
            "size": size,
            "sort": [{"id": "asc"}],
            "track_total_hits": False,
            "_source": WHOLE,
        }
        return body | {"search_after": [after]} if after is not None else body

    def count(self) -> dict[str, Any]:
        """How many articles there are to walk over."""
        return {"query": self._query(list(filter_clauses(self.request.filters).values()))}

    def _query(self, always: Sequence[Clause]) -> Clause:
        bool_query: dict[str, Any] = {"filter": [*self._matching, *always]}
        if self._sort == "relevance":
            bool_query["should"] = self._scoring
        return {"bool": bool_query} if bool_query["filter"] else {"match_all": {}}

    @cached_property
    def _matching(self) -> list[Clause]:
        if self.query.root.nodes:
            ranked = self._sort == "relevance"
            return [matching(self.query, self.request.match, ZoneInfo(self.request.tz), ranked=ranked)]
        return [{"match_none": {}}] if self.request.text.strip() else []  # «!!!» does not ask for everything

    @cached_property
    def _scoring(self) -> list[Clause]:
        request = self.request
        fresh_from = (request.page.as_of or self._now) if request.freshness else None
        sentence = is_sentence(self.query)
        return scoring(self._wanted, request.match, request.fields, fresh_from, sentence=sentence)


def search_body(request: SearchRequest, query: Query, now: datetime) -> dict[str, Any]:
    """The body of a search that takes one request."""
    return SearchBody(request, query, now).of(request)


def order(request: SearchRequest, query: Query) -> Sort:
    """By date where nothing is looked for that could rank."""
    ranked = request.sort != "relevance" or any(positive(query.root))
    return request.sort if ranked else "-published_at"


def presence_body(filters: Filters) -> tuple[dict[str, Any], list[str]]:
    """Whether any article has each value of these filters; and the values as `source:…`, in that order."""
    values: list[tuple[str, Clause]] = []
    for name, field in FILTER_FIELDS.items():
        for value in getattr(filters, name):
            clause: Clause = {"term": {field: value}}
            if name == "source":  # in a query it may be a name as well
                clause = any_of([{"term": {field: value.lower()}}, {"term": {"source.name": value}}])
            values.append((f"{name}:{value}", clause))
    if filters.story:
        values.append((f"story:{filters.story}", {"term": {"story": filters.story}}))
    body = {
        "size": 0,
        "track_total_hits": False,
        "timeout": TIMEOUT,
        "aggs": {"values": {"filters": {"filters": [clause for _, clause in values]}}},
    }
    return body, [value for value, _ in values]


def story_sizes_body(body: Mapping[str, Any], stories: Sequence[str]) -> dict[str, Any]:
    """How many articles of each story the search `body` finds; `inner_hits` would ask once for each."""
    held = [*body["query"].get("bool", {}).get("filter", ()), {"terms": {"story": list(stories)}}]
    if "post_filter" in body:
        held.append(body["post_filter"])
    return {
        "query": {"bool": {"filter": held}},
        "size": 0,
        "track_total_hits": False,
        "timeout": TIMEOUT,
        "aggs": {"stories": {"terms": {"field": "story", "size": len(stories)}}},
    }


def offset(page: Page) -> int:
    """Where a collapsed page starts: its cursor is a number of stories."""
    first = page.after[0] if page.after else 0
    return min(WINDOW, max(0, int(first or 0)))


def preference(request: SearchRequest) -> str:
    """The same copies of the shards answer all pages of one search: scores differ between copies."""
    return f"q{zlib.crc32(request.text.encode()):08x}"


def filter_clauses(filters: Filters) -> dict[str, Clause]:
    """By name of the filter."""
    clauses: dict[str, Clause] = {
        name: {"terms": {field: list(values)}}
        for name, field in FILTER_FIELDS.items()
        if (values := getattr(filters, name))
    }
    if filters.story:
        clauses["story"] = {"term": {"story": filters.story}}
    if filters.ids:
        clauses["ids"] = {"terms": {"id": list(filters.ids)}}
    if filters.copies == "once":
        clauses["copies"] = {"bool": {"must_not": {"exists": {"field": "duplicate_of"}}}}
    if published := between(gte=filters.since, lt=filters.until):
        clauses["published"] = {"range": {"published_at": published}}
    if filters.indexed_after:
        clauses["indexed"] = {"range": {"indexed_at": between(gt=filters.indexed_after)}}
    return clauses


def _split(request: SearchRequest) -> tuple[list[Clause], dict[str, Clause]]:
    """Filters that hold for everything, and those that a facet on their own field must not see."""
    clauses = filter_clauses(request.filters)
    facets: set[str] = set(request.facets)
    selected = {name: held for name, held in clauses.items() if name in facets}
    return [held for name, held in clauses.items() if name not in selected], selected


def _pinned(page: Page, sort: Sort, now: datetime) -> list[Clause]:
    """Later pages see what the first could; a change feed only what no earlier change may precede."""
    as_of = page.as_of or (now if sort == "indexed_at" else None)
    return [{"range": {"indexed_at": between(lte=as_of)}}] if as_of else []


def _aggregations(request: SearchRequest, selected: Mapping[str, Clause], now: datetime) -> dict[str, Any]:
    aggregations: dict[str, Any] = {
        f"facet-{facet}": {
            "filter": all_of([held for name, held in selected.items() if name != facet]),
            "aggs": _values(facet, min(request.facet_limit, MAX_FACET), getattr(request.filters, facet)),
        }
        for facet in request.facets
    }
    if request.histogram:
        span = _span(request.filters, request.histogram, now)
        dates = {
            "date_histogram": {
                "field": "published_at",
                "calendar_interval": request.histogram,
                "time_zone": request.tz,
                "min_doc_count": 1,
            }
        }
        aggregations["histogram"] = {"filter": all_of([span, *selected.values()]), "aggs": {"dates": dates}}
        aggregations["coverage"] = {
            "global": {},
            "aggs": {"span": {"filter": span, "aggs": {"dates": dates}}},
        }
    return aggregations


def _values(facet: FacetField, limit: int, selected: Sequence[str]) -> dict[str, Any]:
    """The most frequent values, and those that are selected however frequent they are."""
    field = FILTER_FIELDS[facet]
    values: dict[str, Any] = {"values": {"terms": {"field": field, "size": limit}}}
    if selected:
        chosen = {"field": field, "include": list(selected), "size": len(selected)}
        values["selected"] = {"terms": chosen}
    return values


def _span(filters: Filters, interval: Interval, now: datetime) -> Clause:
    """The time that the histogram covers: what was asked for, at most its latest `MAX_BUCKETS`."""
    until = filters.until or now + timedelta(days=1)
    longest = BUCKET_LENGTH[interval] * MAX_BUCKETS
    earliest = until - min(longest, until - datetime.min.replace(tzinfo=UTC))
    since = max(filters.since, earliest) if filters.since else earliest
    return {"range": {"published_at": between(gte=since, lt=until)}}


def all_of(clauses: list[Clause]) -> Clause:
    return {"bool": {"filter": clauses}} if clauses else {"match_all": {}}


def between(**bounds: datetime | None) -> dict[str, str]:
    return {name: moment.isoformat(timespec="milliseconds") for name, moment in bounds.items() if moment}

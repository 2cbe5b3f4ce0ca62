"""A search from its parameters to the shape of its answer: pure, so that API, pages and feeds share it."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from datetime import datetime
from typing import Any, TypeVar, cast, get_args
from zoneinfo import ZoneInfo

from services.gateway import labels
from services.gateway.cursors import Cursor, Cursors
from services.gateway.models import (
    ArticlePage,
    ArticleSummary,
    FacetShape,
    HistogramShape,
    QueryShape,
    SearchShape,
)
from services.gateway.negotiation import Language
from services.gateway.parameters import ArticleListParameters, SearchParameters
from services.gateway.registry import Registry
from services.gateway.representations import index_json, summary_json, utc
from services.search.results import (
    Bucket,
    FilterField,
    Filters,
    Interpretation,
    Interval,
    Page,
    SearchRequest,
    SearchResult,
    Sort,
    Summary,
)

T = TypeVar("T")
LabelOf = Callable[[str, str], str]


def cursor_of(params: SearchParameters | ArticleListParameters, path: str, cursors: Cursors) -> Cursor | None:
    """The cursor of the request, checked. Raises Problem `cursor-mismatch` or `cursor-expired`."""
    if params.cursor is None:
        return None
    return cursors.read(params.cursor, _kept_between_pages(params, path), params.href(path))


def search_request(params: SearchParameters, cursor: Cursor | None) -> SearchRequest:
    return SearchRequest(
        text=params.q,
        filters=params.filters(),
        fields=tuple(params.in_) or ("title", "body"),
        match=params.match,
        sort=sort_of(params),
        collapse=params.collapse,
        facets=tuple(params.facets),
        facet_limit=params.facet_limit,
        histogram=params.histogram,
        tz=params.tz,
        highlight=params.highlight and bool(params.q),
        total=params.total,
        walk=True,
        page=page_of(params.limit, cursor),
    )


def list_request(
    params: ArticleListParameters, cursor: Cursor | None, as_of: datetime | None
) -> SearchRequest:
    after = params.indexed_after
    if after is not None and not isinstance(after, datetime):
        after = datetime.combine(after, datetime.min.time(), ZoneInfo(params.tz))
    return SearchRequest(
        filters=params.filters(ids=params.ids, indexed_after=after),
        sort=params.sort,
        highlight=False,
        total=params.total,
        tz=params.tz,
        freshness=False,
        page=page_of(params.limit, cursor) if cursor else Page(params.limit, as_of=as_of),
    )


def page_of(limit: int, cursor: Cursor | None) -> Page:
    return Page(limit, cursor.after, cursor.as_of, cursor.snapshot) if cursor else Page(limit)


def sort_of(params: SearchParameters) -> Sort:
    if params.sort is None:
        return "relevance" if params.q.strip() else "-published_at"
    return "-indexed_at" if params.sort == "-seq" else params.sort


def next_cursor(
    params: SearchParameters | ArticleListParameters,
    path: str,
    found: SearchResult,
    cursor: Cursor | None,
    cursors: Cursors,
) -> str | None:
    """None on the last page. The first page pins the moment that all further ones keep to."""
    if not found.items or len(found.items) < params.limit:
        return None
    as_of = cursor.as_of if cursor and cursor.as_of else found.as_of
    following = Cursor(found.items[-1].sort_values, as_of, found.snapshot)
    return cursors.write(following, _kept_between_pages(params, path))


def _kept_between_pages(params: SearchParameters | ArticleListParameters, path: str) -> dict[str, Any]:
    return {"path": path, **params.given("limit")}


def items_json(items: Sequence[Summary], fields: Sequence[str]) -> list[ArticleSummary]:
    shapes = [summary_json(item) for item in items]
    return [project(shape, fields) for shape in shapes] if fields else shapes


def project(shape: T, fields: Sequence[str]) -> T:
    """Only the fields asked for, and always the id."""
    wanted = {"id", *fields}
    return cast("T", {name: value for name, value in cast("dict[str, Any]", shape).items() if name in wanted})


def search_json(
    params: SearchParameters, found: SearchResult, path: str, following: str | None, label: LabelOf
) -> SearchShape:
    shape: SearchShape = {
        "query": _query_json(params, found),
        "took_ms": found.took_ms,
        "index": index_json(found.index),
        "items": items_json(found.items, params.fields),
        "self": params.href(path, cursor=params.cursor),
    }
    if found.total is not None:
        shape["total"] = {"value": found.total.value, "relation": found.total.relation}
    if params.facets:
        shape["facets"] = _facets_json(found, label)
    if params.histogram and found.histogram is not None:
        shape["histogram"] = _histogram_json(found.histogram, params.histogram, params.tz)
    if following:
        shape["next"] = params.href(path, cursor=following)
    return shape


def list_json(
    params: ArticleListParameters, found: SearchResult, path: str, following: str | None
) -> ArticlePage:
    shape: ArticlePage = {
        "items": items_json(found.items, params.fields),
        "index": index_json(found.index),
        "self": params.href(path, cursor=params.cursor),
    }
    if found.total is not None:
        shape["total"] = {"value": found.total.value, "relation": found.total.relation}
    if following:
        shape["next"] = params.href(path, cursor=following)
    return shape


def label_of(language: Language, registry: Registry) -> LabelOf:
    return lambda field, value: labels.label(field, value, language, registry)


def _query_json(params: SearchParameters, found: SearchResult) -> QueryShape:
    taken: Interpretation = found.interpreted
    return {
        "q": params.q,
        "match": params.match,
        "sort": found.sort,
        "ranking": found.ranking,
        "interpreted": {
            "terms": list(taken.terms),
            "phrases": list(taken.phrases),
            "excluded": list(taken.excluded),
            "synonyms": {name: list(others) for name, others in taken.synonyms.items()},
            "normalised": taken.normalised,
            "dropped": list(taken.dropped),
            "loosened": taken.loosened,
        },
        "did_you_mean": [{"q": other.q, "score": other.score} for other in found.did_you_mean],
        "filters": _filters_json(params.filters(), taken),
    }


def _filters_json(asked: Filters, taken: Interpretation) -> dict[str, list[str]]:
    """Those of the parameters and those written in the text (`source:…`)."""
    held = {name: list(values) for name in get_args(FilterField) if (values := getattr(asked, name))}
    for name, values in taken.filters.items():
        held[name] = [*held.get(name, []), *(value for value in values if value not in held.get(name, []))]
    if asked.story:
        held["story"] = [asked.story]
    if asked.since:
        held["from"] = [utc(asked.since)]
    if asked.until:
        held["to"] = [utc(asked.until)]
    return held


def _facets_json(found: SearchResult, label: LabelOf) -> dict[str, list[FacetShape]]:
    return {
        field: [
            {
                "value": value.value,
                "label": label(field, value.value),
                "count": value.count,
                "selected": value.selected,
            }
            for value in values
        ]
        for field, values in found.facets.items()
    }


def _histogram_json(buckets: Sequence[Bucket], interval: Interval, tz: str) -> HistogramShape:
    zone = ZoneInfo(tz)
    return {
        "interval": interval,
        "tz": tz,
        "buckets": [
            {
                "start": utc(bucket.start)
                if interval == "hour"
                else bucket.start.astimezone(zone).date().isoformat(),
                "count": bucket.count,
                "share": round(bucket.share, 6),
            }
            for bucket in buckets
        ],
    }

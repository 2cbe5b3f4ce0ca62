"""A search from its parameters to the shape of its answer, shared by API, pages and feeds."""

from __future__ import annotations

from collections.abc import Callable, Collection, Mapping, Sequence
from contextlib import suppress
from dataclasses import dataclass, replace
from typing import Any, TypeVar, cast, get_args
from zoneinfo import ZoneInfo

from services.arabic.entities.lexicon import Entry
from services.contracts.api import utc
from services.contracts.sections import SECTIONS
from services.gateway import labels
from services.gateway.cursors import Cursor, Cursors
from services.gateway.models import (
    ArticlePage,
    ArticleSummary,
    FacetShape,
    HistogramShape,
    Interpreted,
    QueryShape,
    SearchShape,
)
from services.gateway.negotiation import Language
from services.gateway.parameters import ArticleListParameters, SearchParameters
from services.gateway.problems import Fault, problem
from services.gateway.representations import index_json, summary_json
from services.gateway.state import Gateway
from services.search.errors import IndexUnavailable, SearchTimeout
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
)

T = TypeVar("T")
LabelOf = Callable[[str, str], str]


@dataclass(frozen=True, slots=True)
class ResultPage:
    """One page of a search or a list.

    `next`: the cursor of the following one. `continued`: it is not the first. `unknown`: where nothing was
    found, the values of its filters that nothing here has.
    """

    result: SearchResult
    items: list[ArticleSummary]
    next: str | None
    continued: bool
    unknown: tuple[str, ...] = ()


async def result_page(
    gateway: Gateway, params: SearchParameters | ArticleListParameters, path: str
) -> ResultPage:
    """The one way to the index: of the API, the feeds and the pages.

    `path` belongs to what a cursor continues. Raises Problem `cursor-mismatch` or `cursor-expired`, and what
    `Reader.search` raises.
    """
    cursor = _cursor(params, path, gateway.cursors)
    if isinstance(params, SearchParameters):
        request = search_request(params, cursor)
    else:
        request = list_request(params, cursor)
    found = await gateway.reader.search(request)
    following = _next_cursor(params, path, found, cursor, gateway.cursors)
    if found.snapshot:  # it may be older than a decision that an article must not be shown
        standing = tuple(item for item in found.items if item.id not in gateway.withdrawals)
        found = replace(found, items=standing)
    unknown: tuple[str, ...] = ()
    if not found.items and cursor is None and params.limit:
        written = found.interpreted.filters
        asked = params.filters()
        asked = replace(
            asked,
            source=(*asked.source, *written.get("source", ())),
            section=(*asked.section, *written.get("section", ())),
        )
        unknown = await unknown_values(gateway, asked)
    items = [summary_json(item) for item in found.items]
    return ResultPage(found, items, following, cursor is not None, unknown)


async def unknown_values(gateway: Gateway, filters: Filters) -> tuple[str, ...]:
    """`source:…`, `lang:…` for each value that is neither known here nor in any article."""
    sources = gateway.registry.all()
    lexicon = gateway.reader.entities.lexicon
    strangers = Filters(
        source=_strangers(filters.source, {name for source in sources for name in (source.id, source.name)}),
        lang=_strangers(filters.lang, {source.lang for source in sources}),
        edition=_strangers(filters.edition, {source.country for source in sources}),
        author=filters.author,
        entity=tuple(id_ for id_ in filters.entity if lexicon.entity(id_) is None),
        story=filters.story,
    )
    unknown = [f"section:{section}" for section in filters.section if section not in SECTIONS]
    if strangers != Filters() and gateway.monitor.caught_up:
        with suppress(IndexUnavailable, SearchTimeout):
            unknown += await gateway.reader.absent(strangers)
    return tuple(dict.fromkeys(unknown))


def _strangers(values: Sequence[str], known: Collection[str | None]) -> tuple[str, ...]:
    return tuple(value for value in values if value not in known)


def refuse_unknown(unknown: Sequence[str]) -> None:
    """For lists, which have no word for it but a problem."""
    if unknown:
        named = [value.partition(":")[::2] for value in unknown]
        raise problem(
            "invalid-request",
            f"{', '.join(unknown)}: there is none; /v1/sources, /v1/sections and /v1/entities list them",
            errors=[
                Fault("unknown_value", parameter=name, message=f"no {name} {value}") for name, value in named
            ],
        )


def _cursor(params: SearchParameters | ArticleListParameters, path: str, cursors: Cursors) -> Cursor | None:
    if params.cursor is None:
        return None
    return cursors.read(params.cursor, _same_on_every_page(params, path), params.href(path))


def search_request(params: SearchParameters, cursor: Cursor | None) -> SearchRequest:
    return SearchRequest(
        text=params.q,
        filters=params.filters(),
        fields=tuple(params.in_) or ("title", "body"),
        match=params.match,
        dialect=params.dialect,
        sort=sort_of(params),
        collapse=params.collapse,
        facets=tuple(params.facets),
        facet_limit=params.facet_limit,
        histogram=params.histogram,
        tz=params.tz,
        highlight=params.highlight and bool(params.q),
        total=params.total,
        walk=True,
        page=_start(params.limit, cursor),
    )


def list_request(params: ArticleListParameters, cursor: Cursor | None) -> SearchRequest:
    return SearchRequest(
        filters=params.filters(),
        sort=params.sort,
        highlight=False,
        total=params.total,
        tz=params.tz,
        freshness=False,
        page=_start(params.limit, cursor),
    )


def _start(limit: int, cursor: Cursor | None) -> Page:
    return Page(limit, cursor.after, cursor.as_of, cursor.snapshot) if cursor else Page(limit)


def sort_of(params: SearchParameters) -> Sort:
    if params.sort is None:
        return "relevance" if params.q.strip() else "-published_at"
    return "-indexed_at" if params.sort == "-seq" else params.sort


def _next_cursor(
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
    return cursors.write(following, _same_on_every_page(params, path))


def _same_on_every_page(params: SearchParameters | ArticleListParameters, path: str) -> dict[str, Any]:
    return {"path": path, **params.non_defaults("limit")}


def project(shape: T, fields: Sequence[str]) -> T:
    """Only the fields asked for, and always the id."""
    wanted = {"id", *fields}
    return cast("T", {name: value for name, value in cast("dict[str, Any]", shape).items() if name in wanted})


def projected(items: list[T], fields: Sequence[str]) -> list[T]:
    return [project(item, fields) for item in items] if fields else items


def search_json(params: SearchParameters, page: ResultPage, path: str, label: LabelOf) -> SearchShape:
    found = page.result
    shape: SearchShape = {
        "query": _query_json(params, page),
        "took_ms": found.took_ms,
        "index": index_json(found.index),
        "items": projected(page.items, params.fields),
        "self": params.href(path, cursor=params.cursor),
    }
    if found.total is not None:
        shape["total"] = {"value": found.total.value, "relation": found.total.relation}
    if params.facets:
        shape["facets"] = _facets_json(found, label)
    if params.histogram and found.histogram is not None:
        shape["histogram"] = histogram_json(found.histogram, params.histogram, params.tz)
    if page.next:
        shape["next"] = params.href(path, cursor=page.next)
    return shape


def list_json(params: ArticleListParameters, page: ResultPage, path: str) -> ArticlePage:
    found = page.result
    shape: ArticlePage = {
        "items": projected(page.items, params.fields),
        "index": index_json(found.index),
        "self": params.href(path, cursor=params.cursor),
    }
    if found.total is not None:
        shape["total"] = {"value": found.total.value, "relation": found.total.relation}
    if page.next:
        shape["next"] = params.href(path, cursor=page.next)
    return shape


async def label_of(
    gateway: Gateway, language: Language, entities: Sequence[str] = (), found: SearchResult | None = None
) -> LabelOf:
    """What the values of facets and filters are called: these `entities`, and those of the facets `found`."""
    facet = found.facets.get("entity", ()) if found else ()
    ids = dict.fromkeys([*entities, *(value.value for value in facet)])
    named: Mapping[str, Entry] = {}
    if ids:
        with suppress(IndexUnavailable, SearchTimeout):
            named = await gateway.reader.entity_entries(ids)
    return lambda field, value: labels.label(field, value, language, gateway.registry, named)


def _query_json(params: SearchParameters, page: ResultPage) -> QueryShape:
    found, taken = page.result, page.result.interpreted
    return {
        "q": params.q,
        "match": params.match,
        "sort": found.sort,
        "ranking": found.ranking,
        "interpreted": interpreted_json(taken, page.unknown),
        "did_you_mean": [{"q": other.q, "score": other.score} for other in found.did_you_mean],
        "filters": _filters_json(params.filters(), taken),
    }


def interpreted_json(taken: Interpretation, unknown: Sequence[str]) -> Interpreted:
    return {
        "terms": list(taken.terms),
        "phrases": list(taken.phrases),
        "excluded": list(taken.excluded),
        "synonyms": {name: list(others) for name, others in taken.synonyms.items()},
        "normalised": taken.normalised,
        "dropped": list(taken.dropped),
        "loosened": taken.loosened,
        "unknown": list(unknown),
    }


def _filters_json(parameters: Filters, taken: Interpretation) -> dict[str, list[str]]:
    """Those of the parameters and those written in the text (`source:…`)."""
    names: tuple[FilterField, ...] = get_args(FilterField)
    in_force: dict[str, list[str]] = {
        name: list(values) for name in names if (values := getattr(parameters, name))
    }
    for name, values in taken.filters.items():
        in_force[name] = list(dict.fromkeys([*in_force.get(name, []), *values]))
    if parameters.story:
        in_force["story"] = [parameters.story]
    if parameters.since:
        in_force["from"] = [utc(parameters.since)]
    if parameters.until:
        in_force["to"] = [utc(parameters.until)]
    return in_force


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


def histogram_json(buckets: Sequence[Bucket], interval: Interval, tz: str) -> HistogramShape:
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

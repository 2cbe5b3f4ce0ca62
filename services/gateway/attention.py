"""How much is written about something: from parameters to the shapes of the answer, for API and page."""

from __future__ import annotations

import asyncio
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, replace
from datetime import UTC, datetime, timedelta
from typing import Any, Final
from urllib.parse import urlencode
from zoneinfo import ZoneInfo

from services.contracts.api import utc
from services.gateway.models import (
    AttentionBucket,
    AttentionPeriod,
    AttentionQueryShape,
    AttentionSeriesShape,
    AttentionShape,
    AttentionSource,
    AttentionSourcesShape,
    AttentionWordsShape,
    SignificantWordShape,
)
from services.gateway.negotiation import Language
from services.gateway.parameters import (
    AttentionParameters,
    AttentionSeriesParameters,
    AttentionSourcesParameters,
    AttentionWordsParameters,
)
from services.gateway.periods import Period, TooManyBuckets, period
from services.gateway.problems import KINDS, Fault, Problem
from services.gateway.representations import index_json
from services.gateway.search import LabelOf, interpreted_json, label_of
from services.gateway.state import Gateway
from services.search.results import (
    Attention,
    AttentionQuery,
    AttentionRequest,
    AttentionSeries,
    Filters,
    SignificantWord,
)

PATH: Final = "/v1/attention"
WORDS: Final = f"{PATH}/words"
SOURCES: Final = f"{PATH}/sources"
PAGE: Final = "/attention"
MOST_POINTS: Final = 20_000
"""Numbers of an answer: a line for each query in each group, with one for each bucket."""
EVERYTHING: Final = "كل المقالات"

Row = dict[str, Any]


class TooFine(Problem):
    """More buckets than an answer may have."""


@dataclass(frozen=True, slots=True)
class Comparison:
    """What is compared, and what each is called."""

    request: AttentionRequest
    labels: tuple[str, ...]
    period: Period


def comparison(params: AttentionParameters, label: LabelOf, now: datetime) -> Comparison:
    """Raises `TooFine`."""
    filters = params.filters()
    interval = params.interval if isinstance(params, AttentionSeriesParameters) else None
    by = params.by if isinstance(params, AttentionSeriesParameters) else None
    groups = params.groups if isinstance(params, AttentionSeriesParameters) else 1
    asked = _period(filters, interval, params.tz, now)
    queries = _queries(params, filters)
    if by and len(queries) * groups * len(asked.starts) > MOST_POINTS:
        raise _too_fine(f"{len(queries)} queries in {groups} groups over {len(asked.starts)} buckets")
    request = AttentionRequest(
        queries=queries,
        # the corpus: what everything is a share of
        filters=replace(filters, entity=(), author=(), story=None, since=asked.since, until=asked.until),
        interval=asked.interval,
        starts=asked.starts,
        tz=params.tz,
        by=by,
        groups=groups,
        fields=tuple(params.in_) or ("title", "body"),
        match=params.match,
    )
    return Comparison(request, _labels(params, queries, label), asked)


def _period(filters: Filters, interval: Any, tz: str, now: datetime) -> Period:
    try:
        return period(filters.since, filters.until, interval, tz, now)
    except TooManyBuckets as error:
        raise _too_fine(str(error)) from error


def _too_fine(what: str) -> TooFine:
    message = f"{what}: take a longer interval or a shorter period"
    fault = Fault("too_many", parameter="interval", message=message)
    return TooFine(KINDS["invalid-request"], message, errors=[fault])


def _queries(params: AttentionParameters, filters: Filters) -> tuple[AttentionQuery, ...]:
    """Each text; without any, each entity; without these too, all that is left."""
    own = Filters(entity=filters.entity, author=filters.author, story=filters.story)
    if params.q:
        return tuple(AttentionQuery(text, own) for text in params.q)
    if params.entity:
        return tuple(AttentionQuery("", replace(own, entity=(entity,))) for entity in params.entity)
    return (AttentionQuery("", own),)


def _labels(
    params: AttentionParameters, queries: Sequence[AttentionQuery], label: LabelOf
) -> tuple[str, ...]:
    given = [*params.label, *[""] * len(queries)]
    return tuple(
        name or query.text or "، ".join(label("entity", one) for one in query.filters.entity) or EVERYTHING
        for name, query in zip(given, queries, strict=False)
    )


async def attention_shape(
    gateway: Gateway, params: AttentionSeriesParameters, language: Language
) -> AttentionShape:
    """Raises what `Reader.attention` raises, and `TooFine`."""
    label = await label_of(gateway, language, params.entity)
    asked = comparison(params, label, datetime.now(UTC))
    found, whole = await _counted(gateway, asked.request)
    return {
        "self": params.href(PATH),
        "period": _period_json(asked.period),
        "copies": params.copies,
        "by": params.by,
        "articles": sum(whole.series[0].articles),
        "queries": _queries_json(asked, whole),
        "buckets": _buckets(asked.period, whole),
        "series": [_series_json(asked, series, params, label) for series in found.series],
        "index": index_json(found.index),
        "links": _links(params, PATH, asked),
    }


async def _counted(gateway: Gateway, request: AttentionRequest) -> tuple[Attention, Attention]:
    """By group, and in all of them together."""
    if request.by is None:
        found = await gateway.reader.attention(request)
        return found, found
    by_group, whole = await asyncio.gather(
        gateway.reader.attention(request), gateway.reader.attention(replace(request, by=None))
    )
    return by_group, whole


async def words_shape(
    gateway: Gateway, params: AttentionWordsParameters, language: Language
) -> AttentionWordsShape:
    label = await label_of(gateway, language, params.entity)
    asked = comparison(params, label, datetime.now(UTC))
    found = await gateway.reader.significant_words(asked.request, params.limit)
    return {
        "self": params.href(WORDS),
        "period": _period_json(asked.period),
        "copies": params.copies,
        "queries": [
            {
                "label": asked.labels[number],
                "q": query.text,
                "entity": list(query.filters.entity),
                "sampled": found.sampled[number],
                "words": [_word_json(word) for word in found.words[number]],
            }
            for number, query in enumerate(asked.request.queries)
        ],
        "index": index_json(found.index),
        "links": _links(params, WORDS, asked),
    }


async def sources_shape(
    gateway: Gateway, params: AttentionSourcesParameters, language: Language
) -> AttentionSourcesShape:
    """Newspapers that wrote nothing of it are left out."""
    label = await label_of(gateway, language, params.entity)
    asked = comparison(params, label, datetime.now(UTC))
    whole = replace(asked.request, starts=(), by="source", groups=params.limit)
    found = await gateway.reader.attention(whole)
    by_source: dict[str, list[AttentionSeries]] = {}
    for series in found.series:
        by_source.setdefault(series.group or "", []).append(series)
    return {
        "self": params.href(SOURCES),
        "period": _period_json(asked.period),
        "copies": params.copies,
        "items": [
            _source_json(source, series, asked.labels, label)
            for source, series in by_source.items()
            if any(sum(one.counts) for one in series)
        ],
        "index": index_json(found.index),
        "links": _links(params, SOURCES, asked),
    }


def attention_rows(shape: AttentionShape) -> tuple[list[str], Iterator[Row]]:
    """One row a bucket of each series."""
    by = [shape["by"], "name"] if shape["by"] else []
    columns = ["start", "end", "partial", "query", *map(str, by), "count", "articles", "share"]

    def rows() -> Iterator[Row]:
        for series in shape["series"]:
            for place, bucket in enumerate(shape["buckets"]):
                row: Row = {
                    "start": bucket["start"],
                    "end": bucket["end"],
                    "partial": bucket["partial"],
                    "query": series["label"],
                    "name": series["group_label"],
                    "count": series["counts"][place],
                    "articles": series["articles"][place],
                    "share": series["shares"][place],
                }
                yield row | ({shape["by"]: series["group"]} if shape["by"] else {})

    return columns, rows()


def words_rows(shape: AttentionWordsShape) -> tuple[list[str], Iterator[Row]]:
    columns = ["query", "word", "count", "share", "elsewhere", "elsewhere_share", "score"]
    return columns, (
        {"query": query["label"], **word} for query in shape["queries"] for word in query["words"]
    )


def sources_rows(shape: AttentionSourcesShape) -> tuple[list[str], Iterator[Row]]:
    columns = ["source", "name", "articles", "query", "count", "share"]
    return columns, (
        {
            "source": item["source"]["id"],
            "name": item["source"]["name"],
            "articles": item["articles"],
            "query": query["label"],
            "count": query["count"],
            "share": query["share"],
        }
        for item in shape["items"]
        for query in item["queries"]
    )


def _period_json(asked: Period) -> AttentionPeriod:
    return {
        "from": utc(asked.since),
        "to": utc(asked.until),
        "interval": asked.interval,
        "tz": asked.tz,
    }


def _queries_json(asked: Comparison, whole: Attention) -> list[AttentionQueryShape]:
    return [
        {
            "label": asked.labels[number],
            "q": query.text,
            "entity": list(query.filters.entity),
            "count": sum(whole.series[number].counts),
            "share": _share(sum(whole.series[number].counts), sum(whole.series[number].articles)),
            "interpreted": interpreted_json(whole.interpreted[number], ()),
        }
        for number, query in enumerate(asked.request.queries)
    ]


def _buckets(asked: Period, whole: Attention) -> list[AttentionBucket]:
    partial = asked.partial(whole.index.complete_through)
    edges = [_moment(edge, asked) for edge in asked.edges]
    return [
        {"start": edges[place], "end": edges[place + 1], "partial": partial[place], "articles": articles}
        for place, articles in enumerate(whole.series[0].articles)
    ]


def _moment(edge: datetime, asked: Period) -> str:
    return utc(edge) if asked.interval == "hour" else edge.astimezone(ZoneInfo(asked.tz)).date().isoformat()


def _series_json(
    asked: Comparison, series: AttentionSeries, params: AttentionSeriesParameters, label: LabelOf
) -> AttentionSeriesShape:
    return {
        "query": series.query,
        "label": asked.labels[series.query],
        "group": series.group or None,
        "group_label": label(params.by, series.group) if params.by and series.group else None,
        "count": sum(series.counts),
        "share": _share(sum(series.counts), sum(series.articles)),
        "counts": list(series.counts),
        "articles": list(series.articles),
        "shares": [
            _share(count, articles) for count, articles in zip(series.counts, series.articles, strict=True)
        ],
    }


def _word_json(word: SignificantWord) -> SignificantWordShape:
    return {
        "word": word.word,
        "count": word.count,
        "share": _share(word.count, word.articles) or 0.0,
        "elsewhere": word.elsewhere,
        "elsewhere_share": _share(word.elsewhere, word.other_articles) or 0.0,
        "score": word.score,
    }


def _source_json(
    source: str, series: Sequence[AttentionSeries], labels: Sequence[str], label: LabelOf
) -> AttentionSource:
    return {
        "source": {"id": source, "name": label("source", source)},
        "articles": series[0].articles[0],
        "queries": [
            {
                "label": labels[one.query],
                "count": one.counts[0],
                "share": _share(one.counts[0], one.articles[0]) or 0.0,
            }
            for one in series
        ],
    }


def _share(count: int, articles: int) -> float | None:
    """Of nothing there is no share."""
    return round(count / articles, 6) if articles else None


def _links(params: AttentionParameters, path: str, asked: Comparison) -> dict[str, str]:
    """The same as CSV and as a page, and the other questions of the same articles."""
    shared = {
        name: getattr(params, name)
        for name in AttentionParameters.model_fields
        if name not in ("format", "bom")
    }
    common = AttentionParameters.model_validate(shared)
    links = {"csv": params.href(path, format="csv"), "page": _page(params, asked.period)}
    others = {"attention": PATH, "words": WORDS, "sources": SOURCES}
    return links | {name: common.href(other) for name, other in others.items() if other != path}


def _page(params: AttentionParameters, asked: Period) -> str:
    """Its last day is in the period."""
    zone = ZoneInfo(asked.tz)
    last = (asked.until - timedelta(milliseconds=1)).astimezone(zone).date()
    split = params.by if isinstance(params, AttentionSeriesParameters) else None
    pairs = [
        *(("q", text) for text in params.q),
        *(("label", text) for text in params.label),
        *(
            (name, value)
            for name in ("entity", "source", "section", "edition")
            for value in getattr(params, name)
        ),
        ("from", asked.since.astimezone(zone).date().isoformat()),
        ("to", last.isoformat()),
        ("interval", asked.interval),
        *((("by", split),) if split else ()),
        *((("copies", "once"),) if params.copies == "once" else ()),
    ]
    return f"{PAGE}?{urlencode(pairs)}"

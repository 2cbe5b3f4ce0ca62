"""What is written about more than before: from parameters to the shape of the answer, for API and pages."""

from __future__ import annotations

from typing import Final
from urllib.parse import urlencode

from services.contracts.api import entity_address, story_address, utc
from services.gateway.models import TrendingShape, TrendShape
from services.gateway.parameters import TrendingParameters
from services.gateway.representations import index_json, summary_json
from services.search.results import Filters, Trend, TrendRequest, Trends

PATH: Final = "/v1/trending"


def trend_request(params: TrendingParameters) -> TrendRequest:
    return TrendRequest(
        kind=params.kind,
        window=params.length,
        baseline=params.before,
        filters=Filters(
            section=tuple(params.section), edition=tuple(params.edition), lang=tuple(params.lang)
        ),
        as_of=params.moment,
        limit=params.limit,
    )


def trending_shape(params: TrendingParameters, found: Trends) -> TrendingShape:
    return {
        "self": params.href(PATH),
        "kind": params.kind,
        "since": utc(found.since),
        "until": utc(found.until),
        "articles": found.articles,
        "articles_before": found.before,
        "items": [trend_shape(item, found) for item in found.items],
        "index": index_json(found.index),
    }


def trend_shape(item: Trend, found: Trends) -> TrendShape:
    """Of one of the `found`."""
    words = query_of(item)
    return {
        "kind": item.kind,
        "id": item.id,
        "label": item.label,
        "type": item.type,
        "q": words,
        "url": _address(item, words),
        "score": item.score,
        "ratio": round(item.observed / max(item.expected, 0.001), 2),
        "foreground": {
            "count": item.count,
            "observed": item.observed,
            "share": round(item.count / max(1, found.articles), 6),
            "newspapers": item.newspapers,
        },
        "background": {
            "count": item.before,
            "share": round(item.before / max(1, found.before), 6),
            "expected": round(item.expected, 3),
        },
        "stories": [
            {"id": article.story_id, "count": count}
            for article, count in zip(item.articles, item.story_counts, strict=False)
        ],
        "articles": [summary_json(article) for article in item.articles],
    }


def _address(item: Trend, words: str) -> str:
    match item.kind:
        case "story":
            return story_address(item.id)
        case "entity":
            return entity_address(item.id)
        case _:
            return f"/search?{urlencode({'q': words})}"


def query_of(item: Trend) -> str:
    """A search for it: a name of several words stands together, a headline need not."""
    if item.kind == "story" or " " not in item.label:
        return item.label.replace('"', " ")
    return '"{}"'.format(item.label.replace('"', " "))

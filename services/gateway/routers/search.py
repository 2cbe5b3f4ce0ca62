"""/v1/search: the same search as GET, QUERY and POST, and suggestions while typing."""

from __future__ import annotations

import time
from dataclasses import replace
from typing import Annotated

from fastapi import APIRouter, Response

from services.gateway import searching
from services.gateway.answers import json_answer, weak_tag
from services.gateway.asking import asked, documented
from services.gateway.models import SearchShape, Suggestions
from services.gateway.negotiation import JSON, SUGGESTIONS, Language
from services.gateway.offers import LanguageOf, Offers, offer
from services.gateway.parameters import SearchParameters, SuggestParameters
from services.gateway.representations import suggestion_json
from services.gateway.state import Gateway, Held
from services.runtime import metrics

PATH = "/v1/search"
CACHE = "public, max-age=15"
SUGGEST_CACHE = "public, max-age=300"
VARY = "Accept, Accept-Encoding, Accept-Language"

router = APIRouter(tags=["search"])


@router.get(PATH, responses={200: {"model": SearchShape}}, openapi_extra=documented(SearchParameters))
async def search(
    gateway: Held,
    params: Annotated[SearchParameters, asked(SearchParameters)],
    language: LanguageOf,
    _: Offers,
) -> Response:
    """Ranked articles: spellings that readers take for the same are found, those as written come first."""
    return await _search(gateway, params, language)


@router.post(PATH, responses={200: {"model": SearchShape}})
async def search_by_post(
    gateway: Held, params: SearchParameters, language: LanguageOf, _: Offers
) -> Response:
    """The same from a JSON body, for searches longer than an address."""
    return await _search(gateway, params, language)


@router.api_route(PATH, methods=["QUERY"], responses={200: {"model": SearchShape}})
async def search_by_query(
    gateway: Held, params: SearchParameters, language: LanguageOf, _: Offers
) -> Response:
    """The same, safe and idempotent by its method (QUERY)."""
    return await _search(gateway, params, language)


async def _search(gateway: Gateway, params: SearchParameters, language: Language) -> Response:
    cursor = searching.cursor_of(params, PATH, gateway.cursors)
    started = time.perf_counter()
    found = await gateway.reader.search(searching.search_request(params, cursor))
    metrics.SEARCH_SECONDS.labels(PATH).observe(time.perf_counter() - started)
    if not found.items and cursor is None and params.limit:
        metrics.ZERO_RESULTS.inc()
    following = searching.next_cursor(params, PATH, found, cursor, gateway.cursors)
    if found.snapshot:  # it may be older than a decision that an article must not be shown
        items = tuple(item for item in found.items if item.id not in gateway.withdrawals)
        found = replace(found, items=items)
    label = searching.label_of(language, gateway.registry)
    shape = searching.search_json(params, found, PATH, following, label)
    return json_answer(
        shape,
        cache=CACHE,
        etag=weak_tag([shape["items"], shape["query"], shape.get("total"), shape.get("facets")]),
        links={"self": shape["self"], "next": shape.get("next")},
        headers={"Vary": VARY, "Content-Language": language},
    )


@router.get(
    f"{PATH}/suggest",
    responses={200: {"model": Suggestions, "content": {SUGGESTIONS: {"schema": {"type": "array"}}}}},
    openapi_extra=documented(SuggestParameters),
)
async def suggest(
    gateway: Held,
    params: Annotated[SuggestParameters, asked(SuggestParameters)],
    media: Annotated[str, offer(JSON, SUGGESTIONS)],
) -> Response:
    """Completions of what is typed; as `application/x-suggestions+json` for the search box of a browser."""
    found = await gateway.reader.suggest(params.q, params.kinds, params.limit)
    if media == SUGGESTIONS:
        texts = list(dict.fromkeys(suggestion.text for suggestion in found))
        return json_answer([params.q, texts], cache=SUGGEST_CACHE, media_type=SUGGESTIONS)
    shape: Suggestions = {"items": [suggestion_json(suggestion) for suggestion in found]}
    return json_answer(shape, cache=SUGGEST_CACHE)

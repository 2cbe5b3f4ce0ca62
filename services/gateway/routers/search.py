"""/v1/search: the same search as GET, QUERY and POST, and suggestions while typing."""

from __future__ import annotations

import time
from typing import Annotated

from fastapi import APIRouter, Response

from services.gateway.models import SearchShape, Suggestions
from services.gateway.negotiation import JSON, SUGGESTIONS, Language
from services.gateway.parameters import SearchParameters, SuggestParameters
from services.gateway.query_params import AcceptsJson, LanguageOf, accepts, openapi_parameters, query_params
from services.gateway.representations import suggestion_json
from services.gateway.response_cache import json_response, weak_etag
from services.gateway.search import label_of, result_page, search_json
from services.gateway.state import Gateway, GatewayDep
from services.runtime import metrics

PATH = "/v1/search"
CACHE = "public, max-age=15"
SUGGEST_CACHE = "public, max-age=300"
VARY = "Accept, Accept-Encoding, Accept-Language"

router = APIRouter(tags=["search"])


@router.get(PATH, responses={200: {"model": SearchShape}}, openapi_extra=openapi_parameters(SearchParameters))
async def search(
    gateway: GatewayDep,
    params: Annotated[SearchParameters, query_params(SearchParameters)],
    language: LanguageOf,
    _: AcceptsJson,
) -> Response:
    """Ranked articles: spellings that readers take for the same are found, those as written come first."""
    return await _search(gateway, params, language)


@router.post(PATH, responses={200: {"model": SearchShape}})
async def search_by_post(
    gateway: GatewayDep, params: SearchParameters, language: LanguageOf, _: AcceptsJson
) -> Response:
    """The same from a JSON body, for searches longer than an address."""
    return await _search(gateway, params, language)


@router.api_route(PATH, methods=["QUERY"], responses={200: {"model": SearchShape}})
async def search_by_query(
    gateway: GatewayDep, params: SearchParameters, language: LanguageOf, _: AcceptsJson
) -> Response:
    """The same, safe and idempotent by its method (QUERY)."""
    return await _search(gateway, params, language)


async def _search(gateway: Gateway, params: SearchParameters, language: Language) -> Response:
    started = time.perf_counter()
    page = await result_page(gateway, params, PATH)
    metrics.SEARCH_SECONDS.labels(PATH).observe(time.perf_counter() - started)
    if not page.items and not page.continued and params.limit:
        metrics.ZERO_RESULTS.inc()
    label = await label_of(gateway, language, found=page.result)
    shape = search_json(params, page, PATH, label)
    return json_response(
        shape,
        cache=CACHE,
        etag=weak_etag([shape["items"], shape["query"], shape.get("total"), shape.get("facets")]),
        links={"self": shape["self"], "next": shape.get("next")},
        headers={"Vary": VARY, "Content-Language": language},
    )


@router.get(
    f"{PATH}/suggest",
    responses={200: {"model": Suggestions, "content": {SUGGESTIONS: {"schema": {"type": "array"}}}}},
    openapi_extra=openapi_parameters(SuggestParameters),
)
async def suggest(
    gateway: GatewayDep,
    params: Annotated[SuggestParameters, query_params(SuggestParameters)],
    language: LanguageOf,
    media: Annotated[str, accepts(JSON, SUGGESTIONS)],
) -> Response:
    """Completions of what is typed: searches, entities with their kind, newspapers, sections.

    As `application/x-suggestions+json` for the search box of a browser: the texts.
    """
    found = await gateway.reader.suggest(params.q, params.kinds, params.limit)
    if media == SUGGESTIONS:
        texts = list(dict.fromkeys(suggestion.text for suggestion in found))
        return json_response([params.q, texts], cache=SUGGEST_CACHE, media_type=SUGGESTIONS)
    shape: Suggestions = {"items": [suggestion_json(suggestion, language) for suggestion in found]}
    headers = {"Vary": VARY, "Content-Language": language}
    return json_response(shape, cache=SUGGEST_CACHE, headers=headers)

"""/v1/attention: how much is written about something, when, where, and with which words."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from typing import Annotated, Any

from fastapi import APIRouter, Response

from services.gateway import attention
from services.gateway.attention import PATH, SOURCES, WORDS
from services.gateway.export.writers import MEDIA, Csv
from services.gateway.models import AttentionShape, AttentionSourcesShape, AttentionWordsShape
from services.gateway.negotiation import JSON
from services.gateway.parameters import (
    AttentionParameters,
    AttentionSeriesParameters,
    AttentionSourcesParameters,
    AttentionWordsParameters,
)
from services.gateway.query_params import LanguageOf, accepts, openapi_parameters, query_params
from services.gateway.response_cache import json_response, weak_etag
from services.gateway.state import GatewayDep

CACHE = "public, max-age=60, stale-while-revalidate=300"
VARY = "Accept, Accept-Encoding, Accept-Language"
CSV = MEDIA["csv"]
CSV_BODY = {CSV: {"schema": {"type": "string"}}}
Media = Annotated[str, accepts(JSON, CSV)]

router = APIRouter(tags=["attention"])


@router.get(
    PATH,
    responses={200: {"model": AttentionShape, "content": CSV_BODY}},
    openapi_extra=openapi_parameters(AttentionSeriesParameters),
)
async def get_attention(
    gateway: GatewayDep,
    params: Annotated[AttentionSeriesParameters, query_params(AttentionSeriesParameters)],
    language: LanguageOf,
    media: Media,
) -> Response:
    """How many articles, and which share of all, each of up to five queries has in each hour, day, week or
    month: in all newspapers, or in each newspaper, section or country (`by`). Counts are as they are: where
    they are small, shares jump. Articles without a date are in no bucket.
    """
    shape = await attention.attention_shape(gateway, params, language)
    if _is_csv(params, media):
        return await _csv(params, "attention", *attention.attention_rows(shape))
    named = [shape["queries"], shape["buckets"], shape["series"]]
    return _json(shape, named, language)


@router.get(
    WORDS,
    responses={200: {"model": AttentionWordsShape, "content": CSV_BODY}},
    openapi_extra=openapi_parameters(AttentionWordsParameters),
)
async def get_attention_words(
    gateway: GatewayDep,
    params: Annotated[AttentionWordsParameters, query_params(AttentionWordsParameters)],
    language: LanguageOf,
    media: Media,
) -> Response:
    """What is said with each query more than elsewhere in the period, in the form that newspapers write.

    A word stands for its forms, with and without what is written onto it. It is found in a sample of 200
    articles and counted in all of them.
    """
    shape = await attention.words_shape(gateway, params, language)
    if _is_csv(params, media):
        return await _csv(params, "words", *attention.words_rows(shape))
    return _json(shape, shape["queries"], language)


@router.get(
    SOURCES,
    responses={200: {"model": AttentionSourcesShape, "content": CSV_BODY}},
    openapi_extra=openapi_parameters(AttentionSourcesParameters),
)
async def get_attention_sources(
    gateway: GatewayDep,
    params: Annotated[AttentionSourcesParameters, query_params(AttentionSourcesParameters)],
    language: LanguageOf,
    media: Media,
) -> Response:
    """Which newspapers wrote of it: how much, and which share of what each published."""
    shape = await attention.sources_shape(gateway, params, language)
    if _is_csv(params, media):
        return await _csv(params, "sources", *attention.sources_rows(shape))
    return _json(shape, shape["items"], language)


def _is_csv(params: AttentionParameters, media: str) -> bool:
    return params.format == "csv" if params.format else media == CSV


def _json(shape: Mapping[str, Any], named: object, language: str) -> Response:
    """`named`: what two answers must share to be the same; moments of the index differ each time."""
    return json_response(
        shape,
        cache=CACHE,
        etag=weak_etag(named),
        links={"self": shape["self"], "alternate": shape["links"]["csv"]},
        headers={"Vary": VARY, "Content-Language": language},
    )


async def _csv(
    params: AttentionParameters, name: str, columns: Sequence[str], rows: Iterable[Mapping[str, Any]]
) -> Response:
    """A file to download. Numbers have points, whatever the language."""
    writer = Csv(columns, bom=params.bom)
    body = writer.begin() + await writer.write(list(rows))
    headers = {
        "Cache-Control": CACHE,
        "Vary": VARY,
        "Content-Disposition": f'attachment; filename="{name}.csv"',
    }
    return Response(body, 200, headers, f"{CSV}; charset=utf-8; header=present")

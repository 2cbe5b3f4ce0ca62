"""/v1/trending: what newspapers write about more than before."""

from __future__ import annotations

from typing import Annotated

from fastapi import APIRouter, Response

from services.gateway.models import TrendingShape
from services.gateway.parameters import TrendingParameters
from services.gateway.query_params import AcceptsJson, openapi_parameters, query_params
from services.gateway.response_cache import json_response, weak_etag
from services.gateway.state import GatewayDep
from services.gateway.trending import PATH, trend_request, trending_shape

CACHE = "public, max-age=30, stale-while-revalidate=60"

router = APIRouter(tags=["attention"])


@router.get(
    PATH, responses={200: {"model": TrendingShape}}, openapi_extra=openapi_parameters(TrendingParameters)
)
async def get_trending(
    gateway: GatewayDep,
    params: Annotated[TrendingParameters, query_params(TrendingParameters)],
    _: AcceptsJson,
) -> Response:
    """Entities, stories or topics that surely more is written about in the window than before, with why.

    Shares of all articles are compared, with the same hours and days of the week; copies count once, and no
    newspaper more than the one after it.
    """
    found = await gateway.reader.trending(trend_request(params))
    shape = trending_shape(params, found)
    return json_response(shape, cache=CACHE, etag=weak_etag(shape["items"]), links={"self": shape["self"]})

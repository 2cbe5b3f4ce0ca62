"""/v1/entities: the people, places and organisations that articles are about."""

from __future__ import annotations

from datetime import UTC, datetime
from typing import Annotated, Any

from fastapi import APIRouter, Path, Request, Response

from services.contracts.api import entity_address
from services.gateway.cursors import Cursor
from services.gateway.entities import (
    PATH,
    about,
    entity_detail,
    entity_document,
    entity_json,
    entity_request,
    standing_entity,
)
from services.gateway.models import EntityDetail, EntityPage
from services.gateway.negotiation import JSON, JSON_LD, Language
from services.gateway.parameters import ENTITY_ID, EntityListParameters, EntityParameters
from services.gateway.query_params import AcceptsJson, LanguageOf, accepts, openapi_parameters, query_params
from services.gateway.representations import index_json
from services.gateway.response_cache import json_response, weak_etag
from services.gateway.state import Gateway, GatewayDep

CACHE = "public, max-age=30, stale-while-revalidate=60"
VARY = "Accept, Accept-Encoding, Accept-Language"
EntityId = Annotated[str, Path(pattern=ENTITY_ID, description="such as e_agadir")]

router = APIRouter(tags=["entities"])


@router.get(
    PATH, responses={200: {"model": EntityPage}}, openapi_extra=openapi_parameters(EntityListParameters)
)
async def list_entities(
    gateway: GatewayDep,
    params: Annotated[EntityListParameters, query_params(EntityListParameters)],
    language: LanguageOf,
    _: AcceptsJson,
) -> Response:
    """People, places and organisations, those that most articles are about first.

    With `q` also those that nobody wrote about: that is how an id is found by any spelling of a name.
    """
    page = await _page(gateway, params, language)
    links = {"self": page["self"], "next": page.get("next")}
    headers = {"Vary": VARY, "Content-Language": language}
    return json_response(page, cache=CACHE, etag=weak_etag(page["items"]), links=links, headers=headers)


async def _page(gateway: Gateway, params: EntityListParameters, language: Language) -> EntityPage:
    same: dict[str, Any] = {"path": PATH, **params.non_defaults("limit")}
    cursor = gateway.cursors.read(params.cursor, same, params.href(PATH)) if params.cursor else None
    request = entity_request(params, cursor, datetime.now(UTC))
    found = await gateway.reader.entity_list(request)
    page: EntityPage = {
        "items": [entity_json(item.entity, language, item.count) for item in found.items],
        "index": index_json(found.index),
        "self": params.href(PATH, cursor=params.cursor),
    }
    if found.items and found.more:
        last = found.items[-1]
        following = Cursor((last.count, last.entity.id), request.as_of)
        page["next"] = params.href(PATH, cursor=gateway.cursors.write(following, same))
    return page


@router.get(
    f"{PATH}/{{entity_id}}",
    responses={
        200: {"model": EntityDetail, "content": {JSON_LD: {"schema": {"type": "object"}}}},
        308: {"description": "merged into another entity: Location"},
    },
    openapi_extra=openapi_parameters(EntityParameters),
)
async def get_entity(
    request: Request,
    gateway: GatewayDep,
    entity_id: EntityId,
    params: Annotated[EntityParameters, query_params(EntityParameters)],
    language: LanguageOf,
    media: Annotated[str, accepts(JSON, JSON_LD)],
) -> Response:
    """One entity: its spellings, how much is written about it when and by whom, and who appears with it.

    410 when operators blocked it.
    """
    entry = await standing_entity(gateway, entity_id, params.href(f"{PATH}/{{id}}"))
    links = {
        "self": f"{PATH}/{entry.id}",
        "alternate": entity_address(entry.id),
        "articles": f"/v1/articles?entity={entry.id}",
    }
    if media == JSON_LD:
        document = entity_document(entry, str(request.base_url).rstrip("/"))
        return json_response(document, cache=CACHE, media_type=JSON_LD, links=links)
    found = await about(gateway, entry, params)
    detail = entity_detail(gateway, found, params, language)
    headers = {"Vary": VARY, "Content-Language": language}
    return json_response(detail, cache=CACHE, links=links, headers=headers)

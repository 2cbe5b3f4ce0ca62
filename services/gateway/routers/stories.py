"""/v1/stories: one event as many newspapers tell it."""

from __future__ import annotations

from datetime import UTC, datetime
from typing import Annotated, Any

from fastapi import APIRouter, Path, Request, Response

from services.gateway.cursors import Cursor
from services.gateway.models import ArticlePage, StoryDetail, StoryPage
from services.gateway.negotiation import JSON, JSON_LD
from services.gateway.parameters import (
    STORY_ID,
    ArticleListParameters,
    NoParameters,
    StoryArticlesParameters,
    StoryListParameters,
)
from services.gateway.query_params import AcceptsJson, accepts, openapi_parameters, query_params
from services.gateway.representations import index_json
from services.gateway.response_cache import json_response, weak_etag
from services.gateway.search import list_json, refuse_unknown, result_page, unknown_values
from services.gateway.state import Gateway, GatewayDep
from services.gateway.stories import (
    PATH,
    collection_page,
    newest_members,
    standing_story,
    story_detail,
    story_json,
    story_request,
)

CACHE = "public, max-age=30, stale-while-revalidate=60"
StoryId = Annotated[str, Path(pattern=STORY_ID, description="s_ and base32")]

router = APIRouter(tags=["stories"])


@router.get(
    PATH, responses={200: {"model": StoryPage}}, openapi_extra=openapi_parameters(StoryListParameters)
)
async def list_stories(
    gateway: GatewayDep,
    params: Annotated[StoryListParameters, query_params(StoryListParameters)],
    _: AcceptsJson,
) -> Response:
    """Stories, those that most newspapers tell lately first. An article that nobody else tells is one too."""
    page = await _page(gateway, params)
    links = {"self": page["self"], "next": page.get("next")}
    return json_response(page, cache=CACHE, etag=weak_etag(page["items"]), links=links)


async def _page(gateway: Gateway, params: StoryListParameters) -> StoryPage:
    same: dict[str, Any] = {"path": PATH, **params.non_defaults("limit")}
    cursor = gateway.cursors.read(params.cursor, same, params.href(PATH)) if params.cursor else None
    now = datetime.now(UTC)
    found = await gateway.reader.stories(story_request(params, cursor, now))
    if not found.items and cursor is None and params.limit:
        refuse_unknown(await unknown_values(gateway, params.selection()))
    page: StoryPage = {
        "items": [story_json(story) for story in found.items],
        "total": {"value": found.total.value, "relation": found.total.relation},
        "index": index_json(found.index),
        "self": params.href(PATH, cursor=params.cursor),
    }
    if found.items and found.more:
        as_of = cursor.as_of if cursor and cursor.as_of else now
        following = gateway.cursors.write(Cursor(found.items[-1].sort_values, as_of), same)
        page["next"] = params.href(PATH, cursor=following)
    return page


@router.get(
    f"{PATH}/{{story_id}}",
    responses={
        200: {"model": StoryDetail, "content": {JSON_LD: {"schema": {"type": "object"}}}},
        308: {"description": "merged into another story: Location"},
    },
    openapi_extra=openapi_parameters(NoParameters),
)
async def get_story(
    request: Request,
    gateway: GatewayDep,
    story_id: StoryId,
    _: Annotated[NoParameters, query_params(NoParameters)],
    media: Annotated[str, accepts(JSON, JSON_LD)],
) -> Response:
    """One story: who told it first, when who told what, its pictures, and why each article is in it."""
    story = await standing_story(gateway, story_id, f"{PATH}/{{id}}")
    members = await newest_members(gateway, story_id)
    links = {
        "self": f"{PATH}/{story_id}",
        "alternate": f"/s/{story_id}",
        "articles": f"{PATH}/{story_id}/articles",
    }
    if media == JSON_LD:
        document = collection_page(story, members, str(request.base_url).rstrip("/"))
        return json_response(document, cache=CACHE, media_type=JSON_LD, links=links)
    reasons = await gateway.reader.memberships([article.id for article in members])
    return json_response(story_detail(story, members, reasons), cache=CACHE, links=links)


@router.get(
    f"{PATH}/{{story_id}}/articles",
    responses={200: {"model": ArticlePage}, 308: {"description": "merged into another story: Location"}},
    openapi_extra=openapi_parameters(StoryArticlesParameters),
)
async def list_story_articles(
    gateway: GatewayDep,
    story_id: StoryId,
    params: Annotated[StoryArticlesParameters, query_params(StoryArticlesParameters)],
    _: AcceptsJson,
) -> Response:
    """All articles of a story; copies say of which (`duplicate_of`)."""
    address = f"{PATH}/{story_id}/articles"
    await standing_story(gateway, story_id, f"{PATH}/{{id}}/articles")
    wanted = ArticleListParameters(
        story=story_id,
        sort=params.sort,
        total="exact",
        fields=params.fields,
        limit=params.limit,
        cursor=params.cursor,
    )
    found = await result_page(gateway, wanted, address)
    page = list_json(wanted, found, address)
    page["self"] = params.href(address, cursor=params.cursor)
    if found.next:
        page["next"] = params.href(address, cursor=found.next)
    links = {"self": page["self"], "next": page.get("next")}
    return json_response(page, cache=CACHE, etag=weak_etag(page["items"]), links=links)

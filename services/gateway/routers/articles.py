"""/v1/articles: the change feed, one article as JSON or JSON-LD, and what is related to it."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Annotated, cast

from fastapi import APIRouter, Path, Request, Response

from services.contracts.api import web_address
from services.gateway.entities import mentions
from services.gateway.jsonld import news_article
from services.gateway.models import ArticlePage, ArticleShape, ArticleSummary, RelatedPage
from services.gateway.negotiation import JSON, JSON_LD, Language
from services.gateway.parameters import (
    ARTICLE_ID,
    ArticleListParameters,
    ArticleParameters,
    RelatedParameters,
)
from services.gateway.problems import not_found
from services.gateway.query_params import AcceptsJson, LanguageOf, accepts, openapi_parameters, query_params
from services.gateway.representations import article_shape, blocks_json, related_json, text_of
from services.gateway.response_cache import json_response, weak_etag
from services.gateway.search import list_json, refuse_unknown, result_page
from services.gateway.state import Gateway, GatewayDep
from services.gateway.stories import story_json
from services.search.results import Related, StoredArticle, StorySummary

PATH = "/v1/articles"
LIST_CACHE = "public, max-age=15, stale-while-revalidate=30"
ARTICLE_CACHE = "public, max-age=300, stale-while-revalidate=86400"
VARY = "Accept, Accept-Encoding, Accept-Language"
ArticleId = Annotated[str, Path(pattern=ARTICLE_ID, description="a_ and base32")]

router = APIRouter(tags=["articles"])


@router.get(
    PATH, responses={200: {"model": ArticlePage}}, openapi_extra=openapi_parameters(ArticleListParameters)
)
async def list_articles(
    gateway: GatewayDep,
    params: Annotated[ArticleListParameters, query_params(ArticleListParameters)],
    _: AcceptsJson,
) -> Response:
    """Articles by filter, newest first.

    As a change feed: `sort=indexed_at&indexed_after=…`, page by `next`, then start again from the
    `index.complete_through` of the first page: nothing is lost.
    """
    found = await result_page(gateway, params, PATH)
    refuse_unknown(found.unknown)
    page = list_json(params, found, PATH)
    links = {"self": page["self"], "next": page.get("next")}
    return json_response(page, cache=LIST_CACHE, etag=weak_etag(page["items"]), links=links)


@router.get(
    f"{PATH}/{{article_id}}",
    responses={200: {"model": ArticleShape, "content": {JSON_LD: {"schema": {"type": "object"}}}}},
    openapi_extra=openapi_parameters(ArticleParameters),
)
async def get_article(
    request: Request,
    gateway: GatewayDep,
    article_id: ArticleId,
    params: Annotated[ArticleParameters, query_params(ArticleParameters)],
    language: LanguageOf,
    media: Annotated[str, accepts(JSON, JSON_LD)],
) -> Response:
    """One article as far as its newspaper's rights allow; `rights.truncated` says that it has more.

    451 or 410 when it was withdrawn, for legal or other reasons.
    """
    gateway.withdrawals.refuse(article_id)
    stored = await gateway.reader.article(article_id)
    if stored is None:
        not_found(f"no article {article_id}")
    links = _links(stored)
    if media == JSON_LD:
        about = mentions(gateway, stored.enriched, language)
        document = news_article(stored, str(request.base_url).rstrip("/"), about)
        return json_response(document, cache=ARTICLE_CACHE, media_type=JSON_LD, links=links)
    shape = await _shape(gateway, stored, params, language)
    named = {"Vary": VARY, "Content-Language": language} if "entities" in params.include else None
    return json_response(shape, cache=ARTICLE_CACHE, links=links, headers=named)


async def _shape(
    gateway: Gateway, stored: StoredArticle, params: ArticleParameters, language: Language
) -> ArticleShape:
    shape = article_shape(stored)
    about = mentions(gateway, stored.enriched, language)
    shape["entities"] = [
        {"id": entity["id"], "name": entity["name"], "type": entity["type"], "count": entity["count"]}
        for entity in about
    ]
    if "entities" in params.include:
        shape["mentions"] = about
    if params.body == "blocks":
        shape["blocks"] = blocks_json(stored)
    elif params.body == "text":
        shape["text"] = text_of(stored)
    if "related" in params.include:
        shape["related"] = await _related(gateway, await gateway.reader.related(shape["id"]))
    if "story" in params.include:
        found = await gateway.reader.story(stored.enriched.story_id or "")
        shape["in_story"] = story_json(found) if isinstance(found, StorySummary) else None
    return shape


async def _related(gateway: Gateway, related: Sequence[Related]) -> list[ArticleSummary]:
    shared = dict.fromkeys(id_ for item in related for id_ in item.shared)
    named = await gateway.reader.entity_entries(shared) if shared else {}
    return [related_json(item, named) for item in related]


def _links(stored: StoredArticle) -> dict[str, str | None]:
    article = stored.enriched.article
    return {
        "self": f"{PATH}/{article.id}",
        "alternate": f"/a/{article.id}",
        "canonical": web_address(article.url),
        "via": web_address(article.via_url),
        "related": f"{PATH}/{article.id}/related",
        "collection": f"/v1/stories/{stored.enriched.story_id}" if stored.enriched.story_id else None,
    }


@router.get(
    f"{PATH}/{{article_id}}/related",
    responses={200: {"model": RelatedPage}},
    openapi_extra=openapi_parameters(RelatedParameters),
)
async def list_related(
    gateway: GatewayDep,
    article_id: ArticleId,
    params: Annotated[RelatedParameters, query_params(RelatedParameters)],
    _: AcceptsJson,
) -> Response:
    """Other articles of the same story first, then similar ones; each says why.

    With `kind=entity` those about the same people, places and organisations, what is rare first (`shared`).
    """
    gateway.withdrawals.refuse(article_id)
    items = await gateway.reader.related(article_id, params.limit, params.kind)
    if not items and await gateway.reader.article(article_id) is None:
        not_found(f"no article {article_id}")
    address = params.href(f"{PATH}/{article_id}/related")
    page: RelatedPage = {"items": await _related(gateway, items), "self": address}
    return json_response(page, cache=LIST_CACHE, links=cast("dict[str, str | None]", {"self": address}))

"""/v1/articles: the change feed, one article as JSON or JSON-LD, and what is related to it."""

from __future__ import annotations

from typing import Annotated, cast

from fastapi import APIRouter, Path, Request, Response

from services.gateway import searching
from services.gateway.answers import json_answer, weak_tag
from services.gateway.asking import asked, documented
from services.gateway.jsonld import news_article
from services.gateway.models import ArticlePage, ArticleShape, RelatedPage
from services.gateway.negotiation import JSON, JSON_LD
from services.gateway.offers import Offers, offer
from services.gateway.parameters import ArticleListParameters, ArticleParameters, RelatedParameters
from services.gateway.problems import not_found
from services.gateway.representations import article_json, blocks_json, related_json, text_of
from services.gateway.state import Gateway, Held
from services.search.results import StoredArticle

PATH = "/v1/articles"
LIST_CACHE = "public, max-age=15, stale-while-revalidate=30"
ARTICLE_CACHE = "public, max-age=300, stale-while-revalidate=86400"
ArticleId = Annotated[str, Path(pattern=r"^a_[a-z2-7]{1,32}$", description="a_ and base32")]

router = APIRouter(tags=["articles"])


@router.get(PATH, responses={200: {"model": ArticlePage}}, openapi_extra=documented(ArticleListParameters))
async def list_articles(
    gateway: Held, params: Annotated[ArticleListParameters, asked(ArticleListParameters)], _: Offers
) -> Response:
    """Articles by filter, newest first.

    As a change feed: `sort=indexed_at&indexed_after=…`, page by `next`, then start again from the
    `index.complete_through` of the first page: nothing is lost.
    """
    cursor = searching.cursor_of(params, PATH, gateway.cursors)
    pinned = None
    if cursor is None and params.sort == "indexed_at":
        pinned = (await gateway.reader.state()).complete_through
    found = await gateway.reader.search(searching.list_request(params, cursor, pinned))
    following = searching.next_cursor(params, PATH, found, cursor, gateway.cursors)
    page = searching.list_json(params, found, PATH, following)
    links = {"self": page["self"], "next": page.get("next")}
    return json_answer(page, cache=LIST_CACHE, etag=weak_tag(page["items"]), links=links)


@router.get(
    f"{PATH}/{{article_id}}",
    responses={200: {"model": ArticleShape, "content": {JSON_LD: {"schema": {"type": "object"}}}}},
    openapi_extra=documented(ArticleParameters),
)
async def get_article(
    request: Request,
    gateway: Held,
    article_id: ArticleId,
    params: Annotated[ArticleParameters, asked(ArticleParameters)],
    media: Annotated[str, offer(JSON, JSON_LD)],
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
        document = news_article(stored, str(request.base_url).rstrip("/"))
        return json_answer(document, cache=ARTICLE_CACHE, media_type=JSON_LD, links=links)
    shape = await _shape(gateway, stored, params)
    return json_answer(shape, cache=ARTICLE_CACHE, links=links)


async def _shape(gateway: Gateway, stored: StoredArticle, params: ArticleParameters) -> ArticleShape:
    shape = article_json(stored)
    if params.body == "blocks":
        shape["blocks"] = blocks_json(stored)
    elif params.body == "text":
        shape["text"] = text_of(stored)
    if "related" in params.include:
        shape["related"] = [related_json(item) for item in await gateway.reader.related(shape["id"])]
    return shape


def _links(stored: StoredArticle) -> dict[str, str | None]:
    article = stored.enriched.article
    return {
        "self": f"{PATH}/{article.id}",
        "alternate": f"/a/{article.id}",
        "canonical": article.url,
        "via": article.via_url,
        "related": f"{PATH}/{article.id}/related",
    }


@router.get(
    f"{PATH}/{{article_id}}/related",
    responses={200: {"model": RelatedPage}},
    openapi_extra=documented(RelatedParameters),
)
async def list_related(
    gateway: Held,
    article_id: ArticleId,
    params: Annotated[RelatedParameters, asked(RelatedParameters)],
    _: Offers,
) -> Response:
    """Other articles of the same story first, then similar ones; each says why."""
    gateway.withdrawals.refuse(article_id)
    items = await gateway.reader.related(article_id, params.limit, params.kind)
    if not items and await gateway.reader.article(article_id) is None:
        not_found(f"no article {article_id}")
    address = params.href(f"{PATH}/{article_id}/related")
    page: RelatedPage = {"items": [related_json(item) for item in items], "self": address}
    return json_answer(page, cache=LIST_CACHE, links=cast("dict[str, str | None]", {"self": address}))

"""/feeds: every list as RSS, Atom and JSON Feed, also any search; and what helps to find them."""

from __future__ import annotations

from collections.abc import Sequence
from contextlib import suppress
from datetime import UTC, datetime, timedelta
from email.utils import format_datetime
from typing import Annotated, Any

from fastapi import APIRouter, Request, Response

from services.contracts.api import entity_address, story_address
from services.contracts.sections import SECTIONS
from services.gateway.entities import standing_entity
from services.gateway.models import ArticleSummary, StoryShape
from services.gateway.parameters import MAX_LIMIT, FeedParameters, SearchParameters
from services.gateway.problems import not_found
from services.gateway.query_params import query_params
from services.gateway.search import refuse_unknown, result_page
from services.gateway.state import Gateway, GatewayDep
from services.gateway.stories import standing_story, story_json
from services.gateway.syndication import discovery
from services.gateway.syndication.feeds import MEDIA, WRITERS, Feed
from services.search.errors import IndexUnavailable, SearchTimeout
from services.search.results import EntityRequest, StoryRequest

CACHE = "public, max-age=60"
MOST_ITEMS = 50
NEWS_DAYS = 2  # what Google News reads
NEWS_URLS = 1_000
ENTITY_DAYS = 30
ENTITY_URLS = 1_000
XML = "application/xml"
NEWS_SITEMAP = "/sitemap-news.xml"

router = APIRouter(include_in_schema=False)
Paging = Annotated[FeedParameters, query_params(FeedParameters)]


@router.get("/feeds/latest.{form}")
async def latest(request: Request, gateway: GatewayDep, form: str, paging: Paging) -> Response:
    return await _feed(request, gateway, form, _list(paging), "آخر الأخبار", "/")


@router.get("/feeds/sources.opml")
async def sources_opml(request: Request, gateway: GatewayDep) -> Response:
    body = discovery.opml(gateway.registry.all(), origin(request, gateway))
    return _cached(body, "text/x-opml+xml")


@router.get("/feeds/sources/{source_id}.{form}")
async def of_source(
    request: Request, gateway: GatewayDep, source_id: str, form: str, paging: Paging
) -> Response:
    source = gateway.registry.get(source_id)
    if source is None:
        not_found(f"no newspaper {source_id} is registered")
    params = _list(paging, source=[source_id])
    return await _feed(request, gateway, form, params, source.name, f"/sources/{source_id}")


@router.get("/feeds/sections/{section}.{form}")
async def of_section(
    request: Request, gateway: GatewayDep, section: str, form: str, paging: Paging
) -> Response:
    if section not in SECTIONS:
        not_found(f"no section {section}; these are: {', '.join(SECTIONS)}")
    params = _list(paging, section=[section])
    return await _feed(request, gateway, form, params, SECTIONS[section]["ar"], f"/sections/{section}")


@router.get("/feeds/stories.{form}")
async def of_stories(request: Request, gateway: GatewayDep, form: str, paging: Paging) -> Response:
    """One entry a story that several newspapers tell; its id stays while it grows."""
    asked = StoryRequest(min_sources=2, sort="updated", limit=min(paging.limit, MOST_ITEMS))
    found = await gateway.reader.stories(asked)
    items = [_story_item(story_json(story)) for story in found.items]
    return _feed_response(request, gateway, form, "قصص ترويها عدة جرائد", "/", items)


@router.get("/feeds/stories/{story_id}.{form}")
async def of_story(
    request: Request, gateway: GatewayDep, story_id: str, form: str, paging: Paging
) -> Response:
    story = await standing_story(gateway, story_id, f"/feeds/stories/{{id}}.{form}")
    params = _list(paging, story=story_id)
    return await _feed(request, gateway, form, params, story.headlines[0].title, story_address(story_id))


@router.get("/feeds/entities/{entity_id}.{form}")
async def of_entity(
    request: Request, gateway: GatewayDep, entity_id: str, form: str, paging: Paging
) -> Response:
    """What is new about a person, place or organisation."""
    entry = await standing_entity(gateway, entity_id, f"/feeds/entities/{{id}}.{form}")
    params = _list(paging, entity=[entry.id])
    return await _feed(request, gateway, form, params, entry.name, entity_address(entry.id))


def _story_item(story: StoryShape) -> ArticleSummary:
    """The story in the place of its representative: its own address, since when and until when it is told."""
    told = "؛ ".join(f"{article['source']['name']}: {article['title']}" for article in story["headlines"])
    return {
        **story["headlines"][0],
        "id": story["id"],
        "url": story["url"],
        "canonical_url": None,
        "lead": f"{story['summary']} ({told})" if story["summary"] else told,
        "published_at": story["first_seen_at"],
        "indexed_at": story["last_seen_at"],
    }


@router.get("/feeds/search.{form}")
async def of_search(
    request: Request,
    gateway: GatewayDep,
    form: str,
    params: Annotated[SearchParameters, query_params(SearchParameters)],
) -> Response:
    """Any search is a feed: that is how a reader is told of what is new in it."""
    followed = params.model_copy(update={"sort": "-indexed_at", "limit": min(params.limit, MOST_ITEMS)})
    title = f"بحث: {params.q}" if params.q else "بحث"
    return await _feed(request, gateway, form, followed, title, params.href("/search"))


@router.get("/feeds/alerts/{alert_id}.{form}")
async def of_alert(
    request: Request, gateway: GatewayDep, alert_id: str, form: str, paging: Paging
) -> Response:
    """What an operator's saved search finds; its id is 128 bits that only they and their readers know."""
    saved = gateway.saved_searches.get(alert_id)
    if saved is None:
        not_found("no alert has this id")
    limit = min(paging.limit, MOST_ITEMS)
    newest = {"sort": "-indexed_at", "total": "none", "limit": limit, "cursor": paging.cursor}
    page = await result_page(gateway, saved.params.model_copy(update=newest), request.url.path)
    home = saved.params.href("/search")
    answer = _feed_response(request, gateway, form, saved.name, home, page.items, page.next)
    answer.headers["X-Robots-Tag"] = "noindex"
    return answer


def _list(paging: FeedParameters, **filters: Any) -> SearchParameters:
    limit = min(paging.limit, MOST_ITEMS)
    return SearchParameters(sort="-indexed_at", total="none", limit=limit, cursor=paging.cursor, **filters)


async def _feed(
    request: Request, gateway: Gateway, form: str, params: SearchParameters, title: str, home: str
) -> Response:
    page = await result_page(gateway, params, request.url.path)
    refuse_unknown(page.unknown)
    return _feed_response(request, gateway, form, title, home, page.items, page.next)


def _feed_response(
    request: Request,
    gateway: Gateway,
    form: str,
    title: str,
    home: str,
    items: Sequence[ArticleSummary],
    cursor: str | None = None,
) -> Response:
    if form not in MEDIA:
        not_found(f"no feed is written as {form}; there are {', '.join(MEDIA)}")
    path, base = request.url.path, origin(request, gateway)
    query = f"?{request.url.query}" if request.url.query else ""
    following = request.url.include_query_params(cursor=cursor).query if cursor else None
    feed = Feed(
        title=f"{discovery.NAME}: {title}",
        base=base,
        home=base + home,
        address=base + path + query,
        items=items,
        next=f"{base}{path}?{following}" if following else None,
    )
    headers = {"Last-Modified": format_datetime(feed.updated.astimezone(UTC), usegmt=True)}
    return _cached(WRITERS[form](feed), MEDIA[form], headers)


@router.get("/opensearch.xml")
async def opensearch(request: Request, gateway: GatewayDep) -> Response:
    return _cached(discovery.opensearch(origin(request, gateway)), "application/opensearchdescription+xml")


@router.get("/robots.txt")
async def robots(request: Request, gateway: GatewayDep) -> Response:
    return _cached(discovery.robots(origin(request, gateway)).encode(), "text/plain")


@router.get("/sitemap.xml")
async def sitemap(request: Request, gateway: GatewayDep) -> Response:
    sections = [f"/sections/{section}" for section in SECTIONS]
    sources = [f"/sources/{source.id}" for source in gateway.registry.all()]
    paths = ["/", "/sources", *sections, *sources, *await _entity_pages(gateway)]
    return _cached(discovery.sitemap(paths, origin(request, gateway)), XML)


async def _entity_pages(gateway: Gateway) -> list[str]:
    """Of those that are written about these days; none while the index is away."""
    since = datetime.now(UTC) - timedelta(days=ENTITY_DAYS)
    with suppress(IndexUnavailable, SearchTimeout):
        found = await gateway.reader.entity_list(EntityRequest(since=since, limit=ENTITY_URLS))
        return [entity_address(item.entity.id) for item in found.items]
    return []


@router.get(NEWS_SITEMAP)
async def news_sitemap(request: Request, gateway: GatewayDep) -> Response:
    items = await _recent(gateway)
    return _cached(discovery.news_sitemap(items, origin(request, gateway)), XML)


async def _recent(gateway: Gateway) -> list[ArticleSummary]:
    """What was published in the last two days, newest first."""
    since = datetime.now(UTC) - timedelta(days=NEWS_DAYS)
    params = SearchParameters(since=since, sort="-published_at", total="none", limit=MAX_LIMIT)
    page = await result_page(gateway, params, NEWS_SITEMAP)
    found = page.items
    while page.next and len(found) < NEWS_URLS:
        page = await result_page(gateway, params.model_copy(update={"cursor": page.next}), NEWS_SITEMAP)
        found += page.items
    return found[:NEWS_URLS]


def origin(request: Request, gateway: Gateway) -> str:
    """The address that readers use, without a slash at its end."""
    return gateway.settings.public_url.rstrip("/") or str(request.base_url).rstrip("/")


def _cached(body: bytes, media_type: str, headers: dict[str, str] | None = None) -> Response:
    return Response(body, 200, {"Cache-Control": CACHE, **(headers or {})}, media_type)

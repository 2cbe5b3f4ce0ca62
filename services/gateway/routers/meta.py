"""/v1, /v1/meta, the page of each problem, and the documentation: what a developer meets first."""

from __future__ import annotations

from html import escape
from importlib.metadata import PackageNotFoundError, version
from typing import Annotated

from fastapi import APIRouter, Path, Request, Response
from starlette.responses import HTMLResponse

from services.gateway import limits, parameters
from services.gateway.apidoc import as_html
from services.gateway.models import Links, MetaShape, ProblemKindShape
from services.gateway.negotiation import HTML, JSON
from services.gateway.problems import KINDS, Kind, not_found
from services.gateway.query_params import AcceptsJson, LanguageOf, NoQuery, accepts
from services.gateway.response_cache import json_response
from services.gateway.state import GatewayDep

CACHE = "public, max-age=300"

router = APIRouter(tags=["meta"])


def running_version() -> str:
    """Of the installed distribution; a checkout that nobody installed is 0+unknown."""
    try:
        return version("nashra")
    except PackageNotFoundError:
        return "0+unknown"


@router.get("/v1", responses={200: {"model": Links}})
async def get_index(_query: NoQuery, _: AcceptsJson) -> Response:
    """Where everything is."""
    links: Links = {
        "links": {
            "headlines": "/v1/headlines{?source,section,lang,edition,entity,story,q,after_seq,limit}",
            "stream": "/v1/headlines/stream{?source,section,lang,edition,entity,story,q,last_event_id}",
            "articles": "/v1/articles{?source,section,lang,entity,from,to,indexed_after,sort,limit}",
            "article": "/v1/articles/{id}",
            "export": "/v1/articles/export{?q,source,section,from,to,copies,format,fields,after,cursor}",
            "search": "/v1/search{?q,source,section,lang,entity,from,to,sort,facets,histogram,limit}",
            "suggest": "/v1/search/suggest{?q,kinds,limit}",
            "attention": "/v1/attention{?q,label,entity,source,section,from,to,interval,by,copies,format}",
            "trending": "/v1/trending{?kind,window,baseline,section,edition,limit}",
            "stories": "/v1/stories{?window,source,section,entity,min_sources,sort,limit}",
            "entities": "/v1/entities{?q,type,window,limit}",
            "entity": "/v1/entities/{id}{?window,tz}",
            "sources": "/v1/sources",
            "sections": "/v1/sections",
            "image": "/v1/images/{id}",
            "status": "/v1/status",
            "meta": "/v1/meta",
            "openapi": "/openapi.json",
            "docs": "/docs",
        }
    }
    return json_response(links, cache=CACHE)


@router.get("/v1/meta", responses={200: {"model": MetaShape}})
async def get_meta(gateway: GatewayDep, _query: NoQuery, _: AcceptsJson) -> Response:
    """Which version this is, what its limits are, which editions it reads."""
    sources = gateway.registry.all()
    meta: MetaShape = {
        "name": "nashra",
        "version": running_version(),
        "api": "v1",
        "limits": {
            "requests_per_minute": gateway.settings.quota_per_minute,
            "reports_per_minute": limits.REPORTS_PER_MINUTE,
            "exports_per_minute": gateway.settings.exports_per_minute,
            "page": parameters.MAX_LIMIT,
            "query_characters": parameters.MAX_QUERY,
            "headlines_held": gateway.ticker.size,
        },
        "editions": sorted({source.country for source in sources if source.country}),
        "langs": sorted({source.lang for source in sources}),
    }
    return json_response(meta, cache=CACHE)


@router.get(
    "/v1/problems/{slug}",
    responses={200: {"model": ProblemKindShape, "content": {HTML: {"schema": {"type": "string"}}}}},
)
async def get_problem(
    slug: Annotated[str, Path(max_length=64)],
    language: LanguageOf,
    media: Annotated[str, accepts(JSON, HTML)],
    _query: NoQuery,
) -> Response:
    """What a problem's `type` means."""
    kind = KINDS.get(slug)
    if kind is None:
        not_found(f"no problem is called {slug}; these are: {', '.join(KINDS)}")
    if media == HTML:
        return HTMLResponse(_page(kind), headers={"Cache-Control": CACHE, "Vary": "Accept"})
    shape: ProblemKindShape = {
        "code": kind.slug,
        "status": kind.status,
        "title": kind.title,
        "meaning": kind.meaning,
        "user_message": kind.messages[language],
    }
    headers = {"Vary": "Accept, Accept-Encoding, Accept-Language", "Content-Language": language}
    return json_response(shape, cache=CACHE, headers=headers)


def _page(kind: Kind) -> str:
    others = "".join(f'<li><a href="/v1/problems/{slug}">{slug}</a>' for slug in KINDS)
    return (
        '<!doctype html><html lang="en"><meta charset="utf-8">'
        '<meta name="viewport" content="width=device-width">'
        f"<title>{escape(kind.title)}</title><main><h1>{kind.status} {escape(kind.title)}</h1>"
        f"<p><code>{kind.slug}</code><p>{escape(kind.meaning)}"
        f'<p lang="ar" dir="rtl">{escape(kind.messages["ar"])}<h2>All problems</h2><ul>{others}</ul></main>'
    )


@router.get("/openapi.json", include_in_schema=False)
async def get_openapi(request: Request) -> Response:
    return json_response(request.app.openapi(), cache=CACHE)


@router.get("/docs", include_in_schema=False)
async def get_docs(request: Request) -> Response:
    """The OpenAPI document as a plain page: no script, nothing from elsewhere."""
    return HTMLResponse(as_html(request.app.openapi()), headers={"Cache-Control": CACHE})

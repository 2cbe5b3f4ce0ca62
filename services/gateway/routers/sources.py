"""/v1/sources and /v1/sections: who is read here, and how their articles are sorted."""

from __future__ import annotations

from datetime import UTC, datetime
from typing import Annotated

from fastapi import APIRouter, Path, Response

from services.arabic.normalise import fold
from services.contracts.sections import SECTIONS
from services.contracts.source import Source
from services.gateway.models import SectionPage, SourcePage, SourceShape
from services.gateway.parameters import SourceListParameters
from services.gateway.problems import not_found
from services.gateway.query_params import AcceptsJson, LanguageOf, NoQuery, openapi_parameters, query_params
from services.gateway.representations import section_json, source_json
from services.gateway.response_cache import json_response
from services.gateway.state import Gateway, GatewayDep
from services.search.errors import IndexUnavailable, SearchTimeout
from services.search.results import SourceActivity

SOURCES = "/v1/sources"
SECTIONS_PATH = "/v1/sections"
CACHE = "public, max-age=60"

router = APIRouter(tags=["sources"])


@router.get(
    SOURCES, responses={200: {"model": SourcePage}}, openapi_extra=openapi_parameters(SourceListParameters)
)
async def list_sources(
    gateway: GatewayDep,
    params: Annotated[SourceListParameters, query_params(SourceListParameters)],
    _: AcceptsJson,
) -> Response:
    """The registered newspapers by their Arabic names, and how fresh each is."""
    activity = await _activity(gateway)
    items = [_shape(source, activity) for source in gateway.registry.all() if _matches(source, params)]
    page: SourcePage = {"items": items, "self": params.href(SOURCES)}
    return json_response(page, cache=CACHE, links={"self": page["self"]})


@router.get(f"{SOURCES}/{{source_id}}", responses={200: {"model": SourceShape}})
async def get_source(
    gateway: GatewayDep,
    source_id: Annotated[str, Path(pattern=r"^[a-z0-9][a-z0-9_-]{0,63}$")],
    _query: NoQuery,
    _: AcceptsJson,
) -> Response:
    """One newspaper: its edition, its rights and how fresh it is."""
    source = gateway.registry.get(source_id)
    if source is None:
        not_found(f"no newspaper {source_id} is registered")
    shape = _shape(source, await _activity(gateway))
    links = {"self": f"{SOURCES}/{source_id}", "alternate": shape["url"], "via": shape["home_url"]}
    return json_response(shape, cache=CACHE, links=links)


@router.get(SECTIONS_PATH, responses={200: {"model": SectionPage}})
async def list_sections(language: LanguageOf, _query: NoQuery, _: AcceptsJson) -> Response:
    """The sections that articles are sorted into."""
    items = [section_json(section, language) for section in SECTIONS]
    page: SectionPage = {"items": items, "self": SECTIONS_PATH}
    headers = {"Vary": "Accept, Accept-Encoding, Accept-Language", "Content-Language": language}
    return json_response(page, cache=CACHE, links={"self": SECTIONS_PATH}, headers=headers)


async def _activity(gateway: Gateway) -> dict[str, SourceActivity] | None:
    """None while the index is away: the newspapers are known without it."""
    try:
        return await gateway.reader.activity()
    except (IndexUnavailable, SearchTimeout):
        return None


def _shape(source: Source, activity: dict[str, SourceActivity] | None) -> SourceShape:
    known = activity is not None
    return source_json(source, (activity or {}).get(source.id), datetime.now(UTC), known=known)


def _matches(source: Source, params: SourceListParameters) -> bool:
    if params.edition and source.country not in params.edition:
        return False
    if params.lang and source.lang not in params.lang:
        return False
    names = fold(f"{source.name} {source.name_latin or ''} {source.id}").lower()
    return fold(params.q).lower().strip() in names

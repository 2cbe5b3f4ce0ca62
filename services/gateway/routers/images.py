"""An image: its facts, its picture as we serve it, and a reader's report of it."""

from __future__ import annotations

from typing import Annotated

from fastapi import APIRouter, Body, Header, Path, Request, Response

from services.contracts.api import web_address
from services.gateway import reports
from services.gateway.image_proxy import Absent, Picture, Place
from services.gateway.models import ImageShape, ReportReceipt
from services.gateway.parameters import IMAGE_ID, ReportBody
from services.gateway.problems import Problem, not_found, problem
from services.gateway.query_params import AcceptsJson, NoQuery
from services.gateway.representations import image_json
from services.gateway.response_cache import json_response, not_modified
from services.gateway.state import Gateway, GatewayDep
from services.search.results import StoredImage
from services.web.rasters import RASTERS

CACHE = "public, max-age=30"
# a browser keeps a picture for a day; caches between us ask each minute whether readers had it hidden
PICTURE_CACHE = "public, max-age=86400, s-maxage=60"
PICTURE_HEADERS = {
    "Cache-Control": PICTURE_CACHE,
    "Content-Security-Policy": "default-src 'none'; sandbox",
    "Cross-Origin-Resource-Policy": "cross-origin",
}
BINARY = {"schema": {"type": "string", "format": "binary"}}
ImageId = Annotated[str, Path(pattern=IMAGE_ID, description="i_ and base32")]

router = APIRouter(tags=["images"])


@router.get("/v1/images/{image_id}", responses={200: {"model": ImageShape}})
async def get_image(gateway: GatewayDep, image_id: ImageId, _query: NoQuery, _: AcceptsJson) -> Response:
    """What is known of it, and where we serve it; 410 when readers had it hidden."""
    image = await _visible(gateway, image_id)
    links = {"self": f"/v1/images/{image_id}", "via": web_address(image.url)}
    return json_response(image_json(image), cache=CACHE, links=links)


@router.get(
    "/images/{image_id}",
    response_class=Response,
    responses={
        200: {"content": dict.fromkeys(RASTERS, BINARY)},
        304: {"description": "as the client has it"},
    },
)
async def get_picture(request: Request, gateway: GatewayDep, image_id: ImageId, _query: NoQuery) -> Response:
    """The picture, fetched from the newspaper by us; 410 when readers had it hidden."""
    image = await _visible(gateway, image_id)
    source = gateway.registry.get(image.source_id)
    place = Place(image.id, image.url, image.source_id, source.allow if source else ())
    picture = await gateway.images.picture(place)
    if isinstance(picture, Absent):
        raise _refusal(picture, image)
    return _picture_answer(request, picture)


@router.post("/v1/images/{image_id}/reports", status_code=202, responses={202: {"model": ReportReceipt}})
async def report_image(
    request: Request,
    gateway: GatewayDep,
    image_id: ImageId,
    _query: NoQuery,
    _: AcceptsJson,
    body: Annotated[ReportBody | None, Body()] = None,
    _key: Annotated[
        str | None, Header(alias="Idempotency-Key", max_length=200, description="the same answer for a day")
    ] = None,
) -> Response:
    """Tell that an image should not be shown. Enough distinct readers hide it; their number stays untold."""
    report = body or ReportBody()
    status = await reports.receive_once(gateway, request, image_id, report.reason, report.note)
    receipt: ReportReceipt = {"status": status}
    return json_response(receipt, cache="no-store", status=202)


async def _visible(gateway: Gateway, image_id: str) -> StoredImage:
    image = await gateway.reader.image(image_id)
    if image is None:
        not_found(f"no image {image_id}")
    if image.state == "hidden":
        raise problem("gone", f"image {image_id} is hidden because readers reported it")
    source = gateway.registry.get(image.source_id)
    if source and source.rights != "full":
        not_found(f"images of {source.id} stay at the newspaper: its rights are {source.rights}")
    return image


def _picture_answer(request: Request, picture: Picture) -> Response:
    headers = {**PICTURE_HEADERS, "ETag": picture.etag}
    if not_modified(dict(request.scope["headers"]), picture.etag.encode(), ()):
        return Response(status_code=304, headers=headers)
    return Response(picture.body, 200, headers, picture.media_type)


def _refusal(absent: Absent, image: StoredImage) -> Problem:
    match absent.reason:
        case "busy":
            return problem("temporary-reduced-capacity", "too many pictures are under way; try again")
        case "timeout":
            return problem("newspaper-timeout", f"{image.source_id} did not give image {image.id} in time")
        case "unavailable":
            return problem("newspaper-unavailable", f"{image.source_id} does not give image {image.id}")

"""/v1/images: the state of an image, and a reader's report of it."""

from __future__ import annotations

from typing import Annotated

from fastapi import APIRouter, Body, Header, Path, Request, Response

from services.gateway import reports
from services.gateway.answers import json_answer
from services.gateway.asking import Nothing
from services.gateway.models import ImageShape, ReportReceipt
from services.gateway.offers import Offers
from services.gateway.parameters import ReportBody
from services.gateway.problems import not_found, problem
from services.gateway.representations import image_json
from services.gateway.state import Gateway, Held
from services.search.results import StoredImage

CACHE = "public, max-age=30"
ImageId = Annotated[str, Path(pattern=r"^i_[a-z2-7]{1,32}$", description="i_ and base32")]

router = APIRouter(tags=["images"])


@router.get("/v1/images/{image_id}", responses={200: {"model": ImageShape}})
async def get_image(gateway: Held, image_id: ImageId, _asked: Nothing, _: Offers) -> Response:
    """Where the newspaper serves it; 410 when readers had it hidden."""
    image = await _visible(gateway, image_id)
    links = {"self": f"/v1/images/{image_id}", "via": image.url}
    return json_answer(image_json(image), cache=CACHE, links=links)


@router.post("/v1/images/{image_id}/reports", status_code=202, responses={202: {"model": ReportReceipt}})
async def report_image(
    request: Request,
    gateway: Held,
    image_id: ImageId,
    _asked: Nothing,
    _: Offers,
    body: Annotated[ReportBody | None, Body()] = None,
    _key: Annotated[
        str | None, Header(alias="Idempotency-Key", max_length=200, description="the same answer for a day")
    ] = None,
) -> Response:
    """Tell that an image should not be shown. Enough distinct readers hide it; their number stays untold."""
    report = body or ReportBody()
    status = await reports.receive_once(gateway, request, image_id, report.reason, report.note)
    receipt: ReportReceipt = {"status": status}
    return json_answer(receipt, cache="no-store", status=202)


async def _visible(gateway: Gateway, image_id: str) -> StoredImage:
    image = await gateway.reader.image(image_id)
    if image is None:
        not_found(f"no image {image_id}")
    if image.state == "hidden":
        raise problem("gone", f"image {image_id} is hidden because readers reported it")
    return image

"""A reader's report of an image, taken in once: the same from the API and from the form on the page."""

from __future__ import annotations

from datetime import UTC, datetime
from typing import Literal

from fastapi import Request
from starlette.responses import Response

from services.contracts.image import ImageReport, ReportReason
from services.gateway.edge import trace_of
from services.gateway.problems import not_found, problem
from services.gateway.reporters import Receipt
from services.gateway.state import Gateway
from services.runtime import metrics

ReportStatus = Literal["received", "already_reported"]


async def receive(
    gateway: Gateway,
    request: Request,
    image_id: str,
    reason: ReportReason = "other",
    note: str | None = None,
) -> ReportStatus:
    """Publish the report unless this reader reported the image today.

    Raises Problem not-found; `Unreachable` (503) when Kafka did not take it; `IndexUnavailable`.
    """
    reporter = gateway.reporters.reporter(request)
    if (image_id, reporter) in gateway.reporters.reported:
        return _counted("already_reported")
    image = await gateway.reader.image(image_id)
    if image is None:
        not_found(f"no image {image_id}")
    report = ImageReport(
        image_id=image_id,
        article_id=image.article_id,
        reason=reason,
        note=note,
        reporter=reporter,
        reported_at=datetime.now(UTC),
    )
    await gateway.producer.publish([report], trace_of(request).envelope("ImageReport"))
    gateway.reporters.reported[image_id, reporter] = True
    return _counted("received")


async def receive_once(
    gateway: Gateway, request: Request, image_id: str, reason: ReportReason, note: str | None
) -> ReportStatus:
    """The same under the client's `Idempotency-Key`, which gives the first answer again for a day."""
    key = request.headers.get("idempotency-key")
    if not key:
        return await receive(gateway, request, image_id, reason, note)
    owner = gateway.reporters.reporter(request)
    report = repr((image_id, reason, note))
    receipt = gateway.reporters.receipts.get((owner, key))
    if receipt is not None:
        if receipt.request != report:
            raise problem("conflict", "this Idempotency-Key was used for another report; take a new one")
        return "received" if receipt.status == "received" else "already_reported"
    status = await receive(gateway, request, image_id, reason, note)
    gateway.reporters.receipts[owner, key] = Receipt(report, status)
    return status


def set_reader_cookie(gateway: Gateway, request: Request, response: Response) -> None:
    """Give the browser a cookie that tells its reports from its neighbours'; the response is then its own."""
    if gateway.reporters.set_cookie(request, response):
        response.headers["Cache-Control"] = "private, no-cache"


def _counted(status: ReportStatus) -> ReportStatus:
    metrics.REPORTS.labels(status).inc()
    return status

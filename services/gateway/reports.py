"""A reader's report of an image, taken in once: the same from the API and from the form on the page."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta
from typing import Literal
from urllib.parse import urlsplit

from fastapi import Request
from starlette.responses import Response

from services.contracts.image import SETTLED_S, ImageReport, ReportReason
from services.gateway.edge import trace_of
from services.gateway.problems import not_found, problem
from services.gateway.reporters import Receipt
from services.gateway.state import Gateway
from services.runtime import metrics
from services.search.errors import IndexUnavailable, SearchTimeout

SETTLED = timedelta(seconds=SETTLED_S)
ReportStatus = Literal["received", "already_reported"]


async def receive(
    gateway: Gateway,
    request: Request,
    image_id: str,
    reason: ReportReason = "other",
    note: str | None = None,
) -> ReportStatus:
    """Publish the report unless this reader reported the image today.

    Raises Problem not-found, or forbidden for another site's page; `Unreachable` (503) when Kafka did not
    take it; `IndexUnavailable`.
    """
    _refuse_other_sites(gateway, request)
    now = datetime.now(UTC)
    reporter, reader = gateway.reporters.reporter(request), gateway.reporters.reader(request)
    settled = reader is not None and now - reader.since >= SETTLED  # before, it may not have counted
    if (image_id, reporter, settled) in gateway.reporters.reported:
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
        reported_at=now,
        network=gateway.reporters.network(request),
        reader_since=reader.since if reader else None,
        overturned=gateway.reporters.overturned.get(reporter, 0),
        newspaper_daily=await _daily(gateway, image.source_id),
    )
    await gateway.producer.publish([report], trace_of(request).envelope("ImageReport"))
    gateway.reporters.reported[image_id, reporter, settled] = True
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


def _refuse_other_sites(gateway: Gateway, request: Request) -> None:
    """CORS lets anybody's page read; a vote in a reader's name is cast on our pages alone."""
    site = request.headers.get("sec-fetch-site", "none")
    origin = request.headers.get("origin")
    ours = {request.headers.get("host", ""), urlsplit(gateway.settings.public_url).netloc}
    if site not in {"same-origin", "none"} or (origin is not None and _host_of(origin) not in ours):
        raise problem("forbidden", "an image is reported from its article's page")


def _host_of(origin: str) -> str | None:
    """None for `null`, the origin of sandboxes and files."""
    try:
        return urlsplit(origin).netloc or None
    except ValueError:
        return None


async def _daily(gateway: Gateway, source_id: str) -> int | None:
    """How many articles the newspaper had in a day; nobody waits for an index that is away."""
    try:
        activity = await gateway.reader.activity()
    except (IndexUnavailable, SearchTimeout):
        return None
    return activity[source_id].articles_24h if source_id in activity else 0


def _counted(status: ReportStatus) -> ReportStatus:
    metrics.REPORTS.labels(status).inc()
    return status

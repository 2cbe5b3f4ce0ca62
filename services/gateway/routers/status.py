"""/livez: the process works · /readyz: it can serve · /v1/status: how fresh what it serves is · /metrics."""

from __future__ import annotations

from datetime import UTC, datetime

import orjson
from fastapi import APIRouter, Request, Response
from prometheus_client import CONTENT_TYPE_LATEST, generate_latest
from starlette.responses import PlainTextResponse

from services.contracts.api import utc
from services.gateway.models import StageShape, StatusShape
from services.gateway.negotiation import JSON
from services.gateway.query_params import AcceptsJson, NoQuery
from services.gateway.representations import FRESH_S
from services.gateway.response_cache import json_response
from services.gateway.state import Gateway, GatewayDep
from services.runtime.lag import StageLag
from services.search.errors import IndexUnavailable, SearchTimeout

CACHE = "public, max-age=5"
LATE_S = 900.0  # a stage that is 15 minutes behind

router = APIRouter()


@router.get("/v1/status", tags=["status"], responses={200: {"model": StatusShape}})
async def get_status(gateway: GatewayDep, _query: NoQuery, _: AcceptsJson) -> Response:
    """Whether everything works and how far each stage is behind."""
    degraded = [name for name, works in (await gateway.monitor.checks()).items() if not works]
    lags = await gateway.monitor.lags.get()
    if any((lag.seconds or 0) > LATE_S for lag in lags or ()):
        degraded.append("stages-behind")
    index = await gateway.monitor.index.get()
    shape: StatusShape = {
        "state": "degraded" if degraded else "ok",
        "complete_through": utc(index.complete_through) if index else None,
        "head_seq": gateway.ticker.head_seq,
        "stages": [_stage(lag, gateway) for lag in lags or ()],
        "sources_stale": await _stale(gateway),
        "degraded": degraded,
    }
    return json_response(shape, cache=CACHE)


def _stage(lag: StageLag, gateway: Gateway) -> StageShape:
    name = lag.group.removeprefix(gateway.settings.named("nashra-"))
    reads = lag.topic.removeprefix(gateway.settings.named(""))
    return {"name": name, "reads": reads, "lag_records": lag.records, "lag_seconds": lag.seconds}


async def _stale(gateway: Gateway) -> list[str]:
    """Newspapers without a new article for a day; none are named while the index is away."""
    try:
        activity = await gateway.reader.activity()
    except (IndexUnavailable, SearchTimeout):
        return []
    now = datetime.now(UTC)
    newest = {name: seen.last_article_at for name, seen in activity.items()}
    ids = [source.id for source in gateway.registry.all()]
    return [i for i in ids if (last := newest.get(i)) is None or (now - last).total_seconds() > FRESH_S]


@router.get("/livez", include_in_schema=False)
@router.get("/liveness", include_in_schema=False)
async def live() -> Response:
    """The event loop turns."""
    return PlainTextResponse("ok\n", headers={"Cache-Control": "no-store"})


@router.get("/readyz", include_in_schema=False)
@router.get("/readiness", include_in_schema=False)
async def ready(request: Request, gateway: GatewayDep) -> Response:
    """200 when searches and reports work; `?verbose` lists the checks."""
    checks = {**await gateway.monitor.checks(), "stopping": not gateway.ticker.draining}
    wrong = [name for name, works in checks.items() if not works]
    status, headers = 503 if wrong else 200, {"Cache-Control": "no-store"}
    if "verbose" in request.query_params:
        states = {name: "ok" if works else "failed" for name, works in checks.items()}
        return Response(
            orjson.dumps({"ready": not wrong, "checks": states}), status, headers, media_type=JSON
        )
    return PlainTextResponse(f"{', '.join(wrong) or 'ok'}\n", status, headers)


@router.get("/metrics", include_in_schema=False)
async def show_metrics() -> Response:
    headers = {"Content-Type": CONTENT_TYPE_LATEST, "Cache-Control": "no-store"}
    return Response(generate_latest(), headers=headers)

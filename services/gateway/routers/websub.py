"""The callback that hubs of newspapers' feeds call (W3C WebSub §5.3, §7); closed without a public address.

A push only makes the poller read that feed now. What a hub sends of it is checked for its signature
while it streams, and dropped: nothing that a stranger posts here is ever read as news.
"""

from __future__ import annotations

import hmac
from datetime import UTC, datetime
from typing import Annotated, Literal

from fastapi import APIRouter, Path, Query, Request, Response
from pydantic import BaseModel, Field

from services.contracts.push import FeedPush, PushMode
from services.gateway.edge import trace_of
from services.gateway.problems import not_found, problem
from services.gateway.state import Gateway, GatewayDep
from services.runtime import metrics
from services.web import websub

MAX_PUSH = 10_000_000  # bytes; a feed that is larger could not be polled either
LONGEST_LEASE_S = 90 * 86_400
SourceId = Annotated[str, Path(pattern=r"^[a-z0-9][a-z0-9_-]{0,63}$")]
Token = Annotated[str, Path(pattern=r"^[a-z2-7]{32}$")]

router = APIRouter(include_in_schema=False)


class Question(BaseModel):
    """What a hub asks before a lease begins or ends, or tells when it refuses one (W3C WebSub §5.3, §5.2)."""

    mode: Literal["subscribe", "unsubscribe", "denied"] = Field(alias="hub.mode")
    topic: str = Field(alias="hub.topic")
    challenge: str = Field(default="", alias="hub.challenge")
    lease_seconds: int | None = Field(default=None, ge=0, alias="hub.lease_seconds")
    reason: str | None = Field(default=None, alias="hub.reason")


@router.get(f"{websub.PATH}/{{source_id}}/{{token}}")
async def verify(
    request: Request,
    gateway: GatewayDep,
    source_id: SourceId,
    token: Token,
    question: Annotated[Question, Query()],
) -> Response:
    """The hub asks whether we meant it: we did when the callback is the one that we made for this topic."""
    ours = websub.token_of(gateway.settings.secret.get_secret_value(), source_id, question.topic)
    genuine = hmac.compare_digest(ours, token)
    if not genuine or (question.mode == "subscribe" and not _is_subscribed(gateway, source_id)):
        metrics.HUB_CALLS.labels("refused").inc()
        not_found("nobody here asked for this")
    lease = min(question.lease_seconds or 0, LONGEST_LEASE_S) or None
    terms = {"lease_seconds": lease, "reason": question.reason and question.reason[:300]}
    push = _push(source_id, token, question.mode).model_copy(update=terms)
    await gateway.producer.publish([push], trace_of(request).envelope("FeedPush"))
    metrics.HUB_CALLS.labels(question.mode).inc()
    return Response(question.challenge, media_type="text/plain", headers={"Cache-Control": "no-store"})


@router.post(f"{websub.PATH}/{{source_id}}/{{token}}")
async def take(request: Request, gateway: GatewayDep, source_id: SourceId, token: Token) -> Response:
    """The hub has news. A wrong signature is answered like a right one, so that nobody can probe for it."""
    if not _is_subscribed(gateway, source_id):
        metrics.HUB_CALLS.labels("unwanted").inc()
        raise problem("gone", f"{source_id} is not read any more")  # 410 ends the subscription, §7
    key = websub.hub_secret(gateway.settings.secret.get_secret_value(), source_id, token)
    signature = websub.Signature(key, request.headers.get("x-hub-signature", ""))
    size = 0
    async for piece in request.stream():
        size += len(piece)
        if size > MAX_PUSH:
            raise problem("too-large", f"a push may have {MAX_PUSH} bytes")
        signature.add(piece)
    if signature.holds():
        push = _push(source_id, token, "publish")
        await gateway.producer.publish([push], trace_of(request).envelope("FeedPush"))
    metrics.HUB_CALLS.labels("publish" if signature.holds() else "forged").inc()
    return Response(status_code=202)


def _is_subscribed(gateway: Gateway, source_id: str) -> bool:
    """Whether the newspaper is read; 503 while that is not known yet, for a 410 would end its leases."""
    if not gateway.settings.public_url:
        return False
    source = gateway.registry.get(source_id)
    if source is None and not gateway.monitor.caught_up:
        raise problem("temporary-reduced-capacity", "the newspapers are still being read; try again")
    return source is not None and source.enabled


def _push(source_id: str, token: str, mode: PushMode) -> FeedPush:
    return FeedPush(source_id=source_id, token=token, mode=mode, received_at=datetime.now(UTC))

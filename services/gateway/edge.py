"""The outermost layer: trace and request ids, security headers, HEAD, request metrics, 500 for our faults."""

from __future__ import annotations

import re
import secrets
from dataclasses import dataclass
from typing import Any

from fastapi import Request
from starlette.responses import Response
from starlette.types import ASGIApp, Message, Receive, Scope, Send

from services.contracts.event import Envelope
from services.gateway import negotiation
from services.gateway.problem_answers import answer
from services.gateway.problems import Problem, problem
from services.runtime import logs, metrics

log = logs.get_logger(__name__)

TRACEPARENT = re.compile(rb"00-([0-9a-f]{32})-[0-9a-f]{16}-([0-9a-f]{2})")
REQUEST_ID = re.compile(rb"[A-Za-z0-9._-]{1,64}")
MAX_TARGET_BYTES = 8_000

PAGE_POLICY = (
    b"default-src 'none'; script-src 'self'; style-src 'self'; font-src 'self'; connect-src 'self'; "
    b"img-src 'self' data:; form-action 'self'; manifest-src 'self'; base-uri 'none'; "
    b"frame-ancestors 'none'"
)
DATA_POLICY = b"default-src 'none'; frame-ancestors 'none'"
SECURITY = [
    (b"x-content-type-options", b"nosniff"),
    (b"referrer-policy", b"strict-origin-when-cross-origin"),
    (b"cross-origin-opener-policy", b"same-origin"),
    (b"permissions-policy", b"camera=(), geolocation=(), microphone=()"),
]


@dataclass(frozen=True, slots=True)
class Trace:
    """W3C trace context of one request, and the id that it goes by in answers and logs."""

    trace_id: str
    span_id: str
    flags: str
    request_id: str

    @classmethod
    def of(cls, headers: dict[bytes, bytes]) -> Trace:
        """Continue the client's trace, or begin one."""
        given = TRACEPARENT.fullmatch(headers.get(b"traceparent", b""))
        known = given and given[1].strip(b"0")
        trace_id = given[1].decode() if given and known else secrets.token_hex(16)
        asked = headers.get(b"x-request-id", b"")
        return cls(
            trace_id=trace_id,
            span_id=secrets.token_hex(8),
            flags=given[2].decode() if given and known else "01",
            request_id=asked.decode() if REQUEST_ID.fullmatch(asked) else trace_id,
        )

    @property
    def traceparent(self) -> str:
        return f"00-{self.trace_id}-{self.span_id}-{self.flags}"

    def envelope(self, kind: str) -> Envelope:
        """The parent of an event that this request causes."""
        return Envelope.new("gateway", kind, self.traceparent)


def trace_of(request: Request) -> Trace:
    trace: Trace = request.scope["nashra.trace"]
    return trace


class Edge:
    """Pure ASGI: wraps `send` once and adds nothing to the path of a body."""

    def __init__(self, app: ASGIApp) -> None:
        self._app = app

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        if scope["type"] != "http":
            await self._app(scope, receive, send)
            return
        trace = Trace.of(dict(scope["headers"]))
        exchange = _Exchange(scope, trace, send)
        scope = exchange.scope
        try:
            if len(scope["raw_path"] or b"") + len(scope["query_string"]) > MAX_TARGET_BYTES:
                raise problem("uri-too-long", f"the address is longer than {MAX_TARGET_BYTES} bytes")  # noqa: TRY301
            await self._app(scope, receive, exchange.send)
        except Problem as refusal:
            await self._respond(refusal, scope, receive, exchange)
        except Exception:
            log.exception("request failed", path=scope["path"], trace_id=trace.trace_id)
            if exchange.status:
                raise
            failure = problem("internal", "an unexpected fault; it is logged under the trace id")
            await self._respond(failure, scope, receive, exchange)
        finally:
            exchange.count()

    @staticmethod
    async def _respond(refusal: Problem, scope: Scope, receive: Receive, exchange: _Exchange) -> None:
        response: Response = answer(Request(scope, receive), refusal)
        await response(scope, receive, exchange.send)


class _Exchange:
    """One request and the answer under way."""

    def __init__(self, scope: Scope, trace: Trace, send: Send) -> None:
        self._trace = trace
        self._send = send
        self._head = scope["method"] == "HEAD"
        self._ended = False
        self.status = 0
        # a copy: the server must still know that it was HEAD
        self.scope = {**scope, "method": "GET" if self._head else scope["method"], "nashra.trace": trace}

    async def send(self, message: Message) -> None:
        if message["type"] == "http.response.start":
            self.status = message["status"]
            message["headers"] = [*message.get("headers", ()), *self._headers(message)]
        elif self._head:
            if self._ended:
                raise ConnectionResetError("HEAD has its answer")  # what ends a stream
            self._ended = True
            message = {"type": "http.response.body", "body": b""}
        await self._send(message)

    def _headers(self, message: Message) -> list[tuple[bytes, bytes]]:
        return [
            *SECURITY,
            *self._policy(message),
            (b"x-request-id", self._trace.request_id.encode()),
            (b"traceparent", self._trace.traceparent.encode()),
        ]

    @staticmethod
    def _policy(message: Message) -> list[tuple[bytes, bytes]]:
        """None with 304: it names no media type, and a browser would put its policy on the page it kept.

        An answer with a policy of its own, such as a picture, keeps it.
        """
        found = dict(message.get("headers", ()))
        if message["status"] == 304 or b"content-security-policy" in found:
            return []
        media = found.get(b"content-type", b"")
        policy = PAGE_POLICY if media.startswith(negotiation.HTML.encode()) else DATA_POLICY
        return [(b"content-security-policy", policy)]

    def count(self) -> None:
        metrics.HTTP_REQUESTS.labels(route_of(self.scope), str(self.status or 499)).inc()


def route_of(scope: Scope) -> str:
    """The path template of the matched route: bounded, so that it can label a metric."""
    route: Any = scope.get("route")
    return getattr(route, "path", None) or scope.get("nashra.route") or "unmatched"

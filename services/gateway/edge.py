"""The outermost layer: trace and request ids, security headers, HEAD, request metrics, 500 for our faults."""

from __future__ import annotations

import re
import time
from dataclasses import dataclass
from typing import Any

from fastapi import Request
from starlette.responses import Response
from starlette.types import ASGIApp, Message, Receive, Scope, Send

from services.contracts.event import Envelope
from services.contracts.trace import Trace
from services.gateway import negotiation
from services.gateway.problem_responses import problem_response
from services.gateway.problems import Problem, problem
from services.gateway.protocol import MAX_HEAD_BYTES, head_too_large
from services.runtime import logs, metrics, tracing

log = logs.get_logger(__name__)

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
class RequestTrace:
    """The step of a trace that one request is, and the id that the request goes by in answers and logs."""

    step: Trace
    request_id: str

    @classmethod
    def of(cls, headers: dict[bytes, bytes]) -> RequestTrace:
        """Continue the client's trace, or begin one."""
        step = Trace.following(headers.get(b"traceparent", b"").decode("latin-1"))
        given = headers.get(b"x-request-id", b"")
        return cls(step, given.decode() if REQUEST_ID.fullmatch(given) else step.trace_id)

    @property
    def trace_id(self) -> str:
        return self.step.trace_id

    def envelope(self, kind: str) -> Envelope:
        """The parent of an event that this request causes."""
        return Envelope.new("gateway", kind, self.step.traceparent)


def trace_of(request: Request) -> RequestTrace:
    trace: RequestTrace = request.scope["nashra.trace"]
    return trace


class Edge:
    """Pure ASGI: wraps `send` once and adds nothing to the path of a body."""

    def __init__(self, app: ASGIApp) -> None:
        self._app = app

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        if scope["type"] != "http":
            await self._app(scope, receive, send)
            return
        exchange = _Exchange(scope, RequestTrace.of(dict(scope["headers"])), send)
        with tracing.within(exchange.trace.step):
            await self._exchange(exchange, receive)

    async def _exchange(self, exchange: _Exchange, receive: Receive) -> None:
        scope = exchange.scope
        try:
            if len(scope["raw_path"] or b"") + len(scope["query_string"]) > MAX_TARGET_BYTES:
                raise problem("uri-too-long", f"the address is longer than {MAX_TARGET_BYTES} bytes")  # noqa: TRY301
            if sum(len(name) + len(value) for name, value in scope["headers"]) > MAX_HEAD_BYTES:
                raise head_too_large()  # noqa: TRY301
            await self._app(scope, receive, exchange.send)
        except Problem as refusal:
            await self._respond(refusal, scope, receive, exchange)
        except Exception:
            log.exception("request failed", path=scope["path"])
            if exchange.status:
                raise
            failure = problem("internal", "an unexpected fault; it is logged under the trace id")
            await self._respond(failure, scope, receive, exchange)
        finally:
            exchange.count()

    @staticmethod
    async def _respond(refusal: Problem, scope: Scope, receive: Receive, exchange: _Exchange) -> None:
        response: Response = problem_response(Request(scope, receive), refusal)
        await response(scope, receive, exchange.send)


class _Exchange:
    """One request and the answer under way."""

    def __init__(self, scope: Scope, trace: RequestTrace, send: Send) -> None:
        self.trace = trace
        self._began = time.time_ns()
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
            (b"x-request-id", self.trace.request_id.encode()),
            (b"traceparent", self.trace.step.traceparent.encode()),
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
        route, status = route_of(self.scope), self.status or 499
        metrics.HTTP_REQUESTS.labels(route, str(status)).inc()
        if logs.detailed():
            log.debug("answered", route=route, status=status, request_id=self.trace.request_id)
        if tracing.exporting():
            tracing.tell(
                f"{self.scope['method']} {route}",
                self.trace.step,
                self._began,
                kind="server",
                attributes={
                    "http.request.method": self.scope["method"],
                    "http.route": route,
                    "http.response.status_code": status,
                },
                failed=status >= 500,
            )


def route_of(scope: Scope) -> str:
    """The path template of the matched route: bounded, so that it can label a metric."""
    route: Any = scope.get("route")
    return getattr(route, "path", None) or scope.get("nashra.route") or "unmatched"

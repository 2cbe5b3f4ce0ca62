"""HTTP as uvicorn reads it, with a bound on the head of a request, and problems instead of plain text."""

from __future__ import annotations

import asyncio
from http import HTTPStatus

import orjson
from uvicorn.protocols.http.httptools_impl import HttpToolsProtocol

from services.contracts.trace import Trace
from services.gateway.negotiation import PROBLEM
from services.gateway.problems import Problem, problem

MAX_HEAD_BYTES = 32 * 1024  # of a request line and its headers
MAX_HEAD_S = 10.0


class Protocol(HttpToolsProtocol):
    """What cannot be read as a request never reaches the application: it is answered here."""

    _head_bytes = 0
    _head_deadline: asyncio.TimerHandle | None = None

    def data_received(self, data: bytes) -> None:
        super().data_received(data)
        if self._head_deadline is None:
            return
        self._head_bytes += len(data)
        if self._head_bytes > MAX_HEAD_BYTES:
            self._refuse(head_too_large())

    def on_message_begin(self) -> None:
        super().on_message_begin()
        self._head_bytes = 0
        self._head_deadline = self.loop.call_later(MAX_HEAD_S, self._head_overdue)

    def on_headers_complete(self) -> None:
        self._end_head()
        super().on_headers_complete()

    def connection_lost(self, exc: Exception | None) -> None:
        self._end_head()
        super().connection_lost(exc)

    def send_400_response(self, msg: str) -> None:  # noqa: ARG002 # as uvicorn calls it
        self._refuse(
            problem("invalid-request", "no HTTP request; an address is ASCII, the rest percent-encoded")
        )

    def _head_overdue(self) -> None:
        self._refuse(problem("request-timeout", f"the headers were not here within {MAX_HEAD_S:g} s"))

    def _end_head(self) -> None:
        if self._head_deadline is not None:
            self._head_deadline.cancel()
            self._head_deadline = None

    def _refuse(self, refusal: Problem) -> None:
        self._end_head()
        if self.transport.is_closing():
            return
        refusal.trace_id = Trace.begin().trace_id
        body = orjson.dumps(refusal.as_json(base="", instance="", language="ar"))
        head = (
            f"HTTP/1.1 {refusal.status} {HTTPStatus(refusal.status).phrase}\r\n"
            f"content-type: {PROBLEM}\r\ncontent-length: {len(body)}\r\ncache-control: no-store\r\n"
            f"x-content-type-options: nosniff\r\nx-request-id: {refusal.trace_id}\r\n"
            "connection: close\r\n\r\n"
        )
        self.transport.write(head.encode() + body)
        self.transport.close()


def head_too_large() -> Problem:
    return problem("head-too-large", f"the headers have more than {MAX_HEAD_BYTES} bytes")

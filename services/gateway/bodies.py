"""The bodies of requests: bounded in size and time before anything reads them."""

from __future__ import annotations

import asyncio

import orjson
from starlette.types import ASGIApp, Message, Receive, Scope, Send

from services.gateway.negotiation import is_json
from services.gateway.problems import Fault, problem
from services.web import websub

MAX_BYTES = 64 * 1024  # the longest search and the longest report are a tenth of it
MAX_S = 10.0
WITHOUT_BODY = frozenset({"GET", "HEAD", "OPTIONS"})
CLOSE = {"Connection": "close"}  # what is left of a body is not worth reading


class Bodies:
    """Pure ASGI: takes the whole body in and hands it on as one piece; 413, 408 and 415 else.

    A hub's push passes: it may have megabytes, and its route checks and drops them as they come.
    """

    def __init__(self, app: ASGIApp, max_s: float = MAX_S) -> None:
        self._app = app
        self._max_s = max_s

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        if (
            scope["type"] != "http"
            or scope["method"] in WITHOUT_BODY
            or scope["path"].startswith(f"{websub.PATH}/")
        ):
            await self._app(scope, receive, send)
            return
        headers = dict(scope["headers"])
        length = headers.get(b"content-length", b"0")
        if not length.isdigit() or len(length) > 9 or int(length) > MAX_BYTES:
            raise _too_large()
        try:
            async with asyncio.timeout(self._max_s):
                body = await _whole(receive)
        except TimeoutError:
            detail = f"the body was not here within {self._max_s:g} s"
            raise problem("request-timeout", detail, headers=CLOSE) from None
        if body is None:
            return
        if body and scope["path"].startswith("/v1/"):
            _check_json(headers.get(b"content-type", b""), body)
        pieces: list[Message] = [{"type": "http.request", "body": body, "more_body": False}]

        async def replay() -> Message:
            return pieces.pop() if pieces else await receive()

        await self._app(scope, replay, send)


async def _whole(receive: Receive) -> bytes | None:
    """None: the client left."""
    body = bytearray()
    while True:
        message = await receive()
        if message["type"] == "http.disconnect":
            return None
        body += message.get("body", b"")
        if len(body) > MAX_BYTES:
            raise _too_large()
        if not message.get("more_body", False):
            return bytes(body)


def _check_json(content_type: bytes, body: bytes) -> None:
    """Stricter than what reads it afterwards: no lone surrogates, no NaN, no nesting beyond 1,024."""
    if not is_json(content_type):
        raise problem("unsupported-media-type", "the body is read as application/json alone")
    try:
        orjson.loads(body)
    except orjson.JSONDecodeError as error:
        fault = Fault("json_invalid", pointer="", message=str(error))
        raise problem(
            "invalid-request", f"the body is no JSON: {error}", errors=[fault], status=422
        ) from None


def _too_large() -> Exception:
    return problem("too-large", f"a body may have {MAX_BYTES} bytes", headers=CLOSE)

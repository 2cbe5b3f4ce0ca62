"""Responses as bytes; the layer that caches them a second, names them (ETag) and spares what a client has."""

from __future__ import annotations

import gzip
import re
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from hashlib import blake2b
from typing import Any
from urllib.parse import quote

import orjson
from cachetools import TTLCache
from starlette.responses import Response
from starlette.types import ASGIApp, Message, Receive, Scope, Send

from services.gateway.negotiation import JSON

TTL_S = 1.0  # spares Elasticsearch a burst of equal requests, and delays no article noticeably
CACHE_BYTES = 32 * 1024 * 1024
LEAST_BYTES = 64 * 1024  # that a response counts for, so that they are at most 512
MAX_BODY = 1024 * 1024
COMPRESS_FROM = 1400  # bytes: below, the answer is one packet anyway
MAX_AGE = re.compile(rb"\bpublic\b.*\bmax-age=[1-9]")
TEXT = re.compile(rb"^(text/(?!event-stream)|application/([a-z.+-]*json|[a-z.+-]*xml|javascript|opensearch))")
UTC_Z = orjson.OPT_UTC_Z | orjson.OPT_OMIT_MICROSECONDS


def json_response(
    content: object,
    *,
    cache: str,
    media_type: str = JSON,
    status: int = 200,
    etag: str | None = None,
    links: Mapping[str, str | None] | None = None,
    headers: Mapping[str, str] | None = None,
) -> Response:
    """`content` as it is: written once, never validated again. `links`: relation → address, for `Link`."""
    response = Response(orjson.dumps(content, option=UTC_Z), status, media_type=media_type)
    response.headers["Cache-Control"] = cache
    response.headers["Vary"] = "Accept, Accept-Encoding"
    if etag:
        response.headers["ETag"] = etag
    if links and (value := link_header(links)):
        response.headers["Link"] = value
    if headers:
        response.headers.update(headers)
    return response


def link_header(links: Mapping[str, str | None]) -> str:
    """RFC 8288; an address is written as a URI, so only ASCII."""
    return ", ".join(f'<{_ascii(url)}>; rel="{relation}"' for relation, url in links.items() if url)


def _ascii(url: str) -> str:
    return quote(url, safe="!#$%&'()*+,/:;=?@[]~")


def weak_etag(content: object) -> str:
    """The name of an answer in which only moments may differ (how long it took, how far the index is)."""
    digest = blake2b(orjson.dumps(content, option=UTC_Z), digest_size=12).hexdigest()
    return f'W/"{digest}"'


@dataclass(slots=True)
class Cached:
    """A whole response. `headers` without length and encoding; `packed` is made when first needed."""

    status: int
    headers: list[tuple[bytes, bytes]]
    body: bytes
    etag: bytes
    packed: bytes | None = field(default=None)

    def representation(self, accepts_gzip: bool) -> tuple[bytes, bytes, list[tuple[bytes, bytes]]]:
        """Body, tag and headers in the coding that the client takes."""
        if not accepts_gzip or len(self.body) < COMPRESS_FROM:
            return self.body, self.etag, []
        if self.packed is None:
            self.packed = gzip.compress(self.body, 5, mtime=0)
        return self.packed, self.etag[:-1] + b'-gz"', [(b"content-encoding", b"gzip")]


class ResponseCache:
    """Pure ASGI around the application; a cached response never reaches it."""

    def __init__(self, app: ASGIApp, ttl_s: float = TTL_S, cache_bytes: int = CACHE_BYTES) -> None:
        self._app = app
        self._responses: TTLCache[tuple[bytes, ...], Cached] = TTLCache(
            cache_bytes, ttl_s, getsizeof=lambda response: max(len(response.body), LEAST_BYTES)
        )

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        if scope["type"] != "http" or scope["method"] != "GET":
            await self._app(scope, receive, send)
            return
        headers = dict(scope["headers"])
        key = _key(scope, headers)
        cached = self._responses.get(key)
        if cached is None:
            capture = _Capture(send)
            await self._app(scope, receive, capture.send)
            cached = capture.response
            if cached is None:
                return
            if not capture.personal:
                self._responses[key] = cached
        else:
            scope["nashra.route"] = "cached"
        await _respond(cached, headers, send)


def _key(scope: Scope, headers: Mapping[bytes, bytes]) -> tuple[bytes, ...]:
    return (
        scope["raw_path"],
        scope["query_string"],
        headers.get(b"accept", b""),
        headers.get(b"accept-language", b""),
        headers.get(b"host", b""),
    )


async def _respond(cached: Cached, request: Mapping[bytes, bytes], send: Send) -> None:
    body, etag, coding = cached.representation(b"gzip" in request.get(b"accept-encoding", b""))
    if not_modified(request, etag, cached.headers):
        headers = [pair for pair in cached.headers if pair[0] not in {b"content-type", b"content-language"}]
        await send({"type": "http.response.start", "status": 304, "headers": [*headers, (b"etag", etag)]})
        await send({"type": "http.response.body", "body": b""})
        return
    length = (b"content-length", str(len(body)).encode())
    headers = [*cached.headers, (b"etag", etag), *coding, length]
    await send({"type": "http.response.start", "status": cached.status, "headers": headers})
    await send({"type": "http.response.body", "body": body})


def not_modified(request: Mapping[bytes, bytes], etag: bytes, headers: Sequence[tuple[bytes, bytes]]) -> bool:
    """Whether the client holds this answer: weak comparison, dates only without tags (RFC 9110 §13.2.2)."""
    if_none_match = request.get(b"if-none-match")
    if not if_none_match:
        since = request.get(b"if-modified-since")
        return since is not None and since == dict(headers).get(b"last-modified")
    tags = [tag.strip().removeprefix(b"W/") for tag in if_none_match.split(b",")]
    return tags == [b"*"] or etag.removeprefix(b"W/") in tags


class _Capture:
    """Takes a whole 200 of known length; lets everything else, such as a stream or an error, pass."""

    def __init__(self, send: Send) -> None:
        self._send = send
        self._start: Message | None = None
        self._parts: list[bytes] = []
        self.response: Cached | None = None
        self.personal = True

    async def send(self, message: Message) -> None:
        if message["type"] == "http.response.start":
            if _whole(message):
                self._start = message
                return
        elif self._start is not None:
            self._parts.append(message.get("body", b""))
            if not message.get("more_body", False):
                self._finish(self._start, b"".join(self._parts))
            return
        await self._send(message)

    def _finish(self, start: Message, body: bytes) -> None:
        headers: Sequence[tuple[bytes, bytes]] = start["headers"]
        found = dict(headers)
        etag = found.get(b"etag") or b'"' + blake2b(body, digest_size=12).hexdigest().encode() + b'"'
        vary = found.get(b"vary", b"")
        if b"accept-encoding" not in vary.lower():
            vary = b"Accept-Encoding" if not vary else vary + b", Accept-Encoding"
        others = [pair for pair in headers if pair[0] not in {b"content-length", b"etag", b"vary"}]
        others.append((b"vary", vary))
        self.response = Cached(start["status"], others, body, etag)
        cacheable = MAX_AGE.search(found.get(b"cache-control", b""))
        self.personal = not cacheable or b"set-cookie" in found


def _whole(start: Message) -> bool:
    found: dict[bytes, Any] = dict(start.get("headers", ()))
    length = found.get(b"content-length")
    return (
        start["status"] == 200
        and length is not None
        and int(length) <= MAX_BODY
        and b"content-encoding" not in found
        and bool(TEXT.match(found.get(b"content-type", b"")))
    )

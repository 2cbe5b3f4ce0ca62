from __future__ import annotations

import asyncio
from collections.abc import Iterable

import pytest
from services.gateway.bodies import MAX_BYTES, Bodies
from services.gateway.problems import Problem
from starlette.types import Message, Receive, Scope, Send

PUSH = "/websub/alalam/abcdefghijklmnopqrstuvwxyz234567"


class Reading:
    """An application that reads all that it is given."""

    def __init__(self) -> None:
        self.body: bytes | None = None

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        self.body = b""
        while True:
            message = await receive()
            self.body += message["body"]
            if not message["more_body"]:
                return


async def take(
    pieces: Iterable[bytes],
    *,
    method: str = "POST",
    path: str = "/search",
    max_s: float = 10,
    **headers: str,
) -> tuple[bytes | None, int]:
    """What the application read, and how many pieces were asked for; the body has no end."""
    asked = 0
    remaining = iter(pieces)

    async def receive() -> Message:
        nonlocal asked
        asked += 1
        piece = next(remaining, None)
        if piece is None:
            await asyncio.Event().wait()
        return {"type": "http.request", "body": piece, "more_body": piece != b"."}

    async def send(message: Message) -> None:
        raise AssertionError(message)

    raw = [(name.replace("_", "-").encode(), value.encode()) for name, value in headers.items()]
    scope = {"type": "http", "method": method, "path": path, "headers": raw}
    app = Reading()
    try:
        await Bodies(app, max_s)(scope, receive, send)
    except Problem as refused:
        refused.extra = {"asked": asked}
        raise
    return app.body, asked


@pytest.mark.parametrize("length", ["65537", "1000000000", "9" * 50, "-1", "1e3", "x"])
async def test_a_length_over_the_bound_is_refused_before_anything_is_read(length: str) -> None:
    with pytest.raises(Problem) as refused:
        await take([b"."], content_length=length)
    assert (refused.value.code, refused.value.extra["asked"]) == ("too-large", 0)
    assert refused.value.headers["Connection"] == "close"


@pytest.mark.parametrize("method", ["POST", "QUERY", "PUT", "PATCH", "DELETE"])
async def test_a_body_without_end_is_read_up_to_the_bound(method: str) -> None:
    with pytest.raises(Problem) as refused:
        await take((bytes(8192) for _ in range(1_000_000)), method=method)
    assert (refused.value.code, refused.value.extra["asked"]) == ("too-large", MAX_BYTES // 8192 + 1)


async def test_a_length_that_lies_does_not_let_more_through() -> None:
    with pytest.raises(Problem) as refused:
        await take((bytes(8192) for _ in range(1_000_000)), content_length="10")
    assert refused.value.code == "too-large"


async def test_a_slow_body_is_given_up() -> None:
    with pytest.raises(Problem) as refused:
        await take([b"{"], max_s=0.01)
    assert refused.value.code == "request-timeout"


async def test_a_body_comes_as_one_piece() -> None:
    pieces = [b"q=", b"\xd8\xa2", b"."]
    assert await take(pieces) == (b"".join(pieces), 3)


@pytest.mark.parametrize(
    "kind", ["", "text/plain", "application/x-www-form-urlencoded", "multipart/form-data"]
)
async def test_what_is_no_json_is_not_guessed_at(kind: str) -> None:
    with pytest.raises(Problem) as refused:
        await take([b"q=a", b"."], path="/v1/search", content_type=kind)
    assert refused.value.code == "unsupported-media-type"


@pytest.mark.parametrize(
    "body", [b'{"q": "\\ud800"}', b'{"\\ud800": 1}', b'{"limit": NaN}', b"[" * 2000, b"{"]
)
async def test_json_that_later_readers_would_stumble_over_is_refused(body: bytes) -> None:
    with pytest.raises(Problem) as refused:
        await take([body, b"."], path="/v1/search", content_type="application/json")
    assert (refused.value.code, refused.value.status) == ("invalid-request", 422)


async def test_a_push_of_a_hub_is_for_its_route_to_bound() -> None:
    body, _ = await take([*[bytes(65_536)] * 3, b"."], path=PUSH, content_length="196609")
    assert len(body or b"") == 196_609

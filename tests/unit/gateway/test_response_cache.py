from __future__ import annotations

import gzip
from collections.abc import AsyncIterator

import pytest
from services.gateway.response_cache import LEAST_BYTES, ResponseCache, link_header
from starlette.responses import JSONResponse, Response, StreamingResponse
from starlette.types import Receive, Scope, Send
from tests.unit.gateway.asgi import Client

PUBLIC = "public, max-age=15"


class Counting:
    """Answers with its count, so that a kept answer can be told from a new one."""

    def __init__(self, cache: str, *, cookie: bool = False, filler: int = 0) -> None:
        self.asked = 0
        self._cache = cache
        self._cookie = cookie
        self._filler = filler

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        self.asked += 1
        body = {"asked": self.asked, "filler": "ن" * self._filler}
        response = JSONResponse(body, headers={"Cache-Control": self._cache})
        if self._cookie:
            response.set_cookie("reader", "x")
        await response(scope, receive, send)


async def test_a_public_answer_is_kept_for_a_second() -> None:
    app = Counting(PUBLIC)
    client = Client(ResponseCache(app))
    for _ in range(3):
        await client.get("/v1/search?q=a")
    assert app.asked == 1
    client = Client(ResponseCache(app, ttl_s=0))  # the second is over at once
    for _ in range(3):
        await client.get("/v1/search?q=b")
    assert app.asked == 4


@pytest.mark.parametrize("difference", [{"accept": "application/ld+json"}, {"accept_language": "fr"}])
async def test_what_the_answer_depends_on_is_kept_apart(difference: dict[str, str]) -> None:
    app = Counting(PUBLIC)
    client = Client(ResponseCache(app))
    await client.get("/v1/search?q=a")
    await client.get("/v1/search?q=a", **difference)
    await client.get("/v1/search?q=b")
    assert app.asked == 3


@pytest.mark.parametrize(
    "app",
    [Counting("private, max-age=60"), Counting("no-store"), Counting("public, max-age=0")],
)
async def test_what_is_not_public_is_never_kept(app: Counting) -> None:
    client = Client(ResponseCache(app))
    await client.get("/a")
    await client.get("/a")
    assert app.asked == 2


async def test_an_answer_with_a_cookie_is_somebodys_own() -> None:
    app = Counting(PUBLIC, cookie=True)
    client = Client(ResponseCache(app))
    await client.get("/a")
    assert "set-cookie" in (await client.get("/a")).headers
    assert app.asked == 2


async def test_memory_is_bounded() -> None:
    app = Counting(PUBLIC)
    client = Client(ResponseCache(app, ttl_s=60, cache_bytes=3 * LEAST_BYTES))
    for number in (0, 1, 2, 3, 3, 2, 1):
        await client.get(f"/v1/search?q={number}")
    assert app.asked == 4
    await client.get("/v1/search?q=0")
    assert app.asked == 5, "it made room for the fourth"


@pytest.mark.parametrize("asked", ["{tag}", "W/{tag}", '"other", {tag}', "*"])
async def test_a_client_that_has_it_gets_304(asked: str) -> None:
    client = Client(ResponseCache(Counting(PUBLIC)))
    tag = (await client.get("/a")).headers["etag"]
    answer = await client.get("/a", if_none_match=asked.format(tag=tag))
    assert (answer.status, answer.body) == (304, b"")
    assert "content-length" not in answer.headers


async def test_gzip_only_for_those_who_take_it_and_only_when_it_pays() -> None:
    client = Client(ResponseCache(Counting(PUBLIC, filler=5000)))
    packed = await client.get("/a", accept_encoding="br, gzip")
    plain = await client.get("/a")
    assert gzip.decompress(packed.body) == plain.body
    assert packed.headers["vary"] == plain.headers["vary"] == "Accept-Encoding"
    small = await Client(ResponseCache(Counting(PUBLIC))).get("/a", accept_encoding="gzip")
    assert "content-encoding" not in small.headers


async def test_streams_and_errors_pass_untouched() -> None:
    async def pieces() -> AsyncIterator[bytes]:
        for piece in (b"event: a\n\n", b"event: b\n\n"):
            yield piece

    stream = await Client(ResponseCache(StreamingResponse(pieces(), media_type="text/event-stream"))).get(
        "/s"
    )
    assert stream.body == b"event: a\n\nevent: b\n\n"
    assert "etag" not in stream.headers
    failed = await Client(ResponseCache(Response("no", 404, {"Cache-Control": PUBLIC}))).get("/s")
    assert "etag" not in failed.headers


def test_links_are_uris_whatever_the_newspaper_calls_its_pages() -> None:
    links = {"canonical": "https://alalam.example/أخبار/1?a=%D8%A3", "next": None, "via": 'https://x/">;'}
    assert link_header(links) == (
        '<https://alalam.example/%D8%A3%D8%AE%D8%A8%D8%A7%D8%B1/1?a=%D8%A3>; rel="canonical", '
        '<https://x/%22%3E;>; rel="via"'
    )

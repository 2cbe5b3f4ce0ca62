"""The guarded client on loopback: a newspaper that it may reach, and a canary that must hear nothing."""

from __future__ import annotations

import asyncio
import gzip
import socket
from collections.abc import AsyncIterator

import pytest
from aiohttp import web
from services.web.addresses import Target, target_of
from services.web.decoding import Limits
from services.web.errors import (
    FetchError,
    HttpStatus,
    NoConnection,
    NotAllowed,
    Oversized,
    TimedOut,
    Unreadable,
)
from services.web.http import GuardedClient, next_hop
from tests.unit.web.loopback import Handler, canary, serving
from yarl import URL

AGENT = "nashra/0.1 (+https://example.org/bot)"


async def page(_: web.Request) -> web.StreamResponse:
    return web.Response(text="مرحبا", content_type="text/html", headers={"ETag": '"1"'})


@pytest.fixture
async def client() -> AsyncIterator[GuardedClient]:
    async with GuardedClient(AGENT, Limits(wire=50_000, decoded=200_000), total_seconds=3) as guarded:
        yield guarded


async def test_a_page_comes_with_its_headers_and_we_say_who_we_are(client: GuardedClient) -> None:
    async with serving(page) as site:
        answer = await client.get(site.url("/سياسة/خبر?q=مغرب"), allow=site.allow)
        assert answer.body.decode() == "مرحبا"
        assert (answer.status, answer.headers["etag"], answer.content_type) == (
            200,
            '"1"',
            "text/html; charset=utf-8",
        )
        asked = site.requests[0]
        assert asked.path == "/سياسة/خبر"
        assert asked.query["q"] == "مغرب"
        assert asked.headers["User-Agent"] == AGENT
        assert asked.headers["Accept-Encoding"] == "gzip, deflate"
        assert "Cookie" not in asked.headers


async def test_not_modified_is_an_answer(client: GuardedClient) -> None:
    async def conditional(request: web.Request) -> web.StreamResponse:
        return web.Response(status=304 if request.headers.get("If-None-Match") == '"1"' else 200)

    async with serving(conditional) as site:
        answer = await client.get(site.url(), allow=site.allow, headers={"If-None-Match": '"1"'})
        assert (answer.status, answer.body) == (304, b"")


@pytest.mark.parametrize("host", ["127.0.0.1", "localhost", "[::ffff:127.0.0.1]", "127.1", "0x7f000001", "0"])
async def test_the_canary_hears_nothing_of_a_direct_request(client: GuardedClient, host: str) -> None:
    async with canary() as (port, heard):
        with pytest.raises(NotAllowed):
            await client.get(f"http://{host}:{port}/")
        assert heard == []


@pytest.mark.parametrize("port", [80, 443])
async def test_a_name_for_a_private_address_is_refused_on_a_usual_port(
    client: GuardedClient, monkeypatch: pytest.MonkeyPatch, port: int
) -> None:
    _resolve_to(monkeypatch, [["127.0.0.1"]])
    with pytest.raises(NotAllowed, match="not a public address"):
        await client.get(f"http://press.example:{port}/")


@pytest.mark.parametrize(
    "answers",
    [["127.0.0.1"], ["93.184.215.14", "10.0.0.1"], ["::1"], ["::ffff:127.0.0.1"], ["64:ff9b::7f00:1"]],
)
async def test_every_address_of_a_name_must_be_public(
    client: GuardedClient, monkeypatch: pytest.MonkeyPatch, answers: list[str]
) -> None:
    _resolve_to(monkeypatch, [answers])
    with pytest.raises(NotAllowed):
        await client.get("http://rebind.example/")


async def test_rebinding_gains_nothing(client: GuardedClient, monkeypatch: pytest.MonkeyPatch) -> None:
    """The name is public when first asked and private ever after; only the first answer is connected to."""
    connected = _record_connections(monkeypatch)
    asked = _resolve_to(monkeypatch, [["203.0.114.7"], ["127.0.0.1"]])
    with pytest.raises((NoConnection, TimedOut)):
        await client.get("http://rebind.example/")
    assert asked == ["rebind.example"]
    assert connected == ["203.0.114.7"]


@pytest.mark.parametrize(
    "location",
    [
        "http://127.0.0.1:{port}/", "//127.0.0.1:{port}/", "http://localhost:{port}/", "http://[::1]:{port}/",
        "http://user:password@127.0.0.1:{port}/", "http://169.254.169.254/", "file:///etc/passwd",
        "ftp://x.example/", "http://127.0.0.1:{port}\\@example.com/", "http://127.0.0.1:{port}\t/",
    ],
)  # fmt: skip
async def test_a_redirect_is_checked_like_a_request(client: GuardedClient, location: str) -> None:
    async with canary() as (port, heard):

        async def redirect(_: web.Request) -> web.StreamResponse:
            return web.Response(status=302, headers={"Location": location.format(port=port)})

        async with serving(redirect) as site:
            with pytest.raises(NotAllowed):
                await client.get(site.url(), allow=site.allow)
        assert heard == []


async def test_five_redirects_are_followed_and_no_more(client: GuardedClient) -> None:
    async def hop(request: web.Request) -> web.StreamResponse:
        left = int(request.path.strip("/"))
        if left == 0:
            return web.Response(text="وصلنا")
        return web.Response(status=301, headers={"Location": f"/{left - 1}"})

    async with serving(hop) as site:
        answer = await client.get(site.url("/5"), allow=site.allow)
        assert (answer.url, answer.body.decode()) == (site.url("/0"), "وصلنا")
        with pytest.raises(NotAllowed, match="redirects"):
            await client.get(site.url("/6"), allow=site.allow)


async def test_a_cookie_that_a_redirect_sets_is_brought_back_in_this_exchange_alone(
    client: GuardedClient,
) -> None:
    seen: list[str | None] = []

    async def wall(request: web.Request) -> web.StreamResponse:
        seen.append(request.headers.get("Cookie"))
        if "seen" in request.cookies:
            return web.Response(text="<rss/>")
        return web.Response(
            status=302,
            headers=[("Location", "/rss"), ("Set-Cookie", "seen=1; path=/"), ("Set-Cookie", "b=2; path=/x")],
        )

    async with serving(wall) as site:
        for _ in range(2):
            assert (await client.get(site.url("/rss"), allow=site.allow)).body == b"<rss/>"
    assert seen == [None, "seen=1", None, "seen=1"]


async def test_a_document_may_have_limits_of_its_own(client: GuardedClient) -> None:
    async def large(_: web.Request) -> web.StreamResponse:
        return web.Response(body=b"<" * 60_000)

    async with serving(large) as site:
        with pytest.raises(Oversized):
            await client.get(site.url("/"), allow=site.allow)
        limits = Limits(wire=60_000, decoded=60_000)
        assert len((await client.get(site.url("/"), allow=site.allow, limits=limits)).body) == 60_000


def test_no_redirect_leads_from_https_to_http() -> None:
    secure = target_of("https://example.com/")
    with pytest.raises(NotAllowed, match="from https"):
        next_hop(secure, "HTTP://example.com/")
    assert next_hop(secure, "https://example.com/a b#c") == "https://example.com/a%20b"


async def test_the_environment_names_no_proxy(client: GuardedClient, monkeypatch: pytest.MonkeyPatch) -> None:
    async with canary() as (port, heard), serving(page) as site:
        for name in ("http_proxy", "HTTP_PROXY", "all_proxy", "ALL_PROXY"):
            monkeypatch.setenv(name, f"http://127.0.0.1:{port}")
        assert (await client.get(site.url(), allow=site.allow)).status == 200
        assert heard == []


async def test_what_one_source_may_reach_no_other_may(client: GuardedClient) -> None:
    async with serving(page) as site:
        await client.get(site.url(), allow=site.allow)
        for allow in ([], ["127.0.0.1:1"]):
            with pytest.raises(NotAllowed):
                await client.get(site.url(), allow=allow)
        assert len(site.requests) == 1


@pytest.mark.parametrize("host", ["127。0。0。1", "⑯⑨。②⑤④。⑯⑨｡②⑤④", "⑩.⓪.⓪.①"])
async def test_digits_and_dots_of_other_scripts_lead_nowhere(
    client: GuardedClient, monkeypatch: pytest.MonkeyPatch, host: str
) -> None:
    """Clients fold them to ASCII after a look at the address, and connect."""
    connected = _record_connections(monkeypatch)
    with pytest.raises(NotAllowed):
        await client.get(f"http://{host}/")
    assert connected == []


async def test_an_address_that_no_check_of_the_url_knew_is_not_connected_to(
    client: GuardedClient, monkeypatch: pytest.MonkeyPatch
) -> None:
    """The last look is at the socket, whatever way led there."""
    monkeypatch.setattr(
        "services.web.http.target_of", lambda url, allow=(): Target(URL(url), "http", "x", 80)
    )
    async with canary() as (port, heard):
        with pytest.raises(NotAllowed):
            await client.get(f"http://127.0.0.1:{port}/")
        assert heard == []


async def _streamed(request: web.Request, chunk: bytes, encoding: str | None = None) -> web.StreamResponse:
    response = web.StreamResponse(headers={"Content-Encoding": encoding} if encoding else None)
    await response.prepare(request)
    try:
        for _ in range(1000):
            await response.write(chunk)
    except ConnectionError:
        pass
    return response


@pytest.mark.parametrize(
    "respond",
    [
        lambda _: _body(b"x" * 60_000),
        lambda request: _streamed(request, b"x" * 1000),
        lambda _: _body(gzip.compress(b"\0" * 3_000_000), "gzip"),
        lambda _: _body(gzip.compress(bytes(range(256)) * 1000), "gzip"),
    ],
    ids=["announced", "streamed", "bomb", "decoded"],
)
async def test_too_much_is_not_read(client: GuardedClient, respond: Handler) -> None:
    async with serving(respond) as site:
        with pytest.raises(Oversized):
            await client.get(site.url(), allow=site.allow)


async def _body(body: bytes, encoding: str | None = None) -> web.StreamResponse:
    return web.Response(body=body, headers={"Content-Encoding": encoding} if encoding else None)


async def test_a_compressed_page_is_read(client: GuardedClient) -> None:
    text = "خبر عاجل ".encode() * 100
    async with serving(lambda _: _body(gzip.compress(text), "gzip")) as site:
        assert (await client.get(site.url(), allow=site.allow)).body == text


@pytest.mark.parametrize(("body", "encoding"), [(b"plain", "gzip"), (b"x\0", "br")])
async def test_a_lie_about_the_encoding_is_unreadable(
    client: GuardedClient, body: bytes, encoding: str
) -> None:
    async with serving(lambda _: _body(body, encoding)) as site:
        with pytest.raises(Unreadable):
            await client.get(site.url(), allow=site.allow)


async def test_a_server_that_trickles_is_left_after_the_total_time() -> None:
    async def trickle(request: web.Request) -> web.StreamResponse:
        response = web.StreamResponse()
        await response.prepare(request)
        try:
            for _ in range(100):
                await response.write(b".")
                await asyncio.sleep(0.05)
        except ConnectionError:
            pass
        return response

    async with serving(trickle) as site, GuardedClient(AGENT, total_seconds=0.4) as hasty:
        started = asyncio.get_running_loop().time()
        with pytest.raises(TimedOut):
            await hasty.get(site.url(), allow=site.allow)
        assert asyncio.get_running_loop().time() - started < 1.5


async def test_no_server_is_unreachable(client: GuardedClient) -> None:
    with socket.socket() as taken:
        taken.bind(("127.0.0.1", 0))
        port = taken.getsockname()[1]
        with pytest.raises(NoConnection):
            await client.get(f"http://127.0.0.1:{port}/", allow=[f"127.0.0.1:{port}"])


@pytest.mark.parametrize(
    ("status", "passing"), [(404, False), (410, False), (403, False), (429, True), (500, True), (503, True)]
)
async def test_a_status_says_whether_it_may_pass(client: GuardedClient, status: int, passing: bool) -> None:
    async def respond(_: web.Request) -> web.StreamResponse:
        return web.Response(status=status, headers={"Retry-After": "7"})

    async with serving(respond) as site:
        with pytest.raises(HttpStatus) as caught:
            await client.get(site.url(), allow=site.allow)
        assert (caught.value.status, caught.value.retry_after, caught.value.passing) == (status, 7.0, passing)


@pytest.mark.parametrize("first", [b"garbage\r\n\r\n", b"", b"HTTP/1.1 200 OK\r\nContent-Length: 9\r\n\r\nx"])
async def test_broken_http_is_a_typed_error(client: GuardedClient, first: bytes) -> None:
    async def break_off(reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        await reader.readuntil(b"\r\n\r\n")
        writer.write(first)
        await writer.drain()
        writer.close()

    server = await asyncio.start_server(break_off, "127.0.0.1", 0)
    async with server:
        port = server.sockets[0].getsockname()[1]
        with pytest.raises(FetchError):
            await client.get(f"http://127.0.0.1:{port}/", allow=[f"127.0.0.1:{port}"])


def _resolve_to(monkeypatch: pytest.MonkeyPatch, answers: list[list[str]]) -> list[str]:
    """Name lookups give each of `answers` in turn, then the last; the names that were asked."""
    asked: list[str] = []

    async def getaddrinfo(host: str, port: int, **_: object) -> list[tuple[object, ...]]:
        addresses = answers[min(len(asked), len(answers) - 1)]
        asked.append(host)
        return [
            (socket.AF_INET6 if ":" in one else socket.AF_INET, socket.SOCK_STREAM, 6, "", (one, port))
            for one in addresses
        ]

    monkeypatch.setattr(asyncio.get_running_loop(), "getaddrinfo", getaddrinfo)
    return asked


def _record_connections(monkeypatch: pytest.MonkeyPatch) -> list[str]:
    connected: list[str] = []

    async def refuse(_: socket.socket, address: tuple[str, int]) -> None:
        connected.append(address[0])
        raise ConnectionRefusedError("recorded, not connected")

    monkeypatch.setattr(asyncio.get_running_loop(), "sock_connect", refuse)
    return connected


async def test_what_is_sent_comes_whole_and_any_status_is_an_answer(client: GuardedClient) -> None:
    bodies: list[bytes] = []

    async def gone(request: web.Request) -> web.StreamResponse:
        bodies.append(await request.read())
        return web.Response(status=410, body=b"x" * 100_000, headers={"Retry-After": "5"})

    async with serving(gone) as site:
        sent = {"Content-Type": "application/json", "webhook-id": "am_1"}
        body = b'{"type":"alert.test"}'
        answer = await client.send(site.url("/hook"), body, sent, allow=site.allow)
        assert (answer.status, answer.headers["retry-after"], bodies) == (410, "5", [body])
        assert 0 < len(answer.body) <= 4096
        assert site.requests[0].headers["webhook-id"] == "am_1"


async def test_a_redirect_of_what_is_sent_is_an_answer_and_nobody_is_asked(client: GuardedClient) -> None:
    async with canary() as (port, heard):

        async def away(_: web.Request) -> web.StreamResponse:
            raise web.HTTPTemporaryRedirect(f"http://127.0.0.1:{port}/")

        async with serving(away) as site:
            allow = [*site.allow, f"127.0.0.1:{port}"]
            assert (await client.send(site.url("/hook"), b"{}", {}, allow=allow)).status == 307
        assert heard == []


async def test_nothing_is_sent_to_a_private_address(client: GuardedClient) -> None:
    async with canary() as (port, heard):
        with pytest.raises(NotAllowed):
            await client.send(f"http://127.0.0.1:{port}/hook", b"{}", {})
        assert heard == []

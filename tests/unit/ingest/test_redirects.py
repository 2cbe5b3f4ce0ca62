"""Redirects to another host, on loopback: that host's robots.txt counts too."""

from __future__ import annotations

from collections.abc import AsyncIterator

import pytest
from aiohttp import web
from services.ingest.politeness import Disallowed, PoliteClient
from services.web.errors import NotAllowed
from services.web.http import GuardedClient
from tests.unit.web.loopback import canary, serving


@pytest.fixture
async def polite() -> AsyncIterator[PoliteClient]:
    async with GuardedClient("nashra/0.1", total_seconds=3) as client:
        yield PoliteClient(client, "nashra", 0)


def sent_to(url: str, status: int) -> web.Response:
    return web.Response(status=status, headers={"Location": url})


def without_robots(request: web.Request) -> None:
    if request.path == "/robots.txt":
        raise web.HTTPNotFound


@pytest.mark.parametrize(("status", "permanent"), [(301, True), (308, True), (302, False), (307, False)])
async def test_the_robots_of_the_other_host_are_asked_and_obeyed(
    polite: PoliteClient, status: int, permanent: bool
) -> None:
    async def there(request: web.Request) -> web.StreamResponse:
        return web.Response(text="User-agent: *\nDisallow: /private" if "robots" in request.path else "خبر")

    async with serving(there) as other:

        async def here(request: web.Request) -> web.StreamResponse:
            without_robots(request)
            return sent_to(other.url(request.path), status)

        async with serving(here) as site:
            allow = [*site.allow, *other.allow]
            answer = await polite.get(site.url("/1"), allow=allow)
            assert (answer.url, answer.body.decode()) == (other.url("/1"), "خبر")
            assert answer.permanent is permanent
            with pytest.raises(Disallowed):
                await polite.get(site.url("/private/1"), allow=allow)
            assert [request.path for request in other.requests] == ["/robots.txt", "/1"]


async def test_two_hosts_that_send_to_each_other_end(polite: PoliteClient) -> None:
    places: list[str] = []

    async def bounce(request: web.Request) -> web.StreamResponse:
        without_robots(request)
        return sent_to(next(place for place in places if request.host not in place), 302)

    async with serving(bounce) as one, serving(bounce) as two:
        places += [one.url(), two.url()]
        with pytest.raises(NotAllowed, match="redirects"):
            await polite.get(one.url(), allow=[*one.allow, *two.allow])


async def test_the_canary_hears_nothing_of_a_redirect(polite: PoliteClient) -> None:
    async with canary() as (port, heard):

        async def inside(request: web.Request) -> web.StreamResponse:
            without_robots(request)
            return sent_to(f"http://127.0.0.1:{port}/", 301)

        async with serving(inside) as site:
            with pytest.raises(NotAllowed):
                await polite.get(site.url("/1"), allow=site.allow)
        assert heard == []

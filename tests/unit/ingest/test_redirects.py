"""Redirects to another host, on loopback: that host's robots.txt counts too."""

from __future__ import annotations

from collections.abc import AsyncIterator

import pytest
from aiohttp import web
from services.ingest.errors import Disallowed
from services.ingest.politeness import PoliteClient
from services.web.errors import NotAllowed
from services.web.http import GuardedClient
from tests.unit.web.loopback import Site, canary, serving


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


@pytest.mark.parametrize("within", [0, 1, 2])
async def test_five_redirects_over_several_hosts_are_followed_and_no_more(
    polite: PoliteClient, within: int
) -> None:
    """`within`: redirects that stay on a host before each one that leaves it."""
    places: list[str] = []

    async def hop(request: web.Request) -> web.StreamResponse:
        without_robots(request)
        left = int(request.path.strip("/"))
        if left == 0:
            return web.Response(text="وصلنا")
        here = request.url.origin()
        there = next(place for place in places if place != str(here))
        return sent_to(f"{there if left % (within + 1) == 0 else here}/{left - 1}", 302)

    async with serving(hop) as one, serving(hop) as two:
        places += [one.url(""), two.url("")]
        allow = [*one.allow, *two.allow]
        assert (await polite.get(one.url("/5"), allow=allow)).body.decode() == "وصلنا"
        asked = len(pages_asked(one)) + len(pages_asked(two))
        assert asked == 6
        for length in range(6, 12):
            with pytest.raises(NotAllowed, match="more than 5 redirects"):
                await polite.get(one.url(f"/{length}"), allow=allow)
            asked += 6
            assert len(pages_asked(one)) + len(pages_asked(two)) == asked, "nothing is sent after the fifth"


async def test_a_cookie_comes_back_after_a_way_over_another_host(polite: PoliteClient) -> None:
    places: list[str] = []

    async def wall(request: web.Request) -> web.StreamResponse:
        without_robots(request)
        if request.path == "/consent":
            return sent_to(f"{places[0]}/1", 302)
        if "seen" in request.cookies:
            return web.Response(text="خبر")
        answer = sent_to(f"{places[1]}/consent", 302)
        answer.set_cookie("seen", "1")
        return answer

    async with serving(wall) as one, serving(wall) as two:
        places += [one.url(""), two.url("").replace("127.0.0.1", "localhost")]
        allow = [*one.allow, *(place.replace("127.0.0.1", "localhost") for place in two.allow)]
        assert (await polite.get(one.url("/1"), allow=allow)).body.decode() == "خبر"


def pages_asked(site: Site) -> list[str]:
    return [request.path for request in site.requests if request.path != "/robots.txt"]


async def test_the_canary_hears_nothing_of_a_redirect(polite: PoliteClient) -> None:
    async with canary() as (port, heard):

        async def inside(request: web.Request) -> web.StreamResponse:
            without_robots(request)
            return sent_to(f"http://127.0.0.1:{port}/", 301)

        async with serving(inside) as site:
            with pytest.raises(NotAllowed):
                await polite.get(site.url("/1"), allow=site.allow)
        assert heard == []

"""The image proxy on loopback: a newspaper that may be reached, and a canary that must hear nothing."""

from __future__ import annotations

import asyncio
from collections.abc import AsyncIterator

import pytest
from aiohttp import web
from services.gateway import image_proxy
from services.gateway.image_proxy import Absent, ImageProxy, Picture, Place
from tests.unit.gateway.fakes import JPEG, FakeWeb
from tests.unit.web.loopback import Site, canary, serving

UNAVAILABLE = Absent("unavailable")


@pytest.fixture
async def proxy() -> AsyncIterator[ImageProxy]:
    async with image_proxy.image_client("nashra/0.1") as client:
        made = ImageProxy(client)
        yield made
        await made.close()


def place_at(site: Site, path: str = "/port.jpg") -> Place:
    return Place("i_port", site.url(path), "alalam", tuple(site.allow))


async def jpeg(_: web.Request) -> web.StreamResponse:
    return web.Response(body=JPEG, content_type="application/octet-stream")


async def test_a_picture_is_what_its_bytes_say(proxy: ImageProxy) -> None:
    async with serving(jpeg) as site:
        found = await proxy.picture(place_at(site))
        assert isinstance(found, Picture)
        assert (found.media_type, found.body) == ("image/jpeg", JPEG)
        assert "image/avif" in site.requests[0].headers["Accept"]


async def test_readers_of_one_picture_share_one_request(proxy: ImageProxy) -> None:
    async def slow(request: web.Request) -> web.StreamResponse:
        await asyncio.sleep(0.05)
        return await jpeg(request)

    async with serving(slow) as site:
        leaving = asyncio.create_task(proxy.picture(place_at(site)))
        staying = [asyncio.create_task(proxy.picture(place_at(site))) for _ in range(20)]
        await asyncio.sleep(0.01)
        leaving.cancel()
        assert len(set(await asyncio.gather(*staying))) == 1
        assert isinstance(await proxy.picture(place_at(site)), Picture)
        assert len(site.requests) == 1


@pytest.mark.parametrize(
    ("body", "said"),
    [
        (b"<svg xmlns='http://www.w3.org/2000/svg'><script>alert(1)</script></svg>", "image/png"),
        (b"<!doctype html><script>alert(1)</script>", "image/jpeg"),
        (b"", "image/gif"),
        (b"\xff\xd8\xff" + bytes(image_proxy.MAX_BYTES), "image/jpeg"),
    ],
)
async def test_what_is_no_raster_of_five_megabytes_does_not_come_through(
    proxy: ImageProxy, body: bytes, said: str
) -> None:
    async def answer(_: web.Request) -> web.StreamResponse:
        return web.Response(body=body, content_type=said)

    async with serving(answer) as site:
        assert await proxy.picture(place_at(site)) == UNAVAILABLE


@pytest.mark.parametrize(
    "host", ["127.0.0.1", "localhost", "[::ffff:127.0.0.1]", "[::1]", "127.1", "2130706433"]
)
async def test_the_canary_hears_nothing_of_an_image_url(proxy: ImageProxy, host: str) -> None:
    async with canary() as (port, heard), serving(jpeg) as site:
        url = f"http://{host}:{port}/port.jpg"
        assert await proxy.picture(Place("i_port", url, "alalam", tuple(site.allow))) == UNAVAILABLE
        assert heard == []


async def test_the_canary_hears_nothing_of_a_redirect(proxy: ImageProxy) -> None:
    async with canary() as (port, heard):

        async def elsewhere(_: web.Request) -> web.StreamResponse:
            return web.Response(status=302, headers={"Location": f"http://127.0.0.1:{port}/port.jpg"})

        async with serving(elsewhere) as site:
            assert await proxy.picture(place_at(site)) == UNAVAILABLE
        assert heard == []


async def test_what_one_newspaper_may_reach_is_closed_to_another(proxy: ImageProxy) -> None:
    async with serving(jpeg) as site:
        assert isinstance(await proxy.picture(place_at(site)), Picture)
        foreign = Place("i_port", site.url("/port.jpg"), "bayane")
        assert await proxy.picture(foreign) == UNAVAILABLE
        assert len(site.requests) == 1


async def test_a_newspaper_that_fails_is_left_alone_for_a_while() -> None:
    now, newspapers = 100.0, FakeWeb()
    proxy = ImageProxy(newspapers, lambda: now)
    place = Place("i_port", "https://alalam.example/missing.jpg", "alalam")
    assert await proxy.picture(place) == await proxy.picture(place) == UNAVAILABLE
    assert len(newspapers.asked) == 1
    now += image_proxy.FAILURE_TTL_S
    newspapers.answers[place.url] = JPEG
    assert isinstance(await proxy.picture(place), Picture)


async def test_a_slow_newspaper_leaves_turns_to_the_others(proxy: ImageProxy) -> None:
    released = asyncio.Event()

    async def stuck(request: web.Request) -> web.StreamResponse:
        await released.wait()
        return await jpeg(request)

    async with serving(stuck) as slow, serving(jpeg) as quick:
        waiting = [asyncio.create_task(proxy.picture(place_at(slow, f"/{n}.jpg"))) for n in range(40)]
        async with asyncio.timeout(10):
            while len(slow.requests) < image_proxy.AT_ONCE_A_NEWSPAPER:  # noqa: ASYNC110 # they come over HTTP
                await asyncio.sleep(0.01)
        await asyncio.sleep(0.05)  # in which further ones would come
        assert len(slow.requests) == image_proxy.AT_ONCE_A_NEWSPAPER
        other = Place("i_other", quick.url("/port.jpg"), "bayane", tuple(quick.allow))
        assert isinstance(await asyncio.wait_for(proxy.picture(other), 10), Picture)
        released.set()
        assert all(isinstance(found, Picture) for found in await asyncio.gather(*waiting))


async def test_over_the_bound_readers_are_told_to_come_back(
    monkeypatch: pytest.MonkeyPatch, proxy: ImageProxy
) -> None:
    monkeypatch.setattr(image_proxy, "MAX_FLIGHTS", 0)
    assert await proxy.picture(Place("i_port", "https://alalam.example/port.jpg", "alalam")) == Absent("busy")


async def test_memory_is_bounded_and_the_picture_longest_not_asked_for_goes_first() -> None:
    now, newspapers = 100.0, FakeWeb()
    proxy = ImageProxy(newspapers, lambda: now, cache_bytes=2 * len(JPEG) + 1)
    first, second, third = (Place(n, f"https://alalam.example/{n}.jpg", "alalam") for n in "abc")
    newspapers.answers = dict.fromkeys((first.url, second.url, third.url), JPEG)
    for place in (first, second, first, third, first):
        await proxy.picture(place)
    assert len(newspapers.asked) == 3
    await proxy.picture(second)
    assert len(newspapers.asked) == 4, "it made room for the third"
    now += image_proxy.PICTURE_TTL_S
    await proxy.picture(first)
    assert len(newspapers.asked) == 5, "after its time it is asked for again"

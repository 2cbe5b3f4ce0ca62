"""Manners, with a client that plays a whole web of newspapers."""

from __future__ import annotations

import asyncio
import time
from collections.abc import Collection, Mapping
from itertools import pairwise

import pytest
from services.ingest.errors import Disallowed, Resting
from services.ingest.politeness import PoliteClient
from services.web.decoding import Limits
from services.web.errors import FetchError, HttpStatus, NoConnection, NotAllowed
from services.web.http import Response, Trail
from tests.unit.web.forms import NoForms

ROBOTS = "User-agent: *\nDisallow: /private\n"


class Web(NoForms):
    """Answers robots.txt with `robots`, a text or an error, and the rest with `answer`, after `seconds`."""

    def __init__(
        self, robots: str | FetchError = ROBOTS, answer: FetchError | None = None, seconds: float = 0
    ) -> None:
        self.robots = robots
        self.answer = answer
        self.seconds = seconds
        self.asked: list[tuple[str, float]] = []
        self.open: dict[str, int] = {}
        self.most = 0

    async def get(
        self,
        url: str,
        *,
        allow: Collection[str] = (),
        headers: Mapping[str, str] | None = None,
        limits: Limits | None = None,
        stay: bool = False,
        trail: Trail | None = None,
    ) -> Response:
        host = url.split("/")[2]
        self.asked.append((url, time.monotonic()))
        self.open[host] = self.open.get(host, 0) + 1
        self.most = max(self.most, self.open[host])
        await asyncio.sleep(self.seconds)
        self.open[host] -= 1
        if url.endswith("/robots.txt"):
            if isinstance(self.robots, FetchError):
                raise self.robots
            return Response(200, url, {}, self.robots.encode())
        if self.answer:
            raise self.answer
        return Response(200, url, {}, b"")

    def times(self, word: str) -> list[float]:
        return [moment for url, moment in self.asked if word in url]


async def test_robots_is_asked_once_and_obeyed() -> None:
    web = Web()
    polite = PoliteClient(web, "nashra", 0)
    await polite.get("http://a.ma/1")
    await polite.get("http://a.ma/2")
    with pytest.raises(Disallowed, match=r"a\.ma"):
        await polite.get("http://a.ma/private/3")
    assert [url for url, _ in web.asked] == ["http://a.ma/robots.txt", "http://a.ma/1", "http://a.ma/2"]


@pytest.mark.parametrize("url", ["http://[", "file:///x", "http://127.0.0.1/", "http://u:p@a.ma/"])
async def test_a_bad_url_does_not_even_ask_for_robots(url: str) -> None:
    web = Web()
    with pytest.raises(NotAllowed):
        await PoliteClient(web, "nashra", 0).get(url)
    assert not web.asked


async def test_no_robots_allows_and_a_failing_one_forbids_for_now() -> None:
    assert (
        await PoliteClient(Web(HttpStatus(404, "x")), "nashra", 0).get("http://a.ma/private")
    ).status == 200
    for error in (HttpStatus(503, "x"), NoConnection("x")):
        web = Web(error)
        polite = PoliteClient(web, "nashra", 0)
        with pytest.raises(type(error)):
            await polite.get("http://a.ma/1")
        assert not web.times("/1")
        web.robots = ROBOTS
        assert (await polite.get("http://a.ma/1")).status == 200, "the host is back"
    with pytest.raises(Disallowed):
        await PoliteClient(Web(NotAllowed("x")), "nashra", 0).get("http://a.ma/1")


async def test_one_request_to_a_host_at_a_time_with_a_rest_between() -> None:
    web = Web("", seconds=0.02)
    polite = PoliteClient(web, "nashra", 0.05)
    await asyncio.gather(*(polite.get(f"http://a.ma/page{n}") for n in range(4)))
    assert web.most == 1
    moments = web.times("page")
    assert all(later - earlier >= 0.065 for earlier, later in pairwise(moments))


async def test_hosts_do_not_wait_for_each_other() -> None:
    web = Web("", seconds=0.1)
    polite = PoliteClient(web, "nashra", 1)
    started = time.monotonic()
    await asyncio.gather(*(polite.get(f"http://paper{n}.ma/x") for n in range(20)))
    assert time.monotonic() - started < 1.5  # 20 × 0.1 s, if they did


async def test_the_longer_of_our_rest_and_the_crawl_delay_counts() -> None:
    web = Web("User-agent: nashra\nCrawl-delay: 0.2")
    polite = PoliteClient(web, "nashra", 0)
    await polite.get("http://a.ma/page1")
    await polite.get("http://a.ma/page2", pause=0)
    first, second = web.times("page")
    assert second - first >= 0.19


async def test_a_host_that_asks_for_a_rest_gets_it() -> None:
    web = Web("", answer=HttpStatus(429, "http://a.ma/1", retry_after=120))
    polite = PoliteClient(web, "nashra", 0)
    with pytest.raises(HttpStatus):
        await polite.get("http://a.ma/1")
    asked = len(web.asked)
    with pytest.raises(Resting) as caught:
        await polite.get("http://a.ma/2")
    assert 110 < (caught.value.retry_after or 0) <= 120
    assert len(web.asked) == asked, "nothing was sent"
    web.answer = None
    assert (await polite.get("http://b.ma/1")).status == 200

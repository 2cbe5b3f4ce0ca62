"""A newspaper on loopback that counts what it is asked, for tests of the poller."""

from __future__ import annotations

import asyncio
from collections import Counter
from email.utils import formatdate
from xml.sax.saxutils import escape

from aiohttp import web
from services.contracts.source import Feed, Source
from tests.loopback import LoopbackServer


class LocalPaper(LoopbackServer):
    """Serves a feed, its articles and robots.txt; `hits` counts answers by (path, status)."""

    def __init__(self, source_id: str = "annahda") -> None:
        super().__init__()
        self.source_id = source_id
        self.items: dict[str, str] = {}
        self.robots = "User-agent: *\nDisallow: /private/\n"
        self.hits: Counter[tuple[str, int]] = Counter()
        self.agents: set[str] = set()
        self.down = False
        self.hub: str | None = None
        self.version = 0
        self.first_asked = float("inf")

    def application(self) -> web.Application:
        app = web.Application()
        app.router.add_get("/{path:.*}", self._answer)
        return app

    def source(self, **fields: object) -> Source:
        usual = {
            "id": self.source_id,
            "name": "النهضة",
            "country": "ma",
            "feeds": (Feed(url=f"{self.url}/feed"),),
            "rights": "excerpt",
            "allow": (f"127.0.0.1:{self.port}",),
            "crawl_delay": 0,
        }
        return Source.model_validate({**usual, **fields})

    def write(self, path: str, title: str) -> None:
        """Publish an article, or change its title."""
        self.items[path] = title
        self.version += 1

    @property
    def polls(self) -> int:
        return self.hits["/feed", 200] + self.hits["/feed", 304]

    async def _answer(self, request: web.Request) -> web.Response:
        self.first_asked = min(self.first_asked, asyncio.get_running_loop().time())
        response = await self._choose(request)
        self.hits[request.path, response.status] += 1
        self.agents.add(request.headers.get("User-Agent", ""))
        return response

    async def _choose(self, request: web.Request) -> web.Response:
        if self.down:
            return web.Response(status=503)
        if request.path == "/robots.txt":
            return web.Response(text=self.robots)
        if request.path == "/slow":
            await asyncio.sleep(60)
        if request.path == "/feed":
            etag = f'"{self.version}"'
            if request.headers.get("If-None-Match") == etag:
                return web.Response(status=304)
            headers = {"ETag": etag} | ({"Link": f'<{self.hub}>; rel="hub"'} if self.hub else {})
            return web.Response(text=self._feed(), content_type="application/rss+xml", headers=headers)
        title = self.items.get(request.path)
        if title is None:
            return web.Response(status=404)
        return web.Response(
            text=f"<html lang=ar><h1>{escape(title)}</h1><p>نص الخبر.</p>", content_type="text/html"
        )

    def _feed(self) -> str:
        items = "".join(
            f"<item><title>{escape(title)}</title><link>{self.url}{path}</link>"
            f"<guid isPermaLink='false'>{path}</guid><pubDate>{formatdate(1_743_811_200)}</pubDate>"
            "<category>سياسة</category></item>"
            for path, title in self.items.items()
        )
        return (
            f'<?xml version="1.0"?><rss version="2.0"><channel><title>النهضة</title>{items}</channel></rss>'
        )

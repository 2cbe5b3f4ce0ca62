"""The press on the wire: each newspaper under its own path of one loopback port; all answer 304."""

from __future__ import annotations

import asyncio
import hashlib
from collections.abc import Mapping, Sequence
from datetime import UTC, datetime, timedelta
from email.utils import format_datetime, parsedate_to_datetime
from types import TracebackType
from typing import Any

from aiohttp import web

from services.contracts.source import Source
from services.press.gold import Gold
from services.press.newspaper import Draft, load_newspapers
from services.press.newsroom import Newsroom
from services.press.pictures import png
from services.press.rendering import Document, article_page, feed, home_page

ROBOTS = "User-agent: *\nDisallow: /*/search\nDisallow: /*/print/\n"


class Press:
    """`async with Press() as press`: serves until the block ends.

    The `hold` youngest articles are kept back and come out one every `drip_s` seconds: a ticker moves.
    """

    def __init__(self, port: int = 0, host: str = "127.0.0.1", hold: int = 0, drip_s: float = 15.0) -> None:
        self._host = host
        self._port = port
        self._hold = hold
        self._drip_s = drip_s
        self._rooms: dict[str, Newsroom] = {}
        self._runner: web.AppRunner | None = None
        self._drip: asyncio.Task[None] | None = None

    @property
    def url(self) -> str:
        """The address of the press, with a final slash."""
        return f"http://{self._host}:{self._port}/"

    def sources(self) -> list[Source]:
        """The newspapers as they are registered."""
        return [room.source() for room in self._rooms.values()]

    def gold(self, newspaper_id: str) -> list[Gold]:
        """What extraction should find in each article that is out, newest first."""
        return self._rooms[newspaper_id].gold()

    def publish(self, newspaper_id: str, draft: Draft) -> str:
        """Put a new article live, published now; its URL."""
        return self._rooms[newspaper_id].publish(draft, datetime.now(UTC)).url

    def revise(self, newspaper_id: str, slug: str, **changes: Any) -> str:
        """Change fields of an article that is out, modified now; its URL. Raises KeyError when it is not."""
        return self._rooms[newspaper_id].revise(slug, changes, datetime.now(UTC)).url

    async def __aenter__(self) -> Press:
        app = web.Application()
        app.router.add_get("/robots.txt", self._robots)
        app.router.add_get("/", self._index)
        app.router.add_get("/{newspaper}/{path:.*}", self._serve)
        self._runner = web.AppRunner(app, access_log=None)
        await self._runner.setup()
        await web.TCPSite(self._runner, self._host, self._port).start()
        self._port = self._runner.addresses[0][1]
        self._drip = asyncio.create_task(self._release(self._open()))
        return self

    async def __aexit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        if self._drip:
            self._drip.cancel()
        if self._runner:
            await self._runner.cleanup()

    def _open(self) -> list[tuple[str, Draft]]:
        """Print what is not held back, as old as its file says, counted from now; the rest, oldest first."""
        now = datetime.now(UTC).replace(second=0, microsecond=0)
        papers = load_newspapers()
        self._rooms = {paper.id: Newsroom(paper, self.url) for paper in papers}
        drafts = [(paper.id, draft) for paper in papers for draft in paper.articles]
        drafts.sort(key=lambda entry: entry[1].hours_ago, reverse=True)
        out = len(drafts) - self._hold
        for newspaper_id, draft in drafts[:out]:
            self._rooms[newspaper_id].publish(draft, now - timedelta(hours=draft.hours_ago))
        return drafts[out:]

    async def _release(self, held: Sequence[tuple[str, Draft]]) -> None:
        for newspaper_id, draft in held:
            await asyncio.sleep(self._drip_s)
            self.publish(newspaper_id, draft)

    async def _robots(self, _: web.Request) -> web.Response:
        sitemaps = [feed.url for source in self.sources() for feed in source.feeds if feed.kind == "sitemap"]
        return web.Response(text=ROBOTS + "".join(f"Sitemap: {url}\n" for url in sitemaps))

    async def _index(self, _: web.Request) -> web.Response:
        return web.json_response([source.model_dump(mode="json") for source in self.sources()])

    async def _serve(self, request: web.Request) -> web.Response:
        room = self._rooms.get(request.match_info["newspaper"])
        if room is None:
            raise web.HTTPNotFound
        path = request.match_info["path"]
        if path.startswith("pictures/"):
            name = path.removeprefix("pictures/").removesuffix(".png")
            return web.Response(body=png(name), content_type="image/png")
        issue = room.issue()
        if path == room.newspaper.feed_path:
            return _conditional(request, feed(issue), room.modified)
        if path == "":
            return _conditional(request, home_page(issue), room.modified)
        printed = room.at(path, request.query_string)
        if printed is None:
            raise web.HTTPNotFound
        return _conditional(request, article_page(issue, printed), printed.modified)


def _conditional(request: web.Request, document: Document, modified: datetime) -> web.Response:
    """The document, or 304 when the client's copy is as new (RFC 9110 §13)."""
    tag = f'"{hashlib.sha256(document.body).hexdigest()[:20]}"'
    headers = {"ETag": tag, "Last-Modified": format_datetime(modified.astimezone(UTC), usegmt=True)}
    if _fresh(request.headers, tag, modified):
        return web.Response(status=304, headers=headers)
    return web.Response(body=document.body, headers={**headers, "Content-Type": document.content_type})


def _fresh(headers: Mapping[str, str], tag: str, modified: datetime) -> bool:
    if "If-None-Match" in headers:
        return tag in headers["If-None-Match"]
    try:
        known = parsedate_to_datetime(headers["If-Modified-Since"])
    except (KeyError, ValueError):
        return False
    return modified.replace(microsecond=0) <= known

"""What an operator sees of a newspaper before anything of it is ingested."""

from __future__ import annotations

from collections.abc import AsyncIterator

import pytest
from aiohttp import web
from services.contracts.source import Feed, Recipe, Source
from services.ingest.extract.sandbox import Sandbox
from services.ingest.onboarding.trial import Trial, trial
from services.ingest.politeness import PoliteClient
from services.ingest.poll.entry import Entry
from services.ingest.settings import IngestSettings
from services.web.http import GuardedClient
from tests.unit.web.loopback import Site, serving

TITLE = "الحكومة تصادق على مشروع قانون المالية"
TEXT = "صادق مجلس الحكومة، يوم الخميس بالرباط، على مشروع قانون المالية الذي ينتظر أن يحال على البرلمان قريبا."


@pytest.fixture
async def sandbox() -> AsyncIterator[Sandbox]:
    pool = Sandbox(IngestSettings(extract_processes=1))
    yield pool
    await pool.close()


async def paper(request: web.Request) -> web.StreamResponse:
    if request.path == "/robots.txt":
        return web.Response(text="User-agent: *\nDisallow: /private/")
    if request.path != "/خبر/7":
        raise web.HTTPNotFound
    text = f"<html lang=ar><h1>{TITLE}</h1><div class=story><p>{TEXT}</p></div><b class=by>خديجة بناني</b>"
    return web.Response(text=text, content_type="text/html")


async def tried(site: Site, path: str, sandbox: Sandbox, recipe: Recipe | None = None) -> Trial:
    source = Source(id="annahda", name="النهضة", allow=tuple(site.allow), recipe=recipe)
    async with GuardedClient("nashra/0.1") as client:
        polite = PoliteClient(client, "nashra", 0)
        return await trial(source, Feed(url=site.url("/feed")), Entry(site.url(path)), polite, sandbox)


async def test_an_article_is_read_as_it_would_be(sandbox: Sandbox) -> None:
    async with serving(paper) as site:
        found = await tried(site, "/خبر/7", sandbox, Recipe(body=".story", author=".by", date=".gone"))
        assert found.article is not None
        assert (found.article.title, found.article.text) == (TITLE, TEXT)
        assert found.recipe == {"body": True, "author": True, "date": False}


@pytest.mark.parametrize(("path", "problem"), [("/خبر/8", "404"), ("/private/1", "robots.txt"), ("/", "404")])
async def test_what_stands_in_the_way_is_said(sandbox: Sandbox, path: str, problem: str) -> None:
    async with serving(paper) as site:
        found = await tried(site, path, sandbox)
        assert found.article is None
        assert problem in (found.problem or "")

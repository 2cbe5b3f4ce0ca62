from __future__ import annotations

import xml.etree.ElementTree as ET
from html import escape, unescape
from typing import Any

import feedparser
import nh3
import orjson
import pytest
from services.contracts.article import EnrichedArticle, Paragraph
from services.gateway.state import Gateway
from services.gateway.syndication.xml import text as text_element
from tests.unit.gateway.asgi import Client
from tests.unit.gateway.fakes import TITLES, FakeReader, article, article_id


def parsed(body: bytes) -> Any:
    feed = feedparser.parse(body)
    assert not feed.bozo
    return feed


@pytest.mark.parametrize("form", ["rss", "atom"])
async def test_a_feed_reader_understands_it(client: Client, form: str) -> None:
    answer = await client.get(f"/feeds/latest.{form}")
    assert answer.headers["content-type"].startswith(f"application/{form}+xml")
    feed = parsed(answer.body)
    assert feed.feed.title == "نشرة: آخر الأخبار"
    assert [entry.title for entry in feed.entries] == list(TITLES)
    assert feed.entries[0].id == f"http://nashra.test/a/{article_id(0)}"


async def test_a_day_without_a_time_is_not_made_a_moment(client: Client) -> None:
    rss = (await client.get("/feeds/latest.rss")).body.decode()
    assert "<pubDate>" not in rss
    assert "<dc:date>2025-04-05</dc:date>" in rss
    feed = orjson.loads((await client.get("/feeds/latest.json")).body)
    assert "date_published" not in feed["items"][0]


async def test_json_feed(client: Client) -> None:
    answer = await client.get("/feeds/sources/alalam.json?limit=2")
    feed = answer.json()
    assert answer.headers["content-type"] == "application/feed+json"
    assert (feed["version"], feed["language"]) == ("https://jsonfeed.org/version/1.1", "ar-MA")
    assert feed["items"][0]["external_url"] == "https://alalam.example/news/0"
    following = (await client.get(feed["next_url"].removeprefix("http://nashra.test"))).json()
    ids = [item["id"] for item in feed["items"] + following["items"]]
    assert ids == [f"http://nashra.test/a/{article_id(number)}" for number in (0, 2, 4)]


async def test_any_search_is_a_feed(client: Client, gateway: Gateway) -> None:
    feed = parsed((await client.get("/feeds/search.rss?q=اسفي&source=alalam")).body)
    assert [entry.title for entry in feed.entries] == [TITLES[0]]
    assert isinstance(gateway.reader, FakeReader)
    assert gateway.reader.searches[-1].sort == "-indexed_at"


async def test_a_feed_reader_that_has_it_is_told_so_by_tag_or_by_date(client: Client) -> None:
    first = await client.get("/feeds/latest.rss")
    assert (await client.get("/feeds/latest.rss", if_none_match=first.headers["etag"])).status == 304
    dated = await client.get("/feeds/latest.rss", if_modified_since=first.headers["last-modified"])
    assert (dated.status, dated.body) == (304, b"")


async def test_a_link_only_newspaper_gives_no_text(client: Client, gateway: Gateway) -> None:
    assert isinstance(gateway.reader, FakeReader)
    gateway.reader.articles = [article(0, rights="link_only")]
    assert "كلمة" not in (await client.get("/feeds/latest.atom")).body.decode()
    assert (await client.get("/v1/search")).json()["items"][0]["lead"] == ""


async def test_what_there_is_no_feed_of(client: Client) -> None:
    for path in ("/feeds/sources/nobody.rss", "/feeds/sections/nothing.rss", "/feeds/latest.csv"):
        assert (await client.get(path)).json()["code"] == "not-found"


def test_what_xml_forbids_is_left_out() -> None:
    assert text_element("t", "a\x00\x0b\ufffe<&>") == "<t>a&lt;&amp;&gt;</t>"


@pytest.mark.parametrize(
    ("path", "root"),
    [
        ("/opensearch.xml", "{http://a9.com/-/spec/opensearch/1.1/}OpenSearchDescription"),
        ("/sitemap.xml", "{http://www.sitemaps.org/schemas/sitemap/0.9}urlset"),
        ("/sitemap-news.xml", "{http://www.sitemaps.org/schemas/sitemap/0.9}urlset"),
        ("/feeds/sources.opml", "opml"),
    ],
)
async def test_documents_of_discovery_are_well_formed(client: Client, path: str, root: str) -> None:
    answer = await client.get(path)
    assert answer.status == 200
    assert ET.fromstring(answer.body).tag == root


async def test_robots_leads_to_the_sitemaps(client: Client) -> None:
    told = (await client.get("/robots.txt")).body.decode()
    assert "Sitemap: http://nashra.test/sitemap-news.xml\n" in told


HOSTILE = '<script>alert(1)</script> "آسفي" & <img src=x onerror=alert(1)> ]]> &lt;b&gt;'


def hostile() -> EnrichedArticle:
    """An article of a newspaper that is out to run something in a feed reader."""
    told = article(0)
    source = told.article.source.model_copy(update={"name": HOSTILE})
    written = told.article.model_copy(
        update={
            "title": HOSTILE,
            "blocks": (Paragraph(text=HOSTILE),),
            "source": source,
            "url": "javascript:alert(1)",
            "via_url": "data:text/html,<script>alert(1)</script>",
        }
    )
    return told.model_copy(update={"article": written})


@pytest.mark.parametrize("form", ["rss", "atom", "json"])
async def test_text_stays_text_in_a_feed_reader(client: Client, gateway: Gateway, form: str) -> None:
    """As HTML, which readers take it for, it shows the characters of the newspaper and does nothing."""
    assert isinstance(gateway.reader, FakeReader)
    gateway.reader.articles = [hostile()]
    body = (await client.get(f"/feeds/latest.{form}")).body
    if form == "json":
        (item,) = orjson.loads(body)["items"]
        texts = [item["content_html"]]
        assert item["title"] == HOSTILE, "plain text by the standard"
        assert "external_url" not in item
    else:
        with_markup = feedparser.parse(body, sanitize_html=False)
        assert not with_markup.bozo
        (entry,) = with_markup.entries
        plain = entry.title_detail.type == "text/plain"
        assert plain == (form == "atom")
        texts = [escape(text, quote=False) if plain else text for text in (entry.title, entry.summary)]
        assert all(link.href.startswith("http://nashra.test/") for link in entry.links)
    for text in texts:
        assert nh3.clean(text, tags=set()) == text, "a sanitizer finds something to remove"
        assert unescape(text).startswith('<script>alert(1)</script> "آسفي" & <img')
    assert b"javascript:" not in body
    assert b"data:text" not in body

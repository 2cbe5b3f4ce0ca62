from __future__ import annotations

import pytest
from services.contracts.source import Feed, FeedKind
from services.ingest.errors import NotAFeed
from services.ingest.poll.documents import read
from services.web.http import Response

URL = "https://annahda.ma/x"
RSS = "<rss><channel><item><link>https://annahda.ma/1</link></item></channel></rss>"
SITEMAP = "<urlset><url><loc>https://annahda.ma/1</loc></url></urlset>"
LISTING = "<a href='/1'>خبر</a><a href='/about'>من نحن</a>"


@pytest.mark.parametrize("kind", ["feed", "sitemap"])
@pytest.mark.parametrize("text", [RSS, SITEMAP])
async def test_a_feed_and_a_sitemap_are_told_by_what_is_in_them(kind: FeedKind, text: str) -> None:
    document = await read(Feed(url=URL, kind=kind), Response(200, URL, {}, text.encode()))
    assert [entry.link for entry in document.entries] == ["https://annahda.ma/1"]


@pytest.mark.parametrize("kind", ["feed", "sitemap"])
async def test_a_page_is_read_only_where_a_listing_is_registered(kind: FeedKind) -> None:
    response = Response(200, URL, {}, LISTING.encode())
    with pytest.raises(NotAFeed):
        await read(Feed(url=URL, kind=kind), response)
    document = await read(Feed(url=URL, kind="listing", pattern="/1"), response)
    assert [entry.link for entry in document.entries] == ["https://annahda.ma/1"]


@pytest.mark.parametrize("text", [RSS, SITEMAP])
async def test_a_feed_is_no_listing(text: str) -> None:
    with pytest.raises(NotAFeed):
        await read(Feed(url=URL, kind="listing", pattern="/1"), Response(200, URL, {}, text.encode()))

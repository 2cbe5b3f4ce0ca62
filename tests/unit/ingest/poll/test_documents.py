from __future__ import annotations

import pytest
from services.contracts.source import Feed
from services.ingest.poll.documents import read
from services.ingest.poll.entry import NotAFeed
from services.web.http import Response

URL = "https://annahda.ma/x"
RSS = "<rss><channel><item><link>https://annahda.ma/1</link></item></channel></rss>"
SITEMAP = "<urlset><url><loc>https://annahda.ma/1</loc></url></urlset>"
LISTING = "<a href='/1'>خبر</a><a href='/about'>من نحن</a>"


@pytest.mark.parametrize(
    ("feed", "text"),
    [
        (Feed(url=URL), RSS),
        (Feed(url=URL, kind="sitemap"), SITEMAP),
        (Feed(url=URL, kind="listing", pattern="/1"), LISTING),
    ],
)
async def test_a_document_is_read_as_its_kind_says_and_as_no_other(feed: Feed, text: str) -> None:
    document = await read(feed, Response(200, URL, {}, text.encode()))
    assert [entry.link for entry in document.entries] == ["https://annahda.ma/1"]
    for other in {RSS, SITEMAP, LISTING} - {text}:
        with pytest.raises(NotAFeed):
            await read(feed, Response(200, URL, {}, other.encode()))

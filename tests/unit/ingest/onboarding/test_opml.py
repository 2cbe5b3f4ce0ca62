from __future__ import annotations

import pytest
from services.contracts.source import Feed
from services.ingest.errors import BadRegistry
from services.ingest.onboarding.opml import read, write
from services.ingest.sources import default_registry, load

LIST = """<?xml version="1.0"?><opml version="1.0"><head><title>جرائد</title></head><body>
<outline text="المغرب"><outline type="rss" text="هسبريس" xmlUrl="https://www.hespress.com/feed/"
 htmlUrl="https://www.hespress.com/"/><outline type="rss" text="هسبريس سياسة"
 xmlUrl="https://www.hespress.com/politique/feed" htmlUrl="https://www.hespress.com/"/></outline>
<outline title="الصباح" text="x" xmlUrl="https://assabah.ma/feed"/><outline text="بلا" xmlUrl="file:///etc/passwd"/>
</body></opml>"""


def test_feeds_of_one_site_are_one_newspaper() -> None:
    hespress, assabah = read(LIST).sources
    assert (hespress.id, hespress.name) == ("hespress", "هسبريس")
    assert hespress.feeds == (
        Feed(url="https://www.hespress.com/feed/"),
        Feed(url="https://www.hespress.com/politique/feed"),
    )
    assert (assabah.name, assabah.country, assabah.edition.tz) == ("الصباح", "ma", "Africa/Casablanca")


def test_what_is_written_can_be_read() -> None:
    sources = load(default_registry())
    feeds = [feed.url for source in sources for feed in source.feeds if feed.kind == "feed"]
    again = read(write(sources)).sources
    assert sorted(feed.url for source in again for feed in source.feeds) == sorted(feeds)


@pytest.mark.parametrize(
    "text", ["", "نص", "<rss/>", "<opml>", '<!DOCTYPE o [<!ENTITY a "b">]><opml>&a;</opml']
)
def test_what_is_no_list_is_refused(text: str) -> None:
    with pytest.raises(BadRegistry, match="not OPML"):
        read(text, "list.opml")


def test_feeds_of_a_host_of_feeds_are_newspapers_of_their_own() -> None:
    """What parts them is their own folder, or what is asked for; an address may lack its scheme."""
    addresses = [
        "https://medium.com/feed/@annahda",
        "https://medium.com/feed/@alwatan",
        "https://www.youtube.com/feeds/videos.xml?channel_id=UCaaa",
        "https://www.youtube.com/feeds/videos.xml?channel_id=UCbbb",
        "feed://annahda.ma/rss",
        "alwatan.example/feed",
    ]
    outlines = "".join(f'<outline text="x" xmlUrl="{address}"/>' for address in addresses)
    found = read(f"<opml version='2.0'><body>{outlines}</body></opml>")
    assert [source.id for source in found.sources] == [
        "medium-com-annahda",
        "medium-com-alwatan",
        "www-youtube-com-ucaaa",
        "www-youtube-com-ucbbb",
        "annahda",
        "alwatan",
    ]
    assert not found.problems

"""Pages and feeds as they go over the wire."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import UTC, datetime, timedelta
from email.message import Message

import feedparser
import pytest
from lxml import etree, html
from services.contracts.article import ListBlock
from services.press.newspaper import Newspaper, Printed, load_newspapers
from services.press.newsroom import Newsroom
from services.press.rendering import Document, article_page, feed

NOW = datetime(2025, 4, 5, 12, 34, tzinfo=UTC)
PAPERS = load_newspapers()


def _room(paper: Newspaper) -> Newsroom:
    room = Newsroom(paper, "http://127.0.0.1:8090/")
    for draft in sorted(paper.articles, key=lambda d: -d.hours_ago):
        room.publish(draft, NOW - timedelta(hours=draft.hours_ago))
    return room


def _text(document: Document, paper: Newspaper) -> str:
    """As a browser decodes it: by the header, or the page's own declaration."""
    header = Message()
    header["Content-Type"] = document.content_type
    declared = header.get_content_charset()
    if declared is None:
        assert f"charset={paper.encoding}".encode() in document.body
    return document.body.decode(declared or paper.encoding)


def _pages() -> Iterator[tuple[Newsroom, Printed]]:
    for paper in PAPERS:
        room = _room(paper)
        for printed in room.issue().articles:
            yield room, printed


def _name(value: Newsroom | Printed) -> str:
    return value.newspaper.id if isinstance(value, Newsroom) else str(value.number)


@pytest.mark.parametrize(("room", "printed"), list(_pages()), ids=_name)
def test_every_article_renders_in_its_newspapers_template(room: Newsroom, printed: Printed) -> None:
    page = _text(article_page(room.issue(), printed), room.newspaper)
    shown = " ".join("".join(map(str, etree.HTML(page).itertext())).split())
    gold = next(gold for gold in room.gold() if gold.url == printed.url)
    assert gold.title in shown
    for block in gold.blocks:
        for line in block.items if isinstance(block, ListBlock) else (block.text,):
            assert line in shown
    for image in gold.images:
        assert image.url.rsplit("/", 1)[1] in page
        assert image.alt in page


@pytest.mark.parametrize("paper", [p for p in PAPERS if p.feed != "sitemap"], ids=lambda paper: paper.id)
def test_every_feed_is_well_formed_and_lists_every_article(paper: Newspaper) -> None:
    room = _room(paper)
    document = feed(room.issue())
    found = feedparser.parse(document.body)
    assert not found.bozo
    assert found.encoding == paper.encoding
    titles = [printed.draft.title for printed in room.issue().articles]
    assert [entry.title for entry in found.entries] == (titles[::-1] if paper.oldest_first else titles)
    dated = [entry for entry in found.entries if entry.get("published_parsed") or entry.get("updated_parsed")]
    assert len(dated) == (0 if paper.feed == "rss-undated" else len(titles))


def test_the_full_feed_carries_the_body_and_the_teaser_a_tail_that_is_no_news() -> None:
    by_id = {paper.id: paper for paper in PAPERS}
    full = feedparser.parse(feed(_room(by_id["manara"]).issue()).body).entries[0]
    assert "<h2>تدخلات ميدانية</h2>" in full.content[0].value
    teaser = feedparser.parse(feed(_room(by_id["warraq"]).issue()).body).entries[0]
    assert teaser.summary.endswith("أولا على الوراق اليومية.")


def test_the_sitemap_dates_its_addresses() -> None:
    paper = next(paper for paper in PAPERS if paper.feed == "sitemap")
    found = html.fromstring(feed(_room(paper).issue()).body)
    assert len(found.findall(".//loc")) == len(found.findall(".//lastmod")) == len(paper.articles)


def test_an_old_encoding_loses_no_letter() -> None:
    paper = next(paper for paper in PAPERS if paper.encoding == "windows-1256")
    draft = paper.articles[0].model_copy(update={"slug": "gaf", "title": "أڭادير ٢٠٢٥"})
    room = Newsroom(paper, "http://127.0.0.1:8090/")
    room.publish(draft, NOW)
    document = article_page(room.issue(), room.issue().articles[0])
    assert document.content_type == "text/html"
    assert html.fromstring(document.body.decode("windows-1256")).findtext(".//h1/font") == "أڭادير ٢٠٢٥"
    assert feedparser.parse(feed(room.issue()).body).entries[0].title == "أڭادير ٢٠٢٥"

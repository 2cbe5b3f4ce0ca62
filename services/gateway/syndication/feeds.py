"""A list of articles as RSS 2.0, Atom (RFC 4287) and JSON Feed 1.1; ids never change, no date is invented."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from datetime import UTC, datetime
from email.utils import format_datetime
from html import escape
from typing import Any

import orjson

from services.contracts.api import utc
from services.gateway.models import ArticleSummary
from services.gateway.syndication.xml import document, element, html, text

MEDIA = {
    "rss": "application/rss+xml",
    "atom": "application/atom+xml",
    "json": "application/feed+json",
}
LANGUAGE = "ar-MA"
ATOM = "http://www.w3.org/2005/Atom"
DUBLIN_CORE = "http://purl.org/dc/elements/1.1/"
PLAIN = {"type": "text"}  # Atom says what a text is; an XML escape is enough then
NEVER = datetime(1970, 1, 1, tzinfo=UTC)


@dataclass(frozen=True, slots=True)
class Feed:
    """`base`: origin of our addresses; `home`, `address`, `next` are absolute."""

    title: str
    base: str
    home: str
    address: str
    items: Sequence[ArticleSummary]
    next: str | None = None

    @property
    def updated(self) -> datetime:
        """When the newest of it was indexed: equal feeds are equal bytes."""
        return max((datetime.fromisoformat(item["indexed_at"]) for item in self.items), default=NEVER)

    def page(self, item: ArticleSummary) -> str:
        return self.base + item["url"]


def rss(feed: Feed) -> bytes:
    channel = element(
        "channel",
        html("title", feed.title),
        text("link", feed.home),
        html("description", feed.title),
        text("language", LANGUAGE),
        text("lastBuildDate", format_datetime(feed.updated.astimezone(UTC), usegmt=True)),
        element("atom:link", attributes={"rel": "self", "href": feed.address, "type": MEDIA["rss"]}),
        *(_rss_item(feed, item) for item in feed.items),
    )
    spaces = {"version": "2.0", "xmlns:atom": ATOM, "xmlns:dc": DUBLIN_CORE}
    return document(element("rss", channel, attributes=spaces))


def _rss_item(feed: Feed, item: ArticleSummary) -> str:
    published, address = item["published_at"], item["canonical_url"]
    return element(
        "item",
        html("title", item["title"]),
        text("link", feed.page(item)),
        text("guid", feed.page(item), {"isPermaLink": "true"}),
        text("pubDate", rfc822(published) if published else None),
        text("dc:date", None if published else item["published_date"]),
        html("dc:creator", item["source"]["name"]),
        text("category", item["section"]),
        html("description", item["lead"]),
        html("source", item["source"]["name"], {"url": address}) if address else "",
    )


def atom(feed: Feed) -> bytes:
    root = element(
        "feed",
        text("id", feed.address.partition("?")[0] if "/search" not in feed.address else feed.address),
        text("title", feed.title, PLAIN),
        text("updated", utc(feed.updated)),
        element("link", attributes={"rel": "self", "href": feed.address, "type": MEDIA["atom"]}),
        element("link", attributes={"rel": "alternate", "href": feed.home, "type": "text/html"}),
        element("link", attributes={"rel": "next", "href": feed.next}) if feed.next else "",
        *(_atom_entry(feed, item) for item in feed.items),
        attributes={"xmlns": ATOM, "xml:lang": LANGUAGE},
    )
    return document(root)


def _atom_entry(feed: Feed, item: ArticleSummary) -> str:
    address = item["canonical_url"]
    return element(
        "entry",
        text("id", feed.page(item)),
        text("title", item["title"], PLAIN),
        text("updated", item["indexed_at"]),
        text("published", item["published_at"]),
        element("author", text("name", item["source"]["name"])),
        element("link", attributes={"rel": "alternate", "href": feed.page(item), "type": "text/html"}),
        element("link", attributes={"rel": "via", "href": address}) if address else "",
        element("category", attributes={"term": item["section"]}) if item["section"] else "",
        text("summary", item["lead"], PLAIN),
        attributes={"xml:lang": item["lang"]},
    )


def json_feed(feed: Feed) -> bytes:
    shape: dict[str, Any] = {
        "version": "https://jsonfeed.org/version/1.1",
        "title": feed.title,
        "home_page_url": feed.home,
        "feed_url": feed.address,
        "language": LANGUAGE,
        "items": [_json_item(feed, item) for item in feed.items],
    }
    if feed.next:
        shape["next_url"] = feed.next
    return orjson.dumps(shape)


def _json_item(feed: Feed, item: ArticleSummary) -> dict[str, Any]:
    shape: dict[str, Any] = {
        "id": feed.page(item),
        "url": feed.page(item),
        "external_url": item["canonical_url"],
        "title": item["title"],
        "content_html": escape(item["lead"] or item["title"], quote=False),
        "date_published": item["published_at"],
        "date_modified": item["indexed_at"],
        "authors": [{"name": item["source"]["name"]}],
        "tags": [item["section"]] if item["section"] else None,
        "language": item["lang"],
    }
    return {name: value for name, value in shape.items() if value is not None}


def rfc822(moment: str) -> str:
    """The date of RSS, from the API's."""
    return format_datetime(datetime.fromisoformat(moment).astimezone(UTC), usegmt=True)


WRITERS: Mapping[str, Callable[[Feed], bytes]] = {"rss": rss, "atom": atom, "json": json_feed}

"""A list of articles as RSS 2.0, Atom (RFC 4287) and JSON Feed 1.1; ids never change, no date is invented."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from datetime import UTC, datetime
from email.utils import format_datetime
from typing import Any

import orjson

from services.gateway.representations import utc
from services.gateway.syndication.xml import document, element, text
from services.search.results import Summary

MEDIA = {
    "rss": "application/rss+xml",
    "atom": "application/atom+xml",
    "json": "application/feed+json",
}
LANGUAGE = "ar-MA"
ATOM = "http://www.w3.org/2005/Atom"
DUBLIN_CORE = "http://purl.org/dc/elements/1.1/"
NEVER = datetime(1970, 1, 1, tzinfo=UTC)


@dataclass(frozen=True, slots=True)
class Feed:
    """`base`: origin of our addresses; `home`, `address`, `next` are absolute."""

    title: str
    base: str
    home: str
    address: str
    items: Sequence[Summary]
    next: str | None = None

    @property
    def updated(self) -> datetime:
        """When the newest of it was indexed: equal feeds are equal bytes."""
        return max((item.indexed_at for item in self.items), default=NEVER)

    def page(self, item: Summary) -> str:
        return f"{self.base}/a/{item.id}"


def rss(feed: Feed) -> bytes:
    channel = element(
        "channel",
        text("title", feed.title),
        text("link", feed.home),
        text("description", feed.title),
        text("language", LANGUAGE),
        text("lastBuildDate", format_datetime(feed.updated.astimezone(UTC), usegmt=True)),
        element("atom:link", attributes={"rel": "self", "href": feed.address, "type": MEDIA["rss"]}),
        *(_rss_item(feed, item) for item in feed.items),
    )
    spaces = {"version": "2.0", "xmlns:atom": ATOM, "xmlns:dc": DUBLIN_CORE}
    return document(element("rss", channel, attributes=spaces))


def _rss_item(feed: Feed, item: Summary) -> str:
    published = item.published_at
    return element(
        "item",
        text("title", item.title),
        text("link", feed.page(item)),
        text("guid", feed.page(item), {"isPermaLink": "true"}),
        text("pubDate", format_datetime(published.astimezone(UTC), usegmt=True) if published else None),
        text("dc:date", None if published or not item.published_date else item.published_date.isoformat()),
        text("dc:creator", item.source_name),
        text("category", item.section),
        text("description", lead(item)),
        text("source", item.source_name, {"url": item.url}) if item.url else "",
    )


def atom(feed: Feed) -> bytes:
    root = element(
        "feed",
        text("id", feed.address.partition("?")[0] if "/search" not in feed.address else feed.address),
        text("title", feed.title),
        text("updated", utc(feed.updated)),
        element("link", attributes={"rel": "self", "href": feed.address, "type": MEDIA["atom"]}),
        element("link", attributes={"rel": "alternate", "href": feed.home, "type": "text/html"}),
        element("link", attributes={"rel": "next", "href": feed.next}) if feed.next else "",
        *(_atom_entry(feed, item) for item in feed.items),
        attributes={"xmlns": ATOM, "xml:lang": LANGUAGE},
    )
    return document(root)


def _atom_entry(feed: Feed, item: Summary) -> str:
    return element(
        "entry",
        text("id", feed.page(item)),
        text("title", item.title),
        text("updated", utc(item.indexed_at)),
        text("published", utc(item.published_at) if item.published_at else None),
        element("author", text("name", item.source_name)),
        element("link", attributes={"rel": "alternate", "href": feed.page(item), "type": "text/html"}),
        element("link", attributes={"rel": "via", "href": item.url}) if item.url else "",
        element("category", attributes={"term": item.section}) if item.section else "",
        text("summary", lead(item)),
        attributes={"xml:lang": item.lang},
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


def _json_item(feed: Feed, item: Summary) -> dict[str, Any]:
    shape: dict[str, Any] = {
        "id": feed.page(item),
        "url": feed.page(item),
        "external_url": item.url or None,
        "title": item.title,
        "content_text": lead(item) or item.title,
        "date_published": utc(item.published_at) if item.published_at else None,
        "date_modified": utc(item.indexed_at),
        "authors": [{"name": item.source_name}],
        "tags": [item.section] if item.section else None,
        "language": item.lang,
    }
    return {name: value for name, value in shape.items() if value is not None}


def lead(item: Summary) -> str:
    """The first words, unless the newspaper allows no more than a link."""
    return "" if item.rights == "link_only" else item.lead


WRITERS: Mapping[str, Callable[[Feed], bytes]] = {"rss": rss, "atom": atom, "json": json_feed}

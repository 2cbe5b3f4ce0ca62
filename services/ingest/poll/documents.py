"""A fetched document, read as what its kind says; feeds and sitemaps are told by what is in them."""

from __future__ import annotations

import asyncio
import re
from contextlib import suppress
from typing import Literal

from services.contracts.source import Feed, FeedKind
from services.ingest.encodings import text_of
from services.ingest.poll import feeds, listings, sitemaps
from services.ingest.poll.entry import Document
from services.ingest.poll.xml import document_text
from services.web.decoding import GZIP_MAGIC, Limits, gunzipped
from services.web.errors import Malformed, TooManyBytes
from services.web.http import Response

Kind = Literal["feed", "sitemap", "listing", "opml"]
ROOT = re.compile(
    r"<(?:\w+:)?(rss|rdf|feed|channel|item|entry|urlset|sitemapindex|opml|outline)[\s>]", re.IGNORECASE
)
KINDS: dict[str, Kind] = {"urlset": "sitemap", "sitemapindex": "sitemap", "opml": "opml", "outline": "opml"}
LIMITS: dict[FeedKind, Limits] = {
    "feed": Limits(wire=15_000_000, decoded=15_000_000),
    "sitemap": sitemaps.LIMITS,
    "listing": Limits(),
}
HEAD = 100_000  # bytes in which a document's root is looked for


async def read(feed: Feed, response: Response) -> Document:
    """In a thread, because a broken feed can take a parser a second. Raises `NotAFeed`."""
    return await asyncio.to_thread(parse, feed, response.body, response.url, response.content_type)


def parse(feed: Feed, raw: bytes, url: str, content_type: str | None = None) -> Document:
    """What the document brings. Raises `NotAFeed`."""
    if feed.kind == "listing":
        return listings.parse(raw, url, content_type, feed.pattern, feed.selector)
    if feed.kind == "sitemap" or kind_of(raw, content_type) == "sitemap":
        return sitemaps.parse(raw, url, content_type)
    return feeds.parse(raw, url, content_type)


def kind_of(raw: bytes, content_type: str | None = None) -> Kind:
    """What the document is by how it begins; what is nothing else is a page, a listing perhaps."""
    head = raw[:HEAD]
    if raw.startswith(GZIP_MAGIC):
        with suppress(Malformed, TooManyBytes):
            head = next(gunzipped(head, sitemaps.LIMITS), b"")[:HEAD]
    text = document_text(text_of(head[: head.rfind(b">") + 1] or head, content_type))
    if text.startswith("{"):
        return "feed"
    if text.startswith(("http://", "https://")):
        return "sitemap"
    root = ROOT.search(text)
    return KINDS.get(root[1].lower(), "feed") if root else "listing"

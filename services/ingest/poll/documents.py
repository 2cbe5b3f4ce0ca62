"""A fetched document of a feed, read as what its kind says."""

from __future__ import annotations

import asyncio

from services.contracts.source import Feed
from services.ingest.poll import feeds, listings, sitemaps
from services.ingest.poll.entry import Document
from services.web.http import Response


async def read(feed: Feed, response: Response) -> Document:
    """In a thread, because a broken feed can take a parser a second. Raises `NotAFeed`."""
    raw, url, content_type = response.body, response.url, response.content_type
    match feed.kind:
        case "feed":
            return await asyncio.to_thread(feeds.parse, raw, url, content_type)
        case "sitemap":
            return await asyncio.to_thread(sitemaps.parse, raw, url, content_type)
        case "listing":
            return await asyncio.to_thread(
                listings.parse, raw, url, content_type, feed.pattern, feed.selector
            )

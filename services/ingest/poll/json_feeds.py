"""JSON Feed 1.0 and 1.1 (jsonfeed.org)."""

from __future__ import annotations

from typing import Any

import orjson

from services.ingest.poll.entry import Document, Entry, NotAFeed, distinct
from services.ingest.poll.links import first_image, made_entry


def parse(text: str, url: str) -> Document:
    """Raises `NotAFeed`."""
    try:
        feed = orjson.loads(text)
    except orjson.JSONDecodeError as error:
        raise NotAFeed(f"{url} is no JSON: {error}") from error
    items = feed.get("items") if isinstance(feed, dict) else None
    if not isinstance(items, list):
        raise NotAFeed(f"{url} is JSON without the `items` of a JSON Feed")
    found = [_entry(item, url) for item in items if isinstance(item, dict)]
    return Document(
        title=_text(feed.get("title")),
        lang=_text(feed.get("language")),
        entries=distinct([entry for entry in found if entry is not None]),
        links=_links(feed),
    )


def _links(feed: dict[str, Any]) -> dict[str, str]:
    """Of `hubs`, the one that speaks WebSub; `feed_url` is what it knows the feed by."""
    hubs = feed.get("hubs")
    spoken = [hub for hub in hubs if isinstance(hub, dict)] if isinstance(hubs, list) else []
    hub = next((_text(hub.get("url")) for hub in spoken if hub.get("type") == "WebSub"), None)
    named = {"hub": hub, "self": _text(feed.get("feed_url"))}
    return {relation: address for relation, address in named.items() if address}


def _entry(item: dict[str, Any], base: str) -> Entry | None:
    several = item.get("authors")
    authors = several if isinstance(several, list) and several else [item.get("author")]
    tags = item.get("tags")
    identity = _text(item.get("id")) or ""
    return made_entry(
        base,
        _text(item.get("url"))
        or _text(item.get("external_url"))
        or (identity if "://" in identity else None),
        Entry(
            link="",
            title=_text(item.get("title")),
            published=_text(item.get("date_published")) or _text(item.get("date_modified")),
            modified=_text(item.get("date_modified")),
            author=next((_text(one.get("name")) for one in authors if isinstance(one, dict)), None),
            section=_text(tags[0]) if isinstance(tags, list) and tags else None,
            summary=_text(item.get("summary"))
            or _text(item.get("content_text"))
            or _text(item.get("content_html")),
            guid=identity or None,
            image_url=_text(item.get("image"))
            or _text(item.get("banner_image"))
            or first_image(_text(item.get("content_html"))),
        ),
    )


def _text(value: object) -> str | None:
    return value if isinstance(value, str) else None

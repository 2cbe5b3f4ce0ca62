"""JSON Feed 1.0 and 1.1 (jsonfeed.org)."""

from __future__ import annotations

import json
from collections.abc import Iterator
from typing import Any

import orjson

from services.ingest.errors import NotAFeed
from services.ingest.poll.entry import Document, document_of
from services.ingest.poll.items import Places, entry_of, present
from services.ingest.poll.xml import combined

JSON = Places(
    title=("title",),
    published=("date_published",),
    modified=("date_modified",),
    authors=("authors", "author"),
    section=("tags",),
    summary=("summary", "content_text"),
    content=("content_html",),
    guid=("id",),
)


class JsonItem:
    """An object of `items`."""

    def __init__(self, item: dict[str, Any]) -> None:
        self._item = item

    def first(self, names: tuple[str, ...]) -> str | None:
        return next(self.texts(names), None)

    def texts(self, names: tuple[str, ...]) -> Iterator[str]:
        for name in names:
            value = self._item.get(name)
            for one in value if isinstance(value, list) else [value]:
                text = one.get("name") if isinstance(one, dict) else str(one) if name == "id" and one else one
                yield from map(combined, present([text]))

    def links(self) -> Iterator[str]:
        yield from self.texts(("url", "external_url"))
        yield from (identity for identity in self.texts(("id",)) if "://" in identity)

    def pictures(self) -> Iterator[str]:
        yield from self.texts(("image", "banner_image"))
        attachments = self._item.get("attachments")
        for one in attachments if isinstance(attachments, list) else ():
            if isinstance(one, dict) and str(one.get("mime_type", "")).startswith("image/"):
                yield from present([one.get("url")])


def parse(text: str, url: str) -> Document:
    """Raises `NotAFeed`."""
    feed, problems = _loaded(text, url)
    items = feed.get("items") if isinstance(feed, dict) else None
    if not isinstance(items, list):
        raise NotAFeed(f"{url} is JSON without the `items` of a JSON Feed")
    return document_of(
        [entry_of(JsonItem(item), JSON, url) for item in items if isinstance(item, dict)],
        title=_text(feed.get("title")),
        lang=_text(feed.get("language")),
        links=_links(feed),
        problems=problems,
    )


def _loaded(text: str, url: str) -> tuple[Any, list[str]]:
    try:
        return orjson.loads(text), []
    except orjson.JSONDecodeError as error:
        problem = f"not well-formed: {error}"
    try:  # forgives control characters and single surrogates in strings, and what stands behind
        found, _ = json.JSONDecoder(strict=False).raw_decode(text)
    except (ValueError, RecursionError) as error:
        raise NotAFeed(f"{url} is no JSON: {error}") from error
    return found, [problem]


def _links(feed: dict[str, Any]) -> dict[str, str]:
    """Of `hubs`, the one that speaks WebSub; `feed_url` is what it knows the feed by."""
    hubs = feed.get("hubs")
    spoken = [hub for hub in hubs if isinstance(hub, dict)] if isinstance(hubs, list) else []
    hub = next((_text(hub.get("url")) for hub in spoken if hub.get("type") == "WebSub"), None)
    named = {"hub": hub, "self": _text(feed.get("feed_url"))}
    return {relation: address for relation, address in named.items() if address}


def _text(value: object) -> str | None:
    return combined(value) if isinstance(value, str) else None

"""Broken feeds: feedparser, forgiving and slow, on text without declaration that we hold."""

from __future__ import annotations

import io
import re
from typing import Any

import feedparser

from services.ingest.poll.entry import Document, Entry, NotAFeed, distinct
from services.ingest.poll.links import first_image, made_entry

MAX_CHARACTERS = 500_000  # it takes seconds for more
MAX_OPEN = 5_000  # elements opened and never closed: it is quadratic in them, and in attributes
LONG_TAG = re.compile(r"<[a-zA-Z][^<>]{10000}")


def parse(text: str, url: str) -> Document:
    """Raises `NotAFeed`."""
    text = text[:MAX_CHARACTERS]
    if text.count("<") - 2 * text.count("</") > MAX_OPEN or LONG_TAG.search(text):
        raise NotAFeed(f"{url} is broken in a way that no feed is: endless tags, or elements never closed")
    result: Any = feedparser.parse(
        io.BytesIO(text.encode("utf-8", "replace")),
        response_headers={"content-type": "application/xml; charset=utf-8"},
        sanitize_html=False,
        resolve_relative_uris=False,
    )
    if not result.version and not result.entries:
        raise NotAFeed(f"{url} is no feed: {result.get('bozo_exception')}"[:300])
    found = [_from_feedparser(item, url) for item in result.entries]
    return Document(
        title=result.feed.get("title"),
        lang=result.feed.get("language"),
        entries=distinct([entry for entry in found if entry is not None]),
        links={link.get("rel", ""): link.get("href", "") for link in reversed(result.feed.get("links", ()))},
        lenient=True,
    )


def _from_feedparser(item: Any, base: str) -> Entry | None:
    content = next((part.value for part in item.get("content", ())), None)
    media = [*item.get("media_content", ()), *item.get("media_thumbnail", ()), *item.get("enclosures", ())]
    pictures = (
        part.get("url") or part.get("href")
        for part in media
        if str(part.get("type") or part.get("medium") or "image").startswith("image")
    )
    return made_entry(
        base,
        item.get("feedburner_origlink") or item.get("link"),
        Entry(
            link="",
            title=item.get("title"),
            published=item.get("published") or item.get("updated"),
            modified=item.get("updated") if "updated" in item.keys() else None,  # noqa: SIM118 # `in` maps names
            author=item.get("author"),
            section=next((tag.get("label") or tag.get("term") for tag in item.get("tags", ())), None),
            summary=item.get("summary") or content,
            guid=item.get("id"),
            image_url=next((link for link in pictures if link), None) or first_image(content),
        ),
    )

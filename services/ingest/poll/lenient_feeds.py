"""Broken feeds: feedparser, forgiving and slow, on text without declaration that we hold."""

from __future__ import annotations

import io
import re
from collections.abc import Iterator
from itertools import chain
from typing import Any

import feedparser

from services.ingest.errors import NotAFeed
from services.ingest.poll.entry import Document, document_of
from services.ingest.poll.items import Places, entry_of, present
from services.ingest.poll.xml import combined

MAX_CHARACTERS = 500_000  # it takes seconds for more
MAX_OPEN = 5_000  # elements opened and never closed: it is quadratic in them, and in attributes
LONG_TAG = re.compile(r"<[a-zA-Z][^<>]{10000}")
FEEDPARSER = Places(
    title=("title",),
    published=("published",),
    modified=("updated",),
    authors=("authors",),
    section=("tags",),
    summary=("summary",),
    content=("content",),
    guid=("id",),
)
PARTS = {"authors": ("name",), "tags": ("label", "term"), "content": ("value",)}  # of fields that are lists


class FeedparserItem:
    """An entry as feedparser gives it."""

    def __init__(self, item: Any) -> None:
        self._item = item

    def first(self, names: tuple[str, ...]) -> str | None:
        return next(self.texts(names), None)

    def texts(self, names: tuple[str, ...]) -> Iterator[str]:
        own = self._item.keys()  # `in` and `get` give one field for another
        for name in names:
            value = self._item.get(name) if name in own else None
            if name in PARTS:
                found = [part.get(one) for part in value or () for one in PARTS[name]]
            else:
                found = [value]
            yield from map(combined, present(found))

    def links(self) -> Iterator[str]:
        yield from present([self._item.get("feedburner_origlink"), self._item.get("link")])

    def pictures(self) -> Iterator[str]:
        lists = (self._item.get(name, ()) for name in ("media_content", "media_thumbnail", "enclosures"))
        for part in chain.from_iterable(lists):
            if str(part.get("type") or part.get("medium") or "image").startswith("image"):
                yield from present([part.get("url"), part.get("href")])


def parse(text: str, url: str) -> Document:
    """Raises `NotAFeed`: also for what feedparser raises, which is not all its own."""
    problems = ["read leniently"]
    if len(text) > MAX_CHARACTERS:
        problems.append(f"only its first {MAX_CHARACTERS} characters were read")
        text = text[:MAX_CHARACTERS]
    if text.count("<") - 2 * text.count("</") > MAX_OPEN or LONG_TAG.search(text):
        raise NotAFeed(f"{url} is broken in a way that no feed is: endless tags, or elements never closed")
    try:
        result: Any = feedparser.parse(
            io.BytesIO(text.encode("utf-8", "replace")),
            response_headers={"content-type": "application/xml; charset=utf-8"},
            sanitize_html=False,
            resolve_relative_uris=False,
        )
    except Exception as error:  # of a library that promises never to raise (kurtmckee/feedparser#590)
        raise NotAFeed(
            f"{url} is no feed: feedparser fails: {type(error).__name__}: {error}"[:300]
        ) from error
    if not result.version and not result.entries:
        raise NotAFeed(f"{url} is no feed: {result.get('bozo_exception')}"[:300])
    return document_of(
        [entry_of(FeedparserItem(item), FEEDPARSER, url) for item in result.entries],
        title=result.feed.get("title"),
        lang=result.feed.get("language"),
        links={link.get("rel", ""): link.get("href", "") for link in reversed(result.feed.get("links", ()))},
        problems=problems,
    )

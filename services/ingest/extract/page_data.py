"""Articles in the JSON that a page's scripts read, `__NEXT_DATA__` and its like, where the page is empty."""

from __future__ import annotations

import json
from collections.abc import Iterator
from typing import Any

from lxml.html import HtmlElement

from services.ingest.extract import wording
from services.ingest.extract.metadata import Metadata, plain, texts

LARGEST_JSON = 2_000_000
MOST_OBJECTS = 20_000
SHORTEST_TEXT = 200
_TEXT = ("articleBody", "content", "body", "text", "html", "contentHtml", "bodyHtml", "description")
_TITLE = ("title", "headline", "name")
_WHEN_NAMES = "datePublished publishedAt published_at publishDate publish_date published date createdAt"
_WHEN = tuple(_WHEN_NAMES.split())
_CHANGED = ("dateModified", "updatedAt", "updated_at", "modifiedAt")
_AUTHOR = ("author", "authors", "writer", "byline")
_SECTION = ("articleSection", "category", "section", "categories")


def article_data(root: HtmlElement, metadata: Metadata) -> dict[str, Any]:
    """The object with the page's title and the longest text, under the names of JSON-LD; empty if none."""
    scripts = [script for script in root.iter("script") if script.get("type") == "application/json"]
    if not scripts:
        return {}
    stated = [title for title in (metadata.first("og:title"), metadata.page_title) if title]
    known = {wording.key(part) for title in stated for part in (title, *wording.parts(title))}
    best: dict[str, Any] = {}
    for script in scripts:
        if len(source := script.text or "") > LARGEST_JSON:
            continue
        for node in _objects(source):
            found = _as_article(node)
            if wording.key(found.get("headline", "")) not in known:
                continue
            if len(found.get("articleBody", "")) > len(best.get("articleBody", "")):
                best = found
    return best


def _as_article(node: dict[str, Any]) -> dict[str, Any]:
    """An object that has a title and a text, with the names that JSON-LD has for its parts."""
    title = next((node[name] for name in _TITLE if isinstance(node.get(name), str)), None)
    written = [node[name] for name in _TEXT if isinstance(node.get(name), str)]
    text = max(written, key=len, default="")
    if not title or len(text) < SHORTEST_TEXT:
        return {}
    parts = {
        "datePublished": _first(node, _WHEN),
        "dateModified": _first(node, _CHANGED),
        "author": _first(node, _AUTHOR),
        "articleSection": _first(node, _SECTION),
    }
    return {"headline": plain(title), "articleBody": text} | {
        name: said for name, said in parts.items() if said
    }


def _first(node: dict[str, Any], names: tuple[str, ...]) -> list[str]:
    return next((found for name in names if (found := texts(node.get(name)))), [])


def _objects(source: str) -> Iterator[dict[str, Any]]:
    """Every object in a JSON text, outer ones first; none when it cannot be read."""
    try:
        pending = [json.loads(source, strict=False)]
    except (ValueError, RecursionError):
        return
    for _ in range(MOST_OBJECTS):
        if not pending:
            return
        match pending.pop():
            case dict() as node:
                yield node
                pending.extend(value for value in node.values() if isinstance(value, dict | list))
            case list() as items:
                pending.extend(item for item in items if isinstance(item, dict | list))

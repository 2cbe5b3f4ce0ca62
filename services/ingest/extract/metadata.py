"""What a page says of itself: JSON-LD, Open Graph and other meta tags, microdata. Evidence, not truth."""

from __future__ import annotations

import html
import json
import re
from collections.abc import Iterator
from dataclasses import dataclass, field
from typing import Any
from urllib.parse import urlsplit

from lxml.html import HtmlElement

from services.arabic.normalise import clean
from services.contracts.page import Page
from services.ingest.extract import wording
from services.ingest.extract.conventions import SHORTEST_DATA_TEXT
from services.ingest.extract.markup import finder

_SCHEMA_TYPES = """
NewsArticle Article BlogPosting ReportageNewsArticle OpinionNewsArticle AnalysisNewsArticle LiveBlogPosting
BackgroundNewsArticle ReviewNewsArticle TechArticle Report SocialMediaPosting
"""
ARTICLE_TYPES = frozenset(_SCHEMA_TYPES.split())
_PUBLISHER_TYPES = frozenset({"WebSite", "Organization", "NewsMediaOrganization"})
_MICRODATA = finder("//*[@itemprop]")
_MARKUP = re.compile(r"<[^<>]{1,300}>")
_PARAGRAPH_MARKUP = re.compile(r"<(?:/p|br\s*/?|/div|/li|/h\d)\s*>", re.IGNORECASE)
_JSON_NOISE = re.compile(r"^\s*(?:<!--|//\s*<!\[CDATA\[|<!\[CDATA\[)|(?:-->|//\s*\]\]>|\]\]>)\s*;?\s*$")
_TRAILING_COMMA = re.compile(r",(\s*[}\]])")
_REFERENCES = ("author", "publisher")
_LARGEST_JSON = 400_000
LARGEST_PAGE_DATA = 2_000_000
MOST_OBJECTS = 20_000
_TEXT = ("articleBody", "content", "body", "text", "html", "contentHtml", "bodyHtml", "description")
_TITLE = ("title", "headline", "name")
_WHEN_NAMES = "datePublished publishedAt published_at publishDate publish_date published date createdAt"
_WHEN = tuple(_WHEN_NAMES.split())
_CHANGED = ("dateModified", "updatedAt", "updated_at", "modifiedAt")
_AUTHOR = ("author", "authors", "writer", "byline")
_SECTION = ("articleSection", "category", "section", "categories")


@dataclass(frozen=True, slots=True)
class Metadata:
    """`meta`: name or property (lower case) → contents in order. `article`: the article in JSON-LD."""

    meta: dict[str, tuple[str, ...]] = field(default_factory=dict)
    article: dict[str, Any] = field(default_factory=dict)
    nodes: tuple[dict[str, Any], ...] = ()
    microdata: dict[str, tuple[str, ...]] = field(default_factory=dict)
    canonical: str | None = None
    page_title: str | None = None
    lang: str | None = None

    def first(self, *names: str) -> str | None:
        """The first non-empty content of these meta tags."""
        return next((content for name in names for content in self.meta.get(name, ()) if content), None)

    def linked_text(self, name: str) -> str | None:
        """A text property of the JSON-LD article."""
        return next(iter(texts(self.article.get(name))), None)

    @property
    def paywalled(self) -> bool:
        return str(self.article.get("isAccessibleForFree", "")).lower() == "false"


def read_metadata(root: HtmlElement) -> Metadata:
    """Everything at once, in one pass over the elements that can carry it."""
    meta: dict[str, list[str]] = {}
    microdata: dict[str, list[str]] = {}
    nodes: list[dict[str, Any]] = []
    canonical = page_title = None
    for element in root.iter("meta", "link", "script", "title"):
        match element.tag:
            case "meta":
                _read_meta(element, meta, microdata)
            case "link" if canonical is None and "canonical" in (element.get("rel") or "").lower().split():
                canonical = element.get("href")
            case "script" if "ld+json" in (element.get("type") or ""):
                nodes.extend(_nodes(element.text or ""))
            case "title" if page_title is None:
                page_title = clean(element.text_content())
    for element in _MICRODATA(root):
        if element.tag != "meta":
            _read_microdata(element, microdata)
    return Metadata(
        meta={name: tuple(found) for name, found in meta.items()},
        article=_resolved(next((node for node in nodes if is_a(node, ARTICLE_TYPES)), {}), nodes),
        nodes=tuple(nodes),
        microdata={name: tuple(found) for name, found in microdata.items()},
        canonical=canonical,
        page_title=page_title,
        lang=root.get("lang") or root.get("{http://www.w3.org/XML/1998/namespace}lang"),
    )


def newspaper_names(page: Page, metadata: Metadata) -> list[str]:
    """The names by which the registry, the page and its address call the newspaper."""
    host = urlsplit(page.url).hostname or ""
    labels = [part for part in host.split(".") if part != "www"]
    stated = [
        page.source.name,
        page.source.name_latin,
        metadata.first("og:site_name"),
        metadata.first("application-name", "twitter:site", "publisher", "apple-mobile-web-app-title"),
        *texts(metadata.article.get("publisher")),
        *(
            text
            for node in metadata.nodes
            if is_a(node, _PUBLISHER_TYPES)
            for text in texts(node.get("name"))
        ),
        host,
        ".".join(labels),
        labels[0] if labels else None,
    ]
    return [name.lstrip("@") for name in stated if name]


def texts(value: Any) -> list[str]:
    """The texts in a JSON-LD value: a string, an object with a name, or a list of those."""
    match value:
        case str():
            text = plain(value)
            return [text] if text else []
        case list():
            return [text for item in value for text in texts(item)]
        case dict():
            return texts(value.get("name") or value.get("@value") or value.get("url"))
    return []


def plain(value: str) -> str:
    """Text from a value that may carry entities (also twice) and markup; paragraphs stay lines."""
    if "<" not in value and "&" not in value:
        return clean(value)
    once = html.unescape(value)
    text = _PARAGRAPH_MARKUP.sub("\n", html.unescape(once) if "&" in once else once)
    return clean(_MARKUP.sub(" ", text))


def _read_meta(element: HtmlElement, meta: dict[str, list[str]], microdata: dict[str, list[str]]) -> None:
    content = element.get("content")
    if not content or not content.strip():
        return
    for attribute in ("property", "name"):
        for name in (element.get(attribute) or "").lower().split():
            meta.setdefault(name, []).append(plain(content))
    for name in (element.get("itemprop") or "").split():
        microdata.setdefault(name, []).append(plain(content))


def _read_microdata(element: HtmlElement, microdata: dict[str, list[str]]) -> None:
    for name in element.get("itemprop").split():
        if name in {"articleBody", "text", "description"}:
            continue
        value = element.get("content") or element.get("datetime")
        value = value or (element.tag == "abbr" and element.get("title")) or element.text_content()
        if value and len(value) < 500:
            microdata.setdefault(name, []).append(clean(value))


def _nodes(script: str) -> Iterator[dict[str, Any]]:
    """The objects of a JSON-LD script, those of its `@graph` included; nothing when it cannot be read."""
    if len(script) > _LARGEST_JSON:
        return
    source = _JSON_NOISE.sub("", script.strip())
    for candidate in (source, _TRAILING_COMMA.sub(r"\1", source)):
        try:
            yield from _flat(json.loads(candidate, strict=False))
        except (ValueError, RecursionError):
            continue
        return


def _flat(value: Any, depth: int = 0) -> Iterator[dict[str, Any]]:
    if depth > 6:
        return
    if isinstance(value, list):
        for item in value:
            yield from _flat(item, depth + 1)
    elif isinstance(value, dict):
        yield value
        for name in ("@graph", "mainEntity", "mainEntityOfPage"):
            if name in value:
                yield from _flat(value[name], depth + 1)


def _resolved(article: dict[str, Any], nodes: list[dict[str, Any]]) -> dict[str, Any]:
    """The article with the people and newspapers that it only refers to by `@id`."""
    known = {node["@id"]: node for node in nodes if isinstance(node.get("@id"), str) and "name" in node}
    if not known:
        return article

    def look_up(value: Any) -> Any:
        if isinstance(value, list):
            return [look_up(item) for item in value]
        if isinstance(value, dict) and "name" not in value and isinstance(value.get("@id"), str):
            return known.get(value["@id"], value)
        return value

    return article | {name: look_up(article[name]) for name in _REFERENCES if name in article}


def is_a(node: dict[str, Any], kinds: frozenset[str]) -> bool:
    """A JSON-LD object is of one of these types; it may name several of its own."""
    own = node.get("@type")
    return not kinds.isdisjoint(map(str, own if isinstance(own, list) else [own]))


def article_data(root: HtmlElement, metadata: Metadata) -> dict[str, Any]:
    """The object with the page's title and the longest text, under the names of JSON-LD; empty if none."""
    scripts = [script for script in root.iter("script") if script.get("type") == "application/json"]
    if not scripts:
        return {}
    stated = [title for title in (metadata.first("og:title"), metadata.page_title) if title]
    known = {wording.key(part) for title in stated for part in (title, *wording.parts(title))}
    best: dict[str, Any] = {}
    for script in scripts:
        if len(source := script.text or "") > LARGEST_PAGE_DATA:
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
    if not title or len(text) < SHORTEST_DATA_TEXT:
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

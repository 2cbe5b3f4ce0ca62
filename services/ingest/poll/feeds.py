"""RSS 0.9x, 1.0 and 2.0, Atom 0.3 and 1.0, JSON Feed: a strict parser first, feedparser for what is broken.

No parser here ever sees a URL to open, a DTD or an entity.
"""

from __future__ import annotations

import io
import re
from typing import Any
from urllib.parse import urljoin, urlsplit

import feedparser
import orjson
from lxml import etree

from services.ingest.poll.encoding import text_of
from services.ingest.poll.entry import Document, Entry, NotAFeed, distinct, tidy

# characters that XML 1.0 forbids; one of them breaks a strict parser
CONTROL = re.compile("[\x00-\x08\x0b\x0c\x0e-\x1f\ufffe\uffff]")
PROLOG = re.compile(r"^\s*<\?xml.*?\?>", re.DOTALL)
ENTITY = re.compile(r"<!ENTITY", re.IGNORECASE)
IMG = re.compile(r"""<img\b[^<>]{0,1000}?\bsrc\s*=\s*["']([^"'<>]{1,2000})["']""", re.IGNORECASE)
XML_BASE = "{http://www.w3.org/XML/1998/namespace}base"
XML_LANG = "{http://www.w3.org/XML/1998/namespace}lang"
NAMES_OF_FEEDS = {"rss", "RDF", "feed"}
MAX_LENIENT = 500_000  # characters: feedparser takes seconds for more
MAX_OPEN = 5_000
LONG_TAG = re.compile(r"<[a-zA-Z][^<>]{10000}")


def parse(raw: bytes, url: str, content_type: str | None = None) -> Document:
    """The feed in `raw`, fetched from `url`. Raises `NotAFeed`."""
    text = text_of(raw, content_type).lstrip("\ufeff \t\r\n")
    if text.startswith("{"):
        return _json_feed(text, url)
    if not text.startswith("<") or ENTITY.search(text[:10_000]):
        raise NotAFeed(f"{url} is no feed: it starts with {text[:60]!r}")
    for candidate in (text, CONTROL.sub("", text)):
        try:
            return _strict(candidate, url)
        except etree.XMLSyntaxError:
            continue
    return _lenient(text, url)


def _strict(text: str, url: str) -> Document:
    root = xml_root(text)
    if root.tag not in NAMES_OF_FEEDS and _local(root) not in NAMES_OF_FEEDS:
        raise NotAFeed(f"{url} is no feed: its root is <{_local(root)}>")
    channel = next((child for child in root if _local(child) == "channel"), root)
    base = urljoin(url, channel.get(XML_BASE) or root.get(XML_BASE) or "")
    lang = root.get(XML_LANG)
    title = None
    for child in channel:
        match _local(child):
            case "title":
                title = title or child.text
            case "language":
                lang = child.text or lang
    parents = (channel,) if channel is root else (channel, root)  # RSS 1.0 has its items beside the channel
    found = [_entry(item, base) for parent in parents for item in parent if _local(item) in {"item", "entry"}]
    return Document(
        title=(title or "").strip() or None,
        lang=(lang or "").strip() or None,
        entries=distinct([entry for entry in found if entry is not None]),
    )


def xml_root(text: str) -> etree._Element:
    """The root of an XML document; raises `etree.XMLSyntaxError`. No DTD, entities, network or huge trees."""
    parser = etree.XMLParser(
        encoding="utf-8",
        resolve_entities=False,
        no_network=True,
        load_dtd=False,
        dtd_validation=False,
        huge_tree=False,
        remove_comments=True,
        remove_pis=True,
    )
    return etree.fromstring(PROLOG.sub("", text, count=1).encode("utf-8", "replace"), parser)


def _local(element: etree._Element) -> str:
    tag = element.tag
    return tag.rpartition("}")[2] if isinstance(tag, str) else ""


def _entry(item: etree._Element, base: str) -> Entry | None:  # noqa: C901, PLR0912 # one case an element
    """The entry of an `<item>` or `<entry>`; None without a link."""
    link = original = guid = permalink = title = published = modified = author = section = None
    summary = content = image = None
    for child in item:
        name, text = _local(child), child.text
        match name:
            case "link":
                rel, href = child.get("rel", "alternate"), child.get("href") or text
                if rel == "alternate" and href and not link:
                    link = href
                elif rel == "enclosure" and (child.get("type") or "").startswith("image/"):
                    image = image or child.get("href")
            case "origLink":
                original = text
            case "guid" | "id":
                guid = text
                permalink = text if child.get("isPermaLink", "true") != "false" else None
            case "title":
                title = title or _content(child)
            case "pubDate" | "published" | "issued" | "created":
                published = published or text
            case "date" | "updated" | "modified":
                modified = modified or text
            case "author" | "creator":
                author = author or next((part.text for part in child if _local(part) == "name"), text)
            case "category" | "subject":
                section = section or child.get("label") or text or child.get("term")
            case "description" | "summary":
                summary = summary or _content(child)
            case "encoded" | "content" if not child.get("url"):
                content = content or _content(child)
            case "thumbnail" | "content":
                image = image or _media(child)
            case "enclosure" if (child.get("type") or "").startswith("image/"):
                image = image or child.get("url")
            case "group":
                image = image or next((url for url in map(_media, child) if url), None)
    chosen = original or link or permalink or item.get("{http://www.w3.org/1999/02/22-rdf-syntax-ns#}about")
    return made_entry(
        base,
        chosen,
        Entry(
            link="",
            title=title,
            published=published or modified,
            modified=modified,
            author=author,
            section=section,
            summary=summary or content,
            guid=guid,
            image_url=image or _first_image(content) or _first_image(summary),
        ),
    )


def made_entry(base: str, link: str | None, entry: Entry) -> Entry | None:
    """The entry with its links absolute and its texts plain; None when the link is none of the web."""
    absolute = absolute_url(base, link)
    if absolute is None:
        return None
    fields = tidy(entry)
    return Entry(
        link=absolute,
        title=fields.title,
        published=fields.published,
        modified=fields.modified,
        author=fields.author,
        section=fields.section,
        summary=fields.summary,
        guid=fields.guid,
        image_url=absolute_url(base, entry.image_url),
    )


def absolute_url(base: str, link: str | None) -> str | None:
    """An http(s) URL, or None."""
    link = (link or "").strip()
    if not link or len(link) > 4096:
        return None
    try:
        absolute = link if link.startswith(("http://", "https://")) else urljoin(base, link)
        parts = urlsplit(absolute)
    except ValueError:
        return None
    return absolute if parts.scheme in {"http", "https"} and parts.netloc else None


def _content(element: etree._Element) -> str | None:
    """The text of an element, also of one that holds XHTML."""
    if len(element) == 0:
        return element.text
    return etree.tostring(element, encoding="unicode", method="html", with_tail=False)


def _media(element: etree._Element) -> str | None:
    kind = element.get("type") or element.get("medium") or "image"
    return element.get("url") if kind.startswith("image") else None


def _first_image(markup: str | None) -> str | None:
    found = IMG.search(markup) if markup else None
    return found[1].replace("&amp;", "&") if found else None


def _lenient(text: str, url: str) -> Document:
    """feedparser on text that we hold; it is forgiving, and quadratic in open elements and attributes."""
    text = text[:MAX_LENIENT]
    if text.count("<") - 2 * text.count("</") > MAX_OPEN or LONG_TAG.search(text):
        raise NotAFeed(f"{url} is broken in a way that no feed is: endless tags, or elements never closed")
    source = io.BytesIO(CONTROL.sub("", PROLOG.sub("", text, count=1)).encode("utf-8", "replace"))
    result: Any = feedparser.parse(
        source,
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
            image_url=next((link for link in pictures if link), None) or _first_image(content),
        ),
    )


def _json_feed(text: str, url: str) -> Document:
    """JSON Feed 1.0 and 1.1 (jsonfeed.org)."""
    try:
        feed = orjson.loads(text)
    except orjson.JSONDecodeError as error:
        raise NotAFeed(f"{url} is no JSON: {error}") from error
    items = feed.get("items") if isinstance(feed, dict) else None
    if not isinstance(items, list):
        raise NotAFeed(f"{url} is JSON without the `items` of a JSON Feed")
    found = [_json_entry(item, url) for item in items if isinstance(item, dict)]
    return Document(
        title=_text(feed.get("title")),
        lang=_text(feed.get("language")),
        entries=distinct([entry for entry in found if entry is not None]),
    )


def _json_entry(item: dict[str, Any], base: str) -> Entry | None:
    authors = item.get("authors") or [item.get("author")]
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
            image_url=_text(item.get("image")) or _first_image(_text(item.get("content_html"))),
        ),
    )


def _text(value: object) -> str | None:
    return value if isinstance(value, str) else None

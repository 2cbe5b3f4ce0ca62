"""RSS 0.9x, 1.0 and 2.0, Atom 0.3 and 1.0, JSON Feed: a strict parser first, feedparser for what is broken.

No parser here ever sees a URL to open, a DTD or an entity.
"""

from __future__ import annotations

import re

from lxml import etree

from services.ingest.poll import json_feeds, lenient_feeds
from services.ingest.poll.encoding import text_of
from services.ingest.poll.entry import Document, Entry, NotAFeed, distinct
from services.ingest.poll.links import absolute_url, first_image, made_entry

# characters that XML 1.0 forbids; one of them breaks a strict parser
CONTROL = re.compile("[\x00-\x08\x0b\x0c\x0e-\x1f\ufffe\uffff]")
PROLOG = re.compile(r"^\s*<\?xml.*?\?>", re.DOTALL)
PICTURE = re.compile(r"\.(?:jpe?g|png|webp|gif|avif)(?:\?|$)", re.IGNORECASE)
ENTITY = re.compile(r"<!ENTITY", re.IGNORECASE)
XML_BASE = "{http://www.w3.org/XML/1998/namespace}base"
XML_LANG = "{http://www.w3.org/XML/1998/namespace}lang"
NAMES_OF_FEEDS = {"rss", "RDF", "feed"}
OF_THE_FEED = {"self", "hub"}


def parse(raw: bytes, url: str, content_type: str | None = None) -> Document:
    """The feed in `raw`, fetched from `url`. Raises `NotAFeed`."""
    text = text_of(raw, content_type).lstrip("\ufeff \t\r\n")
    if text.startswith("{"):
        return json_feeds.parse(text, url)
    if not text.startswith("<") or ENTITY.search(text[:10_000]):
        raise NotAFeed(f"{url} is no feed: it starts with {text[:60]!r}")
    for candidate in (text, CONTROL.sub("", text)):
        try:
            return _strict(candidate, url)
        except etree.XMLSyntaxError:
            continue
    return lenient_feeds.parse(PROLOG.sub("", candidate, count=1), url)


def _strict(text: str, url: str) -> Document:
    root = xml_root(text)
    if root.tag not in NAMES_OF_FEEDS and _local(root) not in NAMES_OF_FEEDS:
        if _local(root).lower() == "rss":  # in capitals, as no standard has it
            return lenient_feeds.parse(text, url)
        raise NotAFeed(f"{url} is no feed: its root is <{_local(root)}>")
    channel = next((child for child in root if _local(child) == "channel"), root)
    base = absolute_url(url, channel.get(XML_BASE) or root.get(XML_BASE)) or url
    lang = root.get(XML_LANG)
    title = None
    links: dict[str, str] = {}
    for child in channel:
        match _local(child):
            case "title":
                title = title or child.text
            case "language":
                lang = child.text or lang
            case "link" if (relation := child.get("rel")) in OF_THE_FEED:
                links.setdefault(relation, child.get("href") or "")
    parents = (channel,) if channel is root else (channel, root)  # RSS 1.0 has its items beside the channel
    found = [_entry(item, base) for parent in parents for item in parent if _local(item) in {"item", "entry"}]
    return Document(
        title=(title or "").strip() or None,
        lang=(lang or "").strip() or None,
        entries=distinct([entry for entry in found if entry is not None]),
        links=links,
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
    if own_base := item.get(XML_BASE):
        base = absolute_url(base, own_base) or base
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
                permalink = text if "/" in (text or "") and child.get("isPermaLink") != "false" else None
            case "title" if not _is_of_media(child):
                title = title or _content(child)
            case "pubDate" | "published" | "issued" | "created":
                published = published or text
            case "date" | "updated" | "modified":
                modified = modified or text
            case "author" | "creator":
                author = author or next((part.text for part in child if _local(part) == "name"), text)
            case "category" | "subject":
                section = section or child.get("label") or text or child.get("term")
            case "description" | "summary" if not _is_of_media(child):
                summary = summary or _content(child)
            case "encoded" | "content" if not child.get("url"):
                content = content or _content(child)
            case "thumbnail" | "content":
                image = image or _media(child)
            case "enclosure" if (child.get("type") or "").startswith("image/") or _names_picture(child):
                image = image or child.get("url")
            case "image":
                image = image or child.get("href") or next((part.text for part in child), text)
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
            image_url=image or first_image(content) or first_image(summary),
        ),
    )


def _content(element: etree._Element) -> str | None:
    """The text of an element, also of one that holds XHTML."""
    if len(element) == 0:
        return element.text
    return etree.tostring(element, encoding="unicode", method="html", with_tail=False)


def _is_of_media(element: etree._Element) -> bool:
    """It describes a picture or a video: `media:title` is not the title of the entry."""
    return "mrss" in element.tag


def _names_picture(enclosure: etree._Element) -> bool:
    """Without a type, the name of the file says what it is."""
    return not enclosure.get("type") and PICTURE.search(enclosure.get("url") or "") is not None


def _media(element: etree._Element) -> str | None:
    kind = element.get("type") or element.get("medium") or "image"
    return element.get("url") if kind.startswith("image") else None

"""Sitemaps: news sitemaps, plain ones, of text, indexes, also as `.gz` (sitemaps.org, Google News schema)."""

from __future__ import annotations

from lxml import etree

from services.ingest.poll.encoding import text_of
from services.ingest.poll.entry import Document, Entry, NotAFeed, distinct
from services.ingest.poll.feeds import CONTROL, xml_root
from services.ingest.poll.links import absolute_url, made_entry
from services.web.decoding import GZIP_MAGIC, Malformed, TooLarge, gunzip

MAX_CHILDREN = 3  # of an index; the newest are read
MAX_URLS = 300  # of a sitemap; the newest are taken: one may list every article of ten years


def parse(raw: bytes, url: str, content_type: str | None = None) -> Document:
    """The newest entries of a sitemap, or the newest `children` of an index. Raises `NotAFeed`."""
    if raw.startswith(GZIP_MAGIC):
        try:
            raw = gunzip(raw)
        except (Malformed, TooLarge) as error:
            raise NotAFeed(f"{url}: {error}") from error
    text = text_of(raw, content_type).lstrip("\ufeff \t\r\n")
    if text.startswith("http"):
        lines = (absolute_url(url, line) for line in text.splitlines()[:MAX_URLS])
        return Document(entries=distinct([Entry(link=line) for line in lines if line]))
    try:
        root = xml_root(CONTROL.sub("", text))
    except etree.XMLSyntaxError as error:
        raise NotAFeed(f"{url} is no sitemap: {error}") from error
    match _name(root):
        case "sitemapindex":
            return Document(children=_children(root, url))
        case "urlset":
            return Document(entries=_entries(root, url))
    raise NotAFeed(f"{url} is no sitemap: its root is <{_name(root)}>")


def _name(element: etree._Element) -> str:
    return element.tag.rpartition("}")[2] if isinstance(element.tag, str) else ""


def _fields(element: etree._Element) -> dict[str, str]:
    """The texts below an element by their local names; the first of a name counts."""
    fields: dict[str, str] = {}
    for part in element.iter():
        text = (part.text or "").strip()
        if text and (name := _field(part)):
            fields.setdefault(name, text)
    return fields


def _field(element: etree._Element) -> str | None:
    """Its local name; of what is said of a picture or a video, only the picture's address counts."""
    name = _name(element)
    if "sitemap-image" in element.tag:
        return "image" if name == "loc" else None
    return None if "sitemap-video" in element.tag else name


def _children(root: etree._Element, url: str) -> tuple[str, ...]:
    """The newest first; without dates, as listed. A sitemap that says «news» goes before all."""
    found = [_fields(child) for child in root if _name(child) == "sitemap"]
    ordered = sorted(found, key=lambda f: f.get("lastmod", ""), reverse=True)
    ordered.sort(key=lambda f: "news" not in f.get("loc", ""))
    links = (absolute_url(url, fields.get("loc")) for fields in ordered)
    return tuple(link for link in links if link)[:MAX_CHILDREN]


def _entries(root: etree._Element, url: str) -> tuple[Entry, ...]:
    found = [_fields(child) for child in root if _name(child) == "url"]
    if len(found) > MAX_URLS:
        found = sorted(found, key=_moment, reverse=True)[:MAX_URLS]
    return distinct([entry for entry in (_entry(fields, url) for fields in found) if entry])


def _moment(fields: dict[str, str]) -> str:
    """W3C dates of one site sort as text well enough to find the newest."""
    return fields.get("publication_date") or fields.get("lastmod") or ""


def _entry(fields: dict[str, str], url: str) -> Entry | None:
    return made_entry(
        url,
        fields.get("loc"),
        Entry(
            link="",
            title=fields.get("title"),
            published=fields.get("publication_date"),
            modified=fields.get("lastmod"),
            image_url=fields.get("image"),
        ),
    )

"""Subscription lists (OPML 2.0) to sources and back, for newspapers that another reader already follows."""

from __future__ import annotations

from collections.abc import Iterable
from urllib.parse import urlsplit

from lxml import etree

from services.contracts.source import Feed, Source
from services.ingest.discovery import country_of, id_of
from services.ingest.editions import edition_of
from services.ingest.poll.feeds import xml_root
from services.ingest.sources import BadRegistry


def read(text: str, name: str = "opml") -> list[Source]:
    """One source for each site; several feeds of one site belong together. Raises `BadRegistry`."""
    try:
        root = xml_root(text)
    except etree.XMLSyntaxError as error:
        raise BadRegistry(f"{name}:{error.lineno}: not OPML: {error.msg}") from error
    if root.tag != "opml":
        raise BadRegistry(f"{name}:1: not OPML: the root is <{root.tag}>")
    sources: dict[str, Source] = {}
    for outline in root.iter("outline"):
        url = str(outline.get("xmlUrl") or "").strip()
        if urlsplit(url).scheme not in {"http", "https"}:
            continue
        home = str(outline.get("htmlUrl") or "").strip() or None
        key = id_of(home or url)
        known = sources.get(key)
        feed = Feed(url=url)
        if known is None:
            country = country_of(home or url)
            sources[key] = Source(
                id=key,
                name=str(outline.get("title") or outline.get("text") or key).strip(),
                country=country,
                lang=str(outline.get("language") or "ar")[:2],
                edition=edition_of(country),
                home_url=home,
                feeds=(feed,),
                rights="excerpt",
            )
        elif feed not in known.feeds:
            sources[key] = known.model_copy(update={"feeds": (*known.feeds, feed)})
    return list(sources.values())


def write(sources: Iterable[Source], title: str = "نشرة") -> str:
    """An OPML document with one outline for each feed; sitemaps and listings are no feeds and stay out."""
    root = etree.Element("opml", version="2.0")
    etree.SubElement(etree.SubElement(root, "head"), "title").text = title
    body = etree.SubElement(root, "body")
    for source in sources:
        for feed in source.feeds:
            if feed.kind == "feed":
                fields = {
                    "type": "rss",
                    "text": source.name,
                    "title": source.name,
                    "xmlUrl": feed.url,
                    "htmlUrl": source.home_url,
                    "language": source.lang,
                }
                etree.SubElement(body, "outline", {name: value for name, value in fields.items() if value})
    return etree.tostring(root, encoding="unicode", pretty_print=True)

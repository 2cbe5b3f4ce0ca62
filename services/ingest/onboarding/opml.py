"""Subscription lists (OPML 2.0) to sources and back, for newspapers that another reader already follows."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Iterator
from dataclasses import dataclass

from lxml import etree
from pydantic import ValidationError

from services.contracts.source import Feed, Source
from services.ingest.editions import country_of, edition_of
from services.ingest.encodings import text_of
from services.ingest.errors import BadRegistry, NotXml
from services.ingest.onboarding.discovery import id_of, long_id_of, site_of
from services.ingest.poll.links import absolute_url
from services.ingest.poll.xml import document_text, local, readings

MAX_OUTLINES = 10_000


@dataclass(frozen=True, slots=True)
class Subscriptions:
    """The newspapers of a list, and in words what of it was left out or repaired."""

    sources: tuple[Source, ...]
    problems: tuple[str, ...] = ()


def read(raw: str | bytes, name: str = "opml") -> Subscriptions:
    """One source for each site; several feeds of one site belong together. Raises `BadRegistry`.

    Two sites of one name (`alakhbar.ma` and `alakhbar.dz`, two blogs of one host) are two newspapers: each
    gets an id of its whole host then.
    """
    text = document_text(raw if isinstance(raw, str) else text_of(raw))
    problems: list[str] = []
    try:
        root, problem = max(readings(text), key=lambda read: sum(1 for _ in _outlines(read[0])))
    except NotXml as error:
        raise BadRegistry(f"{name}: not OPML: {error}") from error
    if local(root.tag).lower() != "opml":
        raise BadRegistry(f"{name}: not OPML: the root is <{local(root.tag)}>")
    if problem:
        problems.append(problem)
        if next(_outlines(root), None) is None:
            raise BadRegistry(f"{name}: not OPML: {problem}")
    sites: dict[str, list[etree._Element]] = {}
    for number, outline in enumerate(_outlines(root)):
        if number == MAX_OUTLINES:
            problems.append(f"more than {MAX_OUTLINES} feeds: the rest is left out")
            break
        address = absolute_url("", _attribute(outline, "xmlUrl"))
        if address is None:
            problems.append(f"no address of the web: {_attribute(outline, 'xmlUrl')[:200]!r}")
            continue
        home = absolute_url("", _attribute(outline, "htmlUrl"))
        sites.setdefault(site_of(home or address), []).append(outline)
    short = Counter(id_of(f"https://{site}") for site in sites)
    sources: list[Source] = []
    for site, outlines in sites.items():
        id_ = id_of(f"https://{site}")
        try:
            sources.append(_source(id_ if short[id_] == 1 else long_id_of(f"https://{site}"), outlines))
        except ValidationError as error:
            problems.append(f"{site}: {error.errors(include_url=False)[0]['msg']}")
    return Subscriptions(tuple(sources), tuple(problems))


def _outlines(root: etree._Element) -> Iterator[etree._Element]:
    return (
        part for part in root.iter() if local(part.tag).lower() == "outline" and _attribute(part, "xmlUrl")
    )


def _attribute(outline: etree._Element, name: str) -> str:
    """An attribute, whatever its case: `xmlurl` is as frequent as wrong."""
    return next((str(value).strip() for key, value in outline.items() if key.lower() == name.lower()), "")


def _source(id_: str, outlines: list[etree._Element]) -> Source:
    """The newspaper of the feeds of one site. Raises `ValidationError`."""
    first = outlines[0]
    feeds = dict.fromkeys(absolute_url("", _attribute(outline, "xmlUrl")) or "" for outline in outlines)
    home = next(
        filter(None, (absolute_url("", _attribute(outline, "htmlUrl")) for outline in outlines)), None
    )
    country = country_of(home or next(iter(feeds)))
    return Source(
        id=id_,
        name=_attribute(first, "title") or _attribute(first, "text") or id_,
        country=country,
        lang=(_attribute(first, "language") or "ar")[:2].lower(),
        edition=edition_of(country),
        home_url=home,
        feeds=tuple(Feed(url=url) for url in feeds),
        rights="excerpt",
    )


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

"""RSS 0.9x, 1.0 and 2.0, Atom 0.3 and 1.0, JSON Feed: a strict parser first, then ones that forgive."""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass
from functools import lru_cache
from itertools import chain
from operator import itemgetter

from lxml import etree

from services.ingest.encodings import text_of
from services.ingest.errors import NotAFeed, NotXml, UnsafeEntities
from services.ingest.poll import json_feeds, lenient_feeds
from services.ingest.poll.entry import Document, document_of
from services.ingest.poll.items import Places, entry_of
from services.ingest.poll.links import absolute_url
from services.ingest.poll.xml import MAX_CHARACTERS, document_text, local, readings
from services.web.decoding import GZIP_MAGIC, Limits, gunzip
from services.web.errors import Malformed, TooManyBytes

GZIPPED = Limits(wire=MAX_CHARACTERS, decoded=MAX_CHARACTERS)
PICTURE = re.compile(r"\.(?:jpe?g|png|webp|gif|avif)(?:\?|$)", re.IGNORECASE)
ENDING = re.compile(r"\.[a-z0-9]{2,5}$", re.IGNORECASE)
ITEM = re.compile(r"<(?:item|entry)[\s>]", re.IGNORECASE)
ABOUT = "{http://www.w3.org/1999/02/22-rdf-syntax-ns#}about"
XML_BASE = "{http://www.w3.org/XML/1998/namespace}base"
XML_LANG = "{http://www.w3.org/XML/1998/namespace}lang"
NAMES_OF_FEEDS = {"rss", "rdf", "feed"}
NAMES_OF_ITEMS = {"item", "entry"}
OF_THE_FEED = {"self", "hub"}

MODIFIED = ("updated", "modified", "date")
RSS = Places(
    title=("title",),
    published=("pubdate", "published", "issued", "created"),
    modified=MODIFIED,
    authors=("creator", "author"),
    section=("category", "subject"),
    summary=("description", "summary"),
    content=("encoded", "content"),
    guid=("guid", "id"),
)
ATOM = Places(
    title=("title",),
    published=("published", "issued", "created", "pubdate"),
    modified=MODIFIED,
    authors=("author", "creator"),
    section=("category", "subject"),
    summary=("summary", "description"),
    content=("content", "encoded"),
    guid=("id", "guid"),
)


def parse(raw: bytes, url: str, content_type: str | None = None) -> Document:
    """The feed in `raw`, fetched from `url`. Raises `NotAFeed`."""
    text = document_text(text_of(unpacked(raw, url), content_type))
    if text.startswith("{"):
        return json_feeds.parse(text, url)
    if not text.startswith("<"):
        raise NotAFeed(f"{url} is no feed: it starts with {text[:60]!r}")
    return read_xml(text, url)


def unpacked(raw: bytes, url: str) -> bytes:
    """The document, also of a `.gz` file. Raises `NotAFeed`, also when it is too large."""
    try:
        raw = gunzip(raw, GZIPPED) if raw.startswith(GZIP_MAGIC) else raw
    except (Malformed, TooManyBytes) as error:
        raise NotAFeed(f"{url}: {error}") from error
    if len(raw) > MAX_CHARACTERS:
        raise NotAFeed(f"{url}: more than {MAX_CHARACTERS} bytes decoded")
    return raw


def read_xml(text: str, url: str) -> Document:
    """The feed in a text that begins as XML does: the reading with the most entries. Raises `NotAFeed`."""
    found: list[Document] = []
    try:
        for root, problem in readings(text):
            document = _read(root, url, problem)
            if problem is None or 0 < len(document.entries) >= len(ITEM.findall(text)):
                return document
            found.append(document)
    except NotXml as error:
        if isinstance(error, UnsafeEntities) or ITEM.search(text) is None:
            raise NotAFeed(f"{url} is no feed: {error}") from error
    try:
        found.append(lenient_feeds.parse(text, url))
    except NotAFeed:
        if not found:
            raise
    best = max(found, key=lambda document: len(document.entries))
    if not best.entries:
        raise NotAFeed(f"{url} is no feed: {', '.join(best.problems)}")
    return best


def _read(root: etree._Element, url: str, problem: str | None) -> Document:
    """The document below `root`. Where the parser guessed (`problem`), items may stand anywhere."""
    kind = local(root.tag).lower()
    if kind not in NAMES_OF_FEEDS:
        raise NotAFeed(f"{url} is no feed: its root is <{local(root.tag)}>")
    channel = next((child for child in root if local(child.tag).lower() == "channel"), root)
    base = absolute_url(url, channel.get(XML_BASE) or root.get(XML_BASE)) or url
    lang = root.get(XML_LANG)
    title = home = None
    links: dict[str, str] = {}
    for child in channel:
        match _name(child.tag):
            case "title":
                title = title or child.text
            case "language":
                lang = child.text or lang
            case "link" if (relation := child.get("rel")) in OF_THE_FEED:
                links.setdefault(relation, child.get("href") or "")
            case "link":
                home = home or (child.text or child.get("href") or "").strip()
    parents = (channel,) if channel is root else (channel, root)  # RSS 1.0 has its items beside the channel
    parts = root.iter() if problem else chain.from_iterable(parents)
    items = [part for part in parts if _name(part.tag) in NAMES_OF_ITEMS]
    places = ATOM if kind == "feed" else RSS
    context = _Feed(base, (lang or "").strip()[:2].lower() or "ar", home)
    return document_of(
        [entry_of(item, places, item.base) for item in (XmlItem(item, context) for item in items)],
        title=title,
        lang=lang,
        links=links,
        problems=[problem] if problem else [],
    )


@dataclass(frozen=True, slots=True)
class _Feed:
    """What an item inherits: the address that its links are relative to, the language, the home page."""

    base: str
    lang: str
    home: str | None


class XmlItem:
    """An `<item>` or `<entry>`."""

    __slots__ = ("_feed", "_item", "_parts", "base")

    def __init__(self, item: etree._Element, feed: _Feed) -> None:
        self._item = item
        self._feed = feed
        self._parts: dict[str, list[etree._Element]] = {}
        for child in item:
            self._parts.setdefault(_name(child.tag), []).append(child)
        own = item.get(XML_BASE)
        self.base = (own and absolute_url(feed.base, own)) or feed.base

    def first(self, names: tuple[str, ...]) -> str | None:
        parts = self._parts
        for name in names:
            if name in parts:
                for element in parts[name]:
                    text = _text(element, name)
                    if text and not text.isspace():
                        return text
        return None

    def texts(self, names: tuple[str, ...]) -> Iterator[str]:
        for name in names:
            for element in self._parts.get(name, ()):
                text = _text(element, name)
                if text and not text.isspace():
                    yield text

    def links(self) -> Iterator[str]:
        """What a redirecting service stands before, what the item says, its permanent address."""
        parts = self._parts
        if "origlink" in parts:
            yield from self.texts(("origlink",))
        named = sorted(self._alternates(), key=itemgetter(0))
        last = [link for _, link in named if link.strip() == self._feed.home]  # some say it for every item
        yield from (link for _, link in named if link not in last)
        for guid in chain(parts.get("guid", ()), parts.get("id", ())):
            if "/" in (guid.text or "") and guid.get("isPermaLink") != "false":
                yield guid.text or ""
        yield self._item.get(ABOUT) or ""
        yield from last

    def _alternates(self) -> Iterator[tuple[int, str]]:
        """The pages of the entry, with what speaks against each: another format, then another language."""
        for element in self._parts.get("link", ()):
            href = element.get("href")
            if element.get("rel", "alternate") == "alternate" and (link := href or element.text):
                lang = (element.get("hreflang") or "")[:2].lower()
                foreign = 0 if lang == self._feed.lang or not href else 2 if lang else 1
                kind = element.get("type")
                yield foreign + (0 if kind is None or "html" in kind else 4), link

    def pictures(self) -> Iterator[str]:
        if not _PICTURED.isdisjoint(self._parts):
            yield from self._media()
        for enclosure in self._parts.get("enclosure", ()):
            if _is_image(enclosure):
                yield enclosure.get("url") or ""
        for link in self._parts.get("link", ()):
            if link.get("rel") == "enclosure" and _is_image(link):
                yield link.get("href") or ""
        for image in self._parts.get("image", ()):
            yield image.get("href") or next((part.text or "" for part in image), image.text or "")

    def _media(self) -> Iterator[str]:
        """Media RSS at any depth: the pictures themselves, the widest first, then thumbnails."""
        found: list[tuple[bool, int, str]] = []
        for element in self._item.iter():
            name = _name(element.tag)
            url = element.get("url")
            if url and (name == "media:thumbnail" or (name == "media:content" and _is_image(element))):
                width = element.get("width") or ""
                size = int(width) if width.isdecimal() and len(width) < 6 else 0
                found.append((name == "media:thumbnail", -size, url.strip()))
        yield from (url for _, size, url in sorted(found, key=itemgetter(0, 1)) if size != -1)


_PICTURED = frozenset({"media:content", "media:thumbnail", "media:group", "media:player"})


@lru_cache(4096)
def _name(tag: object) -> str:
    """The local name in lower case; of Media RSS with its prefix: `media:title` is no title of the entry."""
    name = local(tag).lower()
    of_media = isinstance(tag, str) and ("mrss" in tag or tag.startswith("media:"))
    return f"media:{name}" if of_media else name


def _text(element: etree._Element, name: str) -> str | None:
    """What an element says; XHTML as markup."""
    if len(element) == 0:
        return (
            (element.get("label") or element.text or element.get("term"))
            if name == "category"
            else element.text
        )
    if name in {"author", "creator"}:
        return next((part.text for part in element if local(part.tag) == "name"), element.text)
    return etree.tostring(element, encoding="unicode", method="html", with_tail=False)


def _is_image(element: etree._Element) -> bool:
    """By its type, else by its medium, else by the name of the file; of Media RSS where nothing is said."""
    kind = element.get("type") or element.get("medium")
    if kind:
        return kind.strip().lower().startswith("image")
    address = element.get("url") or element.get("href") or ""
    return PICTURE.search(address) is not None or (
        _name(element.tag) == "media:content" and ENDING.search(address.partition("?")[0]) is None
    )

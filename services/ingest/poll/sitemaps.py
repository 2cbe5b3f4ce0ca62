"""Sitemaps: news sitemaps, plain ones, of text, indexes, also as `.gz` (sitemaps.org, Google News schema).

Read as a stream: the standard allows 50 MB and 50,000 addresses, of which only the newest are kept.
"""

from __future__ import annotations

import codecs
import heapq
import re
from collections import deque
from collections.abc import Iterable, Iterator, Mapping
from itertools import chain

from lxml import etree

from services.ingest import encodings
from services.ingest.errors import NotAFeed, NotXml
from services.ingest.poll import feeds
from services.ingest.poll.entry import MAX_DATE, Document, Entry, document_of, plain
from services.ingest.poll.links import absolute_url
from services.ingest.poll.xml import SAFE_PARSER, document_text, from_root, local, mended, without_doctype
from services.web.decoding import GZIP_MAGIC, Limits, gunzipped
from services.web.errors import Malformed, TooManyBytes

MAX_CHILDREN = 3  # of an index; the newest are read
MAX_UNDATED = 60  # of an index without dates, among which the poller finds those that change
MAX_URLS = 300  # of a sitemap; the newest are taken: one may list every article of ten years
MAX_LISTED = 50_000  # sitemaps.org
LIMITS = Limits(wire=50_000_000, decoded=50_000_000)
CHUNK = 262_144
MAX_PIECE = 2_000_000  # characters without the end of a record
RECORD = re.compile(r"</(?:\w+:)?(?:url|sitemap)\s*>", re.IGNORECASE)
NUMBER = re.compile(r"\d+")
NEWS = re.compile(r"news|akhbar|أخبار", re.IGNORECASE)
TAXONOMY = re.compile(
    r"categor|tag|author|page|image|video|product|taxonom|writer|static|section|keyword|topic", re.IGNORECASE
)
Fields = Mapping[str, str]


def parse(raw: bytes, url: str, content_type: str | None = None) -> Document:
    """The newest entries of a sitemap, or the newest `children` of an index.

    A feed, where one stands in its place, is read as one (sitemaps.org, «Other formats»). Raises `NotAFeed`.
    """
    problems: list[str] = []
    pieces = _text(raw, content_type, problems)
    first = document_text(next(pieces, ""))
    if first.startswith("http"):
        return _listed(chain([first], pieces), url, problems)
    if feeds.ITEM.search(first[:CHUNK]) or not first.startswith("<"):
        return feeds.parse(raw, url, content_type)
    found = _Newest()
    try:
        kind = _read(chain([from_root(without_doctype(first))], pieces), found, problems)
    except (etree.XMLSyntaxError, NotXml) as error:
        raise NotAFeed(f"{url} is no sitemap: {error}") from error
    if kind == "sitemapindex":
        if not found.count and problems:
            raise NotAFeed(f"{url} is no sitemap: {problems[0]}")
        children = _children(found.all(), url)
        undated = not any(fields.get("lastmod") for fields in found.all())
        return Document(
            children=children[:MAX_CHILDREN],
            others=children[MAX_CHILDREN:MAX_UNDATED] if undated else (),
            problems=tuple(problems),
        )
    if kind in feeds.NAMES_OF_FEEDS:
        return feeds.parse(raw, url, content_type)
    if kind != "urlset":
        raise NotAFeed(f"{url} is no sitemap: its root is <{kind}>")
    if not found.count and problems:
        raise NotAFeed(f"{url} is no sitemap: {problems[0]}")
    if found.count > MAX_URLS:
        problems.append(f"{found.count} addresses: the newest {MAX_URLS} are read")
    newest = found.newest()
    entries = [_entry(fields, url) for fields in newest]
    return document_of([*entries, *_arabic_versions(newest, url)], problems=problems)


class _Newest:
    """Takes records one by one and keeps those that may be among the newest."""

    def __init__(self) -> None:
        self.count = 0
        self._first: list[Fields] = []
        self._last: deque[Fields] = deque(maxlen=MAX_URLS)
        self._dated: list[tuple[str, int, Fields]] = []
        self._moments: set[str] = set()

    def add(self, fields: Fields) -> None:
        self.count += 1
        if len(self._first) < MAX_URLS:
            self._first.append(fields)
        self._last.append(fields)
        if moment := fields.get("publication_date") or fields.get("lastmod"):
            # W3C dates of one site sort as text well enough to find the newest
            keep = heapq.heappush if len(self._dated) < MAX_URLS else heapq.heappushpop
            keep(self._dated, (moment, self.count, fields))
            if len(self._moments) < 2:
                self._moments.add(moment)

    def all(self) -> list[Fields]:
        """The first and the last ones, in order; all there are of an index."""
        more = max(0, self.count - MAX_URLS)
        return [*self._first, *list(self._last)[max(0, len(self._last) - more) :]]

    def newest(self) -> list[Fields]:
        """As listed where they are few; else by date; without dates from the end that is newer."""
        if self.count <= MAX_URLS:
            return self._first
        if len(self._moments) > 1:
            return [fields for _, _, fields in sorted(self._dated, key=lambda one: one[:2], reverse=True)]
        if _numbers(self._first[0]) > _numbers(self._last[-1]):
            return self._first
        return list(reversed(self._last))


def _numbers(fields: Fields) -> tuple[int, ...]:
    """What counts up in an address: of `post-sitemap12.xml` 12, of `2026-11.xml` 2026 and 11."""
    path = fields.get("loc", "").partition("://")[2].partition("/")[2]
    return tuple(int(number) for number in NUMBER.findall(path) if len(number) < 19)


def _text(raw: bytes, content_type: str | None, problems: list[str]) -> Iterator[str]:
    """The document piece by piece, cut behind a record. What cannot be decompressed ends it."""
    pieces = gunzipped(raw, LIMITS) if raw.startswith(GZIP_MAGIC) else _slices(raw[: LIMITS.decoded])
    if len(raw) > LIMITS.decoded:
        problems.append(f"more than {LIMITS.decoded} bytes: the rest is left out")
    decoder: codecs.IncrementalDecoder | None = None
    rest = ""
    while True:
        try:
            piece = next(pieces, None)
        except (Malformed, TooManyBytes) as error:
            problems.append(f"{error}: the rest is left out")
            piece = None
        if piece is None:
            break
        if decoder is None:
            sample = piece[: piece.rfind(b"<") if b"<" in piece else None]
            decoder = codecs.getincrementaldecoder(encodings.decoded(sample, content_type)[1])("replace")
        rest += decoder.decode(piece)
        end = max((found.end() for found in RECORD.finditer(rest)), default=0)
        if not end and len(rest) > MAX_PIECE:
            end = len(rest)
        if end:
            yield rest[:end]
            rest = rest[end:]
    if rest:
        yield rest


def _slices(raw: bytes) -> Iterator[bytes]:
    for at in range(0, len(raw), CHUNK):
        yield raw[at : at + CHUNK]


def _read(pieces: Iterator[str], found: _Newest, problems: list[str]) -> str:
    """Give every record to `found`; the name of the root. Raises `etree.XMLSyntaxError`."""
    parser = etree.XMLPullParser(events=("start", "end"), **SAFE_PARSER, recover=True)
    kind, open_ = "", 0
    for piece in pieces:
        parser.feed(mended(piece).encode("utf-8", "replace"))
        events: Iterator[tuple[str, etree._Element]] = parser.read_events()  # type: ignore[assignment] # of these
        for event, element in events:
            name = local(element.tag).lower()
            kind = kind or name
            open_ += 1 if event == "start" else -1
            if event == "end" and name in {"url", "sitemap"}:
                if found.count == MAX_LISTED:
                    problems.append(f"more than {MAX_LISTED} addresses: the rest is left out")
                    return kind
                found.add(_fields(element))
                _forget(element)
    if open_:
        problems.append("cut before its end")
    if len(parser.error_log):
        problems.append(f"not well-formed: {parser.error_log[0].message.strip()}")
    return kind


def _forget(element: etree._Element) -> None:
    """Free what was read: a parent that grows to 50,000 children would take hundreds of megabytes."""
    element.clear()
    parent = element.getparent()
    while parent is not None and (before := element.getprevious()) is not None:
        parent.remove(before)  # `del parent[:n]` counts every child each time


def _fields(element: etree._Element) -> dict[str, str]:
    """The texts below an element by their local names; the first of a name counts."""
    fields: dict[str, str] = {}
    for part in element.iter():
        text = (part.text or "").strip()
        if not text and _is_arabic_version(part):
            fields.setdefault("arabic", part.get("href", ""))
        if text and (name := _field(part)):
            fields.setdefault(name, text)
    return fields


def _is_arabic_version(element: etree._Element) -> bool:
    """`<xhtml:link rel="alternate" hreflang="ar-MA" href="…"/>`; one for small screens says `media`."""
    language = re.split("[-_]", element.get("hreflang") or "")[0].lower()
    return language == "ar" and "alternate" in (element.get("rel") or "") and not element.get("media")


def _field(element: etree._Element) -> str | None:
    """Its local name; of what is said of a picture or a video, only the picture's address counts."""
    tag = str(element.tag)
    name = local(tag)
    if "sitemap-image" in tag or tag.startswith("image:"):
        return "image" if name == "loc" else None
    return None if "sitemap-video" in tag or tag.startswith("video:") else name


def _children(found: list[Fields], url: str) -> tuple[str, ...]:
    """News first, what is no article last; then the newest: by date, by number, by place."""

    def rank(numbered: tuple[int, Fields]) -> tuple[bool, bool, str, tuple[int, ...], int]:
        place, fields = numbered
        name = fields.get("loc", "").partition("://")[2].partition("/")[2]
        news = NEWS.search(name) is not None
        return news, TAXONOMY.search(name) is None, fields.get("lastmod", ""), _numbers(fields), place

    ordered = sorted(enumerate(found), key=rank, reverse=True)
    links = (absolute_url(url, fields.get("loc")) for _, fields in ordered)
    return tuple(dict.fromkeys(link for link in links if link))


def _listed(pieces: Iterator[str], url: str, problems: list[str]) -> Document:
    """A sitemap of text: an address a line."""
    found = _Newest()
    rest = ""
    for piece in pieces:
        *lines, rest = (rest + piece).split("\n")
        for line in lines:
            if line.strip() and found.count < MAX_LISTED:
                found.add({"loc": line.strip()})
    if rest.strip():
        found.add({"loc": rest.strip()})
    if found.count > MAX_URLS:
        problems.append(f"{found.count} addresses: the newest {MAX_URLS} are read")
    return document_of([_entry(fields, url) for fields in found.newest()], problems=problems)


def _entry(fields: Fields, url: str) -> Entry | None:
    link = absolute_url(url, fields.get("loc"))
    if link is None:
        return None
    return Entry(
        link,
        title=plain(fields.get("title")),
        published=plain(fields.get("publication_date"), MAX_DATE),
        modified=plain(fields.get("lastmod"), MAX_DATE),
        image_url=absolute_url(url, fields.get("image")),
    )


def _arabic_versions(newest: Iterable[Fields], url: str) -> Iterator[Entry]:
    """Articles that a sitemap names only as a version of one in another language."""
    for fields in newest:
        link = absolute_url(url, fields.get("arabic"))
        if link is not None and link != absolute_url(url, fields.get("loc")):
            version = _entry({**fields, "loc": link, "title": ""}, url)
            if version is not None:
                yield version

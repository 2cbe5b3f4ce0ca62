"""Listing pages without a feed: the links that look like articles, by a given pattern or by a learned one."""

from __future__ import annotations

import re
from collections import defaultdict
from collections.abc import Iterator
from itertools import islice
from urllib.parse import unquote, urlsplit

from lxml import etree, html

from services.ingest.encodings import decoded
from services.ingest.errors import NotAFeed
from services.ingest.poll.entry import Document, Entry, document_of, plain
from services.ingest.poll.links import absolute_url, with_query_in
from services.ingest.selectors import compiled

MAX_LINKS = 3_000
MIN_TITLE = 20  # characters of a link's text: shorter ones are menus
MIN_ALIKE = 3  # articles of one shape that make a listing
NUMBER = re.compile(r"\d+")


def parse(
    raw: bytes,
    url: str,
    content_type: str | None = None,
    pattern: str | None = None,
    selector: str | None = None,
) -> Document:
    """The articles that a page links to. Raises `NotAFeed`.

    `selector` says where the links stand. `pattern` is a path with `*` for any text (`/news/*.html`). Without
    either, the most frequent shape of URL under links with a headline's length is taken for that of articles.
    """
    text, encoding = decoded(raw, content_type)
    if not text.strip():
        raise NotAFeed(f"{url} is an empty page")
    links = _links(text, url, selector, encoding)
    chosen = _matching(links, pattern) if pattern else links if selector else _learned(links)
    if not chosen:
        raise NotAFeed(f"{url}: no links that look like articles; give the feed a `pattern` or a `selector`")
    return document_of([Entry(link, plain(title)) for link, title in chosen.items()])


def shape(url: str) -> str:
    """What articles of one newspaper share: `/2025/04/a-long-slug-12.html` → `/9/9/slug.html`."""
    parts = urlsplit(url)
    segments = [_segment(unquote(part)) for part in parts.path.strip("/").split("/")]
    query = "&".join(sorted({pair.partition("=")[0] for pair in parts.query.split("&") if pair}))
    return "/".join(segments) + (f"?{query}" if query else "")


def _without_sections(form: str) -> str:
    """`politics/9/slug` and `sports/9/slug` are articles alike: of a word only its place counts."""
    path, question, query = form.partition("?")
    parts = [part if "9" in part or "slug" in part else "*" for part in path.split("/")]
    return "/".join(parts) + question + query


def _segment(text: str) -> str:
    stem, dot, ending = text.rpartition(".")
    if not dot or len(ending) > 5:
        stem, dot, ending = text, "", ""
    if stem.isdigit():
        return f"9{dot}{ending}"
    if len(stem) > 25 or len(re.findall(r"[-_]", stem)) >= 3:
        return f"slug{dot}{ending}"
    return NUMBER.sub("9", stem) + dot + ending


def _links(text: str, url: str, selector: str | None, encoding: str = "utf-8") -> dict[str, str]:
    """Links into the same host with the longest text that leads there."""
    parser = html.HTMLParser(encoding="utf-8", no_network=True, huge_tree=False)
    try:
        root = html.document_fromstring(text.encode("utf-8", "replace"), parser=parser)
    except (etree.ParserError, etree.XMLSyntaxError) as error:
        raise NotAFeed(f"{url} is no page: {error}") from error
    base = absolute_url(url, next((str(tag.get("href")) for tag in root.iter("base")), None)) or url
    host = (urlsplit(url).hostname or "").removeprefix("www.")
    found: dict[str, str] = {}
    anchors = root.iter("a") if selector is None else _selected(root, selector)
    for anchor in islice(anchors, MAX_LINKS):
        link = absolute_url(base, str(anchor.get("href") or "").partition("#")[0])
        link = link and with_query_in(encoding, link)
        if link is None or (urlsplit(link).hostname or "").removeprefix("www.") != host:
            continue
        title = " ".join("".join(map(str, anchor.itertext())).split()) or (anchor.get("title") or "")
        if len(title) >= len(found.get(link, "")):
            found[link] = title
    return found


def _selected(root: html.HtmlElement, selector: str) -> Iterator[html.HtmlElement]:
    """The links that the selector finds, and the first one in each other element that it finds."""
    found = compiled(selector)(root)
    for element in found if isinstance(found, list) else ():
        if isinstance(element, html.HtmlElement):
            yield from islice(element.iter("a"), 1)


def _matching(links: dict[str, str], pattern: str) -> dict[str, str]:
    wanted = re.compile(".*".join(re.escape(piece) for piece in pattern.split("*")) + r"\Z")
    return {link: title for link, title in links.items() if wanted.match(unquote(urlsplit(link).path))}


def _learned(links: dict[str, str]) -> dict[str, str]:
    groups: dict[str, dict[str, str]] = defaultdict(dict)
    for link, title in links.items():
        form = _without_sections(shape(link))
        if len(title) >= MIN_TITLE and ("9" in form or "slug" in form):
            groups[form][link] = title
    best = max(groups.values(), key=len, default={})
    return best if len(best) >= MIN_ALIKE else {}

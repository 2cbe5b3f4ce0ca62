"""An article on several pages: the address of the next one, found by a linear scan of the page at hand.

Only the article's own address with the next number counts (`?page=2`, `/2/`, `/page/2`), and only where the
page says it is next: `rel=next` alone leads to another story on many sites, a number alone to any list.
"""

from __future__ import annotations

import asyncio
import html
import re
from collections.abc import AsyncIterator, Awaitable, Callable, Iterator
from itertools import islice
from urllib.parse import parse_qsl, urlsplit

from services.contracts.identity import canonical_url
from services.ingest.encodings import text_of
from services.ingest.poll.links import absolute_url
from services.web.http import Response

MAX_PARTS = 10  # of an article, the first included
MAX_BYTES = 5_000_000  # of all parts, as of one page
MAX_CANDIDATES = 50  # of a page; a pager has fewer
LONGEST_LABEL = 200  # characters of markup and text of a link
TAG = re.compile(r"<(?:a|link)\b([^<>]{1,3000})>", re.IGNORECASE)
HREF = re.compile(r"""\bhref\s*=\s*(?:"([^"]*)"|'([^']*)'|([^\s"'>]+))""", re.IGNORECASE)
REL_NEXT = re.compile(r"""\brel\s*=\s*["']?(?:[\w-]+\s+){0,3}next\b""", re.IGNORECASE)
SAYS_NEXT = re.compile(r"التالي|الموالي|next|suivant|^\s*[»›]+\s*$", re.IGNORECASE)
MARKUP = re.compile(r"<[^<>]*>?")
PARAMETERS = {"page", "p", "pg", "paged", "pageno", "page_no", "part", "start-page"}
IN_PATH = re.compile(r"/(?:page[/-])?(\d{1,2})")


async def following(first: Response, get: Callable[[str], Awaitable[Response]]) -> AsyncIterator[Response]:
    """The parts after the first, each fetched when it is asked for. Raises what `get` raises."""
    size, page = len(first.body), first
    for number in range(2, MAX_PARTS + 1):
        address = await asyncio.to_thread(_next_of, page, first.url, number)
        if address is None:
            return
        page = await get(address)
        size += len(page.body)
        if size > MAX_BYTES or not _continues(first.url, page.url, number):
            return
        yield page


def _next_of(page: Response, first: str, number: int) -> str | None:
    """In a thread: a hostile page takes a second."""
    return next_part(text_of(page.body, page.content_type), first, page.url, number)


def next_part(text: str, first: str, here: str, number: int) -> str | None:
    """The address of part `number` of the article that begins at `first`, as linked from `here`."""
    for address in islice(_said_next(text, str(number)), MAX_CANDIDATES):
        link = absolute_url(here, address.partition("#")[0])
        if link is not None and _continues(first, link, number):
            return link
    return None


def _said_next(text: str, wanted: str) -> Iterator[str]:
    """The links with this number in their address that are called next, or by the number."""
    for tag in TAG.finditer(text):
        href = HREF.search(tag[1])
        address = html.unescape(href[1] or href[2] or href[3] or "") if href else ""
        if wanted in address and (REL_NEXT.search(tag[1]) or _says_next(text, tag.end(), wanted)):
            yield address


def _says_next(text: str, at: int, wanted: str) -> bool:
    """The words of the link that begins at `at` are «التالي» or the number of the part."""
    label = MARKUP.sub(" ", text[at : at + LONGEST_LABEL].partition("</a")[0])
    words = " ".join(html.unescape(label).split())
    western = "".join(str(int(sign)) if sign.isdecimal() else sign for sign in words)
    return western.strip(" .-–[]()") == wanted or SAYS_NEXT.search(words) is not None


def _continues(first: str, link: str, number: int) -> bool:
    """Whether `link` is `first` with nothing but this number added."""
    try:
        base, part = urlsplit(canonical_url(first)), urlsplit(canonical_url(link))
    except ValueError:
        return False
    if base.netloc.removeprefix("www.") != part.netloc.removeprefix("www."):
        return False
    if part.path == base.path:
        own = parse_qsl(base.query)
        added = [pair for pair in parse_qsl(part.query) if pair not in own]
        return len(added) == 1 and added[0][0].lower() in PARAMETERS and added[0][1] == str(number)
    found = IN_PATH.fullmatch(part.path.removeprefix(base.path))
    return found is not None and int(found[1]) == number and part.query == base.query

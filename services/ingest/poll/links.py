"""Links as newspapers write them, made absolute."""

from __future__ import annotations

import re
from urllib.parse import quote, urljoin, urlsplit

from services.ingest.poll.xml import combined

MAX_LENGTH = 4096
SOUND = re.compile(
    r"https?://[A-Za-z0-9](?:[A-Za-z0-9.-]*[A-Za-z0-9])?(?:[/?#][!-%\'-;=?-\[\]-~]*+(?:&[!-%\'-:=?-\[\]-~]*+)*+)?"
)
INVISIBLE = re.compile("[\x00-\x1f\x7f\u00ad\u200b-\u200f\u202a-\u202e\u2060\u2066-\u2069\ufeff]")
AMPERSAND = re.compile(r"&(?:amp|#0*38|#x0*26);", re.IGNORECASE)
MARKED_UP = re.compile(r"""<a\b[^<>]{0,2000}?\bhref\s*=\s*["']?([^"'<>\s]+)""", re.IGNORECASE)
NO_ASCII = re.compile(r"[^\x00-\x7f]+")
FEED_SCHEME = re.compile(r"^feed:(?:/{2})?(?=\w)", re.IGNORECASE)  # of readers that registered it
SCHEME = re.compile(r"(https?)(?::[/\\]*|[/\\]{2,})(?=[^/\\:])", re.IGNORECASE)
DOUBLE_SCHEME = re.compile(r"^(?:https?:/*)+(?=https?:/)", re.IGNORECASE)
HOST = re.compile(r"((?:[\w-]+\.)+([a-z]{2,24}))(?::\d{1,5})?(?:[/?#]|$)", re.IGNORECASE)
NO_SUFFIX = {
    "asp",
    "aspx",
    "cfm",
    "cgi",
    "do",
    "gif",
    "htm",
    "html",
    "jpeg",
    "jpg",
    "jsp",
    "json",
    "php",
    "png",
    "xml",
}


def absolute_url(base: str, link: str | None) -> str | None:
    """An http(s) URL, or None. `link` may be escaped twice, lack its scheme, or stand in a link's markup."""
    if link is not None and SOUND.fullmatch(link) and len(link) <= MAX_LENGTH:
        return link
    link = _address(link)
    if not link or len(link) > MAX_LENGTH:
        return None
    if not link.startswith(("http://", "https://")):
        link = _with_scheme(base, link)
    elif link.startswith(("http://http", "https://http")):
        link = DOUBLE_SCHEME.sub("", link)
    elif link.startswith(("http:///", "https:///")):
        link = SCHEME.sub(r"\1://", link)
    try:
        absolute = link if link.startswith(("http://", "https://")) else urljoin(base, link)
        parts = urlsplit(absolute)
        _ = parts.port
    except ValueError:
        return None
    return absolute if parts.scheme in {"http", "https"} and parts.hostname else None


def with_query_in(encoding: str, link: str) -> str:
    """As a browser asks for a link of a page in this encoding: letters of its query are bytes of the page's.

    (URL Standard, «percent-encode after encoding».) What is percent-encoded already stays as written.
    """
    address, mark, query = link.partition("?")
    if not mark or query.isascii() or encoding.startswith(("utf-8", "utf-16", "utf-32")):
        return link
    return f"{address}?{NO_ASCII.sub(lambda found: quote(found[0].encode(encoding, 'ignore')), query)}"


def _address(link: str | None) -> str:
    """The address that was meant by what stands there."""
    link = (link or "").strip()
    if link.isascii() and "&" not in link and " " not in link and "<" not in link and link.isprintable():
        return link
    if link.startswith("<") and (found := MARKED_UP.search(link[:MAX_LENGTH])):
        link = found[1]
    link = combined(INVISIBLE.sub("", link)).strip()
    for _ in range(3):
        if ";" not in link:
            break
        link = AMPERSAND.sub("&", link)
    return link.replace(" ", "%20")


def _with_scheme(base: str, link: str) -> str:
    """The link with the scheme that it lacks or misspells; a relative one as it is."""
    link = FEED_SCHEME.sub("http://", link, count=1).replace("http://http", "http", 1)
    if spelled := SCHEME.match(link):
        return f"{spelled[1].lower()}://{link[spelled.end() :]}"
    if (host := HOST.match(link)) is None or host[2].lower() in NO_SUFFIX:
        return link
    own = urlsplit(base)
    site = ".".join((own.hostname or "").split(".")[-2:])
    named = host[1].lower()
    if not base or named.startswith("www.") or named == site or named.endswith(f".{site}"):
        return f"{own.scheme or 'https'}://{link}"
    return link

"""What every kind of feed does last: links made absolute, texts made plain."""

from __future__ import annotations

import re
from dataclasses import replace
from urllib.parse import urljoin, urlsplit

from services.ingest.poll.entry import Entry, tidy

IMG = re.compile(r"""<img\b[^<>]{0,1000}?\bsrc\s*=\s*["'](?!data:)([^"'<>]{1,2000})["']""", re.IGNORECASE)
PIXEL = ('="1"', "='1'")  # high or wide


def made_entry(base: str, link: str | None, entry: Entry) -> Entry | None:
    """The entry with its links absolute and its texts plain; None when the link is none of the web."""
    absolute = absolute_url(base, link)
    if absolute is None:
        return None
    return replace(tidy(entry), link=absolute, image_url=absolute_url(base, entry.image_url))


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


def first_image(markup: str | None) -> str | None:
    """The first `src` or `data-src` (lazy loading) of an image that is a link and no counting pixel."""
    if not markup or "<" not in markup:
        return None
    for found in IMG.finditer(markup):
        rest = markup[found.end() : markup.find(">", found.end())]
        if PIXEL[0] not in rest and PIXEL[1] not in rest:
            return found[1].replace("&amp;", "&")
    return None

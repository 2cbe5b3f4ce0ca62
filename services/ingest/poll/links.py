"""What every kind of feed does last: links made absolute, texts made plain."""

from __future__ import annotations

import re
from dataclasses import replace
from urllib.parse import urljoin, urlsplit

from services.ingest.poll.entry import Entry, tidy

IMG = re.compile(r"""<img\b[^<>]{0,1000}?\bsrc\s*=\s*["'](?!data:)([^"'<>]{1,2000})["']""", re.IGNORECASE)


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
    """The first `src` or `data-src` (lazy loading) of an image that is a link."""
    found = IMG.search(markup) if markup else None
    return found[1].replace("&amp;", "&") if found else None

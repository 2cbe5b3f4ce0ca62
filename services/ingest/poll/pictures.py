"""The picture of an entry: the one that its text shows first and that is no ornament."""

from __future__ import annotations

import re
from collections.abc import Iterator
from html import unescape

TAG = re.compile(r"<(img|amp-img|source)\b([^<>]{0,4000})", re.IGNORECASE)
ATTRIBUTE = re.compile(r"""([\w:-]{1,40})\s*=\s*(?:"([^"]*)"|'([^']*)'|([^\s"'<>]+))""")
SETS = ("data-srcset", "data-lazy-srcset", "srcset")
SOURCES = (
    "data-src",
    "data-lazy-src",
    "data-original",
    "data-orig-file",
    "data-lazy",
    "data-full-url",
    "src",
)
EMOJI = re.compile(r"emoji|smiley", re.IGNORECASE)
AVATAR = re.compile(r"^(?:https?:)?//[\w.]*gravatar\.com/", re.IGNORECASE)
ORNAMENT = re.compile(  # by the name of the file
    r"(?:^|[_.-])(?:placeholder|blank|spacer|transparent|pixel|1x1|loading|loader|lazyload|dummy)"
    r"(?:[_.\d-][^/]*)?\.(?:gif|png|jpe?g|webp|svg)(?:[?#]|$)",
    re.IGNORECASE,
)
TINY = re.compile(r"(?:[1-9]|[1-3]\d|4[0-8])(?:px)?$")  # sides of counters and icons
MAX_IMAGES = 50  # that are looked at


def first_image(markup: str | None) -> str | None:
    """The address of the first picture: of a lazy one the real address, of several sizes the largest."""
    if not markup or "<" not in markup:
        return None
    for number, tag in enumerate(TAG.finditer(markup)):
        if number == MAX_IMAGES:
            return None
        said = _attributes(tag[2])
        if tag[1].lower() == "amp-img":  # there they may be a ratio
            said.pop("width", None)
            said.pop("height", None)
        if tag[1].lower() == "source":  # of a picture it has a set, of a film its address
            said.pop("src", None)
        if address := next(_addresses(said), None):
            return unescape(address) if "&" in address else address
    return None


def is_picture(address: str) -> bool:
    """It may show what an article is about: no emoji, portrait of its author, placeholder, data."""
    if address.startswith(("data:", "about:", "javascript:")) or EMOJI.search(address):
        return False
    if AVATAR.match(address):
        return False
    return ORNAMENT.search(address.rpartition("/")[2]) is None


def emoji_of(tag: str) -> str | None:
    """The character that an `<img>` stands for; None where it is a picture."""
    said = _attributes(tag)
    is_emoji = EMOJI.search(said.get("class", "")) or EMOJI.search(said.get("src", ""))
    return said.get("alt", "") if is_emoji else None


def largest(srcset: str) -> str | None:
    """The candidate of the greatest width or density (HTML, «srcset attributes»)."""
    candidates: list[tuple[float, str]] = []
    for candidate in re.split(r",\s+|,(?=https?:|/)", srcset):
        address, _, size = candidate.strip().partition(" ")
        number = re.match(r"\s*(\d+(?:\.\d+)?)[wx]", size)
        if address and is_picture(address):
            candidates.append((float(number[1]) if number else 1.0, address.rstrip(",")))
    return max(candidates, key=lambda found: found[0])[1] if candidates else None


def _attributes(tag: str) -> dict[str, str]:
    return {name.lower(): double or single or bare for name, double, single, bare in ATTRIBUTE.findall(tag)}


def _addresses(said: dict[str, str]) -> Iterator[str]:
    if EMOJI.search(said.get("class", "")) or any(
        map(TINY.match, (said.get("width", ""), said.get("height", "")))
    ):
        return
    for name in SETS if any("srcset" in name for name in said) else ():
        if (found := largest(said.get(name, ""))) is not None:
            yield found
    for name in SOURCES if any(name.startswith("data-") for name in said) else ("src",):
        if (address := said.get(name, "").strip()) and is_picture(address):
            yield address

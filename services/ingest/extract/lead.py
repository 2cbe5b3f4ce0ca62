"""The lead image of an article and what the page says of it."""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from itertools import islice
from urllib.parse import urlsplit

from lxml.html import HtmlElement

from services.contracts.article import Block, Image, ImageBlock
from services.contracts.page import Page
from services.ingest.extract import images
from services.ingest.extract.metadata import Metadata
from services.ingest.extract.surroundings import Nearby


def with_lead_image(
    page: Page,
    root: HtmlElement,
    near: Sequence[Nearby],
    metadata: Metadata,
    base: str,
    blocks: list[Block],
    shown: list[Image],
) -> tuple[list[Image], list[Block]]:
    """The lead image first, unless the text shows it already."""
    stated = [metadata.first("og:image", "og:image:url", "twitter:image", "twitter:image:src")]
    stated += [*_image_urls(metadata.article.get("image")), page.hints.image_url]
    url = next((found for one in stated if (found := images.absolute(one, base))), None)
    if url is None and not shown:
        pictures = (images.image_url(one.element, base) for one in near if _may_lead(one))
        url = next((found for found in pictures if found), None)
    if url is None:
        return shown, blocks
    if any(_same_picture(url, one.url) for one in shown):
        return shown, blocks
    alt, caption = _described(root, url, base)
    lead = images.image(page.source.id, url, alt, caption)
    if lead is None:
        return shown, blocks
    return [lead, *shown], [ImageBlock(image_id=lead.id), *blocks]


def _may_lead(one: Nearby) -> bool:
    """A picture between title and text, or one right above the title in a figure: a logo stands in none."""
    if one.element.tag != "img" or one.place == "below":
        return False
    frames = islice(one.element.iterancestors(), 3)
    return one.place == "after" or any(frame.tag == "figure" for frame in frames)


def _described(root: HtmlElement, url: str, base: str) -> tuple[str | None, str | None]:
    """The alternative text and caption of a picture of the page outside the text."""
    name = _file_name(url)
    for element in root.iter("img"):
        if not any(name in value for value in element.values()):
            continue
        found = images.image_url(element, base)
        if found is None or not _same_picture(found, url):
            continue
        return element.get("alt"), images.caption_of(element)
    return None, None


def _same_picture(one: str, other: str) -> bool:
    """The same file, perhaps in another size (`photo-300x200.jpg`)."""
    name = _file_name(one)
    return one == other or (len(name) > 2 and name == _file_name(other) and _type(one) == _type(other))


def _file_name(url: str) -> str:
    """The name of a picture's file without size and type."""
    name = urlsplit(url).path.rsplit("/", 1)[-1].rsplit(".", 1)[0]
    return re.sub(r"[-_]\d{2,4}x\d{2,4}$", "", name)


def _type(url: str) -> str:
    return urlsplit(url).path.rsplit(".", 1)[-1]


def _image_urls(value: object) -> Iterator[str]:
    match value:
        case str():
            yield value
        case list():
            for item in value:
                yield from _image_urls(item)
        case dict():
            yield from _image_urls(value.get("url") or value.get("contentUrl"))

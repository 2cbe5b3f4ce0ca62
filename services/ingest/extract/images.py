"""Images of a page: absolute addresses, the best of a `srcset`, no pixels and no icons."""

from __future__ import annotations

import re
from collections.abc import Iterator
from itertools import islice
from urllib.parse import urljoin, urlsplit

from lxml.html import HtmlElement

from services.arabic.normalise import clean
from services.contracts.article import Block, Image, ImageBlock
from services.contracts.identity import canonical_url, image_id
from services.ingest.extract.conventions import FRAMES, LONGEST_CAPTION, SMALLEST_PX
from services.ingest.extract.document import Document
from services.ingest.extract.markup import finder
from services.ingest.extract.surroundings import Nearby

_SOURCES = (
    "data-src",
    "data-lazy-src",
    "data-original",
    "data-lazy",
    "data-orig-file",
    "data-full-src",
    "src",
)
_CAPTIONS = finder(
    ".//figcaption|.//*[contains(@class,'aption') or contains(@class,'img-cap')"
    " or contains(@class,'mage-desc') or contains(@class,'mg-desc') or contains(@class,'hoto-desc')]"
)
_SETS = ("srcset", "data-srcset", "data-lazy-srcset")
_ORNAMENT = re.compile(  # by the name of the file
    r"""(?:^|[_.-])(?:pixel|spacer|blank|transparent|1x1|icons?|logos?|avatars?|gravatar|emojis?|smileys?|sprites?|badges?
        |loading|loader|placeholder|default|no-?image|google-?news|favicon|arrow|button|whatsapp|telegram|facebook
        |twitter|youtube|instagram)(?:[_.\d-]|$)|\.svg$""",
    re.IGNORECASE | re.VERBOSE,
)
_TRACKER = re.compile(
    r"doubleclick|scorecardresearch|statcounter|google-analytics|/wp-includes/|/tr\?id=|/smileys?/"
)
_CREDIT = re.compile(
    r"(?:^|[\s(،|\-–])(?:تصوير\s*:?|عدسة\s*:?|الصورة\s*:|©|credit\s*:?|photo\s*:?)\s*(.+?)\)?$", re.IGNORECASE
)


def image_url(element: HtmlElement, base: str) -> str | None:
    """The address of an `<img>` that is worth showing, or None."""
    if _too_small(element):
        return None
    best = next((found for name in _SETS if (found := _largest(element.get(name) or ""))), None)
    for candidate in (best, *(element.get(name) for name in _SOURCES)):
        url = absolute(candidate, base)
        if url is not None:
            return url
    return None


def caption_of(element: HtmlElement) -> str | None:
    """The caption in the smallest frame that holds this picture alone: a figure, a box, a table."""
    for frame in islice(element.iterancestors(), FRAMES):
        if frame.tag == "body" or sum(1 for _ in frame.iter("img")) > 1:
            return None
        if (caption := caption_in(frame)) is not None:
            return caption
    return None


def caption_in(frame: HtmlElement) -> str | None:
    """The caption that stands in a frame; None where there is none of a caption's length."""
    captions = _CAPTIONS(frame)
    text = clean(captions[0].text_content()) if captions else ""
    return text if 0 < len(text) <= LONGEST_CAPTION else None


def absolute(reference: str | None, base: str) -> str | None:
    """An absolute http(s) address that is no ornament, or None."""
    if not reference or reference.startswith("data:"):
        return None
    try:
        url = urljoin(base, reference.strip())
        parts = urlsplit(url)
    except ValueError:
        return None
    if parts.scheme not in {"http", "https"} or not parts.hostname or len(url) > 2000:
        return None
    name = parts.path.rsplit("/", 1)[-1]
    return None if _ORNAMENT.search(name) or _TRACKER.search(url) else url


def image(source_id: str, url: str, alt: str | None = None, caption: str | None = None) -> Image | None:
    """The image with its id; None when its address cannot be one."""
    try:
        identity = image_id(source_id, canonical_url(url))
    except ValueError:
        return None
    caption = clean(caption or "") or None
    credit = _CREDIT.search(caption) if caption else None
    return Image(
        id=identity,
        url=url,
        alt=clean(alt or "") or None,
        caption=caption,
        credit=credit.group(1).strip() if credit else None,
    )


def _too_small(element: HtmlElement) -> bool:
    for name in ("width", "height"):
        digits = re.match(r"\d+", element.get(name) or "")
        if digits and int(digits.group()) < SMALLEST_PX:
            return True
    return False


def _largest(srcset: str) -> str | None:
    """The candidate of a `srcset` with the largest width or density."""
    best: tuple[float, str] | None = None
    for candidate in re.split(r",\s+|,(?=https?:)", srcset):
        parts = candidate.split()
        if not parts:
            continue
        size = re.fullmatch(r"(\d+(?:\.\d+)?)[wx]", parts[-1])
        width = float(size.group(1)) if size else 1.0
        if best is None or width > best[0]:
            best = (width, parts[0])
    return best[1] if best else None


def with_lead_image(
    document: Document, blocks: list[Block], shown: list[Image]
) -> tuple[list[Image], list[Block]]:
    """The lead image first, unless the text shows it already."""
    metadata, base = document.metadata, document.base
    stated = [metadata.first("og:image", "og:image:url", "twitter:image", "twitter:image:src")]
    stated += [*_image_urls(metadata.article.get("image")), document.page.hints.image_url]
    url = next((found for one in stated if (found := absolute(one, base))), None)
    if url is None and not shown:
        pictures = (image_url(one.element, base) for one in document.nearby if _may_lead(one))
        url = next((found for found in pictures if found), None)
    if url is None or any(_same_picture(url, one.url) for one in shown):
        return shown, blocks
    alt, caption = _described(document.root, url, base)
    lead = image(document.page.source.id, url, alt, caption)
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
        found = image_url(element, base)
        if found is None or not _same_picture(found, url):
            continue
        return element.get("alt"), caption_of(element)
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

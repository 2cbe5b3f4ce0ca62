"""Images of a page: absolute addresses, the best candidate of many, captions; no pixels and no icons."""

from __future__ import annotations

import re
from collections.abc import Iterator
from functools import lru_cache
from itertools import islice
from typing import NamedTuple
from urllib.parse import urljoin, urlsplit

from lxml.html import HtmlElement

from services.arabic.normalise import clean
from services.contracts.article import Image
from services.contracts.identity import canonical_url, image_id
from services.ingest.extract.conventions import (
    CAPTION_NAMES,
    CREDIT_NAMES,
    FRAMES,
    LONGEST_CAPTION,
    LONGEST_CREDIT,
    LONGEST_URL,
    MOST_SOURCES,
    SMALLEST_PX,
)
from services.ingest.extract.markup import finder
from services.ingest.extract.surroundings import flowing_text

_LAZY_SOURCES = ("data-src", "data-lazy-src", "data-original", "data-lazy", "data-orig-file", "data-full-src")
_LAZY = re.compile(r"(?:src|original|lazy|image|img|url|full|large|hi-?res|echo|bg|background)(?:$|[-_])")
_PICTURE_FILE = re.compile(r"\.(?:jpe?g|png|webp|avif|gif|jfif|bmp)(?:$|[?#@!&])", re.IGNORECASE)
_CANDIDATE = re.compile(r"([^\s,]\S*[^\s,]|[^\s,])(?:\s+([^,]*))?(?:,|$)")
_DESCRIPTOR = re.compile(r"(\d+(?:\.\d+)?)[wx](?!\S)")
_SMALL_SCREENS = re.compile(r"max-(?:device-)?width")
_TEMPLATE = re.compile(r"[{}]|%7B|\$\(", re.IGNORECASE)  # an address that a script completes
_ORNAMENT = re.compile(  # by the name of the file
    r"""(?:^|[_.-])(?:pixel|spacer|blank|transparent|1x1|icons?|logos?|avatars?|gravatar|emojis?|smileys?|sprites?|badges?
        |loading|(?:pre)?loader|(?:img-?)?placeholder|default|no-?(?:image|img|photo|thumb(?:nail)?)|google-?news|favicon
        |arrow|button|whatsapp|telegram|facebook|twitter|youtube|instagram)(?:[_.\d-]|$)
        |^(?:gr[ae]y|white|empty|clear|dot|trans|dummy|lazy(?:-?load(?:ing|er)?)?|px|b|t|s|x)\.(?:gif|png)$|\.svg$""",
    re.IGNORECASE | re.VERBOSE,
)
_TRACKER = re.compile(
    r"doubleclick|scorecardresearch|statcounter|google-analytics|/wp-includes/|/tr/?\?id=|/smileys?/"
    r"|//via\.placeholder\.|//placehold\.|//dummyimage\.|/images/core/emoji/"
)
_CREDIT_LABEL = (
    r"(?:(?:ب?عدسة|تصوير|بتصوير|المصور|صور|صورة|الصورة|مصدر\s+الصورة|حقوق\s+الصورة|المصدر|credits?|photos?"
    r"|images?|crédit(?:s)?(?:\s+photos?)?|photo\s+credit|photographe|photograph(?:er|s|y)?|source)"
    r"(?:\s+(?:المصور|المصورة|by|par))?\s*[:：/|]|©|\(c\))"
)
_BARE_CREDIT_LABEL = r"(?:ب?عدسة(?:\s+المصورة?)?|تصوير|credit|photo(?:\s+by)?)\s(?!\s)"
_CREDIT = re.compile(rf"(?:^|[\s(،|\-–])(?:{_CREDIT_LABEL}|{_BARE_CREDIT_LABEL})\s*(.+?)\)?$", re.IGNORECASE)
_ILLUSTRATION = re.compile(r"تعبيري|توضيحي|illustration", re.IGNORECASE)
_OF_CAPTION = re.compile(r"(?:^|[\s_-])(?:author|byline|source|owner)(?:$|[\s_-])")
_PICTURE_LINK = re.compile(
    r"\.(?:jpe?g|png|webp|gif|avif)(?:$|[?#])|^#|attachment|javascript:|/(?:photo|image|gallery|wp-content)/",
    re.I,
)
_MAY_CAPTION = finder(".//figcaption|.//*[@class]")
_STYLE_URL = re.compile(r"background(?:-image)?\s*:[^;]*?url\(\s*['\"]?([^'\")]+)", re.IGNORECASE)


class Caption(NamedTuple):
    """What stands under a picture, and whose picture it is."""

    text: str | None
    credit: str | None = None


NO_CAPTION = Caption(None)


def image_url(element: HtmlElement, base: str) -> str | None:
    """The address of an `<img>` that is worth showing, or None.

    The largest candidate of its sets and of the sources of its `<picture>`; else the first address that is
    no placeholder, those for scripts that load it later before its `src`.
    """
    if _too_small(element):
        return None
    sets = sorted(_candidates(element), key=lambda one: -one[0])
    for reference in (*(reference for _, reference in sets), *_addresses(element)):
        url = absolute(reference, base)
        if url is not None:
            return url
    return next((url for one in _sources(element, small=True) if (url := absolute(one[1], base))), None)


def _candidates(element: HtmlElement) -> Iterator[tuple[float, str]]:
    """The candidates of its own sets, and larger ones of the `<picture>` around it, with their sizes."""
    own = list(_sets(element))
    yield from own
    around = list(_sources(element))
    if around and not own and absolute(element.get("src"), "http://x/") is not None:
        own = [(1.0, "")]
    largest = max((size for size, _ in own), default=0.0)
    yield from (one for one in around if one[0] > largest)


def _sources(element: HtmlElement, *, small: bool = False) -> Iterator[tuple[float, str]]:
    """The candidates of the sources of its `<picture>`, those for small screens apart."""
    picture = element.getparent()
    if picture is None or picture.tag != "picture":
        picture = next(element.iterancestors("picture"), None)
    if picture is None:
        return
    for source in islice(picture.iter("source"), MOST_SOURCES):
        if (_SMALL_SCREENS.search(source.get("media") or "") is not None) is small:
            yield from _sets(source)
            if source.get("src"):
                yield 1.0, source.get("src")


def _sets(element: HtmlElement) -> Iterator[tuple[float, str]]:
    for name, value in element.attrib.items():
        if name.endswith("srcset") or name in {"data-bgset", "data-set"}:
            yield from _of_set(value)


def _of_set(srcset: str) -> Iterator[tuple[float, str]]:
    """The candidates of a `srcset` with width or density, as the HTML standard parses it."""
    for part in re.split(r",(?=https?:)", srcset):
        for url, descriptors in _CANDIDATE.findall(part):
            size = _DESCRIPTOR.search(descriptors)
            yield float(size.group(1)) if size else 1.0, url


def _addresses(element: HtmlElement) -> Iterator[str]:
    yield from (value for name in _LAZY_SOURCES if (value := element.get(name)))
    for name, value in element.attrib.items():
        if name != "src" and _LAZY.search(name) and _PICTURE_FILE.search(value) and " " not in value.strip():
            yield value
    if src := element.get("src"):
        yield src


def leads_elsewhere(element: HtmlElement) -> bool:
    """A link around a picture leads to another page, not to the picture in full size."""
    link = next(element.iterancestors("a"), None)
    return (
        link is not None and bool(href := (link.get("href") or "").strip()) and not _PICTURE_LINK.search(href)
    )


def background_url(element: HtmlElement, base: str) -> str | None:
    """The picture that an element shows as its background, by its style or for a script."""
    if (style := element.get("style")) and (shown := _STYLE_URL.search(style)):
        return absolute(shown.group(1), base)
    named = ("data-bg", "data-background-image", "data-background", "data-bg-src", "data-bg-url")
    stated = (re.sub(r"^url\(['\"]?|['\"]?\)$", "", element.get(name) or "") for name in named)
    return next((url for one in stated if (url := absolute(one, base))), None)


def caption_of(element: HtmlElement) -> Caption:
    """The caption in the smallest frame that holds this picture alone: a figure, a box, a table."""
    for frame in islice(element.iterancestors(), FRAMES):
        if frame.tag == "body" or len(list(islice(frame.iter("img"), 2))) > 1:
            break
        caption = caption_in(frame)
        if caption != NO_CAPTION:
            return caption
    return NO_CAPTION


def caption_in(frame: HtmlElement) -> Caption:
    """The parts of a caption that stand in a frame, and the credit that stands apart in it."""
    parts: list[str] = []
    credit_lines: list[str] = []
    within: set[HtmlElement] = set()  # what is read already, as part of a caption around it
    marked = [element for element in _MAY_CAPTION(frame) if _is_caption(element)]
    if not marked:
        return NO_CAPTION
    has_caption = any(not _is_credit(element) for element in marked)
    for element in marked:
        if element in within:
            continue
        within.update(element.iter("*"))
        if _is_credit(element):
            if has_caption or frame.tag == "figure":
                credit_lines.append(flowing_text(element))
            else:
                parts.append(flowing_text(element))
            continue
        inner = [one for one in element.iter("*") if one is not element and _is_credit(one, inside=True)]
        credit_lines += [flowing_text(one) for one in inner]
        parts.append(flowing_text(element, without=frozenset(inner)))
    text = clean(" ".join(dict.fromkeys(parts))).replace("\n", " ").strip(" |-–")
    credit = next((name for one in credit_lines if (name := _name_of_credit(one))), None)
    return Caption(text if 0 < len(text) <= LONGEST_CAPTION else None, credit)


def _is_caption(element: HtmlElement) -> bool:
    if element.tag == "figcaption":
        return True
    return _names_caption(element.get("class") or "")


@lru_cache(maxsize=8192)
def _names_caption(classes: str) -> bool:
    return CAPTION_NAMES.search(classes) is not None or CREDIT_NAMES.search(classes) is not None


def _is_credit(element: HtmlElement, *, inside: bool = False) -> bool:
    """By its `class` it names whose picture it is. `inside` a caption its author and source do too."""
    names = element.get("class")
    if names is None or element.tag == "figcaption":
        return False
    return CREDIT_NAMES.search(names) is not None or (inside and _OF_CAPTION.search(names) is not None)


def _name_of_credit(text: str) -> str | None:
    line = clean(text).replace("\n", " ").strip(" |()-–")
    labelled = _CREDIT.search(line)
    name = (labelled.group(1) if labelled else line).strip(" |()-–:")
    return name if 0 < len(name) <= LONGEST_CREDIT and not _ILLUSTRATION.match(name) else None


def absolute(reference: str | None, base: str) -> str | None:
    """An absolute http(s) address that is no ornament, or None."""
    if not reference or reference.startswith("data:") or _TEMPLATE.search(reference):
        return None
    try:
        url = urljoin(base, reference.strip())
        parts = urlsplit(url)
    except ValueError:
        return None
    if parts.scheme not in {"http", "https"} or not parts.hostname or len(url) > LONGEST_URL:
        return None
    name = parts.path.rsplit("/", 1)[-1]
    return None if _ORNAMENT.search(name) or _TRACKER.search(url) else url


def image(
    source_id: str, url: str, alt: str | None = None, caption: str | None = None, credit: str | None = None
) -> Image | None:
    """The image with its id; None when its address cannot be one. Without a `credit`, the caption's own."""
    try:
        identity = image_id(source_id, canonical_url(url))
    except ValueError:
        return None
    text = clean(caption or "") or None
    labelled = _name_of_credit(text) if text and _CREDIT.search(text) else None
    return Image(
        id=identity,
        url=url,
        alt=clean(alt or "") or None,
        caption=text,
        credit=credit or labelled,
    )


def _too_small(element: HtmlElement) -> bool:
    for name in ("width", "height"):
        digits = re.match(r"\s*(\d+)(?!\d*\s*%)", element.get(name) or "")
        if digits and int(digits.group(1)) < SMALLEST_PX:
            return True
    return False

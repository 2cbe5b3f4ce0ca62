"""A parsed page as a browser shows it: pictures that load later, emoji that are pictures, generated marks.

What follows reads elements and their texts; what a browser makes of other markup is settled here, once.
"""

from __future__ import annotations

import re

from lxml import etree
from lxml.html import HtmlElement

from services.arabic.normalise import clean
from services.ingest.extract import images
from services.ingest.extract.conventions import LARGEST_EMOJI_PX
from services.ingest.extract.markup import finder

_PICTURES = ("amp-img", "amp-anim", "image")
_STRETCHED = frozenset({"responsive", "fill", "intrinsic", "flex-item"})
_EMOJI_NAME = re.compile(
    r"(?:^|[\s_-])(?:\w*emoji\w*|wp-smiley|smiley|emoticon|joypixels)(?:$|[\s_-])", re.IGNORECASE
)
_EMOJI_SOURCE = re.compile(r"/emoji(?:s|\.php)?/|/smil(?:ey|ie)s?/|twemoji|emojione|joypixels", re.IGNORECASE)
_SHORTCODE = re.compile(r":[a-z0-9_+-]+:", re.IGNORECASE)
_NOTE_LINKS = finder("//a[starts-with(@href,'#')]")
_WAY_BACK = re.compile(r"\s*[↩↑⏎^][\ufe0e\ufe0f]?\s*")
_QUOTATION_MARKS = "«»“”\"„‹›'‘’"
_MARKS = {"en": "“”"}  # what browsers put around `<q>` by the language; in the Arabic and French press «»


def render(root: HtmlElement, base: str) -> None:
    """Make the document what a browser shows. Before scripts are dropped: `<noscript>` holds pictures."""
    for noscript in list(root.iter("noscript")):
        _show_without_scripts(noscript, base)
    for element in list(root.iter(*_PICTURES)):
        _rename_picture(element)
    for element in list(root.iter("img")):
        if (text := _emoji(element)) is not None:
            _put_text(element, text)
    for figure in list(root.iter("figure")):
        _show_background(figure, base)
    lang = (root.get("lang") or "")[:2].lower()
    for element in list(root.iter("q")):
        _mark_quotation(element, _MARKS.get(lang, "«»"))
    for link in _NOTE_LINKS(root):
        if _WAY_BACK.fullmatch(link.text_content()):  # «↩», from a note to its place in the text
            _put_text(link, "")


def _rename_picture(element: HtmlElement) -> None:
    """`<amp-img>` and the old `<image>` are pictures like `<img>`."""
    if next(element.iterancestors("svg"), None) is not None:
        return
    element.tag = "img"
    if element.get("layout") in _STRETCHED:  # its width and height are a ratio
        element.attrib.pop("width", None)
        element.attrib.pop("height", None)


def _show_without_scripts(noscript: HtmlElement, base: str) -> None:
    """The pictures in `<noscript>` take the place of those that wait for a script, or stand alone."""
    pictures = [one for one in noscript.iter("img", "amp-img") if images.image_url(one, base) is not None]
    if not pictures or next(noscript.iterancestors("noscript"), None) is not None:
        return
    if len(pictures) == 1 and (twin := _twin(noscript)) is not None:
        if images.image_url(twin, base) is None:
            for name in ("width", "height"):
                twin.attrib.pop(name, None)
            twin.attrib.update(dict(pictures[0].attrib))
            for name in ("srcset", "data-srcset"):
                if pictures[0].get(name) is None:
                    twin.attrib.pop(name, None)
        return
    if _twin(noscript) is None:
        for picture in pictures:
            picture.tail = None
            noscript.addprevious(picture)


def _twin(noscript: HtmlElement) -> HtmlElement | None:
    """The picture right before or behind a `<noscript>`, which is the same with scripts."""
    for neighbour in (noscript.getprevious(), noscript.getnext()):
        if neighbour is None:
            continue
        found = list(neighbour.iter("img", "amp-img"))
        if len(found) == 1 and (neighbour.tag in {"img", "amp-img"} or not clean(neighbour.text_content())):
            return found[0]
    return None


def _emoji(element: HtmlElement) -> str | None:
    """The text that an emoji's picture stands for, perhaps none; None for any other picture."""
    alt = clean(element.get("alt") or element.get("title") or "")
    source = element.get("src") or element.get("data-src") or ""
    named = _EMOJI_NAME.search(element.get("class") or "") or _EMOJI_SOURCE.search(source)
    if not named and not (alt and not any(map(str.isalnum, alt)) and _is_small(element) and _has_symbol(alt)):
        return None
    return "" if _SHORTCODE.fullmatch(alt) or len(alt) > 12 else alt


def _has_symbol(text: str) -> bool:
    return any(character >= "\u2190" for character in text)


def _is_small(element: HtmlElement) -> bool:
    sizes = [element.get(name) or "" for name in ("width", "height")]
    digits = [int(size) for size in sizes if size.isascii() and size.isdigit()]
    return bool(digits) and max(digits) <= LARGEST_EMOJI_PX


def _put_text(element: HtmlElement, text: str) -> None:
    """Text in the place of an element."""
    parent, tail = element.getparent(), text + (element.tail or "")
    if parent is None:
        return
    before = element.getprevious()
    if before is not None:
        before.tail = (before.tail or "") + tail
    else:
        parent.text = (parent.text or "") + tail
    parent.remove(element)


def _show_background(figure: HtmlElement, base: str) -> None:
    """A figure without a picture may show one as a background; the innermost of nested ones."""
    if figure.find(".//figure") is not None or any(images.image_url(one, base) for one in figure.iter("img")):
        return
    for element in figure.iter("*"):
        url = images.background_url(element, base)
        if url is not None:
            picture = etree.SubElement(element, "img", src=url, alt=element.get("aria-label") or "")
            element.insert(0, picture)
            picture.tail, element.text = element.text, None
            return


def _mark_quotation(element: HtmlElement, marks: str) -> None:
    """The marks that a browser shows around `<q>`, unless its author wrote them; inner ones are “”."""
    inside = clean(element.text_content())
    if not inside or inside[0] in _QUOTATION_MARKS:
        return
    if next(element.iterancestors("q"), None) is not None:
        marks = "“”" if marks == "«»" else "‘’"
    element.text = marks[0] + (element.text or "").lstrip()
    if len(element):
        element[-1].tail = (element[-1].tail or "").rstrip() + marks[1]
    else:
        element.text = element.text.rstrip() + marks[1]

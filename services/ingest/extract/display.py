"""The title of a page that marks none as its heading: what stands out above the text.

Old pages set it in a larger font or in bold, newer ones in an element named for it.
"""

from __future__ import annotations

import re
from collections.abc import Iterator

from lxml.html import HtmlElement

from services.arabic.normalise import clean

SHORTEST = 3  # words
LONGEST = 200  # characters
FEW_ELEMENTS = 4
_NAMED = re.compile(r"(?:^|[\s_-])(?:\w*titles?|headlines?|titre|subject)(?:$|[\s_-])|عنوان", re.IGNORECASE)
_LARGE_FONT = re.compile(r"\+?[3-7]$")
_LARGE_STYLE = re.compile(r"font-size\s*:\s*(?:1[89]|[2-9]\d)(?:px|pt)|font-size\s*:\s*(?:x-large|xx-large)")


def displayed_title(root: HtmlElement, text: HtmlElement) -> HtmlElement | None:
    """The last line above an article's text, or in its beginning, that stands out as a title does."""
    return next((element for element in _above(root, text) if _stands_out(element)), None)


def _above(root: HtmlElement, text: HtmlElement) -> Iterator[HtmlElement]:
    """The elements before the first long passage of the text, the nearest first."""
    passed: list[HtmlElement] = []
    inside = {text, *text.iter("*")}
    for element in root.iter("*"):
        if element in inside and len(clean(element.text or "")) + len(clean(element.tail or "")) > LONGEST:
            break
        passed.append(element)
    yield from reversed(passed)


def _stands_out(element: HtmlElement) -> bool:
    if len(element) > FEW_ELEMENTS or not _is_emphatic(element):
        return False
    line = clean(element.text_content())
    linked = sum(len(link.text_content()) for link in element.iter("a"))
    return len(line.split()) >= SHORTEST and len(line) <= LONGEST and 2 * linked <= len(line)


def _is_emphatic(element: HtmlElement) -> bool:
    if element.tag in {"h2", "h3", "h4"}:
        return True
    if element.tag in {"b", "strong"}:
        return _is_alone(element)
    if element.tag == "font":
        return _LARGE_FONT.match(element.get("size") or "") is not None
    named = f"{element.get('class') or ''} {element.get('id') or ''}"
    return _NAMED.search(named) is not None or _LARGE_STYLE.search(element.get("style") or "") is not None


def _is_alone(element: HtmlElement) -> bool:
    """Nothing else stands in the block around it."""
    block = element.getparent()
    return block is not None and len(clean(block.text_content())) == len(clean(element.text_content()))

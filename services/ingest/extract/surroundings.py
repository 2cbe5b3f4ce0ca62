"""What stands near the title of a page: that is where newspapers put date, byline and lead image."""

from __future__ import annotations

from lxml.html import HtmlElement

AFTER = 60  # elements
BEFORE = 14


def surroundings(root: HtmlElement, heading: HtmlElement | None) -> list[HtmlElement]:
    """The elements after the title in document order, then those before it, the nearest first.

    Without a title only the first `<time>` of the page is left.
    """
    elements = [element for element in root.iter() if isinstance(element.tag, str)]
    if heading is None:
        return [element for element in elements if element.tag == "time"][:1]
    place = next((n for n, element in enumerate(elements) if element is heading), 0)
    before = elements[max(0, place - BEFORE) : place]
    return [*elements[place + 1 : place + 1 + AFTER], *reversed(before)]

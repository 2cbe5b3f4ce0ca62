"""What stands near the title of a page: that is where newspapers put date, byline and lead image."""

from __future__ import annotations

from collections.abc import Sequence

from lxml.html import HtmlElement

AFTER = 60  # elements
BEFORE = 14


def surroundings(elements: Sequence[HtmlElement], heading: HtmlElement) -> list[HtmlElement]:
    """The elements after the title in document order, then those before it, the nearest first."""
    place = next((n for n, element in enumerate(elements) if element is heading), 0)
    before = elements[max(0, place - BEFORE) : place]
    return [*elements[place + 1 : place + 1 + AFTER], *reversed(before)]

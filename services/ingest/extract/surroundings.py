"""What stands near the title of a page: that is where newspapers put date, byline and lead image."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from itertools import islice
from typing import Literal

from lxml.html import HtmlElement

from services.arabic.normalise import clean
from services.ingest.extract.conventions import AFTER, BEFORE, BREAKING_TAGS, LONGEST_LINE, MOST_PARTS
from services.ingest.extract.furniture import opens_comments

_PARTING = BREAKING_TAGS | {"h1", "h2", "h3", "h4", "h5", "h6", "figcaption", "blockquote"}


@dataclass(slots=True)
class Nearby:
    """An element near the title, and its text where that is one short line (else empty).

    `below` is behind the article's text, where other stories stand.
    """

    element: HtmlElement
    place: Literal["after", "before", "below"] = "after"
    _line: str | None = None

    @property
    def line(self) -> str:
        if self._line is None:
            self._line = _short_line(self.element)
        return self._line


def surroundings(
    root: HtmlElement, heading: HtmlElement | None, text: HtmlElement | None = None
) -> list[Nearby]:
    """The elements after the title in document order, those before it, the nearest first, those below `text`.

    Where the title is no element of the page, the text takes its place; without one only the first `<time>`
    is left.
    """
    anchor = heading if heading is not None else text
    if anchor is None:
        return [Nearby(element) for element in islice(root.iter("time"), 1)]
    after = _without_comments(list(islice(_following(anchor), AFTER)))
    before = list(islice((one for one in _preceding(anchor) if one.tag != "br"), BEFORE))
    end = _end(after, text)
    return [
        *(Nearby(element) for element in after[:end]),
        *(Nearby(element, "before") for element in before),
        *(Nearby(element, "below") for element in after[end:]),
    ]


def _without_comments(elements: list[HtmlElement]) -> list[HtmlElement]:
    """The elements above «التعليقات» where running text stands above it; a counter is beside the date."""
    said = False
    for place, element in enumerate(elements):
        own, behind = element.text or "", element.tail or ""
        if said and opens_comments(own):
            return elements[:place]
        said = said or len(own) + len(behind) > LONGEST_LINE
    return elements


def _end(after: Sequence[HtmlElement], text: HtmlElement | None) -> int:
    """Where in a stretch of the document the element that holds the text ends."""
    if text is None:
        return len(after)
    inside = {text, *text.iter("*")}
    last = max((place for place, element in enumerate(after) if element in inside), default=-1)
    return last + 1 if last >= 0 else len(after)


def _following(heading: HtmlElement) -> Iterator[HtmlElement]:
    yield from heading.iterdescendants("*")
    for element in (heading, *heading.iterancestors()):
        for sibling in element.itersiblings("*"):
            yield from sibling.iter("*")


def _preceding(heading: HtmlElement) -> Iterator[HtmlElement]:
    for element in (heading, *heading.iterancestors()):
        for sibling in element.itersiblings("*", preceding=True):
            yield from reversed(list(sibling.iter("*")))
        parent = element.getparent()
        if parent is not None:
            yield parent


def spaced_text(element: HtmlElement) -> str:
    """Its text with a blank between elements: «بواسطة» and a name are two words without one."""
    if len(element) == 0:
        return element.text or ""
    return " ".join(map(str, element.itertext()))


def flowing_text(element: HtmlElement, without: frozenset[HtmlElement] = frozenset()) -> str:
    """Its text on one line: blocks and line breaks part words, as in a browser, inline markup does not."""
    pieces: list[str] = []
    _gather(element, without, pieces)
    return clean("".join(pieces)).replace("\n", " ")


def _gather(element: HtmlElement, without: frozenset[HtmlElement], pieces: list[str]) -> None:
    pieces.append(element.text or "")
    for child in element:
        parts = child.tag == "br" or child.tag in _PARTING or child in without
        pieces.append(" " if parts else "")
        if isinstance(child.tag, str) and child not in without:
            _gather(child, without, pieces)
        pieces.append(" " if parts else "")
        pieces.append(child.tail or "")


def _short_line(element: HtmlElement) -> str:
    """Its text, unless there is more of it than a line; only as much is read as that takes."""
    if len(element) > MOST_PARTS:
        return ""
    if len(element) == 0:  # most are: no need to walk
        return _bounded(element.text or "")
    pieces: list[str] = []
    size = 0
    for piece in map(str, element.itertext()):
        pieces.append(piece)
        size += len(piece)
        if size > 4 * LONGEST_LINE:
            return ""
    return _bounded(" ".join(pieces))


def _bounded(text: str) -> str:
    if not text or len(text) > 4 * LONGEST_LINE:
        return ""
    line = clean(text).replace("\n", " ")
    return line if len(line) <= LONGEST_LINE else ""

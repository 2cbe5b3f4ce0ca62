"""Where on a page the article stands: the element that holds its text.

Text votes for the elements that hold it, nearer ones more; a name like `entry-content` and the microdata
`articleBody` count as half the text again. The best element then grows while its parent adds text.
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from itertools import islice

from lxml.html import HtmlElement

from services.ingest.extract.conventions import (
    DROPPED_TAGS,
    LARGEST_FURNITURE,
    LONGEST_COMMENTS_TITLE,
    SHORTEST_LEAD,
    SHORTEST_PARAGRAPH,
)
from services.ingest.extract.furniture import named_content, named_furniture, opens_comments

SHARES = (1.0, 0.7, 0.4, 0.25, 0.15)  # of a text's weight for its holder's parent, grandparent …
GROWTH = 1.12
GROWTH_WITH_TITLE = 1.5
CORE = 0.95
CONTENT_BONUS = 1.5
_INLINE_TAGS = """
a abbr acronym b bdi bdo big cite code del dfn em font i ins kbd label mark o:p q s small span strike strong
sub sup time tt u var br wbr
"""
_INLINE = frozenset(_INLINE_TAGS.split())
_TEXT_HOLDERS = frozenset({"p", "h2", "h3", "h4", "li", "ul", "ol", "blockquote"})
_HEADINGS = frozenset({"h1", "h2", "h3", "h4", "h5", "h6"})


@dataclass(slots=True)
class _Passage:
    """A stretch of running text and the block element that holds it."""

    holder: HtmlElement
    length: int
    linked: int

    @property
    def weight(self) -> float:
        """Its length without what is linked; nothing when it is short or mostly links."""
        if self.length < SHORTEST_PARAGRAPH or self.linked * 2 > self.length:
            return 0.0
        return float(self.length - self.linked)


def main_element(root: HtmlElement, title: HtmlElement | None = None) -> HtmlElement | None:
    """The element that holds the article's text, or None when there is no running text."""
    passages = _without_comments(_of_one_article(list(_passages(root, title)), title))
    votes: dict[HtmlElement, float] = {}
    held: dict[HtmlElement, float] = {}
    for passage in passages:
        weight = passage.weight
        if not weight or _teases(passage.holder):
            continue
        for distance, element in enumerate(_holders(passage.holder)):
            held[element] = held.get(element, 0.0) + weight
            if distance < len(SHARES):
                votes[element] = votes.get(element, 0.0) + weight * SHARES[distance]
    if not votes:
        return None
    total = sum(passage.weight for passage in passages)
    named = [element for element in votes if held[element] >= total * 0.3 and named_content(element)]
    best = max(votes, key=lambda element: votes[element] * (CONTENT_BONUS if element in named else 1.0))
    return _grown(best, held, named, title)


def _of_one_article(passages: list[_Passage], title: HtmlElement | None) -> list[_Passage]:
    """The passages above the next element like the title: there an endless page shows another article."""
    if title is None or (title.tag not in _HEADINGS and not title.get("class")):
        return passages  # nothing about it is its own: a cell like every other
    like, below, said = _template(title), False, 0.0
    for place, passage in enumerate(passages):
        if passage.holder is title:
            below = True
        elif (
            below
            and said >= SHORTEST_LEAD
            and passage.holder.tag == title.tag  # what the rest costs a template for
            and _template(passage.holder) == like
        ):
            return passages[:place]
        said += passage.weight if below else 0.0
    return passages


def _template(element: HtmlElement) -> list[tuple[object, str | None]]:
    """Tag and class of an element and of what it stands in."""
    around = (element, *islice(element.iterancestors(), 2))
    return [(one.tag, one.get("class")) for one in around]


def _without_comments(passages: list[_Passage]) -> list[_Passage]:
    """The passages above «التعليقات», where running text stands above it."""
    said = 0.0
    for place, passage in enumerate(passages):
        may_open = said and 0 < passage.length <= LONGEST_COMMENTS_TITLE
        if may_open and opens_comments(passage.holder.text_content()):
            return passages[:place]
        said += passage.weight
    return passages


def _teases(holder: HtmlElement) -> bool:
    """It says what another story is about: in one of several boxes that each open with a link."""
    box = holder.getparent()
    if box is None or not any(_same_kind(box, other) for other in (box.getprevious(), box.getnext())):
        return False
    headings = [child for child in box if child.tag in _HEADINGS]
    if headings:
        return any(len(heading) == 1 and heading[0].tag == "a" for heading in headings)
    return box[0].tag == "a" and box[0] is not holder and not _length(box[0].tail)


def _same_kind(one: HtmlElement, other: HtmlElement | None) -> bool:
    return other is not None and other.tag == one.tag and other.get("class") == one.get("class")


def _grown(
    best: HtmlElement,
    held: dict[HtmlElement, float],
    named: list[HtmlElement],
    title: HtmlElement | None,
) -> HtmlElement:
    """The best element, or an ancestor with noticeably more of the text (paragraphs spread over sections).

    One that holds the title too grows only where that adds half of the text again.
    """
    chosen = best
    around_title = frozenset() if title is None else frozenset(title.iterancestors())
    if best in named:
        return _with_lead(_core(best, held), held)
    for element in best.iterancestors():
        if element.tag in {"body", "html"} or named_furniture(element):
            break
        growth = GROWTH_WITH_TITLE if chosen in around_title else GROWTH
        if held.get(element, 0.0) >= held[chosen] * growth and len(element) < 60:
            chosen = element
        if element.tag in {"article", "main"}:
            break
    return _core(chosen, held)


def _with_lead(element: HtmlElement, held: dict[HtmlElement, float]) -> HtmlElement:
    """Its parent where running text stands right above it, a lead of its own, and none below it."""
    parent = element.getparent()
    if parent is None or parent.tag in {"body", "html"} or named_furniture(parent):
        return element
    if not held[element] < held[parent] <= 2 * held[element]:
        return element
    if any(held.get(sibling, 0.0) for sibling in element.itersiblings()):
        return element
    above = (one for sibling in element.itersiblings(preceding=True) for one in sibling.iter("*"))
    return parent if any(_is_lead(one) for one in above) else element


def _is_lead(element: HtmlElement) -> bool:
    """Running text, and neither a heading nor a line of dates."""
    if element.tag in _INLINE or element.tag in _HEADINGS or _own_text(element).weight < SHORTEST_LEAD:
        return False
    text = element.text_content()
    return 10 * sum(map(str.isdigit, text)) < len(text)


def _core(element: HtmlElement, held: dict[HtmlElement, float]) -> HtmlElement:
    """The innermost element that still holds nearly all of the text."""
    while True:
        inner = next((child for child in element if held.get(child, 0.0) >= held[element] * CORE), None)
        if inner is None or inner.tag in _TEXT_HOLDERS:
            return element
        element = inner


def _holders(element: HtmlElement) -> Iterator[HtmlElement]:
    """The element itself unless it is a paragraph, then its ancestors up to the body."""
    if element.tag not in _TEXT_HOLDERS:
        yield element
    for ancestor in element.iterancestors():
        if ancestor.tag == "html":
            return
        yield ancestor


def _passages(root: HtmlElement, title: HtmlElement | None) -> Iterator[_Passage]:
    """The running text of a page in document order; furniture is not entered."""
    whole = _length(root.text_content())
    titles = [*root.iter("h1"), *([] if title is None else [title])]
    around_title = {ancestor for heading in titles for ancestor in heading.iterancestors()}
    stack = [root]
    while stack:
        element = stack.pop()
        if not isinstance(element.tag, str) or element.tag in DROPPED_TAGS:
            continue
        minor = element not in around_title and named_furniture(element)
        if minor and _length(element.text_content()) < whole * LARGEST_FURNITURE:
            continue
        if element.tag in _INLINE:
            continue
        yield _own_text(element)
        stack.extend(reversed(element))


def _own_text(element: HtmlElement) -> _Passage:
    """The text that stands in an element itself or in inline elements inside it."""
    length = linked = 0
    length += _length(element.text)
    for child in element:
        if child.tag in _INLINE:
            inside = _length(child.text_content())
            length += inside
            if child.tag == "a":
                linked += inside
            else:
                linked += sum(_length(link.text_content()) for link in child.iter("a"))
        length += _length(child.tail)
    return _Passage(element, length, linked)


def _length(text: str | None) -> int:
    return len(text.strip()) if text else 0

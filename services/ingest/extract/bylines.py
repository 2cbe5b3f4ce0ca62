"""Where a page names its authors: its data, labelled lines, named elements, the place beside the date."""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from itertools import islice, takewhile

from lxml.html import HtmlElement

from services.arabic.normalise import clean
from services.contracts.page import Page
from services.ingest.extract import authors
from services.ingest.extract.lines import Line
from services.ingest.extract.metadata import Metadata, texts
from services.ingest.extract.published import DateLine
from services.ingest.extract.surroundings import Nearby, spaced_text
from services.ingest.extract.survey import Survey

LONGEST_BYLINE = 80
LONGEST_BLOCK = 200  # characters that stand around a date line when it belongs to a byline
LONGEST_DATELINE = 60
RIGHT_BELOW = 12  # elements below the title
_PLACE_AND_NAME = re.compile(r"[^\W\d_]+\s*[-–—:/]\s+[^\W\d_]+(?:\s[^\W\d_]+){1,3}$")
_DATED = re.compile(  # what stands behind the names in a byline
    r"\s+\|\s+|\s*[:،,–-]?\s*(?:\d|(?:الاثنين|الإثنين|الثلاثاء|الأربعاء|الخميس|الجمعة|السبت|الأحد)(?!\w))"
)
_PLACE_BEHIND = re.compile(r"\s*[-–—/]\s*[^\W\d_]+$")
_BETWEEN_PIECES = re.compile(r"[|/•·،,–—\n]|\s-\s")
_DATELINE_PARTS = re.compile(r"\s*(?:[-–—:/|]|ـ+)\s*")
_DATELINE = re.compile(
    r"^[^\W\d_][^.؟!،\d]*?\s*(?:[-–—:/|]|\sـ+\s)\s*[^.؟!،:\d]+$|^[^.؟!،:]{1,30}\s[-–—/|]\s[^.؟!،:]{1,30}$"
)


def author_lines(
    page: Page,
    survey: Survey,
    near: Sequence[Nearby],
    metadata: Metadata,
    beside: Sequence[str],
    lines: Sequence[Line],
) -> Iterator[tuple[str, list[str]]]:
    """What each witness says of the authors, the most reliable first. `beside`: what stands by the date."""
    tagged = ("author", "article:author", "dc.creator")
    named = [text for name in tagged for text in metadata.meta.get(name, ())]
    yield "json-ld", [text for text in texts(metadata.article.get("author")) if not text.startswith("http")]
    yield "meta author", [text for text in named if "/" not in text]
    yield "microdata", [one for one in metadata.microdata.get("author", ())[:3] if len(one) <= LONGEST_BYLINE]
    yield "byline", _labelled(near)
    yield "feed", [page.hints.author or ""]
    named_for_one = (_name_in(element) for element in _innermost(survey))
    yield "author element", [text for text in named_for_one if len(text) <= LONGEST_BYLINE]
    for piece in beside:
        if authors.looks_like_name(authors.without_label(piece)):
            yield "beside the date", [piece]
    for one in near[:RIGHT_BELOW]:
        if _PLACE_AND_NAME.match(one.line):
            yield "below the title", [one.line]
    yield from _signed(lines)


def _labelled(near: Sequence[Nearby]) -> list[str]:
    """The first line near the title that says «بقلم», without what stands behind it in the same block."""
    starting = (_DATED.split(one.line, maxsplit=1)[0] for one in near if authors.BYLINE.match(one.line))
    lines = [line for line in starting if len(line) <= LONGEST_BYLINE]
    return [min((line for line in lines if lines[0].startswith(line)), key=len)] if lines else []


def _innermost(survey: Survey) -> list[HtmlElement]:
    """The first element named for an author that holds no other such, and those beside it: of co-authors."""
    named = [*survey.related("author"), *survey.authors]
    around = {ancestor for element in named for ancestor in element.iterancestors()}
    innermost = [element for element in named if element not in around]
    box = next(islice(innermost[0].iterancestors(), 1, None), None) if innermost else None
    return [element for element in innermost if box is None or box in islice(element.iterancestors(), 2)]


def _name_in(element: HtmlElement) -> str:
    """The linked name in an element named for an author, else its whole text."""
    linked = [clean(link.text_content()).replace("\n", " ") for link in element.iter("a")]
    named = [text for text in linked if authors.looks_like_name(text)]
    return named[0] if len(named) == 1 else clean(spaced_text(element)).replace("\n", " ")


def beside_date(dated: Sequence[DateLine], heading: HtmlElement | None) -> list[str]:
    """The short texts in the small block of the date line near the title: byline, section, counters."""
    if not dated:
        return []
    block = dated[0].element
    above = set(heading.iterancestors()) if heading is not None else set()
    for ancestor in block.iterancestors():
        if ancestor in above or ancestor is heading or not 0 < _size(ancestor) <= LONGEST_BLOCK:
            break
        block = ancestor
    pieces = (piece for text in block.itertext() for piece in _BETWEEN_PIECES.split(str(text)))
    return [text for piece in pieces if (text := clean(piece).strip(" :-"))]


def is_dateline(line: Line) -> bool:
    """«الرباط - محمد العلوي», «لندن: رنيم حنوش»: short, in two parts, and no sentence."""
    text = line.text
    return (
        line.kind == "paragraph"
        and len(text) <= LONGEST_DATELINE
        and len(text.split()) <= 8
        and _DATELINE.match(text) is not None
    )


def _signed(lines: Sequence[Line]) -> Iterator[tuple[str, list[str]]]:
    """A name that opens the text as a dateline, or closes it as a signature."""
    texts_only = [line for line in lines if line.text]
    opening = takewhile(lambda line: len(line.text) <= LONGEST_DATELINE, texts_only)
    for line in opening:
        if is_dateline(line) and any(map(authors.looks_like_name, _DATELINE_PARTS.split(line.text))):
            yield "dateline", [line.text]
    if is_signature(texts_only):
        yield "signature", [texts_only[-1].text]


def is_signature(lines: Sequence[Line]) -> bool:
    """The last line is a name and nothing else, below running text."""
    return (
        len(lines) > 2
        and lines[-1].kind == "paragraph"
        and lines[-2].kind == "paragraph"
        and authors.looks_like_name(without_place(lines[-1].text))
    )


def without_place(text: str) -> str:
    """«المختار ولد السالك - نواكشوط» without the town."""
    return _PLACE_BEHIND.sub("", text)


def _size(element: HtmlElement) -> int:
    """The characters of its text, counted no further than matters here."""
    size = 0
    for piece in element.itertext():
        size += len(piece.strip())
        if size > LONGEST_BLOCK:
            break
    return size

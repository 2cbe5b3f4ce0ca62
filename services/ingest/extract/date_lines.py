"""The lines near the title of a page that say a date, and what stands beside them."""

from __future__ import annotations

import datetime as dt
import re
from collections.abc import Sequence
from dataclasses import dataclass, replace
from itertools import takewhile
from zoneinfo import ZoneInfo

from lxml.html import HtmlElement

from services.arabic.normalise import clean, fold
from services.contracts.source import Edition
from services.ingest.extract.dates import is_relative, read_date
from services.ingest.extract.surroundings import Nearby

LONGEST_BLOCK = 200  # characters that stand around a date line when it belongs to a byline
LONGEST_UNNAMED_LINE = 80
BESIDE = 8  # elements
MARKED = 3  # the weight of a date line that is marked or named as one
_UPDATE = re.compile(r"تحديث|تعديل|updat|modif|mis a jour")
_PUBLISH = re.compile(r"نشر|اضيف|كتب|publi|posted")
_DATE_NAME = re.compile(r"date|time|publish|posted|تاريخ|created", re.IGNORECASE)
_MASTHEAD = re.compile(
    r"(?<![\w-])(?:(?:site|page|main)-?)?(?:header|top|masthead|nav|today|now|clock|ticker|breaking|weather)",
    re.IGNORECASE,
)
_ISO_DAY = re.compile(r"\s*(?:19|20)\d\d-\d\d-\d\d")
_DIGIT = re.compile(r"\d")
_YEAR = re.compile(r"\d{4}")
_RELATIVE_WORDS = ("اليوم", "أمس", "منذ", "قبل")
_LINES = "time span div p li small em i td font b strong h3 h4 h5 h6 a abbr bdi"
_LINE_TAGS = frozenset(_LINES.split())
_BETWEEN_PIECES = re.compile(r"[|/•·،,–—\n]|\s-\s")


@dataclass(frozen=True, slots=True)
class Witness:
    """Where a date line stands, how much it counts, what it says. `shown`: readers see this text."""

    name: str
    weight: int
    text: str
    visible: bool = False


@dataclass(frozen=True, slots=True)
class DateLine:
    """A small element near the title that says a date."""

    element: HtmlElement
    witness: Witness
    below_title: bool


def date_lines(
    near: Sequence[Nearby], heading: HtmlElement | None, edition: Edition, now: dt.datetime
) -> list[DateLine]:
    """The first of each kind, up to what stands right behind the first that is marked or named as a date."""
    found: dict[str, DateLine] = {}
    last = len(near)
    today = now.astimezone(ZoneInfo(edition.tz)).date()
    above = set(heading.iterancestors()) if heading is not None else set()
    for place, one in enumerate(near):
        if place > last:
            break
        witness = _date_line(one, edition, now)
        if witness is None or witness.name in found:
            continue
        if one.place == "below":
            if found:
                break
            witness = replace(witness, weight=1)
        day = read_date(witness.text, edition, now).date
        if one.place == "before" and day == today and (found or _in_masthead(one.element, above)):
            continue
        if day is not None:
            found[witness.name] = DateLine(one.element, witness, below_title=one.place == "after")
            if witness.weight == MARKED:
                last = min(last, place + BESIDE)
    return list(found.values())


def _in_masthead(element: HtmlElement, above: set[HtmlElement]) -> bool:
    """In the head of every page of a newspaper, or beside its menu. `above`: what holds the title."""
    apart = takewhile(lambda one: one not in above, (element, *element.iterancestors()))
    return any(one.tag in {"header", "nav"} or _MASTHEAD.search(_names(one)) for one in apart)


def _names(element: HtmlElement) -> str:
    return f"{element.get('class') or ''} {element.get('id') or ''}"


def texts_beside(dated: Sequence[DateLine], heading: HtmlElement | None) -> list[str]:
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


def _date_line(near: Nearby, edition: Edition, now: dt.datetime) -> Witness | None:
    """A small element that may say when the article appeared."""
    element = near.element
    if element.tag not in _LINE_TAGS or len(element) > 6:
        return None
    line = near.line
    stated = element.get("datetime") or element.get("title") or ""
    is_time = element.tag == "time" or _ISO_DAY.match(stated) is not None
    if not is_time and not _may_say_day(line):
        return None
    said = stated if is_time and _YEAR.search(stated) else line
    if said is not line and line and not is_relative(line) and _differ(said, line, edition, now):
        said = line  # what readers see was written for this article
    if _says_update(element, line):
        return Witness("update line", 1, said, visible=not is_time)
    if is_time:
        return Witness("time element", MARKED, said)
    if _DATE_NAME.search(_names(element)):
        return Witness("date line", MARKED, line, visible=True)
    may_tell = len(line) <= LONGEST_UNNAMED_LINE or _PUBLISH.search(fold(line).casefold())
    return Witness("line near the title", 2, line, visible=True) if may_tell else None


def _may_say_day(line: str) -> bool:
    return _DIGIT.search(line) is not None or any(word in line for word in _RELATIVE_WORDS)


def _differ(one: str, other: str, edition: Edition, now: dt.datetime) -> bool:
    """Two texts say days that are further apart than zones are."""
    days = [read_date(text, edition, now).date for text in (one, other)]
    return days[0] is not None and days[1] is not None and abs(days[0] - days[1]) > dt.timedelta(days=1)


def _says_update(element: HtmlElement, line: str) -> bool:
    """It speaks of the last change alone: «آخر تحديث», or `modified` in its class."""
    named = element.get("class") or ""
    if "publish" in named:
        return False
    folded = fold(line).casefold()
    if _UPDATE.search(folded):
        return _PUBLISH.search(folded) is None
    return "modif" in named or named.startswith("update")


def _size(element: HtmlElement) -> int:
    """The characters of its text, counted no further than matters here."""
    size = 0
    for piece in element.itertext():
        size += len(piece.strip())
        if size > LONGEST_BLOCK:
            break
    return size

"""When an article was published: witnesses of different weight vote for a day, the most exact speaks."""

from __future__ import annotations

import datetime as dt
import re
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass, replace
from itertools import takewhile
from urllib.parse import unquote, urlsplit
from zoneinfo import ZoneInfo

from lxml.html import HtmlElement

from services.arabic.normalise import fold
from services.contracts.article import Published
from services.contracts.page import Page
from services.contracts.source import Edition
from services.ingest.extract.dates import UNKNOWN, is_relative, read_date
from services.ingest.extract.metadata import Metadata, texts
from services.ingest.extract.surroundings import Nearby

LONGEST_UNNAMED_LINE = 80
BESIDE = 8  # elements
DECISIVE = 100  # more than all other witnesses together
STAMPED = 2  # of data that give one moment for publication and update: it may be that of the answer
MARKED = 3  # the weight of a date line that is marked or named as one
_URL_DAY = re.compile(r"(?<!\d)((?:19|20)\d\d)[/_-](?:[a-z_]+/)?(\d{1,2})[/_-](\d{1,2})(?!\d)")
_URL_COMPACT = re.compile(r"(?<!\d)(20\d\d)(0[1-9]|1[0-2])(0[1-9]|[12]\d|3[01])(?!\d)")
_MIDNIGHT = re.compile(r"[Tt ]00:00(?::00)?(?!:?[1-9])")  # how software writes a day
_IN_UTC = re.compile(r"(?:Z|[+-]00:?00|GMT|UTC)\s*$")
_UPDATE = re.compile(r"تحديث|تعديل|updat|modif|mis a jour")
_PUBLISH = re.compile(r"نشر|اضيف|كتب|publi|posted")
_DATE_NAME = re.compile(r"date|time|publish|posted|تاريخ|created", re.IGNORECASE)
_MASTHEAD = re.compile(
    r"(?<![\w-])(?:(?:site|page|main)-?)?(?:header|top|masthead|nav|today|now|clock|ticker|breaking|weather)",
    re.IGNORECASE,
)
_ISO_DAY = re.compile(r"\s*(?:19|20)\d\d-\d\d-\d\d")
_HAS_DIGITS = re.compile(r"\d|[٠-٩]|[۰-۹]|اليوم|أمس|منذ|قبل")
_META_NAMES = """
article:published_time og:article:published_time article:published og:published_time datepublished pubdate
publishdate publish_date publish-date published_time publication_date date dc.date dc.date.issued
dcterms.created dcterms.date sailthru.date parsely-pub-date cxenseparse:recs:publishtime
article.published rnews:datepublished
"""
_META = tuple(_META_NAMES.split())
_LINES = "time span div p li small em i td font b strong h3 h4 h5 h6 a abbr bdi"
_LINE_TAGS = frozenset(_LINES.split())
_META_MODIFIED = (
    "article:modified_time",
    "og:updated_time",
    "article:modified",
    "last-modified",
    "datemodified",
)


@dataclass(frozen=True, slots=True)
class Witness:
    """Where a date line stands, how much it counts, what it says. `shown`: readers see this text."""

    name: str
    weight: int
    text: str
    shown: bool = False


def published(
    witnesses: Iterable[Witness], edition: Edition, now: dt.datetime
) -> tuple[Published, str | None]:
    """The day with the most weight behind it, to the minute where a witness knows; and who said so."""
    heard = [
        (witness, found)
        for witness in witnesses
        if (found := read_date(witness.text, edition, now)).date is not None
    ]
    if not heard:
        return UNKNOWN, None
    heard = _by_the_readers_clock(heard)
    weights: dict[dt.date, int] = {}
    for witness, found in heard:
        if found.date is not None:
            weights[found.date] = weights.get(found.date, 0) + witness.weight
    day = max(weights, key=lambda candidate: weights[candidate])
    side = [(witness, found) for witness, found in heard if found.date == day]
    exact = next((pair for pair in side if pair[1].at and _states_moment(pair[0].text)), None)
    witness, found = exact or side[0]
    if exact is None:
        found = Published(date=day, precision="day")
    return found, witness.name


def _by_the_readers_clock(heard: list[tuple[Witness, Published]]) -> list[tuple[Witness, Published]]:
    """A moment that data call UTC is local time where its digits are those that readers see."""
    shown = [found for witness, found in heard if witness.shown and found.at]
    return [(witness, _shown_moment(witness, found, shown) or found) for witness, found in heard]


def _shown_moment(witness: Witness, found: Published, shown: Sequence[Published]) -> Published | None:
    if found.at is None or witness.shown or not _IN_UTC.search(witness.text):
        return None
    digits = found.at.astimezone(dt.UTC).replace(tzinfo=None)
    return next((one for one in shown if one.at and one.at.replace(tzinfo=None) == digits), None)


def _states_moment(text: str) -> bool:
    """Midnight is how software writes a day; «قبل 20 دقيقة» says another minute at each fetch."""
    return not _MIDNIGHT.search(text) and not is_relative(text)


def modified(metadata: Metadata, edition: Edition, now: dt.datetime) -> dt.datetime | None:
    """The moment of the last change that the page states to the minute."""
    stated = [*texts(metadata.article.get("dateModified")), *metadata.microdata.get("dateModified", ())]
    stated += [content for name in _META_MODIFIED for content in metadata.meta.get(name, ())]
    return next(
        (found.at for text in stated if (found := read_date(text, edition, now)).at is not None), None
    )


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


def witnesses(
    visible: Sequence[DateLine], metadata: Metadata, page: Page, picked: str | None = None
) -> Iterator[Witness]:
    """Every date line of a page, the strongest first."""
    if picked:
        yield Witness("recipe", DECISIVE, picked)
    for text in texts(metadata.article.get("datePublished"))[:1]:
        stamped = text in texts(metadata.article.get("dateModified"))
        marked = any(line.below_title and line.witness.weight == MARKED for line in visible)
        yield Witness("json-ld", STAMPED if stamped and marked else 4, text)
    for name in _META:
        for text in metadata.meta.get(name, ())[:1]:
            yield Witness(f"meta {name}", 3 if "publi" in name else 2, text)
            break
    for text in (*metadata.microdata.get("datePublished", ()), *metadata.microdata.get("dateCreated", ()))[
        :1
    ]:
        yield Witness("microdata", 3, text)
    yield from sorted((line.witness for line in visible), key=lambda witness: -witness.weight)
    if (day := url_date(page.url)) is not None:
        yield Witness("url", MARKED, day)
    if page.hints.published:
        yield Witness("feed", 3, page.hints.published)


def url_date(url: str) -> str | None:
    """The day in the path of a URL, as ISO text."""
    path = unquote(urlsplit(url).path)
    match = _URL_DAY.search(path) or _URL_COMPACT.search(path)
    return "-".join(part.zfill(2) for part in match.groups()) if match else None


def _date_line(near: Nearby, edition: Edition, now: dt.datetime) -> Witness | None:
    """A small element that may say when the article appeared."""
    element, line = near.element, near.line
    if element.tag not in _LINE_TAGS or len(element) > 6:
        return None
    stated = element.get("datetime") or element.get("title") or ""
    is_time = element.tag == "time" or _ISO_DAY.match(stated) is not None
    if not is_time and not _HAS_DIGITS.search(line):
        return None
    said = stated if is_time and re.search(r"\d{4}", stated) else line
    if said is not line and line and not is_relative(line) and _differ(said, line, edition, now):
        said = line  # what readers see was written for this article
    if _says_update(element, line):
        return Witness("update line", 1, said, shown=not is_time)
    if is_time:
        return Witness("time element", MARKED, said)
    if _DATE_NAME.search(_names(element)):
        return Witness("date line", MARKED, line, shown=True)
    may_tell = len(line) <= LONGEST_UNNAMED_LINE or _PUBLISH.search(fold(line).casefold())
    return Witness("line near the title", 2, line, shown=True) if may_tell else None


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

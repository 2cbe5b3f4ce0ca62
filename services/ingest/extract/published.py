"""When an article was published: witnesses of different weight vote for a day, the most exact speaks."""

from __future__ import annotations

import datetime as dt
import re
from collections.abc import Iterator, Sequence
from urllib.parse import unquote, urlsplit
from zoneinfo import ZoneInfo

from services.contracts.article import Published
from services.ingest.extract.date_lines import MARKED, Witness
from services.ingest.extract.dates import UNKNOWN, is_relative, read_date, states_year
from services.ingest.extract.document import Document, Found
from services.ingest.extract.metadata import texts

DECISIVE = 100  # more than all other witnesses together
CLOCK_SKEW = dt.timedelta(minutes=10)  # a newspaper's clock may be ahead of ours by this
STAMPED = 2  # of data that give one moment for publication and update: it may be that of the answer
LENT_YEAR = 1  # the weight of a date line without a year
_URL_DAY = re.compile(r"(?<!\d)((?:19|20)\d\d)[/_-](?:[a-z_]+/)?(\d{1,2})[/_-](\d{1,2})(?!\d)")
_URL_COMPACT = re.compile(r"(?<!\d)(20\d\d)(0[1-9]|1[0-2])(0[1-9]|[12]\d|3[01])(?!\d)")
_MIDNIGHT = re.compile(r"[Tt ]00:00(?::00)?(?!:?[1-9])")  # how software writes a day
_IN_UTC = re.compile(r"(?:Z|[+-]00:?00|GMT|UTC)\s*$")
_META_NAMES = """
article:published_time og:article:published_time article:published og:published_time datepublished pubdate
publishdate publish_date publish-date published_time publication_date date dc.date dc.date.issued
dcterms.created dcterms.date sailthru.date parsely-pub-date cxenseparse:recs:publishtime
article.published rnews:datepublished
"""
_META = tuple(_META_NAMES.split())
_META_MODIFIED = (
    "article:modified_time",
    "og:updated_time",
    "article:modified",
    "last-modified",
    "datemodified",
)


def published(document: Document) -> Found[Published]:
    """The day with the most weight behind it, to the minute where a witness knows; and who said so."""
    heard = [
        (witness, found)
        for witness in _witnesses(document)
        if (found := read_date(witness.text, document.edition, document.now)).date is not None
    ]
    if not heard:
        return Found(UNKNOWN, None)
    heard = _by_the_readers_clock(heard)
    weights: dict[dt.date, int] = {}
    for witness, found in heard:
        if found.date is not None:
            weights[found.date] = weights.get(found.date, 0) + _weight(witness)
    day = max(weights, key=lambda candidate: weights[candidate])
    side = [(witness, found) for witness, found in heard if found.date == day]
    exact = next((pair for pair in side if pair[1].at and _states_moment(pair[0].text)), None)
    witness, found = exact or side[0]
    if exact is None:
        found = Published(date=day, precision="day")
    lent = not any(states_year(other.text) for other, _ in side)
    return Found(found, f"{witness.name}, in the year of the fetch" if lent else witness.name)


def _weight(witness: Witness) -> int:
    """A line without a year follows any other witness."""
    return witness.weight if witness.weight == DECISIVE or states_year(witness.text) else LENT_YEAR


def _by_the_readers_clock(heard: list[tuple[Witness, Published]]) -> list[tuple[Witness, Published]]:
    """A moment that data call UTC is local time where its digits are those that readers see."""
    shown = [found for witness, found in heard if witness.visible and found.at]
    return [(witness, _shown_moment(witness, found, shown) or found) for witness, found in heard]


def _shown_moment(witness: Witness, found: Published, shown: Sequence[Published]) -> Published | None:
    if found.at is None or witness.visible or not _IN_UTC.search(witness.text):
        return None
    digits = found.at.astimezone(dt.UTC).replace(tzinfo=None)
    return next((one for one in shown if one.at and one.at.replace(tzinfo=None) == digits), None)


def _states_moment(text: str) -> bool:
    """Midnight is how software writes a day; «قبل 20 دقيقة» says another minute at each fetch."""
    return not _MIDNIGHT.search(text) and not is_relative(text)


def modified(document: Document, published: dt.date | None) -> dt.datetime | None:
    """The moment of the last change that the page states to the minute, if it is none before `published`.

    Statements that differ are heard as for the day of publication: the moment with the most behind it. One
    that is hours late, or still to come, called the local time UTC.
    """
    metadata, edition, now = document.metadata, document.edition, document.now
    stated = [*texts(metadata.article.get("dateModified")), *metadata.microdata.get("dateModified", ())]
    stated += [content for name in _META_MODIFIED for content in metadata.meta.get(name, ())]
    readings = [(text, read_date(text, edition, now).at) for text in stated]
    if any(_IN_UTC.search(text) for text in stated) and _calls_local_time_utc(document):
        zone = ZoneInfo(edition.tz)
        readings = [(text, at and _digits_in(zone, text, at)) for text, at in readings]
    moments = [at for _, at in readings if at is not None and at <= now + CLOCK_SKEW]
    after = [moment for moment in moments if published is None or moment.date() >= published]
    return max(after, key=lambda moment: (after.count(moment), -moment.timestamp()), default=None)


def _calls_local_time_utc(document: Document) -> bool:
    """A moment of the page's data has the digits that readers see, and says that they are UTC."""
    edition, now = document.edition, document.now
    lines = [line.witness for line in document.date_lines if line.witness.visible]
    shown = [found for line in lines if (found := read_date(line.text, edition, now)).at]
    if not shown:
        return False
    article = document.metadata.article
    stated = [*texts(article.get("datePublished")), *texts(article.get("dateModified"))]
    stated += [text for name in (*_META, *_META_MODIFIED) for text in document.metadata.meta.get(name, ())]
    witnesses = (Witness("", 0, text) for text in stated if _IN_UTC.search(text))
    return any(_shown_moment(one, read_date(one.text, edition, now), shown) for one in witnesses)


def _digits_in(zone: ZoneInfo, text: str, at: dt.datetime) -> dt.datetime:
    """The digits of a moment that calls itself UTC, as local time."""
    if not _IN_UTC.search(text):
        return at
    return at.astimezone(dt.UTC).replace(tzinfo=zone)


def _witnesses(document: Document) -> Iterator[Witness]:
    """Every date line of a page, the strongest first."""
    metadata, visible, page = document.metadata, document.date_lines, document.page
    if document.recipe.date:
        yield Witness("recipe", DECISIVE, document.recipe.date)
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

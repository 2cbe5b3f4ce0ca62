"""Dates as the Arabic press writes them. Unknown stays unknown: no guess is ever made in silence."""

from __future__ import annotations

import datetime as dt
import re
from collections.abc import Iterable
from functools import lru_cache
from zoneinfo import ZoneInfo

from services.arabic.normalise import fold
from services.contracts.article import Published
from services.contracts.source import Edition
from services.ingest.extract import clock
from services.ingest.extract.written_dates import WEEKDAY, Written, without_dates, written_date

UNKNOWN = Published()
EARLIEST = dt.date(1971, 1, 1)  # the epoch and the year 1 are what software writes when it knows nothing
FUTURE = dt.timedelta(days=2)  # a newspaper may be ahead of us by its zone and its print date
LONGEST_TEXT = 400  # a date line is short; longer texts are not searched beyond this

_EPOCH = re.compile(r"^\s*(?:/date\()?(\d{10})(?:\d{3})?(?:\.\d+)?(?:\)/)?\s*$")
_RELATIVE = re.compile(
    r"(?<![^\W\d_])(?:قبل|منذ|(?<!اكثر )(?<!اقل )(?<!ازيد )من)\s+(?:حوالي\s+|نحو\s+)?"
    r"(?:(?P<n>\d{1,4}|(?:ثلاث|اربع|خمس|ست|سبع|ثماني|تسع|عشر)ه?)\s*)?(?P<unit>"
    r"ثانيه|ثوان|ثواني|لحظات|قليل|دقيقتين|دقيقتان|دقيقه|دقائق|دقايق|ساعتين|ساعتان|ساعه|ساعات|يومين|يومان|يوما|يوم|ايام"
    r"|اسبوعين|اسبوعان|اسبوعا|اسبوع|اسابيع)(?![^\W\d_])"
    r"|(?<!\w)(?P<en>\d{1,4})\s+(?P<en_unit>minute|hour|day|week)s?\s+ago"
)
_ONE_DAY = re.compile(
    r"(?<![^\W\d_])(?P<word>اليوم|اول\s+(?:من\s+)?امس|امس\s+الاول|اول\s+البارحه|امس|البارحه|الان|today|yesterday)(?![^\W\d_])"
)
_LABEL = re.compile(
    r"(?<![^\W\d_])(?:تاريخ|النشر|نشر\w*|بتاريخ|يوم|في|علي|الساعه|تم|نشره|اضيف\w*|كتب\w*|منذ|من|واحد|at|posted|published|on)(?![^\W\d_])"
)
_UPDATE = re.compile(r"تحديث|تعديل|updated|modified|mis a jour")
_LETTERS = re.compile(r"[^\W\d_]")
_BESIDE = re.compile(  # what else stands in a date line: counters, calendars, updates
    r"(?<![^\W\d_])(?:(?:عدد\s+)?(?:ال)?(?:مشاهدات?|قراءات?|قراء|زيارات|زوار|تعليقات?)"
    r"|اخر\s+تحديث|الموافق|هـ|مكه(?:\s+المكرمه)?|بقلم|بواسطه)(?![^\W\d_])"
)
LETTERS_AROUND = 24  # «قبل 3 ساعات» beside more words than a name is a sentence, not a date line

_UNITS: dict[str, dt.timedelta] = {
    **dict.fromkeys(("ثانيه", "ثوان", "ثواني", "لحظات", "قليل"), dt.timedelta(seconds=1)),
    **dict.fromkeys(("دقيقه", "دقائق", "دقايق", "minute"), dt.timedelta(minutes=1)),
    **dict.fromkeys(("دقيقتين", "دقيقتان"), dt.timedelta(minutes=2)),
    **dict.fromkeys(("ساعه", "ساعات", "hour"), dt.timedelta(hours=1)),
    **dict.fromkeys(("ساعتين", "ساعتان"), dt.timedelta(hours=2)),
    **dict.fromkeys(("يوم", "يوما", "ايام", "day"), dt.timedelta(days=1)),
    **dict.fromkeys(("يومين", "يومان"), dt.timedelta(days=2)),
    **dict.fromkeys(("اسبوع", "اسبوعا", "اسابيع", "week"), dt.timedelta(weeks=1)),
    **dict.fromkeys(("اسبوعين", "اسبوعان"), dt.timedelta(weeks=2)),
}
_FEW = {"ثلاث": 3, "اربع": 4, "خمس": 5, "ست": 6, "سبع": 7, "ثماني": 8, "تسع": 9, "عشر": 10}
_PLURAL_ONLY = {"ساعات", "دقائق", "دقايق", "ايام", "اسابيع"}
_DAYS_BACK = {"اليوم": 0, "today": 0, "امس": 1, "البارحه": 1, "yesterday": 1}


def read_date(text: str, edition: Edition, now: dt.datetime) -> Published:
    """What a date line says, in the newspaper's zone; relative forms count back from `now` (aware).

    Day first where numbers leave it open, as the Arabic press writes, unless the weekday beside it says
    otherwise. A moment only where hour and minute are written; «قبل 3 ساعات» gives its day. Anything
    else is unknown.
    """
    return _read(text[:LONGEST_TEXT], edition.tz, now)


@lru_cache(maxsize=512)
def _read(text: str, tz: str, now: dt.datetime) -> Published:
    """Cached: a line is read as a candidate, as a witness, and once more where the text repeats it."""
    line = fold(text.replace(" ـ ", " - ")).casefold()
    zone = ZoneInfo(tz)
    for reading in (_epoch, _calendar, _relative, _one_day):
        found = reading(line, zone, now)
        if found is not None:
            return found if _plausible(found, now) else UNKNOWN
    return UNKNOWN


def is_relative(text: str) -> bool:
    """Whether a date line counts back from the moment it is read: «منذ ساعتين»."""
    line = fold(text[:LONGEST_TEXT]).casefold()
    return _RELATIVE.search(line) is not None and written_date(line) is None


def is_date_line(text: str, names: Iterable[str], edition: Edition, now: dt.datetime) -> bool:
    """A line that says a date and hardly anything else but what is labelled, counted or one of these names.

    `names` in their folded reading.
    """
    if read_date(text, edition, now).date is None:
        return False
    rest = without_dates(fold(text).casefold())
    for name in names:
        rest = rest.replace(name, " ")
    return len(_LETTERS.findall(_BESIDE.sub(" ", _bare(rest)))) <= LETTERS_AROUND


def _plausible(found: Published, now: dt.datetime) -> bool:
    return found.date is not None and EARLIEST <= found.date <= (now + FUTURE).date()


def _at(at: dt.datetime, zone: ZoneInfo) -> Published:
    local = at.astimezone(zone).replace(second=0, microsecond=0)
    return Published(date=local.date(), at=local, precision="minute")


def _epoch(line: str, zone: ZoneInfo, now: dt.datetime) -> Published | None:
    match = _EPOCH.match(line)
    if match is None or (stamp := int(match.group(1))) > now.timestamp() + FUTURE.total_seconds():
        return None
    return _at(dt.datetime.fromtimestamp(stamp, dt.UTC), zone)


def _relative(line: str, zone: ZoneInfo, now: dt.datetime) -> Published | None:
    match = _RELATIVE.search(line)
    if match is None or _other_letters(line, match) > LETTERS_AROUND:
        return None
    unit = match["unit"] or match["en_unit"]
    count = match["n"] or match["en"]
    if count is None and unit in _PLURAL_ONLY:
        return None  # «منذ أيام»: some days, nobody knows how many
    step = _UNITS[unit]
    times = _FEW.get((count or "").removesuffix("ه")) or int(count or 1)
    local = (now - step * times).astimezone(zone)
    if step < dt.timedelta(hours=1):
        return _at(local, zone)
    return Published(date=local.date(), precision="day")


def _one_day(line: str, zone: ZoneInfo, now: dt.datetime) -> Published | None:
    match = _ONE_DAY.search(line)
    if match is None or _other_letters(line, match):
        return None  # «المغرب اليوم» and «اليوم السابع» are newspapers
    if match["word"] == "الان":
        return _at(now, zone)
    day = now.astimezone(zone).date() - dt.timedelta(days=_DAYS_BACK.get(match["word"], 2))
    return _with_clock(day, line, match.span(), zone)


def _other_letters(line: str, match: re.Match[str]) -> int:
    """How many letters stand beside a match that belong to no label, weekday or time of day."""
    return len(_LETTERS.findall(_bare(f"{line[: match.start()]} {line[match.end() :]}")))


def _bare(line: str) -> str:
    """A folded line without labels, weekdays and times of day."""
    return _LABEL.sub(" ", WEEKDAY.sub(" ", clock.without_clock(line)))


def _calendar(line: str, zone: ZoneInfo, _now: dt.datetime) -> Published | None:
    written = written_date(line)
    return None if written is None else _complete(written, line, zone)


def _complete(written: Written, line: str, zone: ZoneInfo) -> Published:
    """The date with its time of day, where the line has one."""
    parts = written.match.groupdict()
    if parts.get("H"):
        time = clock.time_of_day(int(parts["H"]), int(parts["M"]))
        if time is not None:
            return _zoned(written.day, time, parts.get("z") or "", zone)
    return _with_clock(written.day, line, written.span, zone)


def _with_clock(day: dt.date, line: str, span: tuple[int, int], zone: ZoneInfo) -> Published:
    """The time of day nearest to the date: behind it first, then before it; not the one of an update."""
    behind = _UPDATE.split(line[span[1] : span[1] + 60], maxsplit=1)[0]
    for stretch in (behind, line[max(0, span[0] - 40) : span[0]]):
        found = clock.read_clock(stretch)
        if found is not None:
            return _zoned(day, *found, zone)
    return Published(date=day, precision="day")


def _zoned(day: dt.date, time: dt.time, written: str, zone: ZoneInfo) -> Published:
    """A moment in the zone written beside it. An offset of its own keeps the day as written; UTC does not."""
    stated = clock.read_zone(written)
    if stated == dt.UTC:
        return _at(dt.datetime.combine(day, time, dt.UTC), zone)
    at = dt.datetime.combine(day, time, stated or zone)
    return Published(date=day, at=at, precision="minute")

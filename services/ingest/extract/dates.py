"""Dates as the Arabic press writes them. Unknown stays unknown: no guess is ever made in silence."""

from __future__ import annotations

import datetime as dt
import re
from collections.abc import Iterable
from functools import lru_cache
from zoneinfo import ZoneInfo

from services.contracts.article import Published
from services.contracts.source import Edition
from services.ingest.extract import clock
from services.ingest.extract.written_dates import (
    WEEKDAY,
    DateMatch,
    folded,
    weekday,
    without_dates,
    written_date,
    yearless_date,
)

UNKNOWN = Published()
EARLIEST = dt.date(1971, 1, 1)  # the epoch and the year 1 are what software writes when it knows nothing
FUTURE = dt.timedelta(days=2)  # a newspaper may be ahead of us by its zone and its print date
LONGEST_TEXT = 400  # a date line is short; longer texts are not searched beyond this

_EPOCH = re.compile(r"^\s*(?:/date\()?(\d{10})(?:\d{3})?(?:\.\d+)?(?:\)/)?\s*$")
_RELATIVE = re.compile(
    r"(?<![^\W\d_])(?:قبل|منذ|(?<!اكثر )(?<!اقل )(?<!ازيد )من)\s+(?:حوالي\s+|نحو\s+|قرابه\s+|زهاء\s+)?"
    r"(?:(?P<n>\d{1,4})\s*)?(?P<unit>"
    r"ثانيه|ثوان|ثواني|لحظات|قليل|دقيقتين|دقيقتان|دقيقه|دقائق|دقايق|ساعتين|ساعتان|ساعه|ساعات|يومين|يومان|يوما|يوم|ايام"
    r"|اسبوعين|اسبوعان|اسبوعا|اسبوع|اسابيع)(?![^\W\d_])(?P<half>\s+و\s*(?:ال)?نصف)?"
    r"|(?<!\w)(?P<en>\d{1,4}|an?)\s+(?P<en_unit>second|minute|min|hour|day|week)s?\s+ago"
    r"|(?<!\w)il\s+y\s+a\s+(?P<fr>\d{1,4}|une?)\s+(?P<fr_unit>seconde|minute|min|heure|jour|semaine|h)s?(?!\w)"
)
_ONE_DAY = re.compile(
    r"(?<![^\W\d_])(?P<word>اليوم|اول\s+(?:من\s+)?امس|امس\s+الاول|اول\s+البارحه|امس|البارحه|الان"
    r"|today|yesterday|aujourd.hui|avant-hier|hier)(?![^\W\d_])"
)
_LABEL = re.compile(
    r"(?<![^\W\d_])(?:تاريخ|النشر|نشر\w*|بتاريخ|يوم|في|علي|الساعه|تم|نشره|اضيف\w*|كتب\w*|منذ|من|واحد|يوم|مساء|صباح|ليله|ظهر|عشيه|هذا|ساعه|ال|و|at|posted|published|on|le|a|publie|mis|en|ligne)(?![^\W\d_])"
)
_UPDATE = re.compile(r"تحديث|تعديل|updated|modified|mis a jour")
_ANY_DIGIT = re.compile(r"\d")
_LETTERS = re.compile(r"[^\W\d_]")
_BESIDE = re.compile(  # what else stands in a date line: counters, calendars, updates
    r"(?<![^\W\d_])(?:(?:عدد\s+)?(?:ال)?(?:مشاهدات?|قراءات?|قراء|زيارات|زوار|تعليقات?)"
    r"|اخر\s+تحديث|الموافق|هـ|مكه(?:\s+المكرمه)?|بقلم|بواسطه)(?![^\W\d_])"
)
LETTERS_AROUND = 24  # «قبل 3 ساعات» beside more words than a name is a sentence, not a date line

_UNITS: dict[str, dt.timedelta] = {
    **dict.fromkeys(
        ("ثانيه", "ثوان", "ثواني", "لحظات", "قليل", "second", "seconde"), dt.timedelta(seconds=1)
    ),
    **dict.fromkeys(("دقيقه", "دقائق", "دقايق", "minute", "min"), dt.timedelta(minutes=1)),
    **dict.fromkeys(("دقيقتين", "دقيقتان"), dt.timedelta(minutes=2)),
    **dict.fromkeys(("ساعه", "ساعات", "hour", "heure", "h"), dt.timedelta(hours=1)),
    **dict.fromkeys(("ساعتين", "ساعتان"), dt.timedelta(hours=2)),
    **dict.fromkeys(("يوم", "يوما", "ايام", "day", "jour"), dt.timedelta(days=1)),
    **dict.fromkeys(("يومين", "يومان"), dt.timedelta(days=2)),
    **dict.fromkeys(("اسبوع", "اسبوعا", "اسابيع", "week", "semaine"), dt.timedelta(weeks=1)),
    **dict.fromkeys(("اسبوعين", "اسبوعان"), dt.timedelta(weeks=2)),
}
_PLURAL_ONLY = {"ساعات", "دقائق", "دقايق", "ايام", "اسابيع"}
_DAYS_BACK = {"اليوم": 0, "today": 0, "aujourd'hui": 0, "امس": 1, "البارحه": 1, "yesterday": 1, "hier": 1}


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
    line = folded(text)
    zone = ZoneInfo(tz)
    for reading in (_epoch, _calendar, _relative, _one_day, _yearless):
        found = reading(line, zone, now)
        if found is not None:
            return found if _plausible(found, now) else UNKNOWN
    return UNKNOWN


def is_relative(text: str) -> bool:
    """Whether a date line counts back from the moment it is read: «منذ ساعتين»."""
    line = folded(text[:LONGEST_TEXT])
    return written_date(line) is None and _RELATIVE.search(line) is not None


def is_date_line(text: str, names: Iterable[str], edition: Edition, now: dt.datetime) -> bool:
    """A line that says a date and hardly anything else but what is labelled, counted or one of these names.

    `names` in their folded reading.
    """
    if read_date(text, edition, now).date is None:
        return False
    rest = without_dates(folded(text))
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
    if match.group().startswith("من") and match["unit"] == "يوم" and not match["n"]:
        return None  # «مساء من يوم أمس»
    unit = match["unit"] or match["en_unit"] or match["fr_unit"]
    count = match["n"] or match["en"] or match["fr"] or ""
    if not count and unit in _PLURAL_ONLY:
        return None  # «منذ أيام»: some days, nobody knows how many
    step = _UNITS[unit]
    times = (int(count) if count.isdecimal() else 1) + (0.5 if match["half"] else 0)
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
    back = _DAYS_BACK.get(match["word"].replace("’", "'"), 2)
    day = now.astimezone(zone).date() - dt.timedelta(days=back)
    if weekday(line) not in (None, day.weekday()):
        return None
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


def _yearless(line: str, zone: ZoneInfo, now: dt.datetime) -> Published | None:
    """Only of a line that says nothing else: «20 غشت» is also a street, «6 أكتوبر» a town."""
    written = yearless_date(line, now.astimezone(zone).date())
    if written is None:
        return None
    if _ANY_DIGIT.search(clock.without_clock(line[written.span[1] :])):
        return None  # «5 أكتوبر 12»
    said = written.match["past"] or WEEKDAY.search(line)
    if _other_letters(line, written.match) > (LETTERS_AROUND if said else 0):
        return None
    return _complete(written, line, zone)


def states_year(text: str) -> bool:
    """Whether a date line says its year itself, or counts back from today; else the fetch lends it one."""
    line = folded(text[:LONGEST_TEXT])
    return written_date(line) is not None or any(form.search(line) for form in (_EPOCH, _RELATIVE, _ONE_DAY))


def _complete(written: DateMatch, line: str, zone: ZoneInfo) -> Published:
    """The date with its time of day, where the line has one."""
    match = written.match
    if match.groupdict().get("H"):
        place = match.start("H")
        found = clock.read_clock(line[place : place + 60])
        if found is not None:
            return _zoned(written.day, *found, zone)
        time = clock.time_of_day(int(match["H"]), int(match["M"]))  # 20251022T113400Z
        if time is not None:
            return _zoned(written.day, time, match["z"] or "", zone)
    return _with_clock(written.day, line, written.span, zone)


def _with_clock(day: dt.date, line: str, span: tuple[int, int], zone: ZoneInfo) -> Published:
    """The time of day nearest to the date: behind it first, then before it; not the one of an update."""
    behind = _UPDATE.split(line[span[1] : span[1] + 60], maxsplit=1)[0]
    for stretch in (behind, line[max(0, span[0] - 40) : span[0]]):
        found = clock.read_clock(stretch)
        if found is not None:
            return _zoned(day, *found, zone)
    return Published(date=day, precision="day")


def _zoned(day: dt.date, time: dt.timedelta, written: str, zone: ZoneInfo) -> Published:
    """A moment in the zone written beside it. An offset of its own keeps the day as written; UTC does not."""
    stated = clock.read_zone(written)
    moment = dt.datetime.combine(day, dt.time()) + time
    if stated == dt.UTC:
        return _at(moment.replace(tzinfo=dt.UTC), zone)
    return Published(date=moment.date(), at=moment.replace(tzinfo=stated or zone), precision="minute")

"""Calendar dates as the Arabic press writes them, in the folded reading: by number, by name, Hijri."""

from __future__ import annotations

import datetime as dt
import re
from collections.abc import Callable, Iterator
from dataclasses import dataclass

from hijridate import Hijri

from services.arabic.normalise import fold

_GREGORIAN: tuple[str, ...] = (
    "يناير جانفي كانون_الثاني كانون_ثاني كانون_2 جانفيي ينايير january janvier jan janv",
    "فبراير فيفري شباط فبرايير فيفيري فيبراير february fevrier feb fevr fev",
    "مارس آذار مارث اذآر march mars mar",
    "أبريل إبريل أفريل نيسان ابرييل افرييل april avril apr avr",
    "ماي مايو أيار مايوو مايس may mai",
    "يونيو جوان حزيران يونيه يونيوز june juin jun",
    "يوليوز يوليو جويلية تموز يوليه جوليه جويليا يوليوس july juillet jul juil",
    "غشت أغسطس أوت آب أغشت أغسطوس اغسطيس august aout aug",
    "شتنبر سبتمبر أيلول شتمبر ستمبر سبتنبر سيبتمبر ايلول september septembre sep sept",
    "أكتوبر تشرين_الأول تشرين_أول تشرين_1 أوكتوبر اكتوبير اكتوير october octobre oct",
    "نونبر نوفمبر تشرين_الثاني تشرين_ثاني تشرين_2 نوفنبر نونمبر november novembre nov",
    "دجنبر ديسمبر كانون_الأول كانون_أول كانون_1 دجمبر دسمبر ديسنبر دجمبير december decembre dec",
)
_HIJRI: tuple[str, ...] = (
    "محرم المحرم محرم_الحرام",
    "صفر",
    "ربيع_الأول ربيع_أول ربيع_1",
    "ربيع_الآخر ربيع_الثاني ربيع_آخر ربيع_ثاني ربيع_2",
    "جمادى_الأولى جمادى_الأول جمادى_أولى جمادى_1",
    "جمادى_الآخرة جمادى_الثانية جمادى_الآخر جمادى_الثاني جمادى_ثانية جمادى_2",
    "رجب رجب_الفرد رجب_المرجب",
    "شعبان شعبان_المعظم",
    "رمضان رمضان_المبارك",
    "شوال",
    "ذو_القعدة ذي_القعدة ذوالقعدة ذيالقعدة",
    "ذو_الحجة ذي_الحجة ذوالحجة ذيالحجة",
)
_WEEKDAYS: tuple[str, ...] = (
    "الاثنين الإثنين اثنين monday lundi mon",
    "الثلاثاء الثلثاء ثلاثاء tuesday mardi tue",
    "الأربعاء اربعاء الاربعا wednesday mercredi wed",
    "الخميس خميس thursday jeudi thu",
    "الجمعة جمعة friday vendredi fri",
    "السبت سبت saturday samedi sat",
    "الأحد احد sunday dimanche sun",
)


def _table(rows: tuple[str, ...], first: int) -> dict[str, int]:
    return {
        fold(name.replace("_", " ")): number for number, row in enumerate(rows, first) for name in row.split()
    }


GREGORIAN = _table(_GREGORIAN, 1)
HIJRI = _table(_HIJRI, 1)
WEEKDAYS = _table(_WEEKDAYS, 0)


def alternatives(names: dict[str, int]) -> str:
    """A regular expression of the names, the longest first; a blank in a name matches any blanks."""
    return "|".join(name.replace(" ", r"\s*") for name in sorted(names, key=len, reverse=True))


def number_of(names: dict[str, int], written: str) -> int:
    """The number of a name that `alternatives` matched, however its blanks were written."""
    known = " ".join(written.split())
    if known in names:
        return names[known]
    return next(value for name, value in names.items() if name.replace(" ", "") == known.replace(" ", ""))


_MONTH = alternatives(GREGORIAN)
_HIJRI_MONTH = alternatives(HIJRI)
_YEAR = r"(?P<y>(?:19|20)\d\d)"
_SEP = r"\s*[-/.،,\\_–—]\s*"
_LOOSE = r"[\s\-/.،,–—|]*"
_NOT_DIGIT_BEFORE = r"(?<![\d:])"
_NOT_DIGIT_AFTER = r"(?![\d:])"

_ISO = re.compile(
    r"(?<!\d)(?P<y>(?:19|20)\d\d)-(?P<m>\d{1,2})-(?P<d>\d{1,2})"
    r"(?:[t\s]+(?P<H>\d{1,2}):(?P<M>\d\d)(?::\d\d(?:[.,]\d+)?)?\s*(?P<z>z\b|utc\b|gmt\b|[+-]\s?\d\d:?(?:\d\d)?)?)?"
    r"(?!\d)"
)
_NAMED = re.compile(
    rf"{_NOT_DIGIT_BEFORE}(?P<d>\d{{1,2}})(?:st|nd|rd|th|er)?{_LOOSE}(?:من\s+(?:شهر\s+)?)?(?<![^\W\d_])(?P<mon>{_MONTH})"
    rf"(?:\s*[/(\-]\s*(?:{_MONTH})\s*\)?)?(?![^\W\d_]){_LOOSE}(?:(?:سنه|عام)\s+)?(?P<y>(?:19|20)\d\d|\d\d(?![\d:]))(?!\d)"
)
_NAME_FIRST = re.compile(
    rf"(?<![^\W\d_])(?P<mon>{_MONTH})(?:\s*[/(]\s*(?:{_MONTH})\s*\)?)?{_LOOSE}(?P<d>\d{{1,2}})(?:st|nd|rd|th)?(?![\d:])"
    rf"{_LOOSE}{_YEAR}(?!\d)"
)
_UNIX = re.compile(  # of software: `Sun Sep 21 18:30:00 CET 2025`
    rf"(?<![^\W\d_])(?P<mon>{_MONTH})\s+(?P<d>\d{{1,2}})\s+(?P<H>\d\d):(?P<M>\d\d):\d\d\s+(?P<z>[a-z]{{1,5}})?\s*{_YEAR}(?!\d)"
)
_YEAR_FIRST_NAMED = re.compile(
    rf"(?<!\d){_YEAR}{_LOOSE}(?P<mon>{_MONTH})(?![^\W\d_]){_LOOSE}(?P<d>\d{{1,2}}){_NOT_DIGIT_AFTER}"
)
_YEAR_FIRST = re.compile(rf"(?<!\d){_YEAR}{_SEP}(?P<m>\d{{1,2}}){_SEP}(?P<d>\d{{1,2}}){_NOT_DIGIT_AFTER}")
_DAY_FIRST = re.compile(
    rf"{_NOT_DIGIT_BEFORE}(?P<d>\d{{1,2}}){_SEP}(?P<m>\d{{1,2}}){_SEP}(?P<y>(?:19|20)\d\d|\d\d){_NOT_DIGIT_AFTER}"
)
_COMPACT = re.compile(
    r"^\s*(?P<y>(?:19|20)\d\d)(?P<m>\d\d)(?P<d>\d\d)(?:t?(?P<H>\d\d)(?P<M>\d\d)(?:\d\d)?)?(?P<z>z)?\s*$"
)
_HIJRI_NAMED = re.compile(
    rf"{_NOT_DIGIT_BEFORE}(?P<d>\d{{1,2}}){_LOOSE}(?:من\s+(?:شهر\s+)?)?(?<![^\W\d_])(?P<mon>{_HIJRI_MONTH})"
    rf"(?![^\W\d_]){_LOOSE}(?:(?:سنه|عام)\s+)?(?P<y>1[345]\d\d)(?!\d)"
)
_HIJRI_YEAR_FIRST = re.compile(rf"(?<!\d)(?P<y>1[345]\d\d){_SEP}(?P<m>\d{{1,2}}){_SEP}(?P<d>\d{{1,2}})(?!\d)")
_HIJRI_DAY_FIRST = re.compile(
    rf"{_NOT_DIGIT_BEFORE}(?P<d>\d{{1,2}}){_SEP}(?P<m>\d{{1,2}}){_SEP}(?P<y>1[345]\d\d)(?!\d)"
)

WEEKDAY = re.compile(rf"(?<![^\W\d_])(?:{alternatives(WEEKDAYS)})(?![^\W\d_])")
_DIGIT = re.compile(r"\d")
_UPDATED = re.compile(r"(?:تحديث|تعديل|محدث|updated|modified|mis a jour)[^\d]{0,40}$")


@dataclass(frozen=True, slots=True)
class Written:
    """A calendar date found in a line, and where."""

    day: dt.date
    span: tuple[int, int]
    match: re.Match[str]


def written_date(line: str) -> Written | None:
    """The first Gregorian date of a folded line that is not the one of an update, else a Hijri one."""
    if not _DIGIT.search(line):
        return None
    for forms in (_GREGORIAN_FORMS, _HIJRI_FORMS):
        found = sorted(_dates(line, forms), key=lambda written: written.span[0])
        published = (written for written in found if not _UPDATED.search(line[: written.span[0]]))
        if found:
            return next(published, found[0])
    return None


def without_dates(line: str) -> str:
    """The folded line without the dates in it, of either calendar."""
    for pattern, _ in (*_GREGORIAN_FORMS, *_HIJRI_FORMS):
        line = pattern.sub(" ", line)
    return line


def _dates(line: str, forms: tuple[_Form, ...]) -> Iterator[Written]:
    """Every date of a line once: a stretch that one form has read is not read by the next."""
    taken: list[tuple[int, int]] = []
    for pattern, to_day in forms:
        for match in pattern.finditer(line):
            if any(match.start() < end and start < match.end() for start, end in taken):
                continue
            day = to_day(match, line)
            if day is not None:
                taken.append(match.span())
                yield Written(day, match.span(), match)


def _day(year: int, month: int, day: int) -> dt.date | None:
    try:
        return dt.date(year, month, day)
    except ValueError:
        return None


def _numeric(match: re.Match[str], line: str) -> dt.date | None:
    year, month, day = int(match["y"]), int(match["m"]), int(match["d"])
    if len(match["y"]) == 2:
        year += 2000
    first = _day(year, month, day)
    swapped = _day(year, day, month)
    if pattern_is_day_first := match.re is _DAY_FIRST:
        weekday = WEEKDAY.search(line)
        said = number_of(WEEKDAYS, weekday.group()) if weekday else None
        if swapped and said is not None and swapped.weekday() == said != (first and first.weekday()):
            return swapped
    if first is None and pattern_is_day_first and len(match["y"]) == 4:
        return swapped
    return first


def _named(match: re.Match[str], _line: str) -> dt.date | None:
    year = int(match["y"])
    return _day(year if year > 99 else 2000 + year, number_of(GREGORIAN, match["mon"]), int(match["d"]))


def _compact(match: re.Match[str], _line: str) -> dt.date | None:
    return _day(int(match["y"]), int(match["m"]), int(match["d"]))


def _hijri(match: re.Match[str], _line: str) -> dt.date | None:
    parts = match.groupdict()
    month = number_of(HIJRI, parts["mon"]) if "mon" in parts else int(parts["m"])
    try:
        return Hijri(int(parts["y"]), month, int(parts["d"])).to_gregorian()
    except (ValueError, OverflowError):
        return None


_Form = tuple[re.Pattern[str], Callable[[re.Match[str], str], dt.date | None]]
_GREGORIAN_FORMS: tuple[_Form, ...] = (
    (_ISO, _numeric),
    (_NAMED, _named),
    (_NAME_FIRST, _named),
    (_UNIX, _named),
    (_YEAR_FIRST_NAMED, _named),
    (_YEAR_FIRST, _numeric),
    (_DAY_FIRST, _numeric),
    (_COMPACT, _compact),
)
_HIJRI_FORMS: tuple[_Form, ...] = (
    (_HIJRI_NAMED, _hijri),
    (_HIJRI_YEAR_FIRST, _hijri),
    (_HIJRI_DAY_FIRST, _hijri),
)

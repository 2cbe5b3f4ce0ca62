"""Calendar dates as the Arabic press writes them, in the folded reading: by number, by name, Hijri."""

from __future__ import annotations

import datetime as dt
import re
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from functools import lru_cache

from hijridate import Hijri

from services.arabic.normalise import fold
from services.ingest.extract import numerals

_GREGORIAN: tuple[str, ...] = (
    "يناير جانفي كانون_الثاني كانون_ثاني كانون_2 جانفيي ينايير ك2 ك_2 أي_النار january janvier jan janv",
    "فبراير فيفري شباط فبرايير فيفيري فيبراير فبرير فبرائر النوار february fevrier feb fevr fev",
    "مارس آذار مارث مارت اذآر march mars mar",
    "أبريل إبريل أفريل نيسان ابرييل افرييل أبرايل april avril apr avr",
    "ماي مايو أيار مايوو مايس may mai",
    "يونيو جوان حزيران يونيه يونيوز جوين june juin jun",
    "يوليوز يوليو جويلية تموز يوليه جوليه جويليا جويليه يوليوس july juillet jul juil",
    "غشت أغسطس أوت آب أغشت أغسطوس أوغسطس أوغسطوس اغسطيس اوغست هانيبال august aout aug",
    "شتنبر سبتمبر أيلول شتمبر ستمبر سبتنبر سيبتمبر سيبتنبر سبتمير ايلول september septembre sep sept",
    "أكتوبر تشرين_الأول تشرين_أول تشرين_1 أوكتوبر اكتوبير اكتوير ت1 ت_1 التمور october octobre oct",
    "نونبر نوفمبر تشرين_الثاني تشرين_ثاني تشرين_2 نوفنبر نونمبر نوفامبر ت2 ت_2 november novembre nov",
    "دجنبر ديسمبر كانون_الأول كانون_أول كانون_1 دجمبر دسمبر ديسنبر دجمبير ك1 ك_1 december decembre dec",
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
_SECOND_NAME = rf"(?:\s*[/(\-]\s*(?:{_MONTH})\s*\)?|\s+(?:{_MONTH})(?![^\W\d_]))?"
_DAY_NAME = (  # «22 من شهر أكتوبر/تشرين الأول»
    rf"(?P<d>\d{{1,2}})(?:st|nd|rd|th|er)?{_LOOSE}(?:من\s+)?(?:شهر\s+)?(?<![^\W\d_])(?P<mon>{_MONTH}){_SECOND_NAME}"
    r"(?![^\W\d_])"
)
_NAMED = re.compile(  # a year of two digits only behind a dash: «5 أكتوبر 12» may be anything
    rf"{_NOT_DIGIT_BEFORE}{_DAY_NAME}{_LOOSE}(?:من\s+)?(?:(?:سنه|عام)\s+)?"
    r"(?P<y>(?:19|20)\d\d|(?<=[-/'])\d\d(?![\w:.])|\d\d(?=\s+\d\d:\d\d:\d\d))(?!\d)"
)
_MISSPELT = re.compile(
    r"(?<![\d:])(?P<d>\d{1,2})\s+(?:من\s+)?(?P<mon>[^\W\d_]{5,9})\s*[,،/-]?\s*(?P<y>(?:19|20)\d\d)(?!\d)"
)
_YEARLESS = re.compile(
    rf"(?<![\w:.,/]){_DAY_NAME}(?!{_LOOSE}\d{{4}})(?:\s+(?:من\s+)?(?:(?:هذا\s+)?(?:الشهر|العام|السنه)\s+)?"
    r"(?:(?P<past>الجاري|الجاريه|الحالي|الحاليه|الماضي|الماضيه|المنصرم|المنصرمه|الفارط|الفائت)|(?P<coming>المقبل|القادم|المقبله|القادمه)))?"
    r"(?![^\W\d_])"
)
_RANGE_START = re.compile(
    rf"(?<![\w:.,])(?P<d>\d{{1,2}})\s*(?P<mon>{_MONTH})?(?P<between>\s*[-–—/]\s*|\s+و\s*|\s+الي\s+|\s+a\s+|\s+au\s+)$"
)
_COUNTED = re.compile(r"(?:عدد|رقم|صفحه|ص|الجزء|حلقه|no|n)\s*[:.]?\s*$")
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
    rf"{_NOT_DIGIT_BEFORE}(?P<d>\d{{1,2}}){_LOOSE}(?:من\s+)?(?:شهر\s+)?(?<![^\W\d_])(?P<mon>{_HIJRI_MONTH})"
    rf"(?![^\W\d_]){_LOOSE}(?:(?:سنه|عام)\s+)?(?P<y>1[345]\d\d)(?!\d)"
)
_HIJRI_YEAR_FIRST = re.compile(rf"(?<!\d)(?P<y>1[345]\d\d){_SEP}(?P<m>\d{{1,2}}){_SEP}(?P<d>\d{{1,2}})(?!\d)")
_HIJRI_DAY_FIRST = re.compile(
    rf"{_NOT_DIGIT_BEFORE}(?P<d>\d{{1,2}}){_SEP}(?P<m>\d{{1,2}}){_SEP}(?P<y>1[345]\d\d)(?!\d)"
)

DAY_IN_WORDS = numerals.days(f"{_MONTH}|{_HIJRI_MONTH}")
WEEKDAY = re.compile(rf"(?<![^\W\d_])(?:{alternatives(WEEKDAYS)})(?![^\W\d_])")
_DIGIT = re.compile(r"\d")
_WHOLE_YEAR = re.compile(r"(?=(?:19|20)\d\d)")
_HIJRI_YEAR = re.compile(r"1[345]\d\d")
_UPDATED = re.compile(r"(?:تحديث|تعديل|محدث|updated|modified|mis a jour)[^\d]{0,40}$")


_ONE_DAY = dt.timedelta(days=1)
_AHEAD = dt.timedelta(days=2)
_LONGEST_RANGE = dt.timedelta(days=31)
_HALF_A_YEAR = dt.timedelta(days=183)


@dataclass(frozen=True, slots=True)
class DateMatch:
    """A calendar date found in a line, and where."""

    day: dt.date
    span: tuple[int, int]
    match: re.Match[str]


@lru_cache(maxsize=1024)
def written_date(line: str) -> DateMatch | None:
    """The first Gregorian date of a folded line that is not the one of an update, else a Hijri one.

    Cached: several questions are asked of one line.
    """
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


@lru_cache(maxsize=1024)
def folded(text: str) -> str:
    """The reading in which the press's dates are looked for: folded, with numbers as digits."""
    return numerals.with_digits(fold(text.replace(" ـ ", " - ")).casefold(), DAY_IN_WORDS)


def _dates(line: str, forms: tuple[_Form, ...]) -> Iterator[DateMatch]:
    """Every date of a line once: a stretch that one form has read is not read by the next."""
    taken: list[tuple[int, int]] = []
    if forms is _HIJRI_FORMS and not _HIJRI_YEAR.search(line):
        return
    years = [year.start() for year in _WHOLE_YEAR.finditer(line)]
    for pattern, to_day in forms:
        if pattern in _OF_WHOLE_YEARS and all(
            any(start <= year < end for start, end in taken) for year in years
        ):
            continue
        for match in pattern.finditer(line):
            if any(match.start() < end and start < match.end() for start, end in taken):
                continue
            day = to_day(match, line)
            if day is not None:
                taken.append(match.span())
                yield DateMatch(day, match.span(), match)


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
    if match.re is _DAY_FIRST and swapped and first:
        said = weekday(line)
        return swapped if said == swapped.weekday() != first.weekday() else first
    if first is None and match.re is not _ISO and len(match["y"]) == 4:
        return swapped
    return first


def weekday(line: str) -> int | None:
    """The first weekday that a folded line names, Monday 0."""
    found = WEEKDAY.search(line)
    return number_of(WEEKDAYS, found.group()) if found else None


def _named(match: re.Match[str], line: str) -> dt.date | None:
    year = int(match["y"])
    month = number_of(GREGORIAN, match["mon"])
    day = _day(year if year > 99 else 2000 + year, month, int(match["d"]))
    return day and _range_start(match, line, day)


def _range_start(match: re.Match[str], line: str, end: dt.date) -> dt.date:
    """«20-21 شتنبر 2025» is the weekend's paper, which appears on the first day of it.

    Not what only looks like a range: a number of an issue, a time, a weekday that knows better.
    """
    before = line[max(0, match.start() - 40) : match.start()]
    opening = _RANGE_START.search(before)
    if opening is None or _COUNTED.search(before[: opening.start()]):
        return end
    month = number_of(GREGORIAN, opening["mon"]) if opening["mon"] else end.month
    start = _day(end.year - (month > end.month), month, int(opening["d"]))
    if start is None or not dt.timedelta(0) < end - start <= _LONGEST_RANGE:
        return end
    between = opening["between"]
    certain = opening["mon"] or between == between.strip() or "الي" in between or end - start == _ONE_DAY
    said = weekday(before)
    if not certain or (said is not None and said == end.weekday()):
        return end
    return start


def _misspelt(match: re.Match[str], _line: str) -> dt.date | None:
    """A word between day and year that is one letter away from the names of one month."""
    near = {month for name, month in GREGORIAN.items() if len(name) > 3 and _one_edit(name, match["mon"])}
    return _day(int(match["y"]), near.pop(), int(match["d"])) if len(near) == 1 else None


def _one_edit(one: str, other: str) -> bool:
    """One letter more, less or other, or two changed about."""
    if abs(len(one) - len(other)) > 1:
        return False
    start = next((i for i, (a, b) in enumerate(zip(one, other, strict=False)) if a != b), None)
    if start is None:
        return True
    rest, others = one[start:], other[start:]
    same = rest[1:] == others[1:] or rest[1:] == others or rest == others[1:]
    return same or (rest[:2] == others[1::-1] and rest[2:] == others[2:])


def yearless_date(line: str, now: dt.date) -> DateMatch | None:
    """The first day and month without a year in a folded line, in the year in which it lies nearest.

    Only in the past: nobody knows whether «25 دجنبر» in October was or will be. A weekday must agree, and
    may name the year before. A Hijri date beside it tells the year.
    """
    for match in _YEARLESS.finditer(line):
        if match["coming"]:
            continue
        hijri = next(_dates(line, _HIJRI_FORMS), None)
        near = hijri.day if hijri else now
        said = weekday(line)
        month, number = number_of(GREGORIAN, match["mon"]), int(match["d"])
        for year in (near.year + 1, near.year, near.year - 1, near.year - 2):
            end = _day(year, month, number)
            if end is None:
                continue
            day = _range_start(match, line, end)
            back = near - day
            if back < -_AHEAD or (said is not None and said != day.weekday()):
                continue
            if hijri and back > _AHEAD:
                return None
            if back <= (_HALF_A_YEAR if said is None else 3 * _HALF_A_YEAR):
                return DateMatch(day, match.span(), match)
    return None


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
    (_MISSPELT, _misspelt),
)
_HIJRI_FORMS: tuple[_Form, ...] = (
    (_HIJRI_NAMED, _hijri),
    (_HIJRI_YEAR_FIRST, _hijri),
    (_HIJRI_DAY_FIRST, _hijri),
)
_OF_WHOLE_YEARS = frozenset(form for form, _ in _GREGORIAN_FORMS) - {_NAMED, _DAY_FIRST}

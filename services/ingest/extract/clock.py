"""Times of day and zones as the Arabic press writes them beside a date, in the folded reading."""

from __future__ import annotations

import datetime as dt
import re
from zoneinfo import ZoneInfo

_HALF = (
    r"(?P<half>(?:من\s+)?(?:بعد\s+(?:ال)?(?:زوال|ظهر)|قبل\s+(?:ال)?(?:زوال|ظهر)|بعد\s+منتصف\s+الليل|منتصف\s+(?:الليل|النهار)|بعد\s+العصر"
    r"|(?:ال)?(?:صباحا?|مساءا?|ظهرا?|عصرا?|فجرا?|ليلا?|زوالا?)|ضحي|عشيه|نهارا|مساءً|ص|م|a\.?m\.?|p\.?m\.?)(?![^\W\d_]))"
)
_CLOCK = re.compile(
    rf"(?<![\d:/\-.])(?P<H>\d{{1,2}})\s?(?:[:٫]|h|س)\s?(?P<M>\d\d)(?::\d\d(?:[.,]\d+)?)?(?!\d)\s*{_HALF}?"
)
_DOTTED = re.compile(  # a number like any other, unless something says that it is a time
    rf"(?:(?P<said>الساعه\s+)|(?<![\d:/\-.]))(?P<H>\d{{1,2}})[.](?P<M>\d\d)(?![\d.])\s*{_HALF}?"
)
_HOUR = re.compile(
    rf"(?:الساعه\s+(?P<H>\d{{1,2}})(?![\d:./])(?:\s+و\s*(?P<M>\d{{1,2}})\s+دقيقه)?\s*{_HALF}?"
    rf"|(?<![\d:/\-.])(?P<H2>\d{{1,2}})\s*{_HALF.replace('half', 'half2')}"
    r"|(?<![\d:/\-.])(?P<H3>\d{1,2})\s?h(?!\w))"
)
_CITIES = {
    "Asia/Riyadh": "مكه السعوديه الرياض المملكه",
    "Asia/Qatar": "الدوحه قطر",
    "Asia/Dubai": "ابوظبي ابو_ظبي دبي الامارات",
    "Asia/Kuwait": "الكويت",
    "Asia/Baghdad": "بغداد العراق",
    "Asia/Aden": "اليمن صنعاء عدن",
    "Asia/Amman": "عمان الاردن",
    "Asia/Beirut": "بيروت لبنان",
    "Asia/Damascus": "دمشق سوريا",
    "Asia/Hebron": "القدس فلسطين غزه",
    "Africa/Cairo": "القاهره مصر",
    "Africa/Khartoum": "الخرطوم السودان",
    "Africa/Tripoli": "طرابلس ليبيا",
    "Africa/Tunis": "تونس",
    "Africa/Algiers": "الجزائر",
    "Asia/Muscat": "مسقط",
    "Asia/Bahrain": "المنامه البحرين",
    "Africa/Nouakchott": "نواكشوط موريتانيا",
    "Europe/Paris": "باريس",
    "Europe/London": "لندن",
    "Africa/Casablanca": "المغرب الرباط الدار_البيضاء",
}
_ZONE_OF = {city.replace("_", " "): zone for zone, cities in _CITIES.items() for city in cities.split()}
_NAMED_ZONE = (
    r"(?:(?P<name>z\b|gmt|utc|(?:ب?(?:ال)?توقيت\s+)?(?:ال)?(?:غرينتش|جرينتش|غرينيتش|جرينيتش|غرنتش|قرينتش|العالمي(?:\s+الموحد)?)|ت\.?\s?غ(?![^\W\d_]))"
    rf"|ب?(?:ال)?توقيت\s+(?:مدينه\s+)?(?P<city>{'|'.join(_ZONE_OF)})(?![^\W\d_]))"
)
_EAST = {-8: "pst", -7: "pdt mst", -6: "mdt cst", -5: "cdt est", -4: "edt", 0: "ut wet", 1: "west bst cet"}
_EAST |= {2: "cest eet", 3: "eest msk", 4: "gst"}  # hours, and the zones that feeds abbreviate
_ABBREVIATED = {name: hours for hours, names in _EAST.items() for name in names.split()}
_ABBREVIATION = re.compile(rf"\s*\(?({'|'.join(_ABBREVIATED)})\b")
_ZONE_NAME = re.compile(_NAMED_ZONE)
_ZONE = re.compile(
    rf"\s*\(?\s*{_NAMED_ZONE}?\s*"
    r"(?P<offset>[+-]\s?\d{1,2}(?::?\d\d)?(?![\d/-]))?"
)


def read_clock(text: str) -> tuple[dt.timedelta, str] | None:
    """The first time of day in a text, since midnight, and what stands behind it; None when there is none."""
    for form in (_CLOCK, _DOTTED, _HOUR):
        match = form.search(text)
        if match is None:
            continue
        parts = match.groupdict()
        if form is _DOTTED and not (parts["said"] or parts["half"]):
            continue
        hour, minute = int(parts["H"] or parts.get("H2") or parts["H3"]), int(parts.get("M") or 0)
        time = time_of_day(hour, minute, parts.get("half") or parts.get("half2"))
        if time is not None:
            return time, text[match.end() :]
    return None


def is_clock(text: str) -> bool:
    """The text is a time of day and nothing else."""
    return _CLOCK.fullmatch(text.strip()) is not None


def without_clock(text: str) -> str:
    """The text without times of day."""
    return _ZONE_NAME.sub(" ", _HOUR.sub(" ", _CLOCK.sub(" ", text)))


def time_of_day(hour: int, minute: int, half: str | None = None) -> dt.timedelta | None:
    """The time since the day's midnight; 24:00 is the next one (ISO 8601).

    `half` is what the newspaper writes behind it (ص, مساء, زوالا, pm).
    """
    if minute > 59 or hour > 24 or (hour == 24 and minute):
        return None
    return dt.timedelta(hours=_hour(hour, (half or "").replace(".", "").strip()), minutes=minute)


def _hour(hour: int, half: str) -> int:
    """On a clock of 24 hours."""
    half = half.removeprefix("من").lstrip().removeprefix("ال")
    if half.startswith(("بعد منتصف", "منتصف الليل", "ليل")):
        return hour + 12 if 6 <= hour < 12 else hour % 12 if hour == 12 else hour
    if half.startswith(("مساء", "عصر", "زوال", "بعد", "ظهر", "عشيه")) or half in {"م", "pm"}:
        return hour + 12 if hour < 12 and not (half.startswith("ظهر") and hour >= 10) else hour
    morning = half and not half.startswith(("قبل", "منتصف", "نهار"))  # صباحا، فجرا، am
    return 0 if morning and hour == 12 else hour


def read_zone(written: str) -> dt.tzinfo | None:
    """`+0400`, `+03:00`, `GMT+3`, `z`, «بتوقيت غرينتش», «بتوقيت مكة»; None when no zone is written."""
    match = _ZONE.match(written)
    if match is not None and match["city"]:
        return ZoneInfo(_ZONE_OF[match["city"]])
    if match is None or not (match["name"] or match["offset"]):
        short = _ABBREVIATION.match(written)
        return dt.timezone(dt.timedelta(hours=_ABBREVIATED[short.group(1)])) if short else None
    digits = re.sub(r"\D", "", match["offset"] or "")
    hours, minutes = (int(digits[:-2]), int(digits[-2:])) if len(digits) > 2 else (int(digits or 0), 0)
    if hours > 14 or minutes > 59:
        return None
    size = dt.timedelta(hours=hours, minutes=minutes)
    return dt.timezone(-size if "-" in (match["offset"] or "") else size)

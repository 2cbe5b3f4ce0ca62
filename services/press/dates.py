"""How newspapers write a moment: families of month names, digits, orders."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from datetime import datetime

MONTHS: Mapping[str, tuple[str, ...]] = {
    "maghreb": (
        "يناير", "فبراير", "مارس", "أبريل", "ماي", "يونيو",
        "يوليوز", "غشت", "شتنبر", "أكتوبر", "نونبر", "دجنبر",
    ),
    "tunisia": (
        "جانفي", "فيفري", "مارس", "أفريل", "ماي", "جوان",
        "جويلية", "أوت", "سبتمبر", "أكتوبر", "نوفمبر", "ديسمبر",
    ),
    "levant": (
        "كانون الثاني", "شباط", "آذار", "نيسان", "أيار", "حزيران",
        "تموز", "آب", "أيلول", "تشرين الأول", "تشرين الثاني", "كانون الأول",
    ),
}  # fmt: skip
WEEKDAYS = ("الاثنين", "الثلاثاء", "الأربعاء", "الخميس", "الجمعة", "السبت", "الأحد")
_ARABIC_DIGITS = str.maketrans("0123456789", "٠١٢٣٤٥٦٧٨٩")


def _weekday_and_time(at: datetime) -> str:
    return f"{WEEKDAYS[at.weekday()]} {at.day} {MONTHS['maghreb'][at.month - 1]} {at.year} - {at:%H:%M}"


def _arabic_digits(at: datetime) -> str:
    day = f"{at.day} {MONTHS['maghreb'][at.month - 1]} {at.year}"
    return f"{day} على الساعة {at:%H:%M}".translate(_ARABIC_DIGITS)


def _numeric_day(at: datetime) -> str:
    return f"{at:%d - %m - %Y}"


def _blogger(at: datetime) -> str:
    return f"{WEEKDAYS[at.weekday()]}، {at.day} {MONTHS['maghreb'][at.month - 1]} {at.year}"


def _tunisia(at: datetime) -> str:
    return f"{at.day} {MONTHS['tunisia'][at.month - 1]} {at.year} | {at:%H:%M}"


def _levant(at: datetime) -> str:
    return f"{WEEKDAYS[at.weekday()]} {at.day} {MONTHS['levant'][at.month - 1]} {at.year} {at:%H:%M}"


STYLES: Mapping[str, Callable[[datetime], str]] = {
    "weekday-and-time": _weekday_and_time,  # السبت 5 أبريل 2025 - 12:34
    "arabic-digits": _arabic_digits,  # ٥ أبريل ٢٠٢٥ على الساعة ١٢:٣٤
    "numeric-day": _numeric_day,  # 05 - 04 - 2025
    "blogger": _blogger,  # السبت، 5 أبريل 2025
    "tunisia": _tunisia,  # 5 أفريل 2025 | 12:34
    "levant": _levant,  # السبت 5 نيسان 2025 12:34
}
DAY_ONLY = frozenset({"numeric-day", "blogger"})

"""Numbers in words, where dates and times use them, to digits: «الخامس والعشرين من مارس»; folded reading."""

from __future__ import annotations

import re

_ORDINALS = ["اول", "ثان|ثاني", "ثالث", "رابع", "خامس", "سادس", "سابع", "ثامن", "تاسع", "عاشر"]
_CARDINALS = ["واحد|احد|احدي|حادي", "اثن", "ثلاث", "اربع", "خمس", "ست", "سبع", "ثمان|ثماني", "تسع", "عشر"]
_TENS = dict(enumerate(["عشر", "ثلاث", "اربع", "خمس"], 2))
_IRREGULAR = {"اولي": 1, "واحده": 1, "حاديه": 1, "اثنان": 2, "اثنين": 2, "اثنتان": 2, "اثنتين": 2}
_IRREGULAR |= {"اثنا": 2, "اثني": 2, "اثنتا": 2, "اثنتي": 2}
_ONES = {
    word + ending: number
    for row in (_ORDINALS, _CARDINALS)
    for number, words in enumerate(row, 1)
    for word in words.split("|")
    for ending in ("", "ه")
} | _IRREGULAR
_TENS_OF = {f"{stem}{ending}": ten * 10 for ten, stem in _TENS.items() for ending in ("ون", "ين")}


def _any(words: dict[str, int]) -> str:
    return "|".join(sorted(words, key=len, reverse=True))


_COMPOUND = rf"(?:{_any(_ONES)})(?:\s+(?:ال)?عشره?(?![^\W\d_])|\s*و\s*(?:ال)?(?:{_any(_TENS_OF)}))?"
_NUMBER = rf"(?:ال)?(?:{_COMPOUND}|(?:{_any(_TENS_OF)}))(?![^\W\d_])"
_PARTS = re.compile(
    rf"(?:ال)?(?:(?P<one>{_any(_ONES)})(?![^\W\d_]))?(?P<teen>\s+(?:ال)?عشره?(?![^\W\d_]))?"
    rf"(?:\s*و?\s*(?:ال)?(?P<ten>{_any(_TENS_OF)}))?"
)
_START = r"(?<![^\W\d_])"
_FRACTIONS = {"نصف": 30, "ربع": 15, "ثلث": 20}
_FRACTION = r"(?:ال)?(?:نصف|ربع|ثلث)ا?"
_MINUTES = rf"(?:{_FRACTION}|(?:{_NUMBER}|\d{{1,2}})(?:\s+(?:دقيقه|دقائق|دقايق))?)"
_PART_OF_DAY = r"(?:صباح|مساء|ظهر|عصر|فجر|ليل|زوال|ضحي|عشيه|بعد\s|قبل\s+ال|من\s+(?:صباح|مساء|ليل|زوال))"
_BARE = rf"(?P<bare>{_NUMBER}|(?<![\d:/.-])\d{{1,2}}(?=\s+(?:و\s*|الا\s+)(?:ال)?[نرث]))"
_HOUR = re.compile(
    rf"{_START}(?:(?P<said>الساعه\s+)(?:ال)?(?P<hour>{_NUMBER}|\d{{1,2}}(?![\d:.,/h]))|{_BARE})"
    rf"(?:\s+و\s*(?P<past>{_MINUTES})|\s+الا\s+(?P<before>{_MINUTES}))?(?![^\W\d_])(?(bare)(?=\s+{_PART_OF_DAY}))"
)
_NOON = re.compile(rf"(?<!12 )(?<!12:00 ){_START}(?:عند\s+|في\s+)?منتصف\s+النهار(?![^\W\d_])")
_MINUTES_LAST = re.compile(  # «العاشرة صباحا وعشرين دقيقة»
    rf"(?P<half>(?:صباح|مساء|ظهر|عصر|فجر|ليل|زوال)ا?)\s+(?P<past>و\s*(?:{_NUMBER}|\d{{1,2}})\s+(?:دقيقه|دقائق|دقايق))"
)
_UNIT = r"(?:ثانيه|ثواني|ثوان|دقيقه|دقائق|دقايق|ساعه|ساعات|يوما|يوم|ايام|اسبوعا|اسبوع|اسابيع)"
_COUNT = re.compile(rf"{_START}(?P<n>{_NUMBER})(?=\s+{_UNIT}(?![^\W\d_]))")
_PART_OF_HOUR = re.compile(rf"{_START}(?P<part>نصف|ربع|ثلث)\s+ساعه(?![^\W\d_])")
_YEAR = re.compile(rf"{_START}الفين(?:\s*و\s*(?P<n>{_NUMBER}))?(?![^\W\d_])")
_FIRST = r"فاتح|غره"
_STEMS = [  # one of them is in every number that is looked for, and in few other words
    *[
        "فاتح",
        "غره",
        "نصف",
        "ربع",
        "ثلث",
        "الفين",
        "منتصف",
        "احد",
        "حاد",
        "اثن",
        "ثلاث",
        "خمس",
        "سبع",
        "ثمان",
    ],
    *["تسع", "عشر", "اول", "ثان", "ثالث", "رابع", "خامس", "سادس", "سابع", "ثامن", "تاسع", "عاشر", " ست"],
]


def value(written: str) -> int:
    """What a number in words is: «الحادي والثلاثين» is 31. Raises ValueError when it is none."""
    match = _PARTS.match(written)
    if match is None or not any(match.groups()):
        raise ValueError(written)
    ones = _ONES.get(match["one"], 0)
    return ones + (10 if match["teen"] else 0) + _TENS_OF.get(match["ten"], 0)


def days(months: str) -> re.Pattern[str]:
    """The day of a month in words before one of the month names in a regular expression, for `with_digits`.

    «تشرين الثاني نوفمبر» is a month with two names, no second of November.
    """
    return re.compile(
        rf"{_START}(?<!تشرين )(?<!كانون )(?<!ربيع )(?<!جمادي )(?P<n>{_FIRST}|{_NUMBER})"
        rf"(?=\s+(?:من\s+)?(?:شهر\s+)?(?:{months})(?![^\W\d_]))"
    )


def with_digits(line: str, day_of_month: re.Pattern[str]) -> str:
    """A folded line with the days, hours, counts and years that it writes in words as digits."""
    if not any(stem in line for stem in _STEMS):
        return line  # nearly every line of a page
    line = day_of_month.sub(lambda match: _digits(match["n"]), line)
    line = _YEAR.sub(lambda match: str(2000 + (value(match["n"]) if match["n"] else 0)), line)
    line = _PART_OF_HOUR.sub(lambda match: f"{_FRACTIONS[match['part']]} دقيقه", line)
    line = _COUNT.sub(lambda match: _digits(match["n"]), line)
    line = _MINUTES_LAST.sub(r"\g<past> \g<half>", line)
    line = _NOON.sub("الساعه 12 ظهرا", line)
    return _HOUR.sub(_time, line)


def _digits(written: str) -> str:
    return written if written.isdecimal() else "1" if re.fullmatch(_FIRST, written) else str(value(written))


def _time(match: re.Match[str]) -> str:
    hour = int(_digits(match["hour"] or match["bare"]))
    minute = _minutes(match["past"]) - _minutes(match["before"])
    if not 0 < hour <= 24 or minute >= 60:
        return match.group()
    if minute < 0:
        hour, minute = (hour - 1 or 12), minute + 60
    time = f"{hour}:{minute:02}" if match["past"] or match["before"] else str(hour)
    return f"{match['said'] or 'الساعه '}{time}"


def _minutes(written: str | None) -> int:
    if not written:
        return 0
    fraction = written.removeprefix("ال").removesuffix("ا")
    return _FRACTIONS.get(fraction) or int(_digits(re.sub(r"\s+دق.*", "", written)))

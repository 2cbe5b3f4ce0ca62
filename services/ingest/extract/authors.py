"""Who wrote it: names of people, without «بقلم», places, agencies and the newspaper itself."""

from __future__ import annotations

import re
from collections.abc import Iterable, Sequence

from services.arabic.normalise import clean, fold

MOST_AUTHORS = 8
LONGEST_NAME = 60
_LABEL = re.compile(
    r"""^\s*(?:بقلم|كتبه?ا?|كتبت|الكاتبة?|المؤلف|إعداد|أعده?ا?|تحرير|حرره?|حاوره?ا?|حوار|أجرى\ الحوار|ترجمة
        |مراسلة?|مراسلنا|مرسلة\ بواسطة|نشر\ بواسطة|بواسطة|by|par|author)
        \s*(?:[:：/\-–|]|(?=\s))\s*[:：]?\s*""",
    re.IGNORECASE | re.VERBOSE,
)
_BETWEEN = re.compile(r"\s*(?:[،,;؛|/&•\n()]|\s[-–—]\s|\s(?:and|et)\s)\s*")
_PLACE = re.compile(r"^[^\W\d_]+(?:\s[^\W\d_]+)?\s*[:：]\s*")
_NOBODY = """
وكالات|الوكالات|متابعة|متابعات|و م ع|ومع|و.م.ع|أ ف ب|أ.ف.ب|ا ف ب|فرانس برس|فرانس24|رويترز|د ب أ|د.ب.أ|الأناضول
وكالة الأناضول|واس|بترا|وام|وات|واج|كونا|قنا|سبوتنيك|شينخوا|هيئة التحرير|هيأة التحرير|التحرير|فريق التحرير
المحرر|تحرير|إدارة التحرير|الإدارة|الادمن|أدمن|خاص|مراسل|رئيس التحرير|المدير|موقع|جريدة|صحف|إعلام
la rédaction|rédaction|admin|administrator|editor|editors|editorial|redaction|webmaster|staff|newsroom
desk|web|user|author|root|test|afp
reuters|map|efe|ap|xinhua
"""
_AGENCIES = frozenset(fold(name).casefold() for line in _NOBODY.split("\n") for name in line.split("|"))
_NO_NAME = re.compile(
    r"[@\d]|https?:|www\.|\.(?:com|ma|net|org)\b|وكالة|جريدة|صحيفة|مجلة|قناة|إذاعة|شبكة|نيوز|برس\b|أونلاين|online|news\b|press\b",
    re.IGNORECASE,
)


BYLINE = re.compile(r"^\s*(?:بقلم|كتبه?ا?|كتبت|إعداد|حاوره?ا?|بواسطة)\s*[:：]?\s+\S")


def first_named(witnesses: Iterable[Iterable[str]], newspaper: Sequence[str]) -> tuple[str, ...]:
    """The people that the first witness names who names any."""
    known = {_key(name) for name in newspaper}
    return next((found for lines in witnesses if (found := _people(lines, known))), ())


def names(written: Iterable[str], newspaper: Iterable[str]) -> tuple[str, ...]:
    """The people in author lines as written, each once, in order. `newspaper`: names that are no person.

    A single word is a place or a login more often than a pen name, and is left out.
    """
    return _people(written, {_key(name) for name in newspaper})


def _people(written: Iterable[str], known: set[str]) -> tuple[str, ...]:
    found: dict[str, str] = {}
    for line in written:
        for part in _BETWEEN.split(_LABEL.sub("", clean(line))):
            name = _LABEL.sub("", _PLACE.sub("", part)).strip(" .:-–—«»\"'*")
            key = _key(name)
            if not key or key in found or key in known or key in _AGENCIES or _NO_NAME.search(name):
                continue
            if len(name) <= LONGEST_NAME and 2 <= len(name.split()) <= 6:
                found[key] = name
    return tuple(found.values())[:MOST_AUTHORS]


def _key(name: str) -> str:
    return " ".join(fold(name).casefold().strip(" .«»\"'()").split())

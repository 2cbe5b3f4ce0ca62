"""The root reading: the letters that the forms of a word share, and foreign names without endings. Pure.

«مشاركة» and «يشارك» meet in «شرك», «ليبيا» and «الليبية» in «لوب». By affixes and patterns, without a
dictionary (Taghva, Elkhoury, Coombs: Arabic Stemming Without A Root Dictionary, ITCC 2005). Roots are often
wrong, but alike for the forms of a word: they add to a score, and find nothing by themselves.
"""

from __future__ import annotations

import re
from collections.abc import Iterator

from services.arabic.normalise import fold

_SHORTEST = 3  # letters of a root
_ARTICLES = ("وال", "بال", "كال", "فال", "ولل", "ال", "لل")
_ENDINGS = (("يه", 4), ("يا", 4), ("ي", 4), ("ه", 3))  # of nouns, and how many letters they leave
_PREFIXES = frozenset("وفبلكسيتنام")
# the longer first: what is left is a word more often
_SUFFIXES = (
    "", "يات", "تان", "تين", "اتي", "يون", "يين", "ات", "ون", "ين", "ان", "يه", "يا", "وا", "ها", "هم", "نا",
    "تم", "ه", "ي", "ت", "ا", "ن",
)  # fmt: skip
# ف ع ل are the letters of the root; of the patterns of one length, the first that fits
_PATTERNS = {
    length: re.compile(re.sub("[فعل]", "(.)", patterns))
    for length, patterns in {
        4: "فاعل|فعال|فعول|فعيل|[اميتن]فعل",
        5: "تفعيل|مفعول|فواعل|فعايل|[ماتين]فاعل|[ميتن]تفعل|[ماتين]فتعل|[ماتين](ز)دعل|[ماتين]([صض])طعل"
        "|[ماتين]نفعل|[ماتي]فعال|فاعول|فعلا[ءن]|فعالل",
        6: "[ماتين]ستفعل|[ميتن]تفاعل|افتعال|ا(ز)دعال|ا([صض])طعال|انفعال|[متا]فاعيل|فواعيل|افعلاء",
        7: "استفعال",
    }.items()
}
_SUFFIXES_BY_LAST = {
    last: tuple(suffix for suffix in _SUFFIXES if suffix[-1:] in ("", last)) for last in "".join(_SUFFIXES)
}
_MIDDLE = str.maketrans("ايء", "ووو")
_LAST = str.maketrans("اوىء", "يييي")


def root(word: str) -> str:
    """Folded; of a word that is not Arabic, all of it. A weak letter is و in the middle and ي at the end."""
    folded = fold(word)
    if not "ء" <= folded[:1] <= "ي":
        return folded
    stem = _without_ending(_without_article(folded))
    if len(stem) <= _SHORTEST:
        return _sound(stem)
    without_an_affix = ""
    for part in _taken_apart(stem):
        if letters := _letters(part):
            return _sound(letters)
        if not without_an_affix and part != stem:
            without_an_affix = part
    return _sound(without_an_affix or stem)


def _without_article(word: str) -> str:
    if word.startswith(_ARTICLES):
        for article in _ARTICLES:
            if word.startswith(article) and len(word) - len(article) >= _SHORTEST:
                return word.removeprefix(article)
    return word


def _without_ending(word: str) -> str:
    for ending, least in _ENDINGS:
        if word.endswith(ending) and len(word) - len(ending) >= least:
            return word.removesuffix(ending)
    return word


def _taken_apart(stem: str) -> Iterator[str]:
    """The whole of it first, then without what may be written before it and after it."""
    suffixes = _SUFFIXES_BY_LAST.get(stem[-1], ("",))
    for start in (0, 1) if stem[0] in _PREFIXES else (0,):
        for suffix in suffixes:
            if len(stem) - start - len(suffix) >= _SHORTEST and stem.endswith(suffix):
                yield stem[start : len(stem) - len(suffix)]


def _letters(stem: str) -> str:
    if len(stem) == _SHORTEST:
        return stem
    patterns = _PATTERNS.get(len(stem))
    found = patterns.fullmatch(stem) if patterns else None
    return "".join(filter(None, found.groups())) if found else ""


def _sound(root: str) -> str:
    """A weak letter changes from form to form, and a double one is written once: «قال» is of «قول»."""
    if len(root) == 2:
        return root + root[1]
    if len(root) == _SHORTEST:
        return root[0] + root[1].translate(_MIDDLE) + root[2].translate(_LAST)
    return root

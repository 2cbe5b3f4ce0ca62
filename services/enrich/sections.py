"""The section of an article: what the newspaper says, or else what its words say, with how sure they are."""

from __future__ import annotations

import math
import re
from collections import Counter
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from functools import cache
from urllib.parse import unquote, urlsplit

from services.arabic.normalise import fold, words
from services.contracts.article import SectionFrom
from services.contracts.sections import SECTIONS
from services.enrich import lexicon
from services.enrich.lemmas import lemma

STRONG, PLAIN = 3.0, 1.0
TITLE_WEIGHT = 3  # a word of the title counts as three of the body
BODY_WORDS = 400  # the lead decides; what follows is background
DOUBT = 4.0  # points that any section has to outweigh: little text is never sure

_BETWEEN_NAMES = re.compile(r"[>/|»›،,;:]+")
_LONGEST_NAME = 4  # words; a longer path segment is the title of an article


@dataclass(frozen=True, slots=True)
class Section:
    """`id` is one of `contracts.sections.SECTIONS`; `confidence` 0–1 when a classifier said so."""

    id: str | None = None
    said_by: SectionFrom = "none"
    confidence: float | None = None


def from_newspaper(names: Iterable[str | None], url: str, tags: Iterable[str] = ()) -> str | None:
    """The section the newspaper names: on the page or in the feed, in the URL's folders, among the tags."""
    for name in (*names, *_folders(url)):
        for part in _parts(name or ""):
            if (section := _named(part)) is not None:
                return section
    return next((_names()[key] for key in map(_name_key, tags) if key in _names()), None)


def classify(title: str, text: str, lang: str, threshold: float) -> Section:
    """The section whose vocabulary an Arabic text uses; none when the confidence is below `threshold`."""
    if lang != "ar":
        return Section()
    scores = _scores(Counter(lemma(word, lang) for word in words(title)), _lead(text, lang))
    if not scores:
        return Section()
    best = max(scores, key=lambda section: scores[section])
    confidence = scores[best] / (sum(scores.values()) + DOUBT)
    return Section(best, "classifier", round(confidence, 3)) if confidence >= threshold else Section()


def _folders(url: str) -> list[str]:
    """The path of a URL without its last segment, which names the article."""
    try:
        path = unquote(urlsplit(url).path)
    except ValueError:
        return []
    return [segment.replace("-", " ").replace("_", " ") for segment in path.split("/")[:-1] if segment]


def _parts(name: str) -> list[str]:
    """The whole name, then its parts from the last: «الرئيسية > أخبار > رياضة»."""
    return [name, *reversed(_BETWEEN_NAMES.split(name))]


def _named(name: str) -> str | None:
    """The section of one name; an unknown name of a few words is read by its first telling word."""
    key = _name_key(name)
    known = _names()
    if key in known:
        return known[key]
    telling = [word for word in key.split() if word not in _any_section()]
    return known.get(telling[0]) if 0 < len(telling) <= _LONGEST_NAME else None


def _name_key(name: str) -> str:
    folded = (
        word.removeprefix("و").removeprefix("ال") if len(word) > 4 else word for word in words(fold(name))
    )
    return " ".join(folded)


@cache
def _names() -> Mapping[str, str]:
    listed: dict[str, list[str]] = lexicon.load("section_names")["names"]
    names = {_name_key(name): section for section, all_names in listed.items() for name in all_names}
    labels = {
        _name_key(label): section for section, by_lang in SECTIONS.items() for label in by_lang.values()
    }
    return names | labels | {section: section for section in SECTIONS}


@cache
def _any_section() -> frozenset[str]:
    """Words that may stand before the name of any section."""
    return frozenset(map(_name_key, lexicon.load("section_names")["before_any"]))


@cache
def _vocabulary() -> Mapping[str, Mapping[str, float]]:
    """Lemma → section → points. A lemma that several sections list is shared out among them."""
    listed: dict[str, dict[str, str]] = lexicon.load("section_vocabulary")
    points: dict[str, dict[str, float]] = {}
    for section, strengths in listed.items():
        for strength, weight in (("plain", PLAIN), ("strong", STRONG)):
            for word in strengths[strength].split():
                points.setdefault(lemma(word, "ar"), {})[section] = weight
    return {
        word: {section: weight / len(by_section) for section, weight in by_section.items()}
        for word, by_section in points.items()
    }


def _lead(text: str, lang: str) -> Counter[str]:
    return Counter(lemma(word, lang) for word in words(text[: BODY_WORDS * 12])[:BODY_WORDS])


def _scores(title: Counter[str], lead: Counter[str]) -> dict[str, float]:
    """Points of each section; a repeated word adds ever less."""
    vocabulary = _vocabulary()
    scores: dict[str, float] = {}
    for word in title.keys() | lead.keys():
        heard = math.log2(1 + TITLE_WEIGHT * title[word] + lead[word])
        for section, weight in vocabulary.get(word, {}).items():
            scores[section] = scores.get(section, 0.0) + weight * heard
    return scores

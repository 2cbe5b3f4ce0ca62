"""The section of an article: what the newspaper says, or else what its words say, with how sure they are.

The classifier adds up words of each section (`lexicon/section_vocabulary.toml`), then asks what words of a
subject do not say: is the news of the newspaper's own country or of abroad (what are politics, incidents and
society at home is world news abroad), and does the text report or argue?
`docs/sections.md` has the figures.
"""

from __future__ import annotations

import math
import re
from collections import Counter
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from functools import cache, lru_cache
from itertools import zip_longest
from urllib.parse import unquote, urlsplit

from services.arabic.normalise import fold, words
from services.contracts.article import SectionFrom
from services.contracts.sections import SECTIONS
from services.enrich import countries, lexicon
from services.enrich.lemmas import lemma

_STRONG, _PLAIN = 3.0, 1.0  # points of a word
_TITLE = 3  # a word of the title counts as three of the body
_LEAD = 400  # words; the lead decides, what follows is background
_LONGEST_WORD = 12  # characters, on average: no lead is longer

_AS_WRITTEN = "="  # begins the entry of a word whose lemma is another word: «حدود» is not «حد»
_WORLD, _DIPLOMACY, _OPINION = "world", "diplomacy", "opinion"
# the part that is world news abroad, and how soon home makes it its own: its diplomacy is its politics
_ABROAD = {"politics": (1.0, 2), "incidents": (0.8, 1), "society": (0.6, 1)}
_NEAR = 80  # words in which a country is named with full weight: later ones are background
_BACKGROUND = 0.4
_NO_COUNTRY = 1.0  # points of home in a text that names no country
_OFFICE = 0.5  # points of home of «وزير الداخلية» with no country beside it
_OFFICE_WITHIN = 60  # words

_SHARPNESS = 1.7  # chosen so that of what is said with a confidence of .8, eight in ten are right
_DOUBT = 1.0  # points that any section has to outweigh: little text is never sure

_SUREST = 0.97  # of the surest, three in a hundred are wrong

_SHORTEST_OPINION = 120  # words; below it a manner cannot be told
_ASKING = 2.0  # points of question and exclamation marks
_ARGUES, _ARGUES_SURELY = 1.0, 1.6  # points in a hundred words; how fast it grows
_LENGTH = 60  # words added to each length: a short text is not all argument for one «أعتقد»
_REVIEWS = 0.5  # the part of culture that argues without being opinion, as all of sports does

_BETWEEN_NAMES = re.compile(r"[>/|»›،,;:]+")
_LONGEST_NAME = 4  # words; a longer path segment is the title of an article

_Points = Mapping[str, float]


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


def classify(title: str, text: str, lang: str, threshold: float, country: str | None = None) -> Section:
    """The section whose words an Arabic text uses; none when the confidence is below `threshold`.

    `country`: of the newspaper, ISO 3166; without it the Arab country that the text names most is at home.
    """
    if lang != "ar":
        return Section()
    start = text[: _LEAD * _LONGEST_WORD]
    marks = sum(line.count(mark) for line in (title, start) for mark in "؟?!")
    probabilities = _probabilities(_cues(title), _cues(start)[:_LEAD], marks, country)
    if not probabilities:
        return Section()
    best = max(probabilities, key=lambda section: probabilities[section])
    confidence = _SUREST * probabilities[best]
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


@dataclass(frozen=True, slots=True)
class _Cue:
    """What a word says: `key` is its entry in the vocabulary."""

    lemma: str
    key: str | None
    country: str | None
    reports: bool
    is_office: bool


@dataclass(frozen=True, slots=True)
class _Vocabulary:
    """Points by section of the words, by form or lemma, and of the phrases, by their two lemmas."""

    words: Mapping[str, _Points]
    phrases: Mapping[tuple[str, str], _Points]
    reporting: frozenset[str]
    offices: frozenset[str]


def _cues(text: str) -> list[_Cue]:
    return [_cue(word) for word in words(text)]


@lru_cache(maxsize=32_768)
def _cue(word: str) -> _Cue:
    vocabulary = _vocabulary()
    key = lemma(word, "ar")
    forms = countries.bare_forms(fold(word))
    entries = (_AS_WRITTEN + form.removeprefix("ال") for form in forms)
    entry = next((entry for entry in entries if entry in vocabulary.words), key)
    return _Cue(
        lemma=key,
        key=entry if entry in vocabulary.words else None,
        country=countries.country_of(forms),
        reports=key in vocabulary.reporting,
        is_office=key in vocabulary.offices and not word.startswith("ال"),
    )


@cache
def _vocabulary() -> _Vocabulary:
    listed: dict[str, dict[str, str]] = lexicon.load("section_vocabulary")
    manner = listed.pop("manner")
    single: dict[str, dict[str, float]] = {}
    phrases: dict[tuple[str, str], dict[str, float]] = {}
    for section, strengths in listed.items():
        for strength, points in (("plain", _PLAIN), ("strong", _STRONG)):
            for entry in strengths[strength].split():
                first, _, second = entry.partition("_")
                if second:
                    phrases.setdefault((lemma(first, "ar"), lemma(second, "ar")), {})[section] = points
                else:
                    single.setdefault(_entry(first), {})[section] = points
    return _Vocabulary(
        words={entry: _shared(points) for entry, points in single.items()},
        phrases={pair: _shared(points) for pair, points in phrases.items()},
        reporting=frozenset(lemma(word, "ar") for word in manner["reporting"].split()),
        offices=frozenset(lemma(word, "ar") for word in manner["offices"].split()),
    )


def _entry(word: str) -> str:
    written = fold(word).removeprefix("ال")
    return written if lemma(word, "ar") == written else _AS_WRITTEN + written


def _shared(points: _Points) -> _Points:
    """What several sections list is shared out among them."""
    return {section: weight / len(points) for section, weight in points.items()}


def _probabilities(
    title: Sequence[_Cue], lead: Sequence[_Cue], marks: int, country: str | None
) -> dict[str, float]:
    """Of each section; empty when no word tells one. `marks`: how often it asks or exclaims."""
    points = _points(title, lead)
    argument = points.pop(_OPINION, 0.0) + _ASKING * math.log2(1 + marks)
    _share_out(points, _abroad(title, lead, country))
    total = sum(points.values())
    if total <= 0 and len(lead) < _SHORTEST_OPINION:
        return {}
    scale = _SHARPNESS / math.sqrt(total + _DOUBT)
    odds = {
        section: math.exp(points.get(section, 0.0) * scale) for section in SECTIONS if section != _OPINION
    }
    whole = sum(odds.values())
    probabilities = {section: value / whole for section, value in odds.items()}
    if len(lead) < _SHORTEST_OPINION:
        return probabilities
    of_a_subject = probabilities["sports"] + _REVIEWS * probabilities["culture"]
    opinion = _arguing(argument, lead) * (1 - of_a_subject)
    return {section: value * (1 - opinion) for section, value in probabilities.items()} | {_OPINION: opinion}


def _points(title: Sequence[_Cue], lead: Sequence[_Cue]) -> dict[str, float]:
    """Of each section; a repeated word adds ever less, and the words of a phrase say nothing alone."""
    vocabulary = _vocabulary()
    heard: Counter[str | tuple[str, str]] = Counter()
    for cues, weight in ((title, _TITLE), (lead, 1)):
        inside = False
        for cue, after in zip_longest(cues, cues[1:]):
            pair = (cue.lemma, after.lemma) if after is not None and not inside else None
            if pair is not None and pair in vocabulary.phrases:
                heard[pair] += weight
                inside = True
                continue
            if not inside and cue.key is not None and cue.country is None:
                heard[cue.key] += weight
            inside = False
    points: dict[str, float] = {}
    for entry, count in heard.items():
        of_entry = vocabulary.phrases[entry] if isinstance(entry, tuple) else vocabulary.words[entry]
        for section, weight_of_word in of_entry.items():
            points[section] = points.get(section, 0.0) + weight_of_word * math.log2(1 + count)
    return points


def _share_out(points: dict[str, float], abroad: float) -> None:
    """Between home and world, by the part of the news that is of abroad, 0–1."""
    points["politics"] = points.get("politics", 0.0) + points.pop(_DIPLOMACY, 0.0)
    world = points.get(_WORLD, 0.0)
    for section, (part, power) in _ABROAD.items():
        moved = points.get(section, 0.0) * part * abroad**power
        points[section] = points.get(section, 0.0) - moved
        world += moved
    points[_WORLD] = world


def _abroad(title: Sequence[_Cue], lead: Sequence[_Cue], country: str | None) -> float:
    """The part of the countries that a text names that is not the newspaper's own, 0–1."""
    named: dict[str, float] = {}
    office = 0.0
    for cues, weight in ((title, float(_TITLE)), (lead[:_NEAR], 1.0), (lead[_NEAR:], _BACKGROUND)):
        for place, cue in enumerate(cues):
            if cue.country is not None:
                named[cue.country] = named.get(cue.country, 0.0) + weight
            elif cue.is_office and weight >= 1 and not any(near.country for near in cues[place : place + 4]):
                office += weight * _OFFICE
    if country is None:
        country = max(named.keys() & countries.ARAB, key=lambda code: (named[code], code), default="")
    own = named.get(country, 0.0)
    foreign = sum(named.values()) - own
    return foreign / (foreign + own + office + _NO_COUNTRY)


def _arguing(argument: float, lead: Sequence[_Cue]) -> float:
    """How likely a text argues: its words of arguing against those of reporting, for its length, 0–1."""
    reports = Counter(cue.lemma for cue in lead if cue.reports)
    reporting = sum(math.log2(1 + count) for count in reports.values())
    manner = 100 * (argument - reporting) / (len(lead) + _LENGTH)
    return 1 / (1 + math.exp(-_ARGUES_SURELY * (manner - _ARGUES)))

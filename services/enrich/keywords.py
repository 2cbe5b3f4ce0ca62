"""The names and noun phrases an article is about, weighed against what all news says, clitics off.

A clause is cut where no noun phrase goes on: at verbs, particles, clitics («قطر ومؤسسة» are two), after a
pronoun, and after a definite noun before an indefinite one. What is left is a run; the terms are its parts.
Words count by their rarity in other news (`lexicon/background.txt`); a phrase is chosen before its words.
"""

from __future__ import annotations

import math
import re
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from functools import cache, lru_cache
from typing import Final, Literal

from services.arabic.lemmas import known_lemma
from services.arabic.lexemes import is_listed
from services.arabic.normalise import fold, words
from services.contracts.article import Keyword
from services.enrich import lexicon
from services.enrich.countries import country
from services.enrich.lemmas import lemma

LIMIT = 10
SHORTEST = 2  # letters: «سد», «دم»
LONGEST = 60  # characters; no word of a newspaper has more, what is pasted without blanks does
_LONGEST_PHRASE: Final = 4  # words: «الاتحاد العام التونسي للشغل»
_OFTEN: Final = 2  # what the body says once is chance, unless the title says it

_TITLE: Final = 2  # times that the title counts besides
_RAREST: Final = 13.0  # weight of a word that none of 10,000 articles has
_RAREST_NOUN: Final = 9.0  # a rare noun is rare, not what the article is about
_OF_A_COUNTRY: Final = 6.0  # the background is of one country, whose name stands in every fourth article
_OF_A_PHRASE: Final = 1.35  # for each word more
_ONCE: Final = 0.75  # what the title says and the text does not
_OFTEN_INSIDE: Final = 0.33  # of what is said that stands inside a longer term, of a word
_MOSTLY_INSIDE: Final = 0.6  # and of a phrase
_OF_RARITY: Final = 0.7  # power: what is rare is not by that what the article is about
_COMMON: Final = 2.0  # weight that says nothing
_EARLY: Final = 40  # words; what the lead says is what it is about
_OF_THE_LEAD: Final = 1.2

_Kind = Literal["noun", "name", "other"]
_Key = tuple[str, ...]
_NEVER_ALONE: Final = frozenset({"عبد", "بن", "ابو", "ام", "ال", "ذو", "سيد", "سيده"})
_NOUNS_LIKE_ADJECTIVES: Final = frozenset(
    ("اراضي", "اهالي", "جندي", "حوثي", "دوري", "سعودي", "سعوديه", "صحافي", "صحفي", "قاضي", "كرسي")
) | {"ليالي", "مباني", "محامي", "مساعي", "معالي", "مغني", "نادي", "وادي", "والي"}
_CLAUSE = re.compile(
    r"[.!?؟،,؛;:\n()\[\]{}«»\"“”|/–—…]+|\s-\s"
    r"|صاحبة? السمو(?: الملكي)?(?: الأميرة?)?|\bب(?=عيد ال(?:فطر|أضحى))"
)
_PRONOUN = re.compile("(.{2,})(?:هما|كما|ها|هم|هن|كم|نا|ه)")
_BOUND_VERB = re.compile(".{3,}(?:هما|ها|هم|هن|كم|نا)")
_RELATION = re.compile("(?:ال)?(.{2,})(?:ي|ية|يون|يين|يتين)")
_ARTICLE: Final = "ال"
_FOR_THE: Final = "لل"
_CONJUNCTIONS: Final = "وف"
_SHORTEST_VERB: Final = 3  # letters, of what a clitic is taken from
_PREPOSITIONS: Final = "بكل"


@dataclass(frozen=True, slots=True)
class _Word:
    """`form`: without clitics; `inside`: as it stands in a phrase. `definite`: with its article; `apart`: a
    clitic stands before it; `bound`: a pronoun after; `linked`: with «لل», which a phrase may go on with;
    `heads`: it may begin a phrase; `names`: only before a definite word, as no adjective does, «نوري
    المالكي»; `alone`: it says something by itself.
    """

    key: str
    form: str
    inside: str
    weight: float
    name: bool = False
    definite: bool = False
    apart: bool = False
    bound: bool = False
    linked: bool = False
    heads: bool = True
    names: bool = False
    alone: bool = True


_Run = Sequence[_Word]


@dataclass(slots=True)
class _Term:
    """A word or phrase; `first`: its place, negative in the title; `whole`: it is a run of the title."""

    words: _Run
    count: int
    first: int
    in_title: bool
    whole: bool
    forms: dict[str, int] = field(default_factory=dict)


def keywords(title: str, text: str, lang: str, limit: int = LIMIT) -> tuple[Keyword, ...]:
    """The most telling first; `count` is how often the article says it, title included."""
    headline, body = list(_runs(title, lang)), list(_runs(text, lang))
    terms = _without_pieces({key: term for key, term in _terms(headline, body).items() if _telling(term)})
    ranked = sorted(terms, key=lambda key: (-_score(terms[key]), terms[key].first))
    return tuple(
        Keyword(text=max(terms[key].forms, key=lambda form: terms[key].forms[form]), count=terms[key].count)
        for key in _different(ranked, terms, limit)
    )


def _terms(headline: Sequence[_Run], body: Sequence[_Run]) -> dict[_Key, _Term]:
    """The parts of runs that are said twice, and those of the title; «بتالوين» is «تالوين» where both are."""
    counts: dict[_Key, int] = {}
    for run in (*headline, *body):
        keys = tuple(word.key for word in run)
        for start, end in _parts(len(run)):
            key = keys[start:end]
            counts[key] = counts.get(key, 0) + 1
    glued = {
        key for key in counts if len(key) == 1 and key[0][0] in _PREPOSITIONS and (key[0][1:],) in counts
    }
    terms: dict[_Key, _Term] = {}
    place = -sum(map(len, headline))
    for run in (*headline, *body):
        keys = tuple(word.key for word in run)
        for start, end in _parts(len(run)):
            key = keys[start:end]
            if (counts[key] < _OFTEN and place >= 0) or key in glued:
                continue
            part = run[start:end]
            term = terms.get(key)
            if term is None:
                whole = place < 0 and len(part) == len(run)
                term = terms[key] = _Term(part, counts[key], place + start, place < 0, whole)
            form = " ".join([part[0].form, *(word.inside for word in part[1:])])
            term.forms[form] = term.forms.get(form, 0) + 1
        place += len(run)
    return terms


@cache
def _parts(length: int) -> Sequence[tuple[int, int]]:
    """Start and end of every part of a run, of up to four words."""
    return [
        (start, end)
        for start in range(length)
        for end in range(start + 1, min(length, start + _LONGEST_PHRASE) + 1)
    ]


def _runs(text: str, lang: str) -> Iterator[list[_Word]]:
    """The runs of words that noun phrases are parts of, in order."""
    for clause in _CLAUSE.split(text):
        run: list[_Word] = []
        for written in words(clause):
            word = _word(written, lang)
            if run and (word is None or not _goes_on(run, word)):
                yield run
                run = []
            if word is not None:
                run.append(word)
        if run:
            yield run


def _goes_on(run: _Run, word: _Word) -> bool:
    before = run[-1]
    if word.linked:
        return run[0].definite and before.definite
    if word.apart or before.bound or word.bound:
        return False
    return not before.definite or word.definite or word.name


def _telling(term: _Term) -> bool:
    """Whether it is said often enough to be what the article is about."""
    often = term.count >= _OFTEN
    if len(term.words) == 1:
        return term.words[0].alone and (often or term.in_title)
    first = term.words[0]
    heads = first.heads or (first.names and term.words[1].definite)
    return heads and not first.linked and (often or (term.in_title and term.whole))


def _without_pieces(terms: Mapping[_Key, _Term]) -> dict[_Key, _Term]:
    """Without what only the title says of a word that the text goes on to say alone.

    And without what often stands inside a longer one: «المسجد» where it is «المسجد الأقصى».
    """
    often = {key[0] for key, term in terms.items() if len(key) == 1 and term.count > _OFTEN}
    left = {
        key: term
        for key, term in terms.items()
        if len(key) == 1 or term.count >= _OFTEN or often.isdisjoint(key)
    }
    most: dict[_Key, int] = {}
    for key, term in left.items():
        for start, end in _parts(len(key)):
            if end - start < len(key):
                most[key[start:end]] = max(most.get(key[start:end], 0), term.count)
    return {
        key: term
        for key, term in left.items()
        if most.get(key, 0) < term.count * (_OFTEN_INSIDE if len(key) == 1 else _MOSTLY_INSIDE)
    }


def _score(term: _Term) -> float:
    weights = [word.weight for word in term.words]
    rarity = max(1.0, sum(weights) / len(weights) - _COMMON)
    score: float = rarity**_OF_RARITY * _OF_A_PHRASE ** (len(weights) - 1)
    if term.count < _OFTEN:
        score *= _ONCE
    if term.first < _EARLY:
        score *= _OF_THE_LEAD
    return score * math.log2(1 + term.count + _TITLE * term.in_title)


def _different(ranked: Sequence[_Key], terms: Mapping[_Key, _Term], limit: int) -> list[_Key]:
    """The first that tell something new: no part of what is chosen already, unless said much more often."""
    chosen: list[_Key] = []
    for key in ranked:
        if len(chosen) == limit:
            break
        shared = [other for other in chosen if not set(key).isdisjoint(other)]
        within = [other for other in shared if set(key) <= set(other)]
        if within:
            if terms[key].count < _OFTEN + 1 + 2 * max(terms[other].count for other in within):
                continue
        elif any(len(set(key) & set(other)) * 2 > len(key) for other in shared):
            continue
        chosen.append(key)
    return chosen


@lru_cache(maxsize=32_768)
def _word(word: str, lang: str) -> _Word | None:
    """None of what no noun phrase has."""
    stop = _stop_words().get(lang, frozenset())
    lowered = word.lower()
    if not SHORTEST <= len(word) <= LONGEST or word[0].isdigit() or lowered in stop:
        return None
    if word[0] in _CONJUNCTIONS and word[1:] in stop:
        return None
    key = lemma(lowered, lang)
    if lang != "ar":
        return None if key in stop else _Word(key, word, word, _RAREST / 2)
    return None if key in stop and not word.startswith(_ARTICLE) else _arabic(word, key)


def _arabic(word: str, key: str) -> _Word | None:
    form, apart = _without_conjunction(word, key)
    if form != word and (key := lemma(form, "ar")) in _stop_words()["ar"]:
        return None
    bare = _without_preposition(form, key)
    definite = bare.startswith(_ARTICLE) and len(bare) > _SHORTEST_VERB
    if not definite and _is_verb(bare, key):
        return None
    key = key if bare == form else lemma(bare, "ar")
    if bare.endswith("ا") and known_lemma(bare) is None and known_lemma(bare[:-1]) is not None:
        bare, key = bare[:-1], lemma(bare[:-1], "ar")  # of the accusative: «أسلاكا»
    kind, weight = _kind(bare, key)
    if kind == "other" and not definite:
        return None
    linked = form.startswith(_FOR_THE) and bare != form
    unbound = bare if definite else _without_pronoun(bare, key)
    perhaps_a_verb = key not in _background() and not definite and bare[0] in "تنأ" and not is_listed(bare)
    adjective = (
        kind != "name" and _is_adjective(bare, key) and (country(bare) is not None or not is_listed(bare))
    )
    return _Word(
        key=key,
        form=unbound,
        inside=form if linked else bare,
        weight=weight,
        name=kind == "name" and not definite,
        definite=definite,
        apart=apart or (bare != form and not linked and form[0] in _PREPOSITIONS),
        bound=unbound != bare,
        linked=linked,
        heads=not perhaps_a_verb and not adjective,
        names=adjective and not definite,
        alone=not perhaps_a_verb
        and not adjective
        and key not in _stop_words()["ar"]
        and key not in _NEVER_ALONE,
    )


def _kind(bare: str, key: str) -> tuple[_Kind, float]:
    """Of a word that no verb is; what no dictionary has is a name, but with a pronoun a verb."""
    listed, weight = _background().get(key, (None, _RAREST))
    if country(bare) is not None:
        return ("noun" if _is_adjective(bare, key) else "name"), _OF_A_COUNTRY
    if listed == "noun":
        return "noun", min(weight, _RAREST_NOUN)
    if listed == "name" or is_listed(bare):
        return "name", weight
    if listed == "other":
        return "other", weight
    if known_lemma(bare) is not None or bare.startswith(_ARTICLE):
        return "noun", _RAREST_NOUN
    return ("other" if _BOUND_VERB.fullmatch(bare) else "name"), weight


def _is_adjective(word: str, key: str) -> bool:
    """Of a relation: «فلاحي», «نحاسية»; surnames are in no dictionary, and «قضية» is said too often."""
    if key in _NOUNS_LIKE_ADJECTIVES or (relation := _RELATION.fullmatch(word)) is None:
        return False
    if key == fold(relation[1]):  # «الأمني», of «أمن»
        return True
    if key.endswith("ي"):
        return key in _background() or known_lemma(key) is not None
    return key.endswith("يه") and (key[:-1] in _background() or key not in _background())


def _without_conjunction(word: str, key: str) -> tuple[str, bool]:
    """«والسد» is «السد» after a cut; «ولاية» stays. It also goes when the rest alone is known."""
    if word[0] not in _CONJUNCTIONS or len(word) <= _SHORTEST_VERB:
        return word, False
    rest = lemma(word[1:], "ar")
    if rest == key or (word[1:].startswith(_ARTICLE) and known_lemma(word) is None):
        return word[1:], True
    if key in _background() or known_lemma(word) is not None or is_listed(word):
        return word, False
    known = rest in _background() or rest in _stop_words()["ar"]
    return (word[1:], True) if known else (word, False)


def _without_preposition(word: str, key: str) -> str:
    """«بمياه» is «مياه», «للمياه» «المياه»: it goes when the rest has the same lemma, or alone is known."""
    if len(word) <= _SHORTEST_VERB or word[0] not in _PREPOSITIONS:
        return word
    rest = _ARTICLE + word[2:] if word.startswith(_FOR_THE) else word[1:]
    if lemma(rest, "ar") == key:
        return rest
    if rest.startswith(_ARTICLE) and len(rest) > len(_ARTICLE) + 1:
        return rest if known_lemma(word) is None else word
    unknown = key not in _background() and known_lemma(word) is None and not is_listed(word)
    known = known_lemma(rest) is not None and lemma(rest, "ar") in _background()
    return rest if unknown and known else word


def _without_pronoun(word: str, key: str) -> str:
    """«سرقتهم» is «سرقة», «بيعها» «بيع»."""
    bound = _PRONOUN.fullmatch(word)
    if bound is None:
        return word
    rest = bound[1]
    forms = (
        (f"{rest[:-1]}ة", rest)
        if rest.endswith("ت")
        else (f"{rest[:-1]}ى",)
        if rest.endswith("ا")
        else (rest,)
    )
    return next((form for form in forms if lemma(form, "ar") == key), word)


def _is_verb(word: str, key: str) -> bool:
    """Conjugated: «يسرقون», «صدحت», «رفضوا»; what a name or a noun may be is none."""
    if word[0] == "ي":
        return key[0] != "ي" or (_background().get(key, ("other", 0))[0] == "other" and not is_listed(word))
    if word.startswith(("سي", "ست")) or word.endswith("وا"):
        return key not in _background() and not is_listed(word)
    if word[0] == "ت" and key[0] != "ت":
        return True
    return word.endswith("ت") and word[-2] != "ا" and key[-1] not in "ته" and not is_listed(word)


@cache
def _background() -> Mapping[str, tuple[_Kind, float]]:
    """Of a lemma: its kind, and log2 of how many articles there are for one that has it."""
    found: dict[str, tuple[_Kind, float]] = {}
    for line in lexicon.lines("background"):
        kind, weight, *keys = line.split()
        found |= dict.fromkeys(keys, (kind, float(weight)))  # type: ignore[arg-type]
    return found


@cache
def _stop_words() -> Mapping[str, frozenset[str]]:
    """As written and as lemma, so that «وأكدت» and «يؤكد» are met too."""
    listed: dict[str, str] = lexicon.load("stop_words")
    return {
        lang: frozenset(text.split()) | {lemma(word, lang) for word in text.split()}
        for lang, text in listed.items()
    }

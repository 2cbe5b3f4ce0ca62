"""The words and two-word phrases an article is about: counted by lemma, shown as the article writes them."""

from __future__ import annotations

import re
from collections import Counter, defaultdict
from collections.abc import Mapping
from functools import cache

from services.arabic.normalise import words
from services.contracts.article import Keyword
from services.enrich import lexicon
from services.enrich.lemmas import lemma

LIMIT = 10
TITLE_BONUS = 2
SHORTEST = 2  # letters: «سد», «دم»
LONGEST = 60  # characters; no word of a newspaper has more, what is pasted without blanks does
OFTEN = 2  # what the body says once is chance

_PREFIXES = frozenset("وفبكل")
_CLAUSE = re.compile(r"[.!?؟،,؛;:\n()«»\"]+")
_Key = tuple[str, ...]


def keywords(title: str, text: str, lang: str, limit: int = LIMIT) -> tuple[Keyword, ...]:
    """The most telling first; `count` is how often the article says it, title included."""
    shown: defaultdict[_Key, Counter[str]] = defaultdict(Counter)
    for clause in _CLAUSE.split(f"{title}\n{text}"):
        for key, form in _terms(clause, lang):
            shown[key][form] += 1
    counts = {key: forms.total() for key, forms in shown.items()}  # in the order of the text
    in_title = {key for clause in _CLAUSE.split(title) for key, _ in _terms(clause, lang)}
    told = _telling_terms(counts) or {key: counts[key] for key in counts if key in in_title and len(key) == 1}

    def weight(key: _Key) -> tuple[int, int]:
        return told[key] * len(key) + TITLE_BONUS * (key in in_title), told[key]

    ranked = sorted(told, key=weight, reverse=True)
    return tuple(Keyword(text=shown[key].most_common(1)[0][0], count=told[key]) for key in ranked[:limit])


def _terms(clause: str, lang: str) -> list[tuple[_Key, str]]:
    """The content words of a clause and the pairs of neighbours among them, each with the form to show."""
    terms: list[tuple[_Key, str]] = []
    before: tuple[str, str] | None = None
    for word in words(clause):
        if not _telling(word, lang):
            before = None
            continue
        key, form = lemma(word, lang), _bare(word) if lang == "ar" else word
        terms.append(((key,), form))
        if before is not None:
            terms.append(((before[0], key), f"{before[1]} {word}"))
        before = (key, form)
    return terms


def _bare(word: str) -> str:
    """«بمياه» is shown as «مياه», «للمياه» as «المياه»: a prefix goes when the rest has the same lemma."""
    rest = f"ال{word[2:]}" if word.startswith("لل") else word[1:] if word[0] in _PREFIXES else word
    if rest == word or len(rest) <= SHORTEST or lemma(rest, "ar") != lemma(word, "ar"):
        return word
    return _bare(rest)


def _telling(word: str, lang: str) -> bool:
    stop = _stop_words().get(lang, frozenset())
    lowered = word.lower()
    return (
        SHORTEST <= len(word) <= LONGEST
        and not word[0].isdigit()
        and lowered not in stop
        and lemma(lowered, lang) not in stop
    )


def _telling_terms(counts: Mapping[_Key, int]) -> dict[_Key, int]:
    """The phrases, and the words said often that no phrase tells already."""
    phrases = _phrases(counts)
    singles = {
        key: count
        for key, count in counts.items()
        if len(key) == 1 and count >= OFTEN and not _inside(key, count, phrases)
    }
    return phrases | singles


def _phrases(counts: Mapping[_Key, int]) -> dict[_Key, int]:
    """The pairs said often, the most frequent first; a word belongs to one of them only."""
    often = [key for key, count in counts.items() if len(key) > 1 and count >= OFTEN]
    taken: set[str] = set()
    phrases = {}
    for key in sorted(often, key=lambda key: -counts[key]):
        if taken.isdisjoint(key):
            taken.update(key)
            phrases[key] = counts[key]
    return phrases


def _inside(key: _Key, count: int, phrases: Mapping[_Key, int]) -> bool:
    """Whether a phrase already tells most of what the word says."""
    return any(key[0] in phrase and said * 2 > count for phrase, said in phrases.items())


@cache
def _stop_words() -> Mapping[str, frozenset[str]]:
    """As written and as lemma, so that «وأكدت» and «يؤكد» are met too."""
    listed: dict[str, str] = lexicon.load("stop_words")
    return {
        lang: frozenset(text.split()) | {lemma(word, lang) for word in text.split()}
        for lang, text in listed.items()
    }

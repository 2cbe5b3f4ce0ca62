"""How well a document answers: readings, fields, proximity and freshness as one sum. Pure.

Every clause is BM25 on one reading of one field, so that a closer match always adds to a looser one and never
replaces it. The weights are measured (`nashra eval relevance`; docs/decisions).
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping, Sequence
from datetime import datetime
from itertools import pairwise
from typing import Any, Final

from services.arabic.readings import lemmas, roots
from services.search.grammar import Phrase, Term, TextField
from services.search.questions import asked_for
from services.search.results import Match
from services.search.wordforms import is_arabic, is_function_word

Clause = dict[str, Any]


WEIGHTS: dict[Match, dict[str, float]] = {
    "loose": {
        "lemmas.body": 1.0,
        "lemmas.title": 0.8,
        "lemmas.body.lead": 0.4,
        "body.grams": 0.45,
        "title.grams": 0.4,
        "body.exact": 0.4,
        "title.exact": 0.4,
    },
    "standard": {"body": 1.0, "body.exact": 0.3, "title": 0.7, "title.exact": 0.3},
    "exact": {"body.exact": 1.0, "title.exact": 0.7},
}
SENTENCE_WEIGHTS: Mapping[str, float] = {
    **WEIGHTS["loose"],
    "roots.body": 0.5,
    "body.exact": 0.05,
    "title.exact": 0.05,
}
"""Of a loose match: who types one word means it as typed; sentences are answered in other words."""
_READINGS: Final[Mapping[str, Callable[[str], str]]] = {"lemmas": lemmas, "roots": roots}
"""Readings that are made here, of queries as of documents; the others are analyzers."""
ASKED_FOR_WEIGHT = 0.6
NAME_WEIGHT = 0.8
DIALECT_WEIGHT = 0.3
PHRASE_WEIGHT = 0.5
PAIR_WEIGHT: Mapping[TextField, float] = {"title": 0.3, "body": 0.1}
SENTENCE_PAIRS = 0.5  # a sentence holds many pairs, and answers hold few of them
PAIR_SLOP = 2
PAIRS_UP_TO = 6
FRESHNESS_WEIGHT = 0.25
FRESHNESS_PIVOT = "14d"


def scoring(
    wanted: Sequence[Term | Phrase],
    match: Match,
    fields: Sequence[TextField],
    fresh_from: datetime | None,
    *,
    sentence: bool = False,
) -> list[Clause]:
    """The clauses whose scores are added.

    `fresh_from`: the moment at which freshness is full; None leaves it out. `sentence`: no key words.
    """
    text = " ".join(part.text for part in wanted)
    if not text:
        return []
    weights = SENTENCE_WEIGHTS if match == "loose" and sentence else WEIGHTS[match]
    clauses = list(_readings(" ".join(_content(wanted)) or text, weights, fields))
    if match == "loose" and "body" in fields and (others := asked_for(text.split())):
        clauses.append(_match("lemmas.body", " ".join(others), ASKED_FOR_WEIGHT))
    clauses += [
        {"match_phrase": {f"{field}.folded": {"query": part.text, "boost": PHRASE_WEIGHT}}}
        for part in wanted
        if isinstance(part, Phrase)
        for field in fields
    ]
    terms = [part for part in wanted if isinstance(part, Term)]
    clauses += [
        {"match_phrase": {f"{field}.folded": {"query": other, "boost": NAME_WEIGHT}}}
        for name in terms
        for other in _scored_spellings(name)
        for field in fields
    ]
    clauses += [
        _match(f"{field}.folded", " ".join(name.dialect), DIALECT_WEIGHT)
        for name in terms
        if name.dialect and match == "loose"
        for field in fields
    ]
    if match != "exact":
        share = SENTENCE_PAIRS if sentence else 1.0
        clauses += [_near(" ".join(pair), field, share) for pair in _pairs(wanted) for field in fields]
    if fresh_from is not None:
        clauses.append(_freshness(sum(len(term.text.split()) for term in terms), fresh_from))
    return clauses


def _readings(content: str, weights: Mapping[str, float], fields: Sequence[TextField]) -> Iterable[Clause]:
    for name, weight in weights.items():
        first, *rest = name.split(".")
        made = _READINGS.get(first)
        if (rest[0] if made else first) in fields:
            yield _match(name, made(content) if made else content, weight)


def _match(field: str, text: str, boost: float) -> Clause:
    return {"match": {field: {"query": text, "boost": boost}}}


def _scored_spellings(name: Term) -> list[str]:
    """Who types Arabic reads Arabic: the rare Latin spelling would outweigh the subject of the query."""
    return [other for other in name.others if is_arabic(other) or not is_arabic(name.text)]


def _content(wanted: Sequence[Term | Phrase]) -> list[str]:
    """Without function words: they only say what kind of sentence this is."""
    return [word for part in wanted for word in part.text.split() if not is_function_word(word)]


def _pairs(wanted: Sequence[Term | Phrase]) -> Iterable[tuple[str, str]]:
    """Neighbouring content words: near each other in a text, they mean what they mean in the query.

    Those of a long query only repeat what its words say, and take a third more time.
    """
    content = _content(wanted)
    return pairwise(content) if len(content) <= PAIRS_UP_TO else ()


def _near(text: str, field: TextField, share: float) -> Clause:
    boost = PAIR_WEIGHT[field] * share
    return {"match_phrase": {field: {"query": text, "slop": PAIR_SLOP, "boost": boost}}}


def _freshness(terms: int, origin: datetime) -> Clause:
    """Half of the weight after `FRESHNESS_PIVOT`, never nothing: of two answers alike, the newer first."""
    return {
        "distance_feature": {
            "field": "published_at",
            "origin": origin.isoformat(timespec="milliseconds"),
            "pivot": FRESHNESS_PIVOT,
            "boost": FRESHNESS_WEIGHT * max(1, terms),
        }
    }

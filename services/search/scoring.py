"""How well a document answers: readings, fields, proximity and freshness as one sum. Pure.

Every clause is BM25 on one reading of one field, so that a closer match always adds to a looser one and never
replaces it. The weights are measured (`nashra eval relevance`; docs/decisions).
"""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from datetime import datetime
from itertools import pairwise
from typing import Any

from services.search.grammar import Phrase, Term, TextField
from services.search.results import Match
from services.search.wordforms import is_function_word

Clause = dict[str, Any]


WEIGHTS: dict[Match, dict[str, float]] = {
    "loose": {
        "body": 1.0,
        "body.grams": 0.6,
        "body.exact": 0.03,
        "title": 0.5,
        "title.grams": 0.3,
        "title.exact": 0.03,
    },
    "standard": {"body": 1.0, "body.exact": 0.3, "title": 0.7, "title.exact": 0.3},
    "exact": {"body.exact": 1.0, "title.exact": 0.7},
}
GRAMS = ".grams"
NAME_WEIGHT = 0.8
PHRASE_WEIGHT = 0.5
PAIR_WEIGHT = 0.3
PAIR_SLOP = 2
PAIRS_UP_TO = 6
FRESHNESS_WEIGHT = 0.25
FRESHNESS_PIVOT = "14d"


def scoring(
    wanted: Sequence[Term | Phrase], match: Match, fields: Sequence[TextField], fresh_from: datetime | None
) -> list[Clause]:
    """The clauses whose scores are added.

    `fresh_from`: the moment at which freshness is full; None leaves it out.
    """
    text = " ".join(part.text for part in wanted)
    if not text:
        return []
    content = " ".join(_content(wanted)) or text
    clauses: list[Clause] = [
        {"match": {name: {"query": text if name.endswith(GRAMS) else content, "boost": weight}}}
        for name, weight in WEIGHTS[match].items()
        if name.split(".")[0] in fields
    ]
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
        for other in name.others
        for field in fields
    ]
    if match != "exact":
        clauses += [_near(" ".join(pair), field) for pair in _pairs(wanted) for field in fields]
    if fresh_from is not None:
        clauses.append(_freshness(sum(len(term.text.split()) for term in terms), fresh_from))
    return clauses


def _content(wanted: Sequence[Term | Phrase]) -> list[str]:
    """Function words are left to the 3-grams: as whole words they only say what kind of sentence this is."""
    return [word for part in wanted for word in part.text.split() if not is_function_word(word)]


def _pairs(wanted: Sequence[Term | Phrase]) -> Iterable[tuple[str, str]]:
    """Neighbouring content words: near each other in a text, they mean what they mean in the query.

    In a long text they only repeat what its words say (-.003 nDCG@10 on headlines, a third more time).
    """
    content = _content(wanted)
    return pairwise(content) if len(content) <= PAIRS_UP_TO else ()


def _near(text: str, field: TextField) -> Clause:
    return {"match_phrase": {field: {"query": text, "slop": PAIR_SLOP, "boost": PAIR_WEIGHT}}}


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

"""Which documents a query finds: the tree of `grammar` as Elasticsearch clauses. Pure, scores nothing."""

from __future__ import annotations

import math
from collections.abc import Sequence
from datetime import date, datetime
from typing import Any
from zoneinfo import ZoneInfo

from services.search.grammar import AllOf, AnyOf, Field, Node, Not, Phrase, Query, Term
from services.search.results import Match
from services.search.spellings import SPELLINGS
from services.search.wordforms import is_function_word, written_forms

Clause = dict[str, Any]

READING = {"loose": "", "standard": "", "exact": ".exact"}
PHRASE_READING = {"loose": ".folded", "standard": ".folded", "exact": ".exact"}

# A loose match shares so many of a word's 3-grams: enough to meet مدارسنا from مدارس.
GRAMS_SHARED = "75%"
GRAMS_FROM = 5  # letters; the grams of a shorter word are in too many others


def required(words: int, question: bool) -> int:
    """How many of so many content words a document must have: all of up to three, then about a third.

    A question is asked in the words of who asks; its answer has other ones.
    """
    if question:
        return max(1, words // 4)
    return words if words <= 3 else max(3, math.ceil(words * 0.35))


def matching(query: Query, match: Match, zone: ZoneInfo) -> Clause:
    """The documents that the query finds."""
    return _all_of(query.root, match, zone, question=query.question)


def _clause(node: Node, match: Match, zone: ZoneInfo) -> Clause:
    if isinstance(node, Term):
        return term_clause(node, match)
    if isinstance(node, Phrase):
        return _phrase_clause(node, match)
    if isinstance(node, Field):
        return field_clause(node, zone)
    if isinstance(node, Not):
        # an exclusion means the word as typed: a loose one would drop what merely resembles it
        return {"bool": {"must_not": [_clause(node.node, "standard" if match == "loose" else match, zone)]}}
    if isinstance(node, AnyOf):
        return any_of([_clause(part, match, zone) for part in node.nodes])
    return _all_of(node, match, zone)


def _all_of(node: AllOf, match: Match, zone: ZoneInfo, *, question: bool = False) -> Clause:
    names = named([part for part in node.nodes if isinstance(part, Term)])
    phrases = [part for part in node.nodes if isinstance(part, Phrase)]
    held = [_clause(part, match, zone) for part in node.nodes if not isinstance(part, Term | Phrase)]
    content = names
    if match == "loose":
        content = [name for name in names if not _is_function_word(name)] or names
    found = [
        *(_name_clause(name, match) for name in content),
        *(_phrase_clause(phrase, match) for phrase in phrases),
    ]
    needed = required(len(found), question) if match == "loose" else len(found)
    if needed < len(found):
        return {"bool": {"filter": held, "should": found, "minimum_should_match": needed}}
    return {"bool": {"filter": [*found, *held]}}


def named(terms: Sequence[Term]) -> list[tuple[Term, ...]]:
    """The terms in order, those that make up a known name of several words together."""
    names: list[tuple[Term, ...]] = []
    at = 0
    while at < len(terms):
        for length in range(min(SPELLINGS.longest, len(terms) - at), 0, -1):
            name = tuple(terms[at : at + length])
            if length == 1 or SPELLINGS.others(" ".join(term.text for term in name)):
                names.append(name)
                at += length
                break
    return names


def other_spellings(name: Sequence[Term]) -> tuple[str, ...]:
    return SPELLINGS.others(" ".join(term.text for term in name))


def _name_clause(name: tuple[Term, ...], match: Match) -> Clause:
    spellings = [name]
    if match != "exact":
        fields = name[0].fields
        spellings += [tuple(Term(word, fields) for word in other.split()) for other in other_spellings(name)]
    return any_of([_words_clause(spelling, match) for spelling in spellings])


def _words_clause(words: Sequence[Term], match: Match) -> Clause:
    clauses = [term_clause(word, match) for word in words]
    return clauses[0] if len(clauses) == 1 else {"bool": {"filter": clauses}}


def term_clause(term: Term, match: Match) -> Clause:
    """A word in any of its fields, in the readings of the tier."""
    clauses = [_word(field + READING[match], term.text) for field in term.fields]
    if match == "loose":
        if len(term.text) >= GRAMS_FROM:
            clauses += [_loose(field, term.text) for field in term.fields]
        if forms := written_forms(term.text):
            clauses += [{"terms": {f"{field}.folded": list(forms)}} for field in term.fields]
    return any_of(clauses)


def _is_function_word(name: Sequence[Term]) -> bool:
    return len(name) == 1 and is_function_word(name[0].text)


def _phrase_clause(phrase: Phrase, match: Match) -> Clause:
    return any_of([_phrase(field + PHRASE_READING[match], phrase.text) for field in phrase.fields])


def field_clause(field: Field, zone: ZoneInfo) -> Clause:
    match field.name:
        case "source":
            return any_of(
                [{"term": {"source.id": field.value.lower()}}, {"term": {"source.name": field.value}}]
            )
        case "section":
            return {"term": {"section": field.value}}
        case "before":
            return {"range": {"published_at": {"lt": day_start(field.value, zone)}}}
        case "after":
            return {"range": {"published_at": {"gte": day_start(field.value, zone)}}}


def day_start(day: str, zone: ZoneInfo) -> str:
    return datetime.combine(date.fromisoformat(day), datetime.min.time(), zone).isoformat()


def any_of(clauses: Sequence[Clause]) -> Clause:
    if len(clauses) == 1:
        return clauses[0]
    return {"bool": {"should": list(clauses), "minimum_should_match": 1}}


def _word(field: str, word: str) -> Clause:
    return {"match": {field: {"query": word, "operator": "and"}}}


def _loose(field: str, word: str) -> Clause:
    return {"match": {f"{field}.grams": {"query": word, "minimum_should_match": GRAMS_SHARED}}}


def _phrase(field: str, text: str) -> Clause:
    return {"match_phrase": {field: {"query": text}}}

"""Which documents a query finds: the tree of `grammar` as Elasticsearch clauses. Pure, scores nothing."""

from __future__ import annotations

import math
from collections.abc import Mapping, Sequence
from dataclasses import replace
from datetime import date, datetime
from typing import Any, Final
from zoneinfo import ZoneInfo

from services.arabic.lexemes import CAPITALS, FOREIGN, NAME, is_known, lexemes
from services.search.grammar import AllOf, AnyOf, Field, Node, Not, Phrase, Query, Term, TextField
from services.search.results import Match
from services.search.wordforms import forms, is_function_word, written_numbers

Clause = dict[str, Any]

READING = {"loose": "", "standard": "", "exact": ".exact"}
PHRASE_READING = {"loose": ".folded", "standard": ".folded", "exact": ".exact"}

# Of a stem of six letters that nobody knows one may be another, after the first two: a name, or a slip.
SLIP: Final[Mapping[str, Any]] = {"fuzziness": "AUTO:6,99", "prefix_length": 2}
SENTENCE_FROM = 4  # content words; fewer are key words
SENTENCE_GRAMS_SHARED = "25%"


def matching(query: Query, match: Match, zone: ZoneInfo, *, ranked: bool = True) -> Clause:
    """The documents that the query finds. `ranked`: the best come first, so weak ones may be among them."""
    if query.loosened:
        return _all_of(query.root, match, zone, least=1)
    if ranked and match == "loose" and is_sentence(query):
        return _sentence(query, zone)
    return _all_of(query.root, match, zone)


def is_sentence(query: Query) -> bool:
    """Whether it was asked as to a person, or is a text to find the like of, rather than key words.

    Who excludes or writes OR means every word. A quotation in a sentence is part of it: it adds to the score.
    """
    nodes = query.root.nodes
    terms = [part for part in nodes if isinstance(part, Term)]
    if not terms or any(isinstance(part, Not | AnyOf | AllOf) for part in nodes):
        return False
    if len({part.fields for part in nodes if isinstance(part, Term | Phrase)}) > 1:
        return False
    return query.question or query.loosened or len(_content(terms)) >= SENTENCE_FROM


def loosened(query: Query) -> Query | None:
    """The same, found by some of its key words; None where that is how it is found, or there is but one."""
    some = replace(query, loosened=True)
    terms = [part for part in query.root.nodes if isinstance(part, Term)]
    return some if len(_content(terms)) > 1 and is_sentence(some) and not is_sentence(query) else None


def required(words: int) -> int:
    """How many of so many key words a document must have: all of up to three, then three quarters."""
    return words if words <= 3 else math.ceil(words * 0.75)


def _sentence(query: Query, zone: ZoneInfo) -> Clause:
    """Some of its words, or a share of its 3-grams: an answer is in words of its own."""
    said = [part for part in query.root.nodes if isinstance(part, Term | Phrase)]
    terms = [
        term
        for part in said
        for term in (
            [part] if isinstance(part, Term) else [Term(word, part.fields) for word in part.text.split()]
        )
    ]
    names = _content(terms)
    text = " ".join(name.text for name in names)
    least = 1 if query.question else 2
    words = {
        "bool": {
            "should": [_name_clause(name, "standard") for name in names],
            "minimum_should_match": max(min(least, len(names)), math.ceil(len(names) / 4)),
        }
    }
    grams = [
        {"match": {f"{field}.grams": {"query": text, "minimum_should_match": SENTENCE_GRAMS_SHARED}}}
        for field in said[0].fields
    ]
    held = [_clause(part, "loose", zone) for part in query.root.nodes if not isinstance(part, Term | Phrase)]
    return {"bool": {"filter": [any_of([words, *grams]), *held]}}


def _clause(node: Node, match: Match, zone: ZoneInfo) -> Clause:
    if isinstance(node, Term):
        return _name_clause(node, match)
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


def _all_of(node: AllOf, match: Match, zone: ZoneInfo, least: int | None = None) -> Clause:
    """`least`: how many of the words must be there; None: `required`."""
    terms = [part for part in node.nodes if isinstance(part, Term)]
    held = [_clause(part, match, zone) for part in node.nodes if not isinstance(part, Term)]
    found = [_name_clause(name, match) for name in (_content(terms) if match == "loose" else terms)]
    needed = least or (required(len(found)) if match == "loose" else len(found))
    if needed < len(found):
        return {"bool": {"filter": held, "should": found, "minimum_should_match": needed}}
    return {"bool": {"filter": [*found, *held]}}


def _content(terms: Sequence[Term]) -> Sequence[Term]:
    """Without function words; all, where there are no others."""
    return [term for term in terms if not is_function_word(term.text)] or terms


def _name_clause(name: Term, match: Match) -> Clause:
    words = name.text.split()
    if len(words) > 1 and name.others:
        written = _other_clause(name.text, name.fields, match)
    else:
        written = _all_words([replace(name, text=word) for word in words], match)
    others = (*name.others, *name.dialect) if match != "exact" else ()
    return any_of([written, *(_other_clause(other, name.fields, match) for other in others)])


def _all_words(words: Sequence[Term], match: Match) -> Clause:
    clauses = [term_clause(word, match) for word in words]
    return clauses[0] if len(clauses) == 1 else {"bool": {"filter": clauses}}


def _other_clause(spelling: str, fields: tuple[TextField, ...], match: Match) -> Clause:
    """The words of another spelling stand together: «Le Caire» is no article with «le» in it."""
    if " " not in spelling:
        return term_clause(Term(spelling, fields, name=True), match)
    if match == "loose":
        return any_of([_together(field, spelling) for field in fields])
    return any_of([_phrase(field + READING[match], spelling) for field in fields])


def _together(field: TextField, spelling: str) -> Clause:
    """The words in their order, with what may be written onto each of them."""
    words = [
        {"any_of": {"intervals": [_as_written(form) for form in forms(word)]}} for word in spelling.split()
    ]
    return {
        "intervals": {f"{field}.folded": {"all_of": {"ordered": True, "max_gaps": 0, "intervals": words}}}
    }


def _as_written(form: str) -> Clause:
    return {"match": {"query": form}}


def term_clause(term: Term, match: Match) -> Clause:
    """A word in any of its fields, in the readings of the tier."""
    if match == "loose":
        keys = keys_of(term)
        clauses = [{"terms": {f"lexemes.{field}": keys}} for field in term.fields]
        if is_uncertain(term.text):
            clauses += [_word(field, term.text, **SLIP) for field in term.fields]
        return any_of(clauses)
    numbers = written_numbers(term.text)
    return any_of(
        [_word(field + READING[match], text) for text in (term.text, *numbers) for field in term.fields]
    )


def is_uncertain(word: str) -> bool:
    """Whether it may be a slip: neither the dictionary nor the gazetteer has it."""
    return not word[0].isdigit() and not is_known(word)


def keys_of(term: Term) -> list[str]:
    """Of its lexemes: of what is a name as well, those of what is meant."""
    keys = lexemes(term.text)
    names = [key for key in keys if key[0] in (NAME, CAPITALS)]
    words = [key for key in keys if key[0] not in (NAME, CAPITALS, FOREIGN)]
    return list(keys if not (names and words) else names if term.name else words)


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


def _word(field: str, word: str, **tolerance: Any) -> Clause:
    return {"match": {field: {"query": word, "operator": "and", **tolerance}}}


def _phrase(field: str, text: str) -> Clause:
    return {"match_phrase": {field: {"query": text}}}

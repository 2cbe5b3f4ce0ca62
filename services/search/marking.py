"""What the highlighter is asked to mark in the results of a query. Pure."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import replace
from typing import Any, Final

from services.arabic.lexemes import related_forms
from services.arabic.normalise import fold
from services.search.documents import HIT_END, HIT_START
from services.search.grammar import Phrase, Query, Term, TextField, positive
from services.search.highlights import Likeness, Wording
from services.search.matching import is_sentence, is_uncertain, keys_of
from services.search.results import Match
from services.search.wordforms import forms, is_function_word, written_forms, written_numbers

MOST_MARKED: Final = 80  # words, as typed and in other forms; each is looked for in each article of a page
FRAGMENTS: Final[Mapping[TextField, dict[str, int]]] = {
    "title": {"number_of_fragments": 0},
    "body": {"number_of_fragments": 2, "fragment_size": 160},
}


def highlight_body(
    wanted: Sequence[Term | Phrase], match: Match, fields: Sequence[TextField]
) -> dict[str, Any]:
    """All that may have matched, asked of the stemmed field alone: its offsets are stored.

    What was quoted, and another spelling of several words, is marked where it stands together.
    """
    terms = _subject(wanted)
    phrases = [part.text for part in wanted if isinstance(part, Phrase)]
    others = [other for term in terms for other in (*term.others, *term.dialect)] if match != "exact" else []
    words = words_alone(wanted)
    if not words and not phrases:
        words = [part.text for part in wanted]
    inflected = [form for word in words for form in _other_forms(word, match)]
    together = dict.fromkeys(text for text in [*phrases, *others] if " " in text)
    alone = dict.fromkeys([*words, *(text for text in [*phrases, *others] if " " not in text), *inflected])
    text = " ".join(list(alone)[:MOST_MARKED])
    return {
        "type": "unified",
        "pre_tags": [HIT_START],
        "post_tags": [HIT_END],
        "fields": {
            field: {
                **FRAGMENTS[field],
                "highlight_query": _marking(field, text, list(together)[:MOST_MARKED]),
            }
            for field in fields
        },
    }


def likeness(query: Query) -> Likeness:
    """What is marked of the texts that a loose search found."""
    wanted = list(positive(query.root))
    terms = _subject(wanted) or [part for part in wanted if isinstance(part, Term)]
    others = [other for term in terms for other in (*term.others, *term.dialect)]
    named = [term.text for term in terms if term.others and " " in term.text]
    alone = [term for term in terms if term.text not in named]
    single = [replace(term, text=word) for term in alone for word in term.text.split()]
    single += [Term(other, name=True) for other in others if " " not in other]
    phrases: list[Wording] = [
        tuple(forms(word) for word in text.split()) for text in (*named, *others) if " " in text
    ]
    phrases += [
        tuple((fold(word),) for word in part.text.split()) for part in wanted if isinstance(part, Phrase)
    ]
    return Likeness(
        {key for term in single for key in keys_of(term)},
        phrases,
        [term.text for term in alone if is_sentence(query) or is_uncertain(term.text)],
    )


def words_alone(wanted: Iterable[Term | Phrase]) -> list[str]:
    """The words that are marked wherever they stand: not those of a quotation."""
    return [word for term in _subject(wanted) for word in term.text.split()]


def _subject(wanted: Iterable[Term | Phrase]) -> list[Term]:
    return [part for part in wanted if isinstance(part, Term) and not is_function_word(part.text)]


def _other_forms(word: str, match: Match) -> tuple[str, ...]:
    """So that fragments are taken from where a form stands that no stem leads to."""
    return (*related_forms(word), *written_forms(word)) if match == "loose" else written_numbers(word)


def _marking(field: TextField, words: str, together: Sequence[str]) -> dict[str, Any]:
    marking: list[dict[str, Any]] = [{"match": {field: {"query": words}}}]
    marking += [{"match_phrase": {field: {"query": text}}} for text in together]
    return {"bool": {"should": marking}}

"""The readings of a text as Elasticsearch analyzers: exact, folded, stem, lemmas, 3-grams (`design: Arabic`).

Everything is declared by stock names and parameters, so that the same settings hold on any Elasticsearch with
`analysis-common` and on the embedded server with our plugin. Documents and queries come in NFC: the exact
reading drops marks, and a hamza that is not part of its letter is one. Lemmas come ready (`arabic.lemmas`).
"""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from services.arabic.normalise import EXACT, FOLDING

GRAM = 3
LEAD_WORDS = 45  # news is told in its first sentences

# hashtags join words with underscores, French with apostrophes: UAX 29 would keep them one word
_JOINED = {"_": " ", "#": " ", "'": " ", "’": " ", "ʼ": " "}


def _escaped(text: str) -> str:
    """As a rule of the `mapping` filter may hold it: blanks, signs and controls as UTF-16 escapes."""
    units = text.encode("utf-16-be")
    return (
        text
        if text.isalnum()
        else "".join(f"\\u{units[i]:02x}{units[i + 1]:02x}" for i in range(0, len(units), 2))
    )


def _rules(mapping: Mapping[str, str]) -> list[str]:
    return [f"{_escaped(found)} => {_escaped(reading)}" for found, reading in mapping.items()]


def analysis() -> dict[str, Any]:
    """The `analysis` part of the index settings."""
    return {
        "char_filter": {
            "exact": {"type": "mapping", "mappings": _rules({**EXACT, **_JOINED})},
            "fold": {"type": "mapping", "mappings": _rules({**FOLDING, **_JOINED})},
        },
        "tokenizer": {
            "grams": {
                "type": "ngram",
                "min_gram": GRAM,
                "max_gram": GRAM,
                "token_chars": ["letter", "digit"],
            },
        },
        "filter": {"lead": {"type": "limit", "max_token_count": LEAD_WORDS}},
        "analyzer": {
            "exact": _analyzer("exact", "standard", "lowercase"),
            "folded": _analyzer("fold", "standard", "lowercase"),
            "stem": _analyzer("fold", "standard", "lowercase", "arabic_stem"),
            "grams": _analyzer("fold", "grams", "lowercase"),
            # the stem of a lemma: a word that no dictionary knows loses its article at least
            "lemmas": _analyzer(None, "whitespace", "arabic_stem"),
            "lemmas_lead": _analyzer(None, "whitespace", "lead", "arabic_stem"),
        },
        "normalizer": {
            "folded": {"type": "custom", "char_filter": ["fold"], "filter": ["lowercase"]},
        },
    }


def _analyzer(char_filter: str | None, tokenizer: str, *filters: str) -> dict[str, Any]:
    folding = {"char_filter": [char_filter]} if char_filter else {}
    return {"type": "custom", **folding, "tokenizer": tokenizer, "filter": list(filters)}

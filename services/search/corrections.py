"""Did you mean: spellings from the index's own vocabulary, and the other keyboard layout.

Offered, never applied. Pure.
"""

from __future__ import annotations

import re
from collections.abc import Mapping, Sequence
from typing import Any, Final

from services.search.grammar import Phrase, Term
from services.search.keyboard import other_layout
from services.search.results import Correction

VOCABULARY: Final = "body.exact"
MOST: Final = 3
LOOKED_AT: Final = 6
LONGEST: Final = 20  # letters of a word that is worth correcting
KEYBOARD_SCORE: Final = 0.9


def suggest_body(wanted: Sequence[Term | Phrase]) -> dict[str, Any]:
    """Words that no article writes as they were typed, with those that some do.

    A known word costs one look-up, an unknown one as much as a search: only the first ones are looked at.
    """
    words = [word for part in wanted for word in part.text.split() if len(word) <= LONGEST]
    return {
        "spelling": {
            "text": " ".join(words[:LOOKED_AT]),
            "term": {
                "field": VOCABULARY,
                "suggest_mode": "missing",
                "sort": "score",
                "max_edits": 2,
                # hamza and madda stand on the first letter: nothing may be taken for right
                "prefix_length": 0,
                "min_word_length": 4,
                "size": MOST,
            },
        }
    }


def spelling_corrections(text: str, answer: Mapping[str, Any]) -> tuple[Correction, ...]:
    """The query with its unknown words replaced: by the best of each, then by the next best of one."""
    unknown = [entry for entry in answer.get("suggest", {}).get("spelling", ()) if entry["options"]]
    if not unknown:
        return ()
    best = text
    for entry in unknown:
        best = _replaced(best, entry["text"], entry["options"][0]["text"])
    found = {best: min(entry["options"][0]["score"] for entry in unknown)}
    for entry in unknown:
        for option in entry["options"][1:]:
            found.setdefault(_replaced(text, entry["text"], option["text"]), option["score"])
    return tuple(Correction(q, round(score, 3)) for q, score in found.items() if q != text)[:MOST]


def keyboard_slip(text: str) -> str | None:
    """The query on the other layout. Worth offering only when it finds what the typed one does not."""
    slipped = other_layout(text)
    return slipped if slipped != text else None


def _replaced(text: str, word: str, by: str) -> str:
    """The suggester reads in lower case and without marks; a word that is not found as it reads stays."""
    return re.sub(rf"(?<!\w){re.escape(word)}(?!\w)", lambda _: by, text, flags=re.IGNORECASE)

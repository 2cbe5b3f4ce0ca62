"""Did you mean: spellings from the index's own vocabulary, and the other keyboard layout.

Offered, never applied. Pure.
"""

from __future__ import annotations

import re
from collections.abc import Mapping, Sequence
from typing import Any, Final

from services.arabic.lexemes import is_known
from services.arabic.normalise import fold
from services.search.grammar import Phrase, Term
from services.search.results import Correction

VOCABULARY: Final = "body.exact"
OF_TITLES: Final = "title.exact"
MOST: Final = 3
LOOKED_AT: Final = 6
LONGEST: Final = 20  # letters of a word that is worth correcting
NEARLY: Final = 0.9  # of the score of the nearest: as good a guess, so that the more frequent word goes first
TWO_EDITS: Final = 2
TWO_EDITS_FROM: Final = 9  # letters
KEYBOARD_SCORE: Final = 0.9

# The Arabic (101) layout, key by key against QWERTY. «لا» is one key.
_KEYS = {
    "q": "ض", "w": "ص", "e": "ث", "r": "ق", "t": "ف", "y": "غ", "u": "ع", "i": "ه", "o": "خ", "p": "ح",
    "[": "ج", "]": "د", "a": "ش", "s": "س", "d": "ي", "f": "ب", "g": "ل", "h": "ا", "j": "ت", "k": "ن",
    "l": "م", ";": "ك", "'": "ط", "z": "ئ", "x": "ء", "c": "ؤ", "v": "ر", "b": "لا", "n": "ى", "m": "ة",
    ",": "و", ".": "ز", "/": "ظ", "`": "ذ", "H": "أ", "Y": "إ", "N": "آ", "G": "لأ", "T": "لإ", "B": "لآ",
}  # fmt: skip
_TO_ARABIC = {**_KEYS, **{key.upper(): letter for key, letter in _KEYS.items() if key.upper() not in _KEYS}}
_TO_LATIN = {letter: key for key, letter in reversed(_KEYS.items()) if len(letter) == 1}
_LEAST = 3  # letters; below, everything is a word somewhere


def suggest_body(wanted: Sequence[Term | Phrase], vocabulary: str = VOCABULARY) -> dict[str, Any]:
    """Words that no article writes as they were typed, with those that some do.

    A known word costs one look-up, an unknown one as much as a search: only the first ones are looked at.
    """
    return {
        "spelling": {
            "text": " ".join(_looked_at(wanted)),
            "term": {
                "field": vocabulary,
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


def title_body(wanted: Sequence[Term | Phrase]) -> dict[str, Any]:
    """The same of the words of titles, with which of the typed ones a text has; empty where there are none.

    Another search, so only for a query that finds little: most words of texts are in no title.
    """
    known = {word.lower(): {"match": {VOCABULARY: word}} for word in _looked_at(wanted)}
    aggregations = {"known": {"filters": {"filters": known}}}
    return {"size": 0, "suggest": suggest_body(wanted, OF_TITLES), "aggs": aggregations} if known else {}


def spelling_corrections(text: str, answer: Mapping[str, Any]) -> tuple[Correction, ...]:
    """The query with its unknown words replaced: by the best of each, then by the next best of one.

    A word of the language that the archive lacks is no slip: its neighbours would be other words.
    """
    known = answer.get("aggregations", {}).get("known", {}).get("buckets", {})
    unknown = {
        entry["text"]: guesses
        for entry in answer.get("suggest", {}).get("spelling", ())
        if not is_known(entry["text"])
        and not known.get(entry["text"], {}).get("doc_count")
        and (
            guesses := _guesses(
                [option for option in entry["options"] if _is_near(entry["text"], option["text"])]
            )
        )
    }
    if not unknown:
        return ()
    best = text
    for word, guesses in unknown.items():
        best = _replaced(best, word, guesses[0]["text"])
    found = {best: min(guesses[0]["score"] for guesses in unknown.values())}
    for word, guesses in unknown.items():
        for guess in guesses[1:]:
            found.setdefault(_replaced(text, word, guess["text"]), guess["score"])
    return tuple(Correction(q, round(score, 3)) for q, score in found.items() if q != text)[:MOST]


def keyboard_slip(text: str) -> str | None:
    """The query on the other layout. Worth offering only when it finds what the typed one does not."""
    slipped = other_layout(text)
    return slipped if slipped != text else None


def other_layout(text: str) -> str | None:
    """The text as the other layout would have written it; None when it is no slip."""
    letters = [character for character in text if not character.isspace() and not character.isdigit()]
    if len(letters) < _LEAST:
        return None
    if all(letter in _TO_ARABIC for letter in letters):
        return "".join(_TO_ARABIC.get(character, character) for character in text)
    unjoined = text.replace("لا", "b")
    if all(
        letter in _TO_LATIN or letter == "b" or letter.isspace() or letter.isdigit() for letter in unjoined
    ):
        return "".join(_TO_LATIN.get(character, character) for character in unjoined)
    return None


def _looked_at(wanted: Sequence[Term | Phrase]) -> list[str]:
    return [word for part in wanted for word in part.text.split() if len(word) <= LONGEST][:LOOKED_AT]


def _is_near(word: str, guess: str) -> bool:
    """Two other letters make another word of a short one."""
    edits = _edits(fold(word), fold(guess))
    return edits <= 1 or (edits == TWO_EDITS and len(word) >= TWO_EDITS_FROM)


def _edits(one: str, other: str) -> int:
    """How many letters are put in, left out, exchanged, or swapped with their neighbour (Damerau)."""
    before: list[int] = []
    line = list(range(len(other) + 1))
    for at, letter in enumerate(one, 1):
        above, line = line, [at]
        for place, wanted in enumerate(other, 1):
            cost = min(above[place] + 1, line[-1] + 1, above[place - 1] + (letter != wanted))
            if at > 1 and place > 1 and letter == other[place - 2] and one[at - 2] == wanted:
                cost = min(cost, before[place - 2] + 1)
            line.append(cost)
        before = above
    return line[-1]


def _guesses(options: Sequence[Mapping[str, Any]]) -> list[Mapping[str, Any]]:
    """Of a word, those that are about as near as the nearest one; of them, the most frequent first."""
    nearest = max((option["score"] for option in options), default=0.0)
    near = [option for option in options if option["score"] >= NEARLY * nearest]
    return sorted(near, key=lambda option: -option["freq"])


def _replaced(text: str, word: str, by: str) -> str:
    """The suggester reads in lower case and without marks; a word that is not found as it reads stays."""
    return re.sub(rf"(?<!\w){re.escape(word)}(?!\w)", lambda _: by, text, flags=re.IGNORECASE)

"""Readings of a text: displayed (`clean`), exact (`strip_marks`), normalised (`fold`); words and sentences.

`fold` maps character by character, never by context, so that Elasticsearch's `mapping` character filter
built from `FOLDING` gives the same reading as Python, and folding twice changes nothing.
"""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Iterable, Mapping
from functools import lru_cache

TATWEEL = "\u0640"
JOINERS = "\u200c\u200d"  # they shape Persian words and emoji: kept for display, dropped for search

# Blocks whose characters have a reading of their own: Latin, Greek, Cyrillic, Hebrew, Arabic and supplements,
# Tifinagh, punctuation, letterlike, presentation forms, full width, mathematical Arabic.
_BLOCKS = (
    range(0x05FF),
    range(0x0600, 0x0780),
    range(0x0870, 0x0900),
    range(0x1E00, 0x2190),
    range(0x2460, 0x2500),
    range(0x2D30, 0x2D80),
    range(0x3000, 0x3001),
    range(0xFB00, 0xFE10),
    range(0xFE20, 0xFE30),
    range(0xFE70, 0xFFF0),
    range(0x1EE00, 0x1EF00),
)

# Letters that Unicode keeps apart and readers of Arabic do not.
_LETTERS: dict[str, str] = {
    **dict.fromkeys("أإآٱٲٳ", "ا"),
    **dict.fromkeys("ىئیېۍێےۓ", "ي"),
    **dict.fromkeys("ؤ", "و"),
    **dict.fromkeys("ةۃەہھۀۂ", "ه"),
    **dict.fromkeys("ڭگݣکڪڮ", "ك"),  # Moroccan and Persian g are written ك by most newspapers
    **dict.fromkeys("ڤڥڢ", "ف"),
    **dict.fromkeys("ڨڧ", "ق"),
    "پ": "ب",
    "چ": "ج",
    "ژ": "ز",
    "ٴ": "",  # high hamza, what is left of ٵ ٶ ٸ
    "٫": ".",
    "٬": ",",
    "٪": "%",
}

LONGEST_CACHED = 300  # characters; lines of a page are shorter, texts are asked for once
LONGEST_WORD = 20  # letters; words come again and again, and apart from them lines stay cached
_INVISIBLE = {"Cc", "Cf", "Cs"}
_WORD = re.compile(r"\d+(?:[.,:٫٬]\d+)+|[^\W_]+(?:['’][^\W_]+)*")
_SENTENCE_END = re.compile(r"(?<=[.!?؟…])[\"'»”)\]]*\s+|\n+")
_INITIAL = re.compile(r"(?:^|[\s(«\"])[^\W\d_]\.$")  # «أ. د. فلان»: an initial ends no sentence


def _is_mark(character: str) -> bool:
    return unicodedata.category(character) in {"Mn", "Me"}


def _is_arabic_mark(character: str) -> bool:
    return _is_mark(character) and (
        "\u0610" <= character <= "\u06ed" or "\u0898" <= character <= "\u08ff" or character == "\ufbc2"
    )


def _invisible(character: str) -> bool:
    return unicodedata.category(character) in _INVISIBLE and character not in "\t\n\r"


def _fold_character(character: str) -> str:
    """The normalised reading of one character; empty when it only decorates."""
    if character in _LETTERS:
        return _LETTERS[character]
    if _invisible(character):
        return " " if character.isspace() else ""
    kind = unicodedata.category(character)
    if kind == "Nd":
        return str(unicodedata.digit(character))
    if kind in {"Zs", "Zl", "Zp"}:
        return " "
    decomposed = unicodedata.normalize("NFKD", character.casefold())
    if decomposed == character:
        return "" if _is_mark(character) or character == TATWEEL else character
    folded = "".join(_fold_character(part) for part in decomposed)
    # a spacing tashkeel (U+FE70 …) decomposes into a blank and a mark: no blank may appear inside a word
    return "" if folded.isspace() and not character.isspace() else folded


def _changes(characters: Iterable[str]) -> dict[str, str]:
    folded = {character: _fold_character(character) for character in characters}
    return {character: reading for character, reading in folded.items() if reading != character}


FOLDING: Mapping[str, str] = _changes(chr(code) for block in _BLOCKS for code in block)
"""Each character that the normalised reading changes, and to what; an empty value drops it."""

_BARE = {
    chr(code)
    for block in _BLOCKS
    for code in block
    if chr(code) == TATWEEL or _is_arabic_mark(chr(code)) or _invisible(chr(code))
}
EXACT: Mapping[str, str] = {
    **dict.fromkeys(sorted(_BARE), ""),  # a set would stand in another order in every process
    **{
        chr(code): "".join(
            part for part in unicodedata.normalize("NFKC", chr(code)) if part not in _BARE
        ).strip()
        for block in (range(0xFB50, 0xFE00), range(0xFE70, 0xFF00), range(0x1EE00, 0x1EF00))
        for code in block
        if unicodedata.decomposition(chr(code))
    },
}
"""The same for the exact reading: tashkeel, tatweel and invisibles go; presentation forms are letters."""

_MARKS = frozenset(EXACT)
_FOLD = str.maketrans(dict(FOLDING))
_DISPLAY = {
    code: None
    for code in (
        *range(0x3000),
        0xFEFF,
        *range(0xFFF9, 0xFFFC),
        *range(0xD800, 0xE000),
        *range(0xE0000, 0xE0080),
    )
    if _invisible(chr(code)) and not chr(code).isspace() and chr(code) not in JOINERS
}


def clean(text: str) -> str:
    """Safe to display and store: NFC; no controls, bidi controls or zero-width characters; blanks collapsed.

    Lines stay lines; tashkeel and tatweel stay as written. Lone surrogates go: they have no UTF-8.
    """
    return _clean_short(text) if len(text) <= LONGEST_CACHED else _clean_lines(text)


def _clean_lines(text: str) -> str:
    lines = text.splitlines()
    if len(lines) == 1:  # as nearly always
        return _clean_line(lines[0])
    return "\n".join(line for raw in lines if (line := _clean_line(raw)))


_clean_short = lru_cache(maxsize=1024)(_clean_lines)


def _clean_line(raw: str) -> str:
    line = " ".join(raw.split())
    if (
        not line.isprintable()
    ):  # which is rare, and a translation of every character costs five times the rest
        line = " ".join(line.translate(_DISPLAY).split())
    return unicodedata.normalize("NFC", line)


def strip_marks(text: str) -> str:
    """The exact reading: without tashkeel and tatweel, letters as they are. Idempotent."""
    composed = unicodedata.normalize("NFC", text)
    if _MARKS.isdisjoint(composed):  # as nearly always, and four times as fast as the set of its characters
        return composed
    for mark in _MARKS.intersection(composed):  # a few: a translation looks up every character of the text
        composed = composed.replace(mark, EXACT[mark])
    return unicodedata.normalize("NFC", composed)


def fold(text: str) -> str:
    """The normalised reading: one form for all spellings that readers take for the same. Idempotent."""
    if len(text) <= LONGEST_WORD:
        return _fold_word(text)
    return _fold_line(text) if len(text) <= LONGEST_CACHED else _translated(text)


def _translated(text: str) -> str:
    return text.translate(_FOLD)


_fold_word = lru_cache(maxsize=8_192)(_translated)
_fold_line = lru_cache(maxsize=1024)(_translated)  # each step of reading a page asks for the same lines again


def words(text: str) -> list[str]:
    """The words and numbers of a text in order, in their exact reading; «1.5» and «l'eau» are one each."""
    return _WORD.findall(strip_marks(text))


def sentences(text: str) -> list[str]:
    """The sentences of a text in order; a line break ends one too."""
    found: list[str] = []
    start = 0
    for end in _SENTENCE_END.finditer(text):
        piece = text[start : end.start()]
        if "\n" not in end.group() and _INITIAL.search(piece):
            continue
        found.append((piece + end.group().rstrip()).strip())
        start = end.end()
    found.append(text[start:].strip())
    return [sentence for sentence in found if sentence]

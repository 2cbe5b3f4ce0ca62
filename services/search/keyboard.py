"""Words typed on the wrong keyboard layout: the same keys, read on the other one. Pure."""

from __future__ import annotations

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

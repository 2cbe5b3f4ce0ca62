"""Which language a text is written in: py3langid, and a rule for two scripts that it does not know."""

from __future__ import annotations

from collections.abc import Iterable
from functools import cache

from py3langid.langid import MODEL_FILE, LanguageIdentifier

SURE = 0.75  # below it a hint may decide; measured on single headlines, whose right answers score above .9
POSSIBLE = 0.05  # of the best answer's probability; a hint that the model all but excludes is not believed
SAMPLE = 600  # characters; more text changes no answer: 25,018 texts and headlines, 500 to 2,000

# What an Arabic newspaper quotes or publishes; the other 120 languages of the model only misread short text.
_LANGUAGES = "ar ary arz fr en es de it pt nl fa ps ur ug tr ku sdh kab he ru zh"
_MACROLANGUAGE = {
    "ary": "ar",
    "arz": "ar",
    "sdh": "ckb",
}  # Darija and Egyptian are read and searched as Arabic
_KURDISH_LETTERS = frozenset("ڕڵێ")  # of Central Kurdish, and of no other language in Arabic script
_TIFINAGH = frozenset(filter(str.isalpha, map(chr, range(0x2D30, 0x2D80))))


def detect(text: str, hints: Iterable[str | None] = ()) -> str:
    """The ISO 639 code of the language of `text`; `und` when it has no letters and no hint helps.

    `hints` are language tags, the most trusted first; they only break ties, which short text has.
    """
    sample = text[:SAMPLE]
    characters = set(sample)  # few: what a script has none of need not be counted
    wanted = [hint.lower().replace("_", "-").split("-")[0] for hint in hints if hint]
    if not any(map(str.isalpha, characters)):
        return wanted[0] if wanted else "und"
    if characters & _TIFINAGH and _share(sample, _TIFINAGH) > 1 / 2:
        return "zgh"
    if characters & _KURDISH_LETTERS and _share(sample, _KURDISH_LETTERS) > 1 / 100:
        return "ckb"
    likely = _probabilities(sample)
    best = max(likely, key=lambda lang: likely[lang])
    if likely[best] >= SURE:
        return best
    return next((hint for hint in wanted if likely.get(hint, 0.0) >= likely[best] * POSSIBLE), best)


def _share(text: str, letters: frozenset[str]) -> float:
    """Of the letters of a text."""
    return sum(map(text.count, letters)) / sum(map(str.isalpha, text))


def _probabilities(text: str) -> dict[str, float]:
    """How likely each language is; the varieties of one language count together."""
    likely: dict[str, float] = {}
    for label, probability in _model().rank(text):
        lang = _MACROLANGUAGE.get(label, label)
        likely[lang] = likely.get(lang, 0.0) + probability
    return likely


@cache
def _model() -> LanguageIdentifier:
    """Loads in a second, on the first text."""
    model = LanguageIdentifier.from_model_file(MODEL_FILE, norm_probs=True)
    model.set_languages(_LANGUAGES.split())
    return model

"""The lemma reading: each word as the dictionary form under which its forms meet. Pure."""

from __future__ import annotations

from functools import lru_cache

from simplemma import Lemmatizer

from services.arabic.normalise import fold, words

_dictionary = Lemmatizer(cache_max_size=0)  # what it answers is kept below, folded


@lru_cache(maxsize=32_768)
def lemma(word: str) -> str:
    """«المدارس» is «مدرسه»: folded; a word that the dictionary does not know stays.

    The first call reads the dictionary (1 s, 20 MB).
    """
    return fold(_dictionary.lemmatize(word, lang="ar")) if word else ""


def lemmas(text: str) -> str:
    """The lemmas of a text's words in order, with a blank between them."""
    return " ".join(filter(None, map(_between_blanks, text.split())))


@lru_cache(maxsize=32_768)
def _between_blanks(written: str) -> str:
    """The same of what stands between two blanks, as nearly always seen before: half of the time."""
    return " ".join(map(lemma, words(written)))

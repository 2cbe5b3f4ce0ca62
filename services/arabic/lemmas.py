"""The lemma reading: each word as the dictionary form under which its forms meet. Pure."""

from __future__ import annotations

from functools import lru_cache

from simplemma.strategies import (
    CliticDecompositionStrategy,
    DictionaryLookupStrategy,
    PrefixDecompositionStrategy,
)
from simplemma.strategies.dictionaries import DEFAULT_DICTIONARY_FACTORY

from services.arabic.normalise import fold, words


class _Lookup(DictionaryLookupStrategy):
    """For words in their exact reading: there is no tashkeel to strip, and Arabic has no capitals."""

    __slots__ = ()

    def get_lemma(self, token: str, lang: str) -> str | None:
        found: str | None = DEFAULT_DICTIONARY_FACTORY.get_dictionary(lang).get(token)
        return found


_lookup = _Lookup()
# of all that simplemma tries, in its order, what knows something of Arabic: the rest is half of the time
_STRATEGIES = (
    _lookup,
    CliticDecompositionStrategy(_lookup),
    PrefixDecompositionStrategy(dictionary_lookup=_lookup),
)


@lru_cache(maxsize=32_768)
def lemma(word: str) -> str:
    """«المدارس» is «مدرسه»: folded; a word that the dictionary does not know stays.

    The first call reads the dictionary (1 s, 20 MB).
    """
    return _lemma(word)


def lemmas(text: str) -> str:
    """The lemmas of a text's words in order, with a blank between them."""
    return " ".join(filter(None, map(_between_blanks, text.split())))


@lru_cache(maxsize=65_536)
def _between_blanks(written: str) -> str:
    """The same of what stands between two blanks, as mostly seen before; single words are not kept again."""
    return " ".join(map(_lemma, words(written)))


def _lemma(word: str) -> str:
    for strategy in _STRATEGIES:
        if found := strategy.get_lemma(word, "ar"):
            return fold(found)
    return fold(word)

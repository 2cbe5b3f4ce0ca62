"""The lemma reading: each word as the dictionary form under which its forms meet. Pure."""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping
from functools import cache, lru_cache

from simplemma.strategies import (
    CliticDecompositionStrategy,
    DictionaryLookupStrategy,
    PrefixDecompositionStrategy,
)
from simplemma.strategies.dictionaries import DEFAULT_DICTIONARY_FACTORY

from services.arabic.normalise import fold


class _Lookup(DictionaryLookupStrategy):
    """For words in their exact reading: there is no tashkeel to strip, and Arabic has no capitals."""

    __slots__ = ()

    def get_lemma(self, token: str, lang: str) -> str | None:
        found: str | None = DEFAULT_DICTIONARY_FACTORY.get_dictionary(lang).get(token)
        return found


_WITH_PRONOUN = re.compile("(.{3,})(?:هما|كما|ها|هم|هن|كم|كن|نا|ه|ك|ي)")
_LONG = 4  # letters; a ت that ends three is mostly their own

_lookup = _Lookup()
# what knows something of Arabic, of all that simplemma tries after the word itself, in its order
_STRATEGIES = (CliticDecompositionStrategy(_lookup), PrefixDecompositionStrategy(dictionary_lookup=_lookup))


def lemma_of(word: str) -> str:
    """«المدارس» is «مدرسه»: folded; a word that the dictionary does not know stays.

    The first call reads the dictionary (1 s, 20 MB).
    """
    return fold(next(filter(None, _readings(word)), word))


@lru_cache(maxsize=32_768)
def lemma(word: str) -> str:
    """The same, kept: for who keeps nothing of it."""
    return lemma_of(word)


def known_lemma(word: str) -> str | None:
    """As the dictionary writes it, of exactly this form; None where the dictionary does not have it."""
    return _dictionary().get(word)


@cache
def _dictionary() -> Mapping[str, str]:
    """1 s and 20 MB, once."""
    found: Mapping[str, str] = DEFAULT_DICTIONARY_FACTORY.get_dictionary("ar")
    return found


def _readings(word: str) -> Iterator[str | None]:
    """What the dictionary says of each way to take the word apart, the likeliest first.

    A pronoun is written onto its noun, and turns a final ة into ت: «حكومتها» is of «حكومة», «بيته» of «بيت».
    """
    yield known_lemma(word)
    bound = _WITH_PRONOUN.fullmatch(word)
    if bound is None:
        yield from _decomposed(word)
        return
    noun = bound[1]
    feminine = noun[:-1] + "ة" if noun.endswith("ت") else ""
    if len(feminine) >= _LONG:
        yield known_lemma(feminine)
        yield from _decomposed(feminine)
    yield known_lemma(noun)
    if 0 < len(feminine) < _LONG:
        yield known_lemma(feminine)
        yield from _decomposed(feminine)
    yield from _decomposed(word)
    yield from _decomposed(noun)


def _decomposed(word: str) -> Iterator[str | None]:
    return (strategy.get_lemma(word, "ar") for strategy in _STRATEGIES)

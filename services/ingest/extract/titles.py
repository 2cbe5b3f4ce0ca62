"""The title of an article: what heading, metadata and feed agree on, without the newspaper's name."""

from __future__ import annotations

import re
from collections.abc import Iterable, Sequence
from dataclasses import dataclass

from services.arabic.normalise import clean, fold

LONGEST_TITLE = 300
_SEPARATOR = re.compile(r"\s+[-–—|·•»«]\s+|\s*[|»]\s*|\s*::\s*|\s+[-–—]|[-–—]\s+")
_WORDS = re.compile(r"[^\W_]+")


@dataclass(frozen=True, slots=True)
class Candidate:
    """A title as one witness gives it. `heading`: it stands on the page as its heading."""

    witness: str
    text: str
    heading: bool = False


def choose(candidates: Iterable[Candidate], site_names: Sequence[str]) -> Candidate | None:
    """The title with the most support; headings win because they are written for readers.

    A heading needs one other witness, unless there is none; the newspaper's name at either end goes.
    """
    given = [
        Candidate(candidate.witness, text, candidate.heading)
        for candidate in candidates
        if (text := clean(candidate.text).replace("\n", " ")) and len(text) <= LONGEST_TITLE
    ]
    names = {_key(name) for name in site_names if name} - {""}
    given = [candidate for candidate in given if _key(candidate.text) not in names]
    headings = [candidate for candidate in given if candidate.heading]
    others = [candidate for candidate in given if not candidate.heading]
    supported = [
        (sum(_supports(other.text, heading.text) for other in others), -position, heading)
        for position, heading in enumerate(headings)
    ]
    if supported:
        support, _, heading = max(supported, key=lambda item: item[:2])
        if support or not others:
            return Candidate(heading.witness, without_site(heading.text, names), True)
    if not others:
        return headings[0] if headings else None
    best = others[0]
    return Candidate(best.witness, without_site(best.text, names, _shared(best, others)))


def without_site(title: str, names: Iterable[str], shared: str | None = None) -> str:
    """The title without the newspaper's name at either end; `shared` is what several witnesses agree on."""
    known = set(names)
    if shared:
        return shared
    changed = True
    while changed:
        changed = False
        cuts = [match.span() for match in _SEPARATOR.finditer(title)]
        for start, end in (*reversed(cuts), *cuts):
            head, tail = title[:start].strip(), title[end:].strip()
            if head and _key(tail) in known:
                title, changed = head, True
                break
            if tail and _key(head) in known:
                title, changed = tail, True
                break
    return title


def _supports(other: str, heading: str) -> bool:
    """The other witness gives this heading, with more around it or cut short."""
    a, b = _key(other), _key(heading)
    if not b or len(b) < 4:
        return False
    return a == b or b in a or (len(a) >= 20 and a.rstrip(" .…") in b) or _overlap(a, b) >= 0.8


def _overlap(a: str, b: str) -> float:
    left, right = set(a.split()), set(b.split())
    return len(left & right) / max(len(right), 1) if len(right) > 2 else 0.0


def _shared(best: Candidate, others: Sequence[Candidate]) -> str | None:
    """A part of the best title, cut at separators, that is the whole of another witness's or of both."""
    parts = [best.text[: match.start()].strip() for match in _SEPARATOR.finditer(best.text)]
    parts += [best.text[match.end() :].strip() for match in _SEPARATOR.finditer(best.text)]
    for other in others:
        if other is best:
            continue
        if any(_key(part) == _key(other.text) for part in parts):
            return other.text
        heads = [other.text[: match.start()].strip() for match in _SEPARATOR.finditer(other.text)]
        if any(_key(head) == _key(best.text) for head in heads):
            return best.text
    if best.witness == "title" and len(others) == 1:
        return _without_last(best.text)
    return None


def _without_last(title: str) -> str | None:
    """Only `<title>` speaks: a short last part behind a separator is taken for the newspaper's name."""
    cuts = list(_SEPARATOR.finditer(title))
    if not cuts:
        return None
    head, tail = title[: cuts[-1].start()].strip(), title[cuts[-1].end() :].strip()
    if len(tail.split()) <= 3 and len(head.split()) >= 3:
        return head
    return None


def _key(text: str) -> str:
    return " ".join(_WORDS.findall(fold(text).casefold()))

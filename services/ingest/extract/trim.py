"""What stands around the text of an article once more: title, date, byline, section, a signature."""

from __future__ import annotations

import datetime as dt
import re
from collections.abc import Iterable, Sequence
from dataclasses import dataclass, replace

from services.arabic.normalise import fold
from services.contracts.source import Edition
from services.ingest.extract import authors, clock, wording
from services.ingest.extract.conventions import (
    LONGEST_DATE_LINE,
    LONGEST_LABEL,
    LONGEST_POSITION,
    LONGEST_PUBLISHING_LINE,
    LONGEST_SIGNATURE,
    LONGEST_TAIL_LINE,
    MOST_ABOVE,
    NEAR_LEAD,
    SHORTEST_LEAD,
)
from services.ingest.extract.dates import is_date_line, read_date
from services.ingest.extract.document import Document
from services.ingest.extract.lines import Line

_SOURCE = re.compile(r"\W*(?:ال)?مصدر\s*[:：]\s*\S+(?:\s\S+){0,4}$")
_LETTER_OR_DIGIT = re.compile(r"[^\W_ـ]")
_INITIALS = r"[^\W\d_]{1,2}(?:[\s.]+[^\W\d_]{1,2}){1,3}\.?"  # «م.ع», «ن و ف»
_MARK = re.compile(
    rf"[\W_]*(?:\([^()\d]{{2,12}}\)\s*)?(?:{_INITIALS}(?:\s*[/\-–]\s*(?:{_INITIALS}|[^\W\d_]{{1,2}}))*"
    r"|(?:ال)?نهايه?|انتهي|(?:\d{1,2}:)?\d{1,4}(?:\s*(?:ت\s?م|جمت|gmt|ص|م))?)[\W_]*$"
)
_ADDRESS = re.compile(r"\W*(?:[^\W\d_]+(?:\s[^\W\d_]+)?\s*[:：]\s*)?(?:https?://|www\.|\S+@\S+\.)\S+\s*$")
_CREDIT = re.compile(r"\((?:ترجمه|تحرير|اعداد|تصوير|المصدر)\s*[:：][^()]{1,40}\)\W*$")


def is_source(text: str) -> bool:
    """«المصدر: وكالات»."""
    return _SOURCE.match(text) is not None


def trim_tail(lines: Sequence[Line], edition: Edition, now: dt.datetime) -> list[Line]:
    """The lines up to the last that belongs to the text; all of them where none would be left."""
    kept = list(lines)
    while kept:
        last = kept[-1]
        rows = last.text.split("\n")
        while rows and _is_tail(rows[-1], edition, now):
            rows.pop()
        if last.kind == "heading":  # and nothing under it
            rows = []
        elif last.kind != "paragraph" or "\n".join(rows) == last.text:
            return kept
        kept[-1:] = [replace(last, text="\n".join(rows))] if rows else []
    return list(lines)


def _is_tail(row: str, edition: Edition, now: dt.datetime) -> bool:
    if len(row) > LONGEST_TAIL_LINE:
        return False
    folded = fold(row)
    return (
        _LETTER_OR_DIGIT.search(row) is None
        or _MARK.match(folded) is not None
        or _CREDIT.match(folded) is not None
        or _ADDRESS.match(row) is not None
        or is_source(row)
        or (len(row) <= LONGEST_POSITION and authors.is_position(row))
        or is_date_line(row, (), edition, now)
    )


_PARTS = re.compile(r"\s*[|/•·،–—ـ\n]+\s*|\s+-\s+|\s*:\s+")
_PUBLISHING = re.compile(
    r"\W*(?:نُ?شرت?|أرسلت|كتب|أضيفت?|حرر|تاريخ|(?:آخر|اخر)\s+تحديث|تم\s+(?:ال)?نشر|posted|published)(?!\w).*[^.؟!]$"
)


@dataclass(frozen=True, slots=True)
class PageFacts:
    """What the page has said already: its title, and keys of authors, section and newspaper."""

    title: str
    names: frozenset[str]
    edition: Edition
    now: dt.datetime

    @classmethod
    def of(cls, document: Document, authors: Iterable[str], section: str | None) -> PageFacts:
        names = (*document.newspaper, *authors, section)
        keys = frozenset(wording.key(name) for name in names if name)
        return cls(document.title.value, keys, document.edition, document.now)


def below_title(lines: Sequence[Line]) -> list[Line]:
    """The text below the title, and the pictures above it; all of it where the title stands elsewhere."""
    place = next((n for n, line in enumerate(lines) if line.kind == "title"), None)
    if place is None:
        return list(lines)
    above, below = lines[:place], lines[place + 1 :]
    said, total = _size(above), _size(lines)
    pictures = [line for line in above if line.image is not None]
    kept = pictures if said <= MOST_ABOVE * total else list(above)
    return [line for line in (*kept, *below) if line.kind != "title"]


def trim_head(lines: list[Line], known: PageFacts) -> list[Line]:
    """Without the lines that repeat what is known, above the text and, for the author, below it."""
    kept: list[Line] = []
    last = max((place for place, line in enumerate(lines) if len(line.text) >= SHORTEST_LEAD), default=-1)
    has_text = False
    for place, line in enumerate(lines):
        dateline = place < last and _is_dateline(line, known, begun=has_text)
        said = None if dateline else _news_of(line, known)
        if said is None:
            continue
        kept.append(said)
        has_text = has_text or (bool(said.text) and said.kind != "heading")
        if len(said.text) >= SHORTEST_LEAD:
            near, rest = lines[place + 1 : place + 1 + NEAR_LEAD], lines[place + 1 + NEAR_LEAD :]
            kept += [*(later for later in near if not _is_byline(later, known)), *rest]
            break
    texts = [line for line in kept if line.text]
    if _signs(texts, known):
        kept.remove(texts[-1])
    return kept


def _news_of(line: Line, known: PageFacts) -> Line | None:
    """What a line above the text says that is not known; None when it says nothing else."""
    if not line.text:
        return line
    if line.kind == "list" and any(_is_known(authors.without_label(item), known) for item in line.items):
        return None
    said = [text for text in line.text.split("\n") if not _repeats(text, known)]
    return replace(line, text="\n".join(said)) if said else None


def _is_dateline(line: Line, known: PageFacts, *, begun: bool) -> bool:
    """«الرباط - محمد العلوي»: in the form of a dateline, with a person, an agency or the newspaper in it.

    Where the text has `begun`, with one that is known.
    """
    return authors.is_dateline(line) and any(
        _is_known(part, known) or (not begun and (authors.looks_like_name(part) or authors.is_outlet(part)))
        for part in _PARTS.split(line.text)
    )


def _signs(texts: Sequence[Line], known: PageFacts) -> bool:
    """The last line is the author once more, alone or as «حاورها: …»."""
    if len(texts) <= 2:
        return False
    last = texts[-1]
    return _is_byline(last, known) or (
        authors.is_signature(texts) and wording.key(authors.without_place(last.text)) in known.names
    )


def _is_byline(line: Line, known: PageFacts) -> bool:
    """«حاورها: …» and an author that is known, or «المصدر: وكالات»."""
    if line.kind != "paragraph" or not 0 < len(line.text) <= LONGEST_SIGNATURE:
        return False
    bare = authors.without_label(line.text)
    return (bare != line.text and wording.key(bare) in known.names) or is_source(line.text)


def _repeats(text: str, known: PageFacts) -> bool:
    """The line is the title or the date, a label («المصدر:»), or made of names that are known."""
    if wording.same(text, known.title) or (len(text) <= LONGEST_LABEL and text.endswith(":")):
        return True
    longest = LONGEST_DATE_LINE if _PUBLISHING.match(text) is None else LONGEST_PUBLISHING_LINE
    if len(text) <= longest and read_date(text, known.edition, known.now).date is not None:
        return True
    if len(text) <= LONGEST_PUBLISHING_LINE and is_date_line(text, known.names, known.edition, known.now):
        return True
    bare = authors.without_label(text)
    parts = [part for part in (text, *_PARTS.split(bare)) if part]
    return all(_is_known(part, known) for part in parts[1:])


def _is_known(part: str, known: PageFacts) -> bool:
    key = wording.key(part)
    return not key or key in known.names or authors.is_nobody(part) or _is_introduced(key, known)


def _is_introduced(key: str, known: PageFacts) -> bool:
    """An author who is known, with what he is: «يوسف أوبلا مراسل من أزيلال»."""
    return any(key.startswith(f"{name} ") and authors.is_position(key[len(name) :]) for name in known.names)


def is_time_of_day(line: Line) -> bool:
    """Nothing but a clock time, as above each entry of a live page."""
    return len(line.text) <= LONGEST_LABEL and clock.is_clock(line.text)


def _size(lines: Sequence[Line]) -> int:
    return sum(len(line.text) for line in lines)

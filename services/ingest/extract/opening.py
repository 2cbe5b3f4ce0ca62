"""What stands around the text of an article once more: title, date, byline, section, a signature."""

from __future__ import annotations

import datetime as dt
import re
from collections.abc import Iterable, Sequence
from dataclasses import dataclass, replace

from services.contracts.source import Edition
from services.ingest.extract import authors, clock, titles
from services.ingest.extract.bylines import is_dateline, is_signature
from services.ingest.extract.dates import read_date
from services.ingest.extract.lines import Line

SHORTEST_BODY = 80  # characters; the first paragraph of this length is the article
LONGEST_LABEL = 20
LONGEST_DATE_LINE = 60
LONGEST_SIGNATURE = 60
MOST_ABOVE = 0.4  # of the text; an element that holds more before its title has another one
_PARTS = re.compile(r"\s*[|/•·،–—\n]\s*|\s+-\s+|\s+:\s+")


@dataclass(frozen=True, slots=True)
class Known:
    """What the page has said already: its title, and keys of authors, section and newspaper."""

    title: str
    names: frozenset[str]
    edition: Edition
    now: dt.datetime

    @classmethod
    def of(cls, title: str, names: Iterable[str | None], edition: Edition, now: dt.datetime) -> Known:
        return cls(title, frozenset(titles.key(name) for name in names if name), edition, now)


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


def article_only(lines: list[Line], known: Known) -> list[Line]:
    """Without the lines that repeat what is known, above the text and, for the author, below it."""
    kept: list[Line] = []
    for place, line in enumerate(lines):
        if any(len(before.text) >= SHORTEST_BODY for before in kept):
            kept += lines[place:]
            break
        if not line.text:
            kept.append(line)
            continue
        first = not any(before.text for before in kept)
        if first and is_dateline(line) and any(len(later.text) >= SHORTEST_BODY for later in lines[place:]):
            continue
        said = [text for text in line.text.split("\n") if not _repeats(text, known)]
        if said:
            kept.append(replace(line, text="\n".join(said)))
    texts = [line for line in kept if line.text]
    if _signs(texts, known):
        kept.remove(texts[-1])
    return kept


def _signs(texts: Sequence[Line], known: Known) -> bool:
    """The last line is the author once more, alone or as «حاورها: …»."""
    last = texts[-1] if len(texts) > 2 else None
    if last is None or last.kind != "paragraph" or len(last.text) > LONGEST_SIGNATURE:
        return False
    bare = authors.without_label(last.text)
    return (is_signature(texts) or bare != last.text) and titles.key(bare) in known.names


def _repeats(text: str, known: Known) -> bool:
    """The line is the title or the date, a label («المصدر:»), or made of names that are known."""
    if titles.same(text, known.title) or (len(text) <= LONGEST_LABEL and text.endswith(":")):
        return True
    if len(text) <= LONGEST_DATE_LINE and read_date(text, known.edition, known.now).date is not None:
        return True
    bare = authors.without_label(text)
    parts = [part for part in (text, *_PARTS.split(bare)) if part]
    return all(_is_known(part, known) for part in parts[1:])


def _is_known(part: str, known: Known) -> bool:
    key = titles.key(part)
    return not key or key in known.names or authors.is_nobody(part)


def is_time_of_day(line: Line) -> bool:
    """Nothing but a clock time, as above each entry of a live page."""
    return len(line.text) <= LONGEST_LABEL and clock.is_clock(line.text)


def _size(lines: Sequence[Line]) -> int:
    return sum(len(line.text) for line in lines)

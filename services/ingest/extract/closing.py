"""What stands below a text: sources, initials of editors, end marks of agencies, addresses, updates."""

from __future__ import annotations

import datetime as dt
import re
from collections.abc import Sequence
from dataclasses import replace

from services.arabic.normalise import fold
from services.contracts.source import Edition
from services.ingest.extract import authors
from services.ingest.extract.dates import is_date_line
from services.ingest.extract.lines import Line

LONGEST_TAIL_LINE = 120
LONGEST_POSITION = 60
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


def without_tail(lines: Sequence[Line], edition: Edition, now: dt.datetime) -> list[Line]:
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
    return (
        _LETTER_OR_DIGIT.search(row) is None
        or _MARK.match(fold(row)) is not None
        or _CREDIT.match(fold(row)) is not None
        or _ADDRESS.match(row) is not None
        or is_source(row)
        or (len(row) <= LONGEST_POSITION and authors.is_position(row))
        or is_date_line(row, (), edition, now)
    )

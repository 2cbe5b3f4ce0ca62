"""Inline text on its way to paragraphs: rows, as `<br>` parts them, each with its share of links and bold."""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator
from dataclasses import dataclass, field

LONGEST_HEADING = 120
LONGEST_WRAPPED = 60  # a row of this length may follow any shorter one in wrapped text
_SENTENCE_END = re.compile(r"[.!؟?:؛…»\"”]\s*$")


@dataclass(slots=True)
class Row:
    """Inline text up to a line break, and how much of it is linked or bold."""

    text: str = ""
    size: int = 0
    linked: int = 0
    bold: int = 0

    def add(self, text: str, in_link: bool, in_bold: bool) -> None:
        self.text += text
        size = len(text.strip())
        self.size += size
        self.linked += size if in_link else 0
        self.bold += size if in_bold else 0

    @property
    def is_bold(self) -> bool:
        return self.bold >= self.size


@dataclass(slots=True)
class Run:
    """Inline text being gathered, row by row."""

    rows: list[Row] = field(default_factory=lambda: [Row()])

    def add(self, text: str | None, in_link: bool, in_bold: bool) -> None:
        if text:
            self.rows[-1].add(_on_one_line(text), in_link, in_bold)

    def new_row(self) -> None:
        self.rows.append(Row())


def _on_one_line(text: str) -> str:
    """Blanks and line ends of the source as single blanks, also at the ends, where they part words."""
    inner = " ".join(text.split())
    return f"{' ' if text[0].isspace() else ''}{inner}{' ' if inner and text[-1].isspace() else ''}"


def _parted(one: Row, following: Row) -> bool:
    longer = len(following.text) > max(2 * len(one.text), LONGEST_WRAPPED)
    return longer or len(following.text) > LONGEST_HEADING or one.is_bold != following.is_bold


def paragraphs(rows: Iterable[Row]) -> Iterator[list[Row]]:
    """Rows as paragraphs; an empty row ends one, so does a full stop, a long row, the end of bold text.

    A row before one twice its length is no line of wrapped text: it stands alone.
    """
    gathered: list[Row] = []
    for row in rows:
        blank = not row.size
        if gathered and (blank or _parted(gathered[-1], row)):
            yield gathered
            gathered = []
        if blank:
            continue
        gathered.append(row)
        if _SENTENCE_END.search(row.text) or len(row.text) > LONGEST_HEADING:
            yield gathered
            gathered = []
    if gathered:
        yield gathered

"""Columns: what a newspaper prints every day under the same title, about other things each time. Pure.

«حالة الطقس», «أسعار العملات اليوم», «صحف اليوم»: they would join everything, so that they join nothing.
"""

from __future__ import annotations

import zlib
from functools import cache
from importlib.resources import files

from services.arabic.normalise import fold
from services.contracts.story import Outline

DAY_S = 86_400.0
DAYS = 3  # on which a newspaper used the title, this one included


class Columns:
    """Remembers the last day on which a newspaper used a title, and on how many days it did."""

    def __init__(self) -> None:
        self._days: dict[int, tuple[int, int]] = {}

    def takes(self, outline: Outline) -> bool:
        """Whether the article belongs to a column; its title is remembered."""
        title = outline.template
        if not title:
            return bool(outline.numbers)  # nothing but the date
        day = int(outline.at.timestamp() // DAY_S)
        key = zlib.crc32(title.encode()) << 32 | zlib.crc32(outline.source_id.encode())
        last, days = self._days.get(key, (day, 1))
        if day > last:
            last, days = day, days + 1
        self._days[key] = last, days
        return days >= DAYS or is_column(title)

    def forget(self, before: float) -> None:
        """Titles that were last used before this moment."""
        oldest = int(before // DAY_S)
        for key in [key for key, (last, _) in self._days.items() if last < oldest]:
            del self._days[key]


def is_column(title: str) -> bool:
    """By the words that such titles begin with."""
    return f"{title} ".startswith(_beginnings())


@cache
def _beginnings() -> tuple[str, ...]:
    text = (files(__package__) / "words" / "columns.txt").read_text(encoding="utf-8")
    return tuple(f"{fold(line.strip())} " for line in text.splitlines() if line and not line.startswith("#"))

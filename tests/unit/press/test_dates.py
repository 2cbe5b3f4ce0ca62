"""One moment as each newspaper writes it."""

from __future__ import annotations

from datetime import UTC, datetime

import pytest
from services.press.dates import STYLES

APRIL, JANUARY = datetime(2025, 4, 5, 9, 7, tzinfo=UTC), datetime(2026, 1, 22, 18, 30, tzinfo=UTC)


@pytest.mark.parametrize(
    ("style", "at", "written"),
    [
        ("weekday-and-time", APRIL, "السبت 5 أبريل 2025 - 09:07"),
        ("arabic-digits", JANUARY, "٢٢ يناير ٢٠٢٦ على الساعة ١٨:٣٠"),
        ("numeric-day", APRIL, "05 - 04 - 2025"),
        ("blogger", APRIL, "السبت، 5 أبريل 2025"),
        ("tunisia", JANUARY, "22 جانفي 2026 | 18:30"),
        ("levant", JANUARY, "الخميس 22 كانون الثاني 2026 18:30"),
    ],
)
def test_writes_a_moment(style: str, at: datetime, written: str) -> None:
    assert STYLES[style](at) == written

from __future__ import annotations

from datetime import UTC, datetime

from services.contracts.source import Source
from services.gateway.pages.newspapers import newspaper, newspapers
from services.search.results import SourceActivity

ALALAM = Source(id="alalam", name="العلم", name_latin="Al Alam", home_url="https://alalam.example/")


def test_a_newspaper_says_how_lively_it_is() -> None:
    shown = newspaper(ALALAM, SourceActivity(12, datetime(2025, 4, 5, 9, 30, tzinfo=UTC)))
    assert shown.link.href == "/sources/alalam"
    assert shown.activity == "12 مقالًا في آخر 24 ساعة"
    assert shown.last is not None
    assert (shown.last.text, shown.last.clock) == ("السبت 5 أبريل 2025", "09:30")


def test_a_newspaper_of_which_nothing_arrived_yet_is_listed_all_the_same() -> None:
    (shown,) = newspapers([ALALAM], {})
    assert (shown.activity, shown.last) == ("لا مقالات في آخر 24 ساعة", None)

"""What it takes to belong to a story."""

from __future__ import annotations

import numpy as np
from services.stories import decision

ALIKE = np.full(8, 0.4, np.float32)


def where(*places: str, also: tuple[str, ...] = ()) -> decision.Where:
    return decision.Where(frozenset(places), frozenset((*places, *also)))


def test_a_large_story_asks_more_of_what_joins_it() -> None:
    small, large = (decision.belonging(ALIKE, 0.0, articles) for articles in (decision.LARGE, 64))
    assert decision.belonging(ALIKE, 0.0, 2) == small
    assert small - large > decision.MERGE_BELOW


def test_two_stories_are_less_one_the_more_they_would_hold_together() -> None:
    rows = np.full((8, 8), 0.4, np.float32)
    assert decision.sameness(rows, 12) > decision.sameness(rows, 40) > decision.sameness(rows, 80)


def test_a_quiet_day_makes_joining_harder() -> None:
    assert decision.belonging(ALIKE, 0.5, 3) > decision.belonging(ALIKE, 2.0, 3)


def test_titles_that_name_other_places_tell_other_events() -> None:
    tabuk, jazan = where("تبوك"), where("جازان")
    assert decision.elsewhere(tabuk, jazan) > 0
    assert decision.elsewhere(tabuk, where("تبوك")) == decision.elsewhere(tabuk, where()) == 0
    assert decision.elsewhere(tabuk, where("السعودية")) > 0
    assert decision.elsewhere(where("تبوك", also=("السعودية",)), where("السعودية")) == 0
    assert decision.elsewhere(where("الهفوف", also=("الأحساء",)), where("الأحساء")) == 0

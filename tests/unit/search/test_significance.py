from __future__ import annotations

import pytest
from services.search.significance import component, drawn_to, rate, surely


def test_what_is_as_expected_is_nothing() -> None:
    assert component(7, 7) == 0
    assert surely(7, 7) < 0


def test_what_is_seen_twice_is_no_surprise_however_unexpected() -> None:
    assert surely(2, 0) < 0
    assert surely(3, 0) > 0


def test_a_giant_that_is_a_little_above_its_own_is_none_either() -> None:
    assert surely(330, 300) < 0
    assert surely(450, 300) > 0


def test_more_of_the_same_ratio_is_surer() -> None:
    assert surely(4, 1) < surely(40, 10) < surely(400, 100)


def test_of_nothing_seen_nothing_is_known() -> None:
    assert rate(0, 0) == 0.5
    assert rate(0, 999) == pytest.approx(0.0005)


def test_a_share_of_few_articles_is_drawn_to_what_many_say() -> None:
    assert drawn_to(0.1, 100, 0, 0) == 0.1
    assert drawn_to(0.1, 100, 2, 2) == pytest.approx(0.118, abs=0.001)
    assert drawn_to(0.1, 100, 900, 1000) > 0.8
    assert drawn_to(0.1, 0, 0, 0) == 0.1

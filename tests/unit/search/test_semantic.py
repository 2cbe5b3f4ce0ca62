"""The order of words and meaning, and what a page has to know of those before it."""

from __future__ import annotations

import pytest
from services.search.parsing import parse
from services.search.results import Page, SearchRequest
from services.search.semantic import PageHistory, applies, fused, meant, ranked


def test_meaning_moves_a_hit_but_a_much_better_text_stays_before_it() -> None:
    scores = {"a_exact": 20.0, "a_near": 12.0, "a_far": 14.0}
    order = ranked(fused(scores, {"a_exact": 0.84, "a_near": 0.88, "a_far": 0.80}))
    assert order == ["a_exact", "a_near", "a_far"]


def test_without_cosines_the_text_decides_and_equal_scores_go_by_id() -> None:
    scores = {"a_b": 2.0, "a_c": 3.0, "a_a": 2.0}
    assert ranked(scores) == ranked(fused(scores, {})) == ["a_c", "a_a", "a_b"]


def test_one_without_a_vector_is_average_in_meaning() -> None:
    same = dict.fromkeys(["a_near", "a_unknown", "a_far"], 5.0)
    assert ranked(fused(same, {"a_near": 0.9, "a_far": 0.8})) == ["a_near", "a_unknown", "a_far"]


def test_no_score_of_the_window_falls_below_what_comes_after_it() -> None:
    window = fused({"a_1": 9.0, "a_2": 4.0}, {"a_1": 0.76, "a_2": 0.9})
    assert min(window.values()) > 9.0


def test_scores_of_zero_are_no_failure() -> None:
    assert set(fused({"a_1": 0.0, "a_2": 0.0}, {"a_1": 0.9})) == {"a_1", "a_2"}
    assert fused({}, {}) == {}


@pytest.mark.parametrize(
    ("text", "request_", "expected"),
    [
        ("ميناء آسفي", SearchRequest(), True),
        ('ميناء "آسفي" -فوسفاط', SearchRequest(), True),
        ('"ميناء آسفي"', SearchRequest(), False),
        ("source:alalam", SearchRequest(), False),
        ("", SearchRequest(), False),
        ("ميناء", SearchRequest(sort="-published_at"), False),
        ("ميناء", SearchRequest(match="standard"), False),
        ("ميناء", SearchRequest(page=Page(limit=0)), False),
    ],
)
def test_only_plain_words_by_relevance_have_a_meaning(
    text: str, request_: SearchRequest, expected: bool
) -> None:
    assert applies(request_, parse(text)) is expected


def test_a_query_means_what_it_looks_for() -> None:
    assert meant(parse("ميناء «آسفي الجديد» -فوسفاط section:economy (حبوب OR قمح)")) == (
        "ميناء آسفي الجديد حبوب قمح"
    )


def test_what_was_shown_survives_the_way_through_a_cursor() -> None:
    shown = PageHistory().after(["a_1", "a_2"]).after(["a_3"])
    read = PageHistory.on(Page(after=shown.sort_values))
    assert read is not None
    assert len(read) == 3
    assert [id_ in read for id_ in ("a_1", "a_2", "a_3", "a_4")] == [True, True, True, False]
    assert len(PageHistory().after([f"a_{number}" for number in range(99)]).sort_values[0]) < 600


@pytest.mark.parametrize("after", [None, (3.5, "a_1"), (20,), ("2025-04-05", "a_1")])
def test_other_cursors_are_not_of_a_window(after: tuple[str | int | float | None, ...] | None) -> None:
    assert PageHistory.on(Page(after=after)) is None

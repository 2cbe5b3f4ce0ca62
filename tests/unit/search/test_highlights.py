"""Marked text as segments."""

from __future__ import annotations

import pytest
from services.search.highlights import Likeness, cut, segments
from services.search.results import Segment


def texts(found: tuple[Segment, ...]) -> list[tuple[str, bool]]:
    return [(segment.t, segment.hit) for segment in found]


def test_segments_join_to_the_text() -> None:
    found = segments("رست \ue000بميناء\ue001 \ue000آسفي\ue001 باخرة")
    assert texts(found) == [
        ("رست ", False),
        ("بميناء", True),
        (" ", False),
        ("آسفي", True),
        (" باخرة", False),
    ]


def test_a_hit_is_the_whole_word_with_its_marks() -> None:
    assert texts(segments("ال\ue000كتاب\ue001ُ هنا")) == [("الكتابُ", True), (" هنا", False)]


def test_without_a_hit_the_text_is_one_segment() -> None:
    assert texts(segments("لا شيء")) == [("لا شيء", False)]
    assert segments("") == ()


def test_hits_in_one_word_are_one_hit() -> None:
    assert texts(cut("المدرسة كبيرة", [(0, 2), (2, 7)])) == [("المدرسة", True), (" كبيرة", False)]


def likened(text: str, *wanted: str) -> list[tuple[str, bool]]:
    ((found,),) = Likeness(wanted).marked([((Segment(text),),)])
    return texts(found)


def test_a_word_of_a_wanted_lemma_is_a_hit_in_any_form() -> None:
    assert likened("فُتِحَتِ المَدارِسُ أبوابها", "مدرسة") == [
        ("فُتِحَتِ ", False),
        ("المَدارِسُ", True),
        (" أبوابها", False),
    ]
    assert likened("ميناء آسفي", "مدرسة") == [("ميناء آسفي", False)]


@pytest.mark.parametrize(
    ("typed", "written"),
    [("مدارسنا", "بمدارس"), ("الرياضض", "للرياضيين"), ("استقلاله", "واستقلالها"), ("نتانياهو", "نتنياهو")],
)
def test_a_word_that_shares_the_3_grams_of_a_match_is_a_hit(typed: str, written: str) -> None:
    assert likened(f"حول {written} اليوم", typed) == [("حول ", False), (written, True), (" اليوم", False)]


def test_3_grams_that_stand_in_several_words_are_no_hit() -> None:
    assert likened("مدار درس رسناها سناء", "مدارسنا") == [("مدار درس رسناها سناء", False)]


def test_hits_that_were_there_stay_and_a_word_that_has_one_gets_no_looser_one() -> None:
    title = (Segment("العام", hit=True), Segment(" في حادث"))
    (told, body) = Likeness(["العام", "حوادث", "مدارسنا"]).marked(
        [(title,), ((Segment("حول العالم بمدارس"),),)]
    )
    assert texts(told[0]) == [("العام", True), (" في ", False), ("حادث", True)]
    assert texts(body[0]) == [("حول العالم ", False), ("بمدارس", True)]

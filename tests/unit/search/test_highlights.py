"""Marked text as segments."""

from __future__ import annotations

from services.arabic.lemmas import lemma
from services.search.highlights import by_lemma, cut, segments
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


def test_a_word_of_a_wanted_lemma_is_a_hit_in_any_form() -> None:
    found = by_lemma("فُتِحَتِ المَدارِسُ أبوابها", {lemma("مدرسة")})
    assert texts(found) == [("فُتِحَتِ ", False), ("المَدارِسُ", True), (" أبوابها", False)]
    assert by_lemma("ميناء آسفي", {lemma("مدرسة")}) == ()

"""Marked text as segments."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st
from services.arabic.lexemes import lexemes
from services.search.highlights import Likeness, cut, segments
from services.search.marking import likeness
from services.search.parsing import parse
from services.search.results import Segment
from services.search.spellings import Spellings, recognised

SPELLINGS = Spellings([("الدار البيضاء", "كازا", "Casablanca")])


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


@given(
    st.text("ال مدرسةُﷺﷲﻻ½™œß’1٬,", max_size=30),
    st.lists(st.tuples(st.integers(0, 30), st.integers(0, 30)).map(sorted).map(tuple), max_size=6),
)
def test_no_hit_is_ever_empty_and_the_segments_join_to_the_text(
    text: str, spans: list[tuple[int, int]]
) -> None:
    within = sorted((min(start, len(text)), min(end, len(text))) for start, end in spans)
    found = cut(text, within)
    assert all(segment.t for segment in found)
    assert "".join(segment.t for segment in found) == text


@given(st.text("ال مدرسةُﷺﷲﷴﻻ½™œß’1٬, ", max_size=30))
def test_marking_finds_no_empty_hit_in_any_text(text: str) -> None:
    like = Likeness(
        {key for word in ("الله", "مدرسة", "1", "oe") for key in lexemes(word)}, [(("ال",), ("ال",))]
    )
    ((fragment,),) = like.marked([((Segment(text),),)])
    assert all(segment.t for segment in fragment)
    assert "".join(segment.t for segment in fragment) == text


def test_the_offsets_of_a_ligature_that_unfolds_into_words_mark_it_whole() -> None:
    assert texts(segments("نص \ue000\ue001ﷺ هنا")) == [("نص ", False), ("ﷺ", True), (" هنا", False)]
    assert texts(segments("نص \ue000\ue001 هنا")) == [("نص  هنا", False)]


def likened(text: str, query: str) -> list[tuple[str, bool]]:
    ((found,),) = likeness(recognised(parse(query), SPELLINGS)).marked([((Segment(text),),)])
    return texts(found)


def hits(text: str, query: str) -> list[str]:
    return [piece for piece, hit in likened(text, query) if hit]


def test_a_word_of_a_wanted_lemma_is_a_hit_in_any_form() -> None:
    assert likened("فُتِحَتِ المَدارِسُ أبوابها", "مدرسة") == [
        ("فُتِحَتِ ", False),
        ("المَدارِسُ", True),
        (" أبوابها", False),
    ]
    assert likened("ميناء آسفي", "مدرسة") == [("ميناء آسفي", False)]


@pytest.mark.parametrize(
    ("query", "text", "marked"),
    [
        ("الداخلة", "وزارة الداخلية في مدينة الداخلة", ["الداخلة"]),
        ("نتانياهو", "قال نتنياهو اليوم", ["نتنياهو"]),
        ("بنكيران", "قال ابن كيران وبن كيران", ["ابن", "كيران", "وبن", "كيران"]),
        ("عبد الله", "عبدالله والله وعبد الله", ["عبدالله", "وعبد", "الله"]),
        ("كازا", "في الدار البيضاء وبالدار القديمة", ["الدار", "البيضاء"]),
        ("الله", "لفظ ﷲ وعبارة ﷺ", ["ﷲ", "ﷺ"]),
        ("1250", "بلغت ١٬٢٥٠ طنا ثم 1 250 طنا", ["١٬٢٥٠", "1 250"]),
        ("école", "Le ministre et l’école d'aujourd'hui", ["école"]),
        ("«ميناء آسفي»", "ميناء طنجة ثم ميناء آسفي", ["ميناء", "آسفي"]),
    ],
)
def test_what_was_found_is_marked_and_nothing_else(query: str, text: str, marked: list[str]) -> None:
    assert hits(text, query) == marked


def test_a_sentence_marks_by_3_grams_what_it_marks_by_no_lexeme() -> None:
    assert hits("حول للرياضيين اليوم", "ماذا عن الرياضيينن في المدينة الكبيرة؟") == ["للرياضيين"]
    assert hits("مدار درس رسناها سناء", "ماذا عن مدارسنا اليوم؟") == []

"""A text word by word: its lemmas, its roots, the keys of its lexemes."""

from __future__ import annotations

import pytest
from services.arabic.readings import lemmas, readings, roots
from services.arabic.roots import root


def test_a_text_keeps_its_words_in_order_and_loses_its_signs() -> None:
    assert lemmas("«المَدارِس» و٢٠٢٥،\nاليوم!").split()[0] == "مدرسه"
    assert roots("شارك الوزير، في «حوار» 2025") == "شرك وزر فيي حور 2025"


@pytest.mark.parametrize("nothing", ["", "…", "ـــ"])
def test_a_text_without_words_has_none(nothing: str) -> None:
    assert readings(nothing) == ("", "", "")


@pytest.mark.parametrize("marked", ["مُدَرِّسَة", "مدرســة", "مدرسه"])
def test_spelling_does_not_matter(marked: str) -> None:
    assert roots(marked) == root("مدرسة")


def test_each_key_of_a_text_is_kept_once() -> None:
    assert readings("مدرسة والمدارس، مدرسة").lexemes == "مدرسه"


@pytest.mark.parametrize("written", ["١٬٢٥٠ طنا", "1,250 طنا", "1 250 طنا", "1250 طنا", "1.250 طنا"])
def test_a_number_is_found_without_its_marks_of_thousands(written: str) -> None:
    assert "1250" in readings(written).lexemes.split()

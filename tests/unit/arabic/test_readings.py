"""A text word by word: its lemmas and its roots."""

from __future__ import annotations

import pytest
from services.arabic.readings import lemmas, lemmas_and_roots, roots
from services.arabic.roots import root


def test_a_text_keeps_its_words_in_order_and_loses_its_signs() -> None:
    assert lemmas("«المَدارِس» و٢٠٢٥،\nاليوم!").split()[0] == "مدرسه"
    assert roots("شارك الوزير، في «حوار» 2025") == "شرك وزر فيي حور 2025"


@pytest.mark.parametrize("nothing", ["", "…", "ـــ"])
def test_a_text_without_words_has_neither(nothing: str) -> None:
    assert lemmas_and_roots(nothing) == ("", "")


@pytest.mark.parametrize("marked", ["مُدَرِّسَة", "مدرســة", "مدرسه"])
def test_spelling_does_not_matter(marked: str) -> None:
    assert roots(marked) == root("مدرسة")

"""Other words for what a question asks."""

from __future__ import annotations

import pytest
from services.arabic.lemmas import lemma
from services.search.questions import asked_for


@pytest.mark.parametrize(
    ("question", "meant"),
    [
        ("أين يقع ميناء آسفي", "موقع"),
        ("كيف تحضر الحريرة", "طريقة"),
        ("لماذا ارتفعت الأسعار", "سبب"),
        ("ما فوائد الزعتر", "أهمية"),
    ],
)
def test_a_question_asks_for_a_thing(question: str, meant: str) -> None:
    assert lemma(meant) in asked_for(question.split())


def test_what_was_typed_is_not_asked_for_again() -> None:
    assert lemma("سبب") not in asked_for(["سبب", "لماذا"])


def test_key_words_ask_for_nothing_else() -> None:
    assert asked_for(["ميناء", "آسفي"]) == []

"""Forms of a word under one lemma."""

from __future__ import annotations

import pytest
import simplemma
from services.arabic.lemmas import lemma
from services.arabic.normalise import fold, strip_marks


@pytest.mark.parametrize(
    "forms",
    [
        ("المدارس", "مدرسة", "مدارسنا"),
        ("أسعار", "السعر"),
        ("الحكومة", "حكومته", "وحكومتهم", "حكوماتنا"),
        ("حياة", "حياتهم"),
        ("بيت", "بيته", "بيوتكم"),
        ("اجتماع", "اجتماعهما"),
    ],
)
def test_forms_of_a_word_meet(forms: tuple[str, ...]) -> None:
    assert len({lemma(form).removeprefix("ال") for form in forms}) == 1


def test_what_no_dictionary_knows_is_only_folded() -> None:
    assert lemma("أڭادير") == "اكادير"
    assert lemma("Hespress") == "hespress"


def test_a_word_of_nothing_but_tatweel_has_no_lemma() -> None:
    assert lemma(strip_marks("ـــ")) == ""


@pytest.mark.parametrize(
    "word",
    [
        "المدارس",
        "وبالمدارس",
        "مدارسنا",
        "كتابهم",
        "يكتبون",
        "للأسعار",
        "أڭادير",
        "ال",
        "١٢",
        "1.5",
        "l'eau",
        "نيويورك",
    ],
)
def test_what_we_leave_out_of_the_library_says_nothing_of_a_word(word: str) -> None:
    assert lemma(word) == fold(simplemma.lemmatize(word, lang="ar"))

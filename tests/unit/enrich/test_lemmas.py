"""Forms of a word that are counted together."""

from __future__ import annotations

import pytest
from services.enrich.lemmas import lemma


@pytest.mark.parametrize(
    "forms",
    [("المدارس", "والمدرسة", "مدارس"), ("الحكومة", "حكومات", "للحكومة"), ("بأسعار", "الأسعار", "سعر")],
)
def test_forms_of_a_word_share_a_lemma(forms: tuple[str, ...]) -> None:
    assert len({lemma(form, "ar") for form in forms}) == 1


def test_spellings_of_a_name_that_no_dictionary_knows_are_one() -> None:
    assert lemma("أڭلو", "ar") == lemma("اكلو", "ar")


def test_french_plurals_and_languages_without_a_dictionary() -> None:
    assert lemma("communes", "fr") == lemma("commune", "fr")
    assert lemma("Şehir", "tr") == "sehir"

"""The readings of Arabic text: hard cases by name, and laws that hold for any text."""

from __future__ import annotations

import unicodedata

import pytest
from hypothesis import given
from hypothesis import strategies as st
from services.arabic.normalise import EXACT, FOLDING, clean, fold, sentences, strip_marks, words

ARABIC = st.text(st.characters(min_codepoint=0x600, max_codepoint=0x6FF), max_size=40)
ANY = st.text(max_size=40)

SAME_READING = {
    "alef with hamza above": ("أخبار", "اخبار"),
    "alef with hamza below": ("إقليم", "اقليم"),
    "alef with madda": ("آسفي", "اسفي"),
    "alef with madda, decomposed": (unicodedata.normalize("NFD", "آسفي"), "اسفي"),
    "alef wasla": ("ٱلصحراء", "الصحراء"),
    "final alef maqsura": ("مستشفى", "مستشفي"),
    "taa marbuta": ("الجديدة", "الجديده"),
    "hamza on waw": ("مسؤول", "مسوول"),
    "hamza on waw, decomposed": (unicodedata.normalize("NFD", "مسؤول"), "مسوول"),
    "hamza on yaa": ("رئيس", "ريىس"),
    "tashkeel": ("مُحَمَّدٌ", "محمد"),
    "shadda before its vowel or after it": ("محم\u0651\u064eد", "محم\u064e\u0651د"),
    "dagger alef": ("هٰذا", "هذا"),
    "tatweel": ("عـــاجـل", "عاجل"),
    "arabic-indic digits": ("٢٠٢٥", "2025"),
    "persian digits": ("۱۴۰۴", "1404"),
    "moroccan g with three dots": ("أڭادير", "أكادير"),
    "moroccan g of the standard keyboard": ("أݣادير", "أكادير"),
    "persian g": ("أگادير", "أكادير"),
    "persian kaf and yeh": ("کتابی", "كتابي"),
    "urdu heh and yeh": ("ہے", "هي"),
    "lam-alef ligature": ("\ufef7مل", "لأمل".replace("لأمل", "لامل")),
    "presentation forms": ("\ufee3\ufeae\ufea3\ufe92\ufe8e", "مرحبا"),
    "allah ligature": ("\ufdf2", "الله"),
    "isolated tashkeel forms": ("محم\ufe70د", "محمد"),
    "bidi controls": ("\u202bالرباط\u202c\u200f", "الرباط"),
    "isolates": ("\u2067فاس\u2069", "فاس"),
    "zero width": ("مر\u200bاك\u2060ش\ufeff", "مراكش"),
    "zero-width non-joiner": ("می\u200cخواهم", "ميخواهم"),
    "no-break space": ("الدار\u00a0البيضاء", "الدار البيضاء"),
    "maghrebi v": ("ڤيروس", "فيروس"),
    "tunisian q": ("ڨفصة", "قفصة"),
    "latin case": ("HesPress", "hespress"),
    "latin accents": ("Société", "societe"),
    "full width": ("Ｇ２０", "g20"),
    "arabic decimal and percent": ("٣٫٥٪", "3.5%"),
}


@pytest.mark.parametrize(("written", "also"), SAME_READING.values(), ids=SAME_READING.keys())
def test_spellings_that_readers_take_for_the_same_fold_to_one(written: str, also: str) -> None:
    assert fold(written) == fold(also)


@pytest.mark.parametrize(
    ("one", "other"), [("ماء", "ما"), ("سلام", "سلم"), ("قلب", "كلب"), ("ضرب", "درب"), ("ثورة", "تورة")]
)
def test_words_that_differ_stay_apart(one: str, other: str) -> None:
    assert fold(one) != fold(other)


def test_the_exact_reading_keeps_letters_and_drops_marks() -> None:
    assert strip_marks("إِقْلِيمُ أَكَـادِيرَ الكُبْرَى") == "إقليم أكادير الكبرى"
    assert strip_marks(unicodedata.normalize("NFD", "آسفي والمسؤولة")) == "آسفي والمسؤولة"


def test_the_exact_reading_sees_letters_in_presentation_forms() -> None:
    assert strip_marks("\ufee3\ufeae\ufea3\ufe92\ufe8e") == "مرحبا"


def test_clean_keeps_lines_tashkeel_and_tatweel_and_drops_what_is_invisible() -> None:
    assert (
        clean(" عـاجلٌ:\u202e  خبر\u200b\u00a0\tمهم\x00 \r\n\n  سطر\ud800 ثان ") == "عـاجلٌ: خبر مهم\nسطر ثان"
    )


def test_clean_composes() -> None:
    assert clean(unicodedata.normalize("NFD", "آسفي")) == "آسفي"


def test_clean_keeps_the_joiner_that_persian_needs() -> None:
    assert clean("می\u200cخواهم") == "می\u200cخواهم"


def test_words_are_arabic_latin_and_numbers_without_marks() -> None:
    text = "قالَ المديـر: «نِسبة النمو 3.5%، ومجموعة G20 في l'été ٢٠٢٥»."
    assert words(text) == [
        *["قال", "المدير", "نسبة", "النمو", "3.5", "ومجموعة", "G20", "في", "l'été", "٢٠٢٥"],
    ]


def test_sentences_end_at_arabic_and_latin_stops_and_at_line_breaks() -> None:
    text = "أين المفر؟ قال: «لا أعرف.» ثم سكت! نسبة 3.5 في المائة\nعنوان جانبي"
    assert sentences(text) == [
        "أين المفر؟",
        "قال: «لا أعرف.»",
        "ثم سكت!",
        "نسبة 3.5 في المائة",
        "عنوان جانبي",
    ]


def test_an_initial_ends_no_sentence() -> None:
    assert sentences("حضر د. أحمد اللقاء. انتهى.") == ["حضر د. أحمد اللقاء.", "انتهى."]


@given(ANY | ARABIC)
def test_folding_twice_changes_nothing(text: str) -> None:
    assert fold(fold(text)) == fold(text)


@given(ANY | ARABIC)
def test_stripping_and_cleaning_twice_change_nothing(text: str) -> None:
    assert strip_marks(strip_marks(text)) == strip_marks(text)
    assert clean(clean(text)) == clean(text)


@given(ARABIC)
def test_the_normalised_reading_includes_the_exact_one(text: str) -> None:
    assert fold(strip_marks(text)) == fold(text)


@given(ANY)
def test_clean_text_has_utf8(text: str) -> None:
    assert clean(text).encode().decode() == clean(text)


def test_the_table_maps_single_characters_for_the_index() -> None:
    assert all(len(character) == 1 for character in {*FOLDING, *EXACT})
    assert FOLDING["آ"] == "ا"
    assert FOLDING["\u0640"] == ""
    assert "\n" not in FOLDING
    assert len(FOLDING) < 6000

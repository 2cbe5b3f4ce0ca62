"""Which words share a key."""

from __future__ import annotations

import pytest
from services.arabic.lexemes import is_ambiguous, is_known, is_name, lexemes, place, tells_a_name


def meet(one: str, other: str) -> bool:
    return not set(lexemes(one)).isdisjoint(lexemes(other))


@pytest.mark.parametrize(
    ("one", "other"),
    [
        ("سد", "السدود"),
        ("جسر", "بجسورها"),
        ("موعد", "المواعيد"),
        ("امرأة", "والنساء"),
        ("مباراة", "مباراتين"),
        ("أسعار", "وبأسعارها"),
        ("يعلن", "وسيعلن"),
        ("أعلن", "إعلان"),
        ("استقبل", "سيستقبل"),
        ("احتج", "احتجاجات"),
        ("فازت", "فوز"),
        ("سيزور", "زيارة"),
        ("مصنع", "مصانع"),
        ("البرلمان", "برلمانية"),
        ("بلجيكا", "البلجيكي"),
        ("أوربا", "الأوروبي"),
        ("الأمريكي", "أميركا"),
        ("المغرب", "مغاربة"),
        ("صحفي", "صحافيون"),
        ("مئة", "مائة"),
        ("اليورو", "الأورو"),
        ("مسؤول", "مسئول"),
        ("الأرگان", "أركان"),
        ("أنجولا", "أنغولا"),
        ("ﻻعب", "لاعبين"),
        ("يطالب", "للمطالبة"),
        ("الأمطار", "مطر"),
        ("سيهاجم", "هجوم"),
        ("غابات", "غابة"),
        ("حالات", "حالة"),
        ("ساعات", "الساعة"),
        ("غارات", "غارة"),
        ("طالبات", "طالب"),
        ("سعيدة", "سعيد"),
    ],
)
def test_forms_of_one_word_meet(one: str, other: str) -> None:
    assert meet(one, other)


@pytest.mark.parametrize(
    ("one", "other"),
    [
        ("الداخلة", "الداخلية"),
        ("الداخلة", "مداخلة"),
        ("الرياض", "رياضة"),
        ("أكادير", "أكاديمية"),
        ("فاس", "فأس"),
        ("لبنان", "لبن"),
        ("حماس", "حماسة"),
        ("كوبا", "كوب"),
        ("طهران", "طهارة"),
        ("عمر", "عمرة"),
        ("قطر", "قطرة"),
        ("مالي", "مالية"),
        ("سوريا", "سورة"),
        ("الزيت", "الزيتون"),
        ("عمل", "عملة"),
        ("عملية", "عملة"),
        ("مقتل", "مقاتل"),
        ("جمعة", "جماعة"),
        ("سلمان", "سليمان"),
        ("اجتماع", "اجتماعي"),
        ("جمهور", "جمهوري"),
        ("آب", "أب"),
        ("طلاب", "طالبوا"),
        ("تعليم", "تعليمات"),
        ("نفط", "نفطة"),
        ("سردين", "سرد"),
        ("إحياء", "حي"),
        ("آلية", "إليه"),
    ],
)
def test_words_that_only_look_alike_do_not(one: str, other: str) -> None:
    keys = [key for key in lexemes(one) if key.startswith("=")] or lexemes(one)
    assert set(keys).isdisjoint(lexemes(other))


@pytest.mark.parametrize("written", ["وجدة", "بوجدة", "لوجدة", "ووجدة"])
def test_a_name_has_its_clitics_off(written: str) -> None:
    assert lexemes(written) == lexemes("وجدة")
    assert is_name(written)


@pytest.mark.parametrize(
    ("written", "named"),
    [
        ("بتبوك", "تبوك"),
        ("وجازان", "جازان"),
        ("اللبنانية", "لبنان"),
        ("محمد", None),
        ("حادث", None),
        ("«»", None),
    ],
)
def test_a_place_is_told_from_other_names(written: str, named: str | None) -> None:
    assert place(written) == named


def test_a_name_that_is_a_word_too_has_both_keys() -> None:
    assert is_ambiguous("العيون")
    assert meet("العيون", "عين")
    assert not is_ambiguous("الرباط")
    assert tells_a_name("بمدينة")
    assert not tells_a_name("الشروط")


@pytest.mark.parametrize("word", ["الحكومة", "للحكومة", "نتنياهو", "مدرسه", "المدارس"])
def test_words_of_the_language_are_known(word: str) -> None:
    assert is_known(word)


def test_what_is_no_word_is_not_known() -> None:
    assert not is_known("السردببن")


@pytest.mark.parametrize(
    ("written", "key"),
    [
        ("١٬٢٥٠", "1250"),
        ("1,180", "1180"),
        ("1.250", "1250"),
        ("٢٫٥", "2.5"),
        ("2,5", "2.5"),
        ("و2014", "2014"),
        ("ال100", "100"),
        ("l’école", "ecole"),
        ("L'ÉCOLE", "ecole"),
        ("qu’il", "il"),
        ("Google's", "google"),
        ("œuvre", "œuvre"),
        ("USA", "^USA"),
    ],
)
def test_numbers_elisions_and_acronyms(written: str, key: str) -> None:
    assert key in lexemes(written)


@pytest.mark.parametrize("nothing", ["", "…", "ـ", "ً"])
def test_what_has_no_letter_has_no_key(nothing: str) -> None:
    assert lexemes(nothing) == ()

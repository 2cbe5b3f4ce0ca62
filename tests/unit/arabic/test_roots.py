"""The root reading: forms that meet, words that stay apart, and what is no Arabic."""

from __future__ import annotations

import pytest
from services.arabic.roots import root


@pytest.mark.parametrize(
    "forms",
    [
        "المدارس مدرسة يدرسون التدريس مدرّس الدراسة",
        "شارك يشارك مشاركة بالمشاركين",
        "انتخب الانتخابات ناخب المنتخب",
        "اجتمع مجتمع الاجتماعات جماعة",
        "استقبل مستقبل استقبال",
        "كتب كاتب الكتاب مكتوب يكتبون مكتبة",
        "ليبيا الليبية ليبي والليبيون",
        "بريطانيا البريطاني بريطانية",
        "وزير وزارة وزراء",
        "قتل قتيل مقتل القاتل",
        "ازدهر ازدهار زاهر",
        "اصطدم الاصطدام صدم",
        "قال أقوال",
        "جزائري الجزائر جزائرية",
    ],
)
def test_forms_of_a_word_meet(forms: str) -> None:
    assert len(set(map(root, forms.split()))) == 1


def test_words_stay_apart() -> None:
    words = "مدرسة ميناء حكومة سياسة اقتصاد رياضة فلاحة سردين قانون مطار"
    assert len(set(map(root, words.split()))) == len(words.split())


@pytest.mark.parametrize(("word", "read"), [("Safi", "safi"), ("2025", "2025"), ("٢٠٢٥", "2025"), ("م", "م")])
def test_what_has_no_root_is_folded(word: str, read: str) -> None:
    assert root(word) == read

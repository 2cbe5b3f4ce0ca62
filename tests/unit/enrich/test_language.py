"""Languages of texts as newspapers and their readers write them."""

from __future__ import annotations

import pytest
from services.enrich.language import detect

SAMPLES = [
    ("ar", "المجلس الجماعي لأكادير يصادق على ميزانية السنة المقبلة بالأغلبية"),
    ("ar", "واش كاين شي جديد فالدار البيضاء هاد الصباح؟ الناس باغيين يعرفو فوقاش غادي يبدا الطرام"),
    ("ar", "الحكومة بتقول ان الأسعار مش هتزيد الشهر ده"),
    ("fr", "Le conseil communal d'Agadir adopte son budget à la majorité"),
    ("en", "The municipal council adopts next year's budget by a majority"),
    ("es", "El consejo municipal aprueba por mayoría el presupuesto del próximo año"),
    ("fa", "شورای شهر بودجه سال آینده را با اکثریت آرا تصویب کرد"),
    ("ur", "بلدیہ کی کونسل نے اگلے سال کا بجٹ اکثریت سے منظور کر لیا"),
    ("ckb", "ئەنجوومەنی شارەوانی بودجەی ساڵی داهاتووی بە زۆرینەی دەنگ پەسەند کرد لە هەولێر"),
    ("zgh", "ⴰⵙⵇⵇⵉⵎ ⵏ ⵓⴳⴰⴷⵉⵔ ⵉⵙⵙⵓⴷⴷ ⴰⵙⴳⴳⵯⴰⵙ ⴰⵎⴰⵢⵏⵓ"),
]


@pytest.mark.parametrize(("lang", "text"), SAMPLES)
def test_detects_the_languages_of_the_press(lang: str, text: str) -> None:
    assert detect(text) == lang


def test_an_arabic_article_that_quotes_french_stays_arabic() -> None:
    text = "قال مدير الوكالة إن المشروع المسمى «Ligne à grande vitesse» سيربط مراكش بأكادير في أجل أربع سنوات"
    assert detect(text) == "ar"


def test_a_hint_decides_what_two_words_cannot() -> None:
    assert detect("El Jadida") != "fr"
    assert detect("El Jadida", ["fr"]) == "fr"
    assert detect("Transport", ["fr"]) == "fr"


def test_a_hint_is_not_believed_against_the_script() -> None:
    assert detect("Tanger : un nouveau port", ["ar"]) == "fr"
    assert detect("ميناء جديد بطنجة", ["fr-MA"]) == "ar"


def test_without_letters_only_the_hint_is_left() -> None:
    assert detect("2025 - 04 - 05", [None, "ar_MA"]) == "ar"
    assert detect("…") == "und"

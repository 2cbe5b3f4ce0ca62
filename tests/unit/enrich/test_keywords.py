"""Keywords of an article, as a reader would name them."""

from __future__ import annotations

from services.enrich.keywords import keywords

TITLE = "سد جديد يزود سهل تادلة بمياه السقي"
TEXT = """أعلنت وكالة الحوض المائي أن السد الجديد سيزود سهل تادلة بمياه السقي ابتداء من الموسم المقبل.
وقال فلاحون من المنطقة إن مياه السقي كانت تنقطع كل صيف، وإن السد سيغير حياتهم.
وأضافت الوكالة أن ملء السد بدأ في فبراير، وأن الفلاحين سيستفيدون من عدادات جديدة."""


def test_tells_what_the_article_is_about() -> None:
    found = keywords(TITLE, TEXT, "ar")
    texts = [keyword.text for keyword in found]
    assert set(texts[:3]) == {"مياه السقي", "سهل تادلة", "السد"}


def test_counts_forms_of_a_word_together() -> None:
    dam = next(keyword for keyword in keywords(TITLE, TEXT, "ar") if keyword.text == "السد")
    assert dam.count == 4


def test_leaves_out_the_words_of_every_article() -> None:
    told = {word for keyword in keywords(TITLE, TEXT, "ar", limit=50) for word in keyword.text.split()}
    assert told.isdisjoint({"أعلنت", "وقال", "وأضافت", "أن", "من", "كل", "ابتداء", "فبراير"})


def test_shows_a_word_without_its_prefixes_but_keeps_letters_of_the_word() -> None:
    text = "والحكومة ترد. بالحكومة وزراء. للحكومة ميزانية. بنك يقرض. بنك يمول."
    texts = [keyword.text for keyword in keywords("", text, "ar")]
    assert texts == ["الحكومة", "بنك"]


def test_a_prefix_inside_a_phrase_stays() -> None:
    found = keywords("", "انقلاب شاحنة محملة بالبرتقال. الشاحنة كانت محملة بالبرتقال.", "ar")
    assert "محملة بالبرتقال" in [keyword.text for keyword in found]


def test_a_text_that_repeats_nothing_is_told_by_its_title() -> None:
    assert [keyword.text for keyword in keywords("افتتاح المتحف", "", "ar")] == ["افتتاح", "المتحف"]


def test_phrases_do_not_cross_a_clause() -> None:
    found = keywords("", "فاز الفريق، المدينة تحتفل. فاز الفريق، المدينة تحتفل.", "ar")
    assert "الفريق المدينة" not in [keyword.text for keyword in found]


def test_is_bounded_and_stable() -> None:
    once = keywords(TITLE, TEXT, "ar", limit=3)
    assert len(once) == 3
    assert once == keywords(TITLE, TEXT, "ar", limit=3)
    assert keywords("", "", "ar") == ()


def test_reads_french_too() -> None:
    found = keywords(
        "Un nouveau barrage", "Le barrage alimentera la plaine. Les barrages de la plaine sont pleins.", "fr"
    )
    assert found[0].text.lower() == "barrage"
    assert found[0].count == 3

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
    assert sorted(texts) == sorted(["الحكومة", "بنك"])


def _texts(title: str, text: str = "") -> list[str]:
    return [keyword.text for keyword in keywords(title, text, "ar", limit=50)]


AIRLINE = """أعلنت الخطوط الملكية المغربية توقف رحلاتها بالحسيمة بدون سابق إنذار.
وقالت الخطوط الملكية المغربية إن العاملين بالحسيمة سيعاد تشغيلهم في مطار آخر، وإن تشغيلهم مضمون،
وأضافت أن توقف الرحلات بالحسيمة لن يطول بدون شك."""


def test_a_name_of_several_words_is_whole_and_its_parts_are_not_told() -> None:
    found = _texts("الخطوط الملكية المغربية توقف رحلاتها", AIRLINE)
    assert "الخطوط الملكية المغربية" in found
    assert not {"الخطوط", "الملكية", "المغربية", "الخطوط الملكية", "الملكية المغربية"} & set(found)


def test_clitics_pronouns_particles_and_what_any_news_says_are_left_out() -> None:
    found = _texts("رحلات متوقفة", AIRLINE)
    assert "الحسيمة" in found
    assert not {"بالحسيمة", "تشغيلهم", "رحلاتها", "بدون", "توقف", "أعلنت", "سيعاد"} & set(found)


def test_what_an_and_joins_are_two() -> None:
    text = "وقعت قطر ومؤسسة التمويل اتفاقا. وستقدم قطر ومؤسسة التمويل قرضا."
    found = _texts("قطر ومؤسسة التمويل توقعان اتفاقا", text)
    assert "مؤسسة التمويل" in found
    assert not any("ومؤسسة" in keyword for keyword in found)


def test_a_name_that_only_the_title_says_counts() -> None:
    found = _texts("لقجع يزور مصر", "وصل المسؤول إلى البلاد صباح أمس، وسيلتقي مسؤولين هناك.")
    assert "لقجع" in found


def test_a_link_goes_on_in_the_name_of_an_institution() -> None:
    text = "دعا الاتحاد العام التونسي للشغل إلى الإضراب. وقال الاتحاد العام التونسي للشغل إن المفاوضات فشلت."
    assert "الاتحاد العام التونسي للشغل" in _texts("إضراب", text)


def test_verbs_are_no_keywords() -> None:
    text = "لصوص يسرقون محلا. لصوص يسرقون بنكا. صدحت المآذن. صدحت المآذن."
    assert not {"يسرقون", "صدحت", "لصوص يسرقون"} & set(_texts("لصوص يسرقون", text))


def test_a_place_comes_before_what_any_news_says() -> None:
    text = "اجتمع المجلس في بوزنيقة. ناقش المجلس مشروعا في بوزنيقة، وصادق على مشروع."
    assert _texts("اجتماع في بوزنيقة", text)[0] == "بوزنيقة"


def test_a_text_that_repeats_nothing_is_told_by_its_title() -> None:
    assert [keyword.text for keyword in keywords("افتتاح المتحف", "", "ar")] == ["افتتاح المتحف"]


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

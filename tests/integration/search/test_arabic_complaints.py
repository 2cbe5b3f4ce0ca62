"""What users of other Arabic search engines complain about: each complaint is a test with its query."""

from __future__ import annotations

import unicodedata

import pytest
from services.search.results import Match, SearchRequest
from tests.integration.search.articles import article
from tests.integration.search.conftest import Index


async def found(index: Index, text: str, match: Match = "loose") -> list[str]:
    result = await index.reader.search(SearchRequest(text=text, match=match))
    return [item.id.removeprefix("a_") for item in result.items]


ARCHIVE = [
    article("safi", "ميناء آسفي يستقبل أول باخرة", "رست بميناء آسفي صباح اليوم باخرة محملة بالفوسفاط."),
    article("tashkeel", "مُحَمَّدٌ يَكْتُبُ", "نَشَرَ الكَاتِبُ روايةً جديدةً عن الصَّحْراءِ."),
    article("year", "ميزانية ٢٠٢٥ أمام البرلمان", "قدمت الحكومة مشروع ميزانية ٢٠٢٥."),
    article("agadir-dot", "مطار أڭادير يتوسع", "أعلن عن توسيع مطار أڭادير المسيرة."),
    article("agadir-ghayn", "شاطئ أغادير ينظف", "حملة لتنظيف شاطئ أغادير."),
    article("agadir-kaf", "سوق أكادير يحترق", "شب حريق في سوق أكادير."),
    article("mustashfa", "مستشفى جديد بالمدينة", "افتتح مستشفى جامعي."),
    article("madrasa", "مدرسة تفتح أبوابها", "استقبلت المدرسة تلاميذها."),
    article("clitic", "وبمراكش مهرجان للفيلم", "انطلق بمراكش المهرجان الدولي للفيلم."),
    article("phrase", "تكرير السكر في المغرب", "وحدة تكرير السكر تشغل ألف عامل."),
    article("shuffled", "السكر يخضع للتكرير", "يخضع السكر الخام إلى تكرير طويل ثم تعبئة السكر."),
    article("masul", "مسؤول يستقيل", "استقال مسؤول كبير بسبب المسائل العالقة."),
    article("hespress", "هسبريس تطلق موقعا جديدا", "أطلقت جريدة هسبريس موقعا بالأمازيغية."),
]  # fmt: skip


@pytest.fixture(scope="module")
async def archive(module_index: Index) -> Index:
    await module_index.add(*ARCHIVE)
    return module_index


@pytest.mark.parametrize(
    ("query", "article_name"),
    [
        ("اسفي", "safi"),
        (unicodedata.normalize("NFD", "آسفي"), "safi"),
        ("أسفي", "safi"),
        ("محمد", "tashkeel"),
        ("مُحمّد", "tashkeel"),
        ("رواية جديدة", "tashkeel"),
        ("الصحـــراء", "tashkeel"),
        ("2025", "year"),
        ("۲۰۲۵", "year"),
        ("مستشفي", "mustashfa"),
        ("المستشفى", "mustashfa"),
        ("مدرسه", "madrasa"),
        ("والمدرسة", "madrasa"),
        ("مدارس", "madrasa"),
        ("مهرجانات", "clitic"),
        ("أبواب", "madrasa"),
        ("حكومات", "year"),
        ("حكومته", "year"),
        ("باب", "madrasa"),
        ("مراكش", "clitic"),
        ("بمراكش", "clitic"),
        ("ومراكش", "clitic"),
        ("لمراكش", "clitic"),
        ("مسئول", "masul"),
        ("مسوول", "masul"),
        ("hespress", "hespress"),
        ("Hespress", "hespress"),
        ("هسبريس", "hespress"),
        ("marrakech", "clitic"),
    ],
)
async def test_finds_despite_spelling(archive: Index, query: str, article_name: str) -> None:
    assert article_name in await found(archive, query)


@pytest.mark.parametrize("query", ["أكادير", "أڭادير", "أغادير", "اكادير", "agadir", "Agadir"])
async def test_spellings_of_agadir_are_one_place(archive: Index, query: str) -> None:
    assert set(await found(archive, query)) == {"agadir-dot", "agadir-ghayn", "agadir-kaf"}


@pytest.mark.parametrize(
    ("query", "marked"),
    [
        ("agadir", {"أڭادير", "أغادير", "أكادير"}),
        ("اسفي", {"آسفي"}),
        ("hespress", {"هسبريس"}),
        ("محمد", {"مُحَمَّدٌ"}),
        ("مراكش", {"وبمراكش"}),
        ("مدرسه", {"مدرسة"}),
    ],
)
async def test_what_was_found_is_marked_as_it_is_written(
    archive: Index, query: str, marked: set[str]
) -> None:
    result = await archive.reader.search(SearchRequest(text=query))
    titles = [
        segment for item in result.items for text in item.highlights.get("title", ()) for segment in text
    ]
    assert {segment.t for segment in titles if segment.hit} == marked


@pytest.mark.parametrize("query", ['"تكرير السكر"', "«تكرير السكر»", "“تكرير السكر”", "«تَكرير السُّكر»"])
async def test_a_phrase_is_one_in_every_kind_of_quotes(archive: Index, query: str) -> None:
    assert await found(archive, query) == ["phrase"]


async def test_without_quotes_the_words_may_stand_apart(archive: Index) -> None:
    assert set(await found(archive, "تكرير السكر")) == {"phrase", "shuffled"}


@pytest.mark.parametrize(
    ("slip", "meant"),
    [("lvh;a", "مراكش"), ("lsjatn", "مستشفى"), ("اثسحقثسس", "hespress"), ("شلشيهق", "agadir")],
)
async def test_the_wrong_keyboard_layout_is_offered_not_applied(
    archive: Index, slip: str, meant: str
) -> None:
    result = await archive.reader.search(SearchRequest(text=slip))
    assert result.interpreted.terms[0][:2] == slip[:2]
    assert meant in [correction.q for correction in result.did_you_mean]


async def test_an_exact_spelling_comes_before_a_loose_one(index: Index) -> None:
    body = "خبر قصير عن المدينة."
    await index.add(
        article("loose", "أخبار مدارسنا", body),
        article("folded", "اخبار مدرسه", body),
        article("exact", "أخبار مدرسة", body),
    )
    assert (await found(index, "مدرسة"))[:2] == ["exact", "folded"]


async def test_a_name_finds_no_word_like_it(index: Index) -> None:
    await index.add(
        article("sports", "النادي يحتفي بالرياضي", "احتفاء كبير بالرياضي في النادي."),
        article(
            "riyadh", "وفد رسمي كبير يصل إلى الرياض", "وصل الوفد إلى الرياض صباح اليوم في زيارة تدوم يومين."
        ),
        *(article(f"other{number}", "خبر آخر", "خبر قصير عن المدينة.") for number in range(8)),
    )
    assert await found(index, "الرياض") == ["riyadh"]
    assert await found(index, "الرياضي") == ["sports"]


@pytest.mark.parametrize(("query", "written"), [("نتانياهو", "نتنياهو"), ("الديموقراطية", "الديمقراطية")])
async def test_a_name_that_is_spelt_in_two_ways_is_found_and_marked(
    index: Index, query: str, written: str
) -> None:
    await index.add(article("named", f"جدل حول {written}", f"تصريحات جديدة عن {written} في الصحافة."))
    (item,) = (await index.reader.search(SearchRequest(text=query))).items
    assert written in {segment.t for segment in item.highlights["title"][0] if segment.hit}


async def test_a_long_text_is_not_found_by_pieces_of_the_word_that_stand_in_others(index: Index) -> None:
    pieces = "كلمينا أمينا يناء سيناء مينائل بناء تميناه"
    await index.add(
        article("port", "باخرة بآسفي", "رست الباخرة بميناء آسفي."),
        article("pieces", "نص طويل", f"{pieces} {'كلام كثير عن أشياء أخرى ' * 20}"),
    )
    assert await found(index, "ميناء") == ["port"]
    assert await found(index, "ميناء آسفي") == ["port"]


async def test_exact_match_means_the_letters_as_written(archive: Index) -> None:
    assert await found(archive, "اسفي", "exact") == []
    assert await found(archive, "آسفي", "exact") == ["safi"]
    assert await found(archive, "محمد", "exact") == ["tashkeel"]


@pytest.mark.parametrize(
    ("query", "article_name", "written"),
    [
        ("مدارس", "madrasa", "مدرسة"),
        ("والصحراءء", "tashkeel", "الصَّحْراءِ"),
        ("مهرجانهم الدولي", "clitic", "مهرجان"),
    ],
)
async def test_the_word_that_was_found_is_marked_in_any_form(
    archive: Index, query: str, article_name: str, written: str
) -> None:
    result = await archive.reader.search(SearchRequest(text=query))
    (item,) = [item for item in result.items if item.id == f"a_{article_name}"]
    hits = {
        segment.t for texts in item.highlights.values() for text in texts for segment in text if segment.hit
    }
    assert written in hits


async def test_signs_of_the_press_do_not_hide_a_word(index: Index) -> None:
    await index.add(
        article("french", "Le gouvernement relance l’école à Fès", "Il prépare l’école de demain."),
        article("numbers", "صادرات تبلغ ١٬٢٥٠ طنا", "أي بزيادة ٢٫٥٪ مقارنة مع 1,180 طن و15 000 طن."),
        article("ligature", "نص ﷲ في لوحة للخطاط", "كتب عبارة ﷺ على رق الغزال."),
        article("hashtag", "وسم #المغرب_اليوم", "تصدر الوسم ما يكتب."),
        article("months", "موعد في 5 ديسمبر", "يلتقي الوفدان."),
        article("acronym", "قرض من صندوق النقد الدولي", "وافق FMI على الطلب."),
        article("match", "مباراة ودية", "انتهت بالتعادل."),
    )
    queries = {
        "french": ["l'école", "l’école", "école", "ECOLE"],
        "numbers": ["1250", "١٢٥٠", "1,250", "1180", "2.5"],
        "ligature": ["الله"],
        "hashtag": ["المغرب"],
        "months": ["دجنبر", "كانون الأول"],
        "acronym": ["FMI", "صندوق النقد الدولي"],
        "match": ["الماتش"],
    }
    for name, typed in queries.items():
        for query in typed:
            for match in ("loose", "standard"):
                assert await found(index, query, match) == [name], (query, match)
    for query in ("15000", "15 000"):
        assert await found(index, query) == ["numbers"]


async def test_darija_is_left_out_on_demand_and_told_where_it_is_not(index: Index) -> None:
    await index.add(article("match", "مباراة ودية", "انتهت بالتعادل."))
    told = await index.reader.search(SearchRequest(text="الماتش"))
    assert told.interpreted.synonyms == {"الماتش": ("مباراة",)}
    assert [segment.t for segment in told.items[0].highlights["title"][0] if segment.hit] == ["مباراة"]
    assert not (await index.reader.search(SearchRequest(text="الماتش", dialect=False))).items

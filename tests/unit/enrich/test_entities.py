"""Which people, places and organisations a text names, and where."""

from __future__ import annotations

from datetime import UTC, datetime
from typing import Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from services.arabic.entities.lexicon import Lexicon
from services.arabic.normalise import fold
from services.contracts.article import Article, Entity, ListBlock, Paragraph
from services.contracts.entity import EntityRecord
from services.contracts.source import SourceRef
from services.enrich.entities.article import EntityMention, Recogniser
from services.enrich.entities.decisions import Decisions

RECOGNISER = Recogniser(Lexicon.shipped())
NOW = datetime(2025, 4, 5, 12, tzinfo=UTC)


def named(*texts: str, country: str | None = None) -> list[EntityMention]:
    return [one for text in RECOGNISER.mentions(texts, country) for one in text]


def ids(*texts: str, country: str | None = None) -> list[str]:
    return [one.id for one in named(*texts, country=country)]


def article(*texts: str, title: str = "خبر", country: str = "ma", **given: Any) -> Article:
    return Article(
        id="a_1",
        source=SourceRef(id="alalam", name="العلم", country=country),
        url="https://example.ma/1",
        title=title,
        blocks=tuple(Paragraph(text=text) for text in texts),
        fetched_at=NOW,
        **given,
    )


@pytest.mark.parametrize(
    ("text", "form"),
    [
        ("وصل إلى أغادير مساء أمس", "أغادير"),
        ("مهرجان بأكادير هذا الأسبوع", "أكادير"),
        ("سافر وأڭادير وجهته", "أڭادير"),
    ],
)
def test_spellings_and_clitics_lead_to_one_id(text: str, form: str) -> None:
    assert [(one.id, one.form) for one in named(text)] == [("e_agadir", form)]


def test_the_article_of_a_name_stays_after_a_preposition() -> None:
    text = "زيارة للمغرب وللأردن"
    found = named(text)
    assert [one.form for one in found] == ["المغرب", "الأردن"]
    assert [text[one.start : one.end] for one in found] == ["للمغرب", "للأردن"]


def test_the_longest_name_is_taken() -> None:
    assert ids("اجتمع الاتحاد العام التونسي للشغل مع الحكومة") == ["e_ugtt"]
    assert ids("قال وزير الخارجية في جنوب السودان") == ["e_south-sudan"]


@pytest.mark.parametrize(
    ("text", "form"),
    [
        ("أكد وزير الداخلية عبد الوافي لفتيت أن", "عبد الوافي لفتيت"),
        ("وقال عبدالوافي لفتيت إن", "عبدالوافي لفتيت"),
    ],
)
def test_a_joined_name_is_the_same(text: str, form: str) -> None:
    assert [(one.id, one.form) for one in named(text)] == [("e_abdelouafi-laftit", form)]


def test_a_title_is_no_part_of_the_name() -> None:
    assert [one.form for one in named("استقبل الملك محمد السادس الوفد")] == ["محمد السادس"]
    assert [one.form for one in named("يلعب نادي الوداد الرياضي اليوم")] == ["الوداد الرياضي"]


@pytest.mark.parametrize(
    "text",
    [
        "عاش حياة سعيد فيها كل جميل",
        "كان لديه أمل في السلام",
        "قال الناطق باسم الحكومة",
        "الوضع المالي صعب وهو مصر على رأيه",
        "الشركة السعودية والجيش المغربي والكاتب الأمريكي",
        "الاتفاق النووي والفتح والنصر والتعاون",
        "ينبع هذا من القلب في العين",
    ],
)
def test_words_and_adjectives_are_no_names(text: str) -> None:
    assert ids(text) == []


def test_a_word_is_a_name_with_evidence() -> None:
    assert ids("وقع الحادث في الخبر", country="sa") == ["e_khobar"]
    assert ids("وقع الحادث في الخبر", country="ma") == []
    assert ids("فاز نادي النصر", country="sa") == ["e_al-nassr"]
    assert "e_mali" in ids("انقلاب في مالي وباماكو تحت حظر التجول")


def test_a_club_is_none_but_where_it_plays() -> None:
    assert ids("تعادل الأهلي السعودي مع الرجاء البيضاوي") == ["e_al-ahli-saudi", "e_raja-casablanca"]
    played = "مباراة مثيرة في الدوري: سجل اللاعبون ثلاثة أهداف وفاز برشلونة على ريال مدريد"
    assert "e_fc-barcelona" in ids(played)
    assert ids("سافر الوزير إلى مدينة برشلونة") == ["e_barcelona"]


def test_one_spelling_is_the_entity_of_the_newspapers_country() -> None:
    text = "صادق مجلس الأمة على القانون"
    assert ids(text, country="kw") == ["e_kuwait-national-assembly"]
    assert ids("أعلنت وزارة الداخلية توقيف أربعة", country="tn") == ["e_ministry-of-interior-tn"]
    assert ids("أعلنت وزارة الخارجية الأمريكية موقفها", country="tn") == ["e_state-department"]


def test_a_family_name_alone_follows_the_full_name() -> None:
    texts = ("لقاء الحباسي بالصحافيين", "قال نعمان الحباسي إن المهرجان ناجح", "وأضاف الحباسي أن الجمهور كثير")
    found = named(*texts)
    assert len(found) == 3
    assert len({one.id for one in found}) == 1
    assert found[0].name == "نعمان الحباسي"


@pytest.mark.parametrize(
    ("text", "form"),
    [
        ("قال المدير الجهوي للصحة عبد اللطيف البوزيدي إن", "عبد اللطيف البوزيدي"),
        ("حسب ما أفاد به معتمد المنيهلة، محمد الهادي الزايري", "محمد الهادي الزايري"),
        ("سجل فيليبو كورنيتي هدفا", "فيليبو كورنيتي"),
        ("حكم خالد بن مرضي العنزي اللقاء", "خالد بن مرضي العنزي"),
    ],
)
def test_names_that_the_lexicon_lacks_are_discovered(text: str, form: str) -> None:
    people = [one for one in named(text) if one.type == "person"]
    assert [one.form for one in people] == [form]
    assert people[0].id.startswith("e_n-")
    assert not people[0].listed


def test_a_longer_name_is_another_person() -> None:
    assert "e_mohamed-salah" not in ids("قال محمد صلاح الدين المرزوقي")
    assert "e_amara-benyounes" not in ids("المدرب المساعد عماد بن يونس")


def test_an_article_has_its_entities_counted_with_their_forms_and_first_place() -> None:
    found = RECOGNISER.entities(
        article(
            "زار رئيس الحكومة عزيز أخنوش مدينة أغادير.",
            "وقال أخنوش إن أكادير تستعد، وشكر سكان أكادير.",
            title="أخنوش في أكادير",
        )
    )
    by_id = {entity.id: entity for entity in found}
    agadir, akhannouch = by_id["e_agadir"], by_id["e_aziz-akhannouch"]
    assert (agadir.count, agadir.name, agadir.type) == (4, "أكادير", "place")
    assert agadir.forms == ("أكادير", "أغادير")
    assert akhannouch.count == 3
    assert akhannouch.first is not None
    text = "زار رئيس الحكومة عزيز أخنوش مدينة أغادير."
    assert (akhannouch.first.block, text[akhannouch.first.start : akhannouch.first.end]) == (0, "عزيز أخنوش")


def test_the_items_of_a_list_are_read_and_are_no_first_place() -> None:
    with_list = article().model_copy(update={"blocks": (ListBlock(items=("من طنجة", "إلى وجدة")),)})
    assert [(one.id, one.first) for one in RECOGNISER.entities(with_list)] == [
        ("e_tangier", None),
        ("e_oujda", None),
    ]


def decided(*records: EntityRecord) -> Decisions:
    decisions = Decisions()
    for record in records:
        decisions.take(record)
    return decisions


def entities(decisions: Decisions, text: str) -> list[Entity]:
    return list(decisions.recogniser.entities(article(text)))


def test_an_accepted_name_is_found_wherever_it_stands() -> None:
    text = "وصل تيزمارت مساء أمس"
    assert entities(decided(), text) == []
    accepted = EntityRecord(id="e_n-tyzmart", name="تيزمارت", type="place")
    assert [one.id for one in entities(decided(accepted), text)] == ["e_n-tyzmart"]


def test_a_blocked_entity_is_found_no_more() -> None:
    blocked = EntityRecord(id="e_agadir", name="أكادير", type="place", blocked=True)
    assert entities(decided(blocked), "وصل إلى أكادير") == []
    discovered = EntityRecord(id="e_n-n3man-al7basy", name="نعمان الحباسي", type="person", blocked=True)
    assert entities(decided(discovered), "قال نعمان الحباسي إن") == []


def test_a_merged_name_counts_for_its_survivor() -> None:
    merged = EntityRecord(
        id="e_n-n3man-al7basy", name="نعمان الحباسي", type="person", merged_into="e_aziz-akhannouch"
    )
    assert [one.id for one in entities(decided(merged), "قال نعمان الحباسي إن")] == ["e_aziz-akhannouch"]


def test_a_renamed_entity_has_its_new_name_and_spellings() -> None:
    renamed = EntityRecord(id="e_agadir", name="أغادير", type="place", spellings=("أكادير",))
    found = entities(decided(renamed), "وصل إلى أكادير وأغادير وأجادير")
    assert [(one.id, one.name, one.count) for one in found] == [("e_agadir", "أغادير", 2)]


def test_a_later_decision_stands() -> None:
    decisions = decided(EntityRecord(id="e_agadir", name="أكادير", type="place", blocked=True))
    assert entities(decisions, "وصل إلى أكادير") == []
    decisions.take(EntityRecord(id="e_agadir", name="أكادير", type="place"))
    assert [one.id for one in entities(decisions, "وصل إلى أكادير")] == ["e_agadir"]


WORDS = """
قال وزير الملك محمد بن عبد الله
المغرب للمغرب وبأكادير الأهلي نادي حزب آل أبو على علي 12 « » ، . - خان يونس ـــ
مُحَمَّد فيليبو ﻻ
"""
TEXTS = st.one_of(st.text(max_size=200), st.lists(st.sampled_from(WORDS.split()), max_size=40).map(" ".join))


@settings(max_examples=200, deadline=None)
@given(st.lists(TEXTS, min_size=1, max_size=4))
def test_a_mention_of_any_text_points_at_what_its_form_says(texts: list[str]) -> None:
    for text, found in zip(texts, RECOGNISER.mentions(texts), strict=True):
        end = 0
        for one in found:
            assert end <= one.start < one.end <= len(text)
            end = one.end
            stands = fold(text[one.start : one.end])
            said = [fold(word) for word in one.form.split()]
            assert stands.endswith(said[-1].removeprefix("ال"))
            assert said[0].removeprefix("ا") in stands

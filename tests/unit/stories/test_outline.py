from __future__ import annotations

from datetime import UTC, datetime, timedelta

import pytest
from services.contracts.article import Article, EnrichedArticle, Paragraph, Published
from services.contracts.source import SourceRef
from services.contracts.story import StoryInput
from services.stories.columns import Columns, is_column
from services.stories.outline import moment, outline, template

FETCHED = datetime(2025, 4, 5, 9, 30, tzinfo=UTC)


def article(title: str, text: str = "", published: Published | None = None) -> Article:
    return Article(
        id="a_1",
        source=SourceRef(id="alalam", name="العلم"),
        url="https://alalam.example/1",
        title=title,
        blocks=(Paragraph(text=text),) if text else (),
        published=published or Published(),
        fetched_at=FETCHED,
    )


def outlined(title: str, text: str = "", lang: str = "ar") -> dict[str, object]:
    return outline(EnrichedArticle(article=article(title, text), lang=lang, enriched_at=FETCHED)).model_dump()


def test_an_outline_has_the_lemmas_that_tell_of_the_event() -> None:
    found = outlined(
        "فيضانات في أكادير تودي بحياة 3 أشخاص", "وقالت الوقاية المدنية إن الفيضانات غمرت المدينة."
    )
    assert "اكادير" in found["title"]  # type: ignore[operator]
    assert "في" not in found["title"]  # type: ignore[operator]
    assert "قال" not in found["opening"]  # type: ignore[operator]
    assert found["numbers"] == ("3",)


def test_an_outline_has_the_places_that_its_title_names() -> None:
    found = outlined("وفاة شاب بتبوك وإصابة سائق بجازان قبل وصول الوفد اللبناني", "وصل الوفد إلى بيروت.")
    assert found["places"] == ("e_tabuk", "e_jazan", "e_lebanon")
    assert {"e_saudi-arabia", "e_lebanon"} <= set(found["mentions"])  # type: ignore[call-overload]


def test_an_outline_survives_its_topic() -> None:
    text = "لقي ثلاثة أشخاص مصرعهم بعد فيضانات مفاجئة اجتاحت حي تيليلا بمدينة أكادير ليلة السبت الماضي"
    event = StoryInput(
        article_id="a_1",
        outline=outline(EnrichedArticle(article=article("فيضانات", text), lang="ar", enriched_at=FETCHED)),
    )
    assert StoryInput.model_validate_json(event.encode()) == event
    assert event.outline
    assert event.outline.shingles > 5


def test_a_day_without_a_clock_is_no_midnight() -> None:
    day = Published(date=FETCHED.date(), precision="day")
    assert moment(article("أمطار", published=day)) == FETCHED


def test_a_publication_time_in_the_future_is_a_mistake() -> None:
    far = Published(date=FETCHED.date(), at=FETCHED + timedelta(days=400), precision="minute")
    assert moment(article("أمطار", published=far)) <= FETCHED + timedelta(hours=1)


def test_a_word_of_any_length_makes_an_outline() -> None:
    assert outlined("ا" * 20_000, "ب" * 100_000)["title"] == ()


@pytest.mark.parametrize(
    ("one", "other"),
    [
        ("حالة الطقس ليوم الثلاثاء 21 يوليوز", "حالة الطقس ليوم الأربعاء 22 يوليوز"),
        ("أسعار الذهب اليوم 3/4/2025", "أسعار الذهب اليوم 4/4/2025"),
    ],
)
def test_a_title_of_every_day_has_one_template(one: str, other: str) -> None:
    assert template(one) == template(other)


@pytest.mark.parametrize(
    "title",
    [
        "حالة الطقس: أمطار متوقعة",
        "صحف اليوم: قضايا المجتمع",
        "أسعار العملات مقابل الدرهم",
        "عناوين الصحف الوطنية",
    ],
)
def test_known_columns_are_recognised_by_how_they_begin(title: str) -> None:
    assert is_column(template(title))


def test_news_about_what_columns_are_about_is_news() -> None:
    assert not is_column(template("الطقس السيئ يعلق الدراسة في الحوز"))
    assert not is_column(template("ارتفاع أسعار الذهب إلى مستوى قياسي"))


def test_a_title_that_comes_every_day_becomes_a_column() -> None:
    columns = Columns()

    def takes(day: int, source: str = "alalam") -> bool:
        found = outline(
            EnrichedArticle(
                article=article("زاوية الصباح").model_copy(
                    update={
                        "fetched_at": FETCHED + timedelta(days=day),
                        "source": SourceRef(id=source, name=source),
                    }
                ),
                lang="ar",
                enriched_at=FETCHED,
            )
        )
        return columns.takes(found)

    assert [takes(0), takes(0), takes(1), takes(2), takes(3)] == [False, False, False, True, True]
    assert not takes(3, "hespress")

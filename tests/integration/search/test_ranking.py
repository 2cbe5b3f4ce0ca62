"""What comes first: fields, nearness, freshness, forms of a word."""

from __future__ import annotations

import pytest
from services.search.results import SearchRequest
from tests.integration.search.articles import article, on
from tests.integration.search.conftest import Index

FILLING = " ".join(f"جملة {number} من خبر طويل عن أمور أخرى." for number in range(20))


async def ranked(index: Index, text: str, *, freshness: bool = False) -> list[str]:
    result = await index.reader.search(SearchRequest(text=text, freshness=freshness))
    return [item.id.removeprefix("a_") for item in result.items]


@pytest.fixture(scope="module")
async def archive(module_index: Index) -> Index:
    await module_index.add(
        article("deep", "خبر أول", FILLING, "وصلت شحنة فوسفاط."),
        article("lead", "خبر ثان", "وصلت شحنة فوسفاط.", FILLING),
        article("title", "شحنة فوسفاط", FILLING, "وصلت."),
        article("apart", "خبر ثالث", "الحكومة تدرس مشروعا، ثم قال رئيس فريق إن البرلمان غائب."),
        article("near", "خبر رابع", "رئيس الحكومة تدرس مشروعا، ثم قال فريق إن البرلمان غائب."),
        article("old", "حصاد الزيتون", "انطلق حصاد الزيتون.", published=on(2024, 4, 5)),
        article("new", "حصاد الزيتون", "انطلق حصاد الزيتون.", published=on(2025, 4, 4)),
        article("place", "مهرجان", "موقع مهرجان الورود في مدينة صغيرة."),
        article("people", "مهرجان", "جمهور مهرجان الورود في مدينة صغيرة."),
        article("other", "ندوة", "جرى لقاء مهندسين في ندوة وكالة التنمية."),
        article("same", "ندوة", "جرى حوار مهندسين في ندوة وكالة التنمية."),
    )
    return module_index


async def test_the_title_counts_more_than_the_lead_and_the_lead_more_than_the_rest(archive: Index) -> None:
    assert await ranked(archive, "فوسفاط") == ["title", "lead", "deep"]


async def test_words_that_stand_together_count_more(archive: Index) -> None:
    assert await ranked(archive, "رئيس الحكومة") == ["near", "apart"]


async def test_a_sentence_prefers_what_has_words_of_the_same_root(archive: Index) -> None:
    assert (await ranked(archive, "من حاور المهندسين في ندوة وكالة التنمية؟"))[:2] == ["same", "other"]


async def test_of_two_alike_the_newer_is_first_unless_the_caller_says_no(archive: Index) -> None:
    assert await ranked(archive, "حصاد الزيتون", freshness=True) == ["new", "old"]
    scores = await archive.reader.search(SearchRequest(text="حصاد الزيتون", freshness=False))
    assert len({item.score for item in scores.items}) == 1


async def test_a_question_prefers_what_speaks_of_the_thing_asked_for(archive: Index) -> None:
    assert await ranked(archive, "أين مهرجان الورود؟") == ["place", "people"]

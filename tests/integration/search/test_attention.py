"""How much is written about something, asked of a real index."""

from __future__ import annotations

from dataclasses import replace
from datetime import UTC, datetime, timedelta
from typing import Any

import pytest
from services.contracts.article import EnrichedArticle
from services.search.errors import QuerySyntaxError
from services.search.results import (
    Attention,
    AttentionQuery,
    AttentionRequest,
    Filters,
    Page,
    SearchRequest,
)
from tests.integration.search.articles import ALALAM, SABAH, article, at
from tests.integration.search.conftest import Index, story

FIRST = datetime(2025, 4, 1, tzinfo=UTC)
DAYS = tuple(FIRST + timedelta(days=day) for day in range(4))
PERIOD = Filters(since=FIRST, until=FIRST + timedelta(days=4))
MASS = "قال متحدث باسم الوزارة إن العمل جار كما كان منذ شهور في كل الجهات."


def at_noon(name: str, day: int, title: str, *paragraphs: str, **more: Any) -> EnrichedArticle:
    return article(name, title, *paragraphs, published=at(FIRST + timedelta(days=day, hours=12)), **more)


@pytest.fixture(scope="module")
async def archive(module_index: Index) -> Index:
    """Four days: a strike of the port of Safi on the second, told by العلم first and copied by الصباح."""
    strike = [
        at_noon(
            f"strike{number}",
            1,
            "إضراب في ميناء آسفي",
            f"أعلن عمال الميناء الإضراب وتوقفت الرافعات عن تفريغ الحاويات، البيان {number}.",
            MASS,
            section="economy",
        )
        for number in range(6)
    ]
    copy = at_noon("copy", 1, "إضراب في ميناء آسفي", MASS, source=SABAH, section="economy")
    after = at_noon("after", 2, "الميناء بعد الإضراب", "عادت الرافعات والحاويات إلى ميناء آسفي.", MASS)
    others = [
        at_noon(
            f"other{number}",
            number % 4,
            f"مجلس المدينة يناقش ميزانية السنة {number}",
            MASS,
            source=(ALALAM, SABAH)[number % 2],
            section="politics" if number % 3 else None,
        )
        for number in range(40)
    ]
    await module_index.add(*strike, copy, after, *others)
    await module_index.tell(story("s_strike", strike[0], copy, copies={"a_copy": "a_strike0"}))
    return module_index


def request(*texts: str, **more: Any) -> AttentionRequest:
    queries = tuple(AttentionQuery(text) for text in texts)
    return replace(AttentionRequest(queries, PERIOD, starts=DAYS, tz="UTC"), **more)


async def counts(archive: Index, *texts: str, **more: Any) -> Attention:
    return await archive.reader.attention(request(*texts, **more))


async def test_days_have_counts_and_all_that_was_published(archive: Index) -> None:
    found = await counts(archive, "ميناء آسفي", "ميزانية", "ثلج")
    assert [series.counts for series in found.series] == [(0, 7, 1, 0), (10, 10, 10, 10), (0, 0, 0, 0)]
    assert {series.articles for series in found.series} == {(10, 17, 11, 10)}
    assert found.interpreted[0].terms == ("ميناء", "آسفي")


@pytest.mark.parametrize(
    "text", ["اسفي", '"ميناء آسفي"', "إضراب -رافعات", "source:alalam الميناء", "title:(إضراب OR ميزانية)"]
)
async def test_what_is_counted_is_what_a_list_by_date_finds(archive: Index, text: str) -> None:
    listed = await archive.reader.search(
        SearchRequest(text, PERIOD, sort="-published_at", total="exact", page=Page(0))
    )
    (series,) = (await counts(archive, text)).series
    assert listed.total
    assert sum(series.counts) == listed.total.value > 0


async def test_a_copy_can_be_left_out_of_what_is_counted_and_of_what_it_is_a_share_of(archive: Index) -> None:
    found = await counts(archive, "ميناء آسفي", filters=replace(PERIOD, copies="once"))
    assert found.series[0].counts == (0, 6, 1, 0)
    assert found.series[0].articles == (10, 16, 11, 10)


async def test_each_newspaper_is_compared_with_what_it_published(archive: Index) -> None:
    found = await counts(archive, "ميناء آسفي", "ميزانية", by="source")
    told = {(series.group, series.query): (series.counts, series.articles) for series in found.series}
    assert told["alalam", 0] == ((0, 6, 1, 0), (10, 6, 11, 0))
    assert told["assabah", 0] == ((0, 1, 0, 0), (0, 11, 0, 10))
    assert next(iter(told)) == ("alalam", 0)


async def test_sections_have_a_group_of_articles_without_one(archive: Index) -> None:
    found = await counts(archive, "ميناء آسفي", by="section")
    told = {series.group: sum(series.counts) for series in found.series}
    assert told == {"economy": 7, "": 1, "politics": 0}
    fewest = await counts(archive, "ميناء آسفي", by="section", groups=1)
    assert [series.group for series in fewest.series] == ["economy"]


async def test_without_buckets_the_period_is_one(archive: Index) -> None:
    found = await counts(archive, "ميناء آسفي", starts=(), by="source")
    assert [(series.group, series.counts, series.articles) for series in found.series] == [
        ("alalam", (7,), (27,)),
        ("assabah", (1,), (21,)),
    ]


async def test_days_and_hours_are_those_of_the_zone(archive: Index) -> None:
    """Noon in UTC is the morning of the same day in Casablanca, and the next day on the Line Islands."""
    east = "Pacific/Kiritimati"
    starts = tuple(start - timedelta(hours=14) for start in (*DAYS, DAYS[-1] + timedelta(days=1)))
    filters = Filters(since=starts[0], until=starts[-1] + timedelta(days=1))
    found = await counts(archive, "ميناء آسفي", starts=starts, tz=east, filters=filters)
    assert found.series[0].counts == (0, 0, 7, 1, 0)
    hours = tuple(FIRST + timedelta(days=1, hours=hour) for hour in range(24))
    of_day = Filters(since=hours[0], until=hours[0] + timedelta(days=1))
    by_hour = await counts(archive, "ميناء آسفي", starts=hours, interval="hour", filters=of_day)
    assert by_hour.series[0].counts == tuple(7 if hour == 12 else 0 for hour in range(24))


async def test_the_end_of_the_period_is_not_in_it(archive: Index) -> None:
    noon = FIRST + timedelta(days=1, hours=12)
    found = await counts(archive, "ميناء آسفي", starts=(FIRST,), filters=Filters(since=FIRST, until=noon))
    assert found.series[0].counts == (0,)


async def test_what_is_no_word_finds_nothing_and_no_text_finds_everything(archive: Index) -> None:
    found = await counts(archive, "!!!", "")
    assert [sum(series.counts) for series in found.series] == [0, 48]


async def test_the_query_that_cannot_be_read_is_told_by_its_place(archive: Index) -> None:
    with pytest.raises(QuerySyntaxError, match="query 2: a quotation mark is not closed") as refused:
        await counts(archive, "ميناء", 'ميناء "آسفي')
    assert (refused.value.place, refused.value.literal) == (1, "ميناء آسفي")


async def test_words_are_those_that_are_said_with_it_more_than_elsewhere(archive: Index) -> None:
    found = await archive.reader.significant_words(request("ميناء آسفي", "ميزانية", "ثلج"))
    port, budget, snow = ({word.word: word for word in words} for words in found.words)
    assert "الرافعات" in port
    assert "الحاويات" in port
    # words of the query, words that all articles say and function words are no news
    assert not {"ميناء", "الميناء", "آسفي", "الوزارة", "متحدث", "في", "قال", "إن"} & set(port)
    assert (port["الرافعات"].count, port["الرافعات"].articles) == (7, 8)
    assert (port["الرافعات"].elsewhere, port["الرافعات"].other_articles) == (0, 40)
    assert "المدينة" in budget
    assert snow == {}
    assert found.sampled == (8, 40, 0)


async def test_words_can_be_of_one_newspaper_alone(archive: Index) -> None:
    filters = replace(PERIOD, source=("assabah",))
    found = await archive.reader.significant_words(request("ميزانية", filters=filters))
    assert found.sampled == (20,)
    assert all(word.articles + word.other_articles == 21 for word in found.words[0])

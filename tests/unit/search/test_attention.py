from __future__ import annotations

from datetime import UTC, datetime
from typing import Any
from zoneinfo import ZoneInfo

from services.search import attention
from services.search.attention import Candidate
from services.search.parsing import parse
from services.search.results import AttentionQuery, AttentionRequest, Filters

TEXTS = (
    "الاتفاق النووي مع إيران\nوقعت طهران على الاتفاق في فيينا",
    "نص اتفاق فيينا\nرحبت طهران بالاتفاق النووي",
    "للاتفاق خصوم\nقالت طهران إن اتفاق فيينا نهائي",
)


def words_of(texts: tuple[str, ...], query: str) -> dict[str, int]:
    found = attention.candidates(texts, attention.query_lexemes(parse(query)))
    return {one.word: one.count for one in found}


def test_words_are_counted_by_article_with_all_that_is_written_onto_them() -> None:
    found = words_of(TEXTS, "نووي")
    assert found["طهران"] == found["فيينا"] == 3
    assert found.get("الاتفاق") == 3 or found.get("اتفاق") == 3
    assert not {"للاتفاق", "بالاتفاق"} & set(found)


def test_the_words_of_the_query_and_function_words_say_nothing_of_it() -> None:
    found = words_of(TEXTS, "النووي طهران")
    assert not {"النووي", "نووي", "طهران", "مع", "في", "على", "إن"} & set(found)


def test_what_two_articles_say_is_of_them_and_not_of_the_subject() -> None:
    assert words_of(TEXTS[:2], "نووي") == {}


def test_nothing_is_taken_off_a_name_that_begins_like_a_preposition() -> None:
    assert attention.usual_form({"باسندوة": 3}, ("باسندوه",)) == "باسندوة"


def test_a_bucket_is_ours_whatever_elasticsearch_takes_for_its_beginning() -> None:
    cairo = ZoneInfo("Africa/Cairo")
    starts = tuple(datetime(2024, 4, day, tzinfo=cairo) for day in (25, 26, 27))  # no midnight on the 26th
    request = AttentionRequest((AttentionQuery("x"),), Filters(), starts=starts)
    keys = [
        int(datetime(2024, 4, 24, 22, tzinfo=UTC).timestamp() * 1000),
        int(datetime(2024, 4, 25, 22, tzinfo=UTC).timestamp() * 1000),
        int(datetime(2024, 4, 26, 21, tzinfo=UTC).timestamp() * 1000),
    ]
    dates = {"buckets": [{"key": key, "doc_count": place} for place, key in enumerate(keys, 1)]}
    told: dict[str, Any] = {"doc_count": 6, "dates": dates}
    answer = {"aggregations": {"articles": told, "queries": {"buckets": [told]}}}
    (found,) = attention.series(request, answer)
    assert found.counts == found.articles == (1, 2, 3)


def test_words_that_share_a_lexeme_are_listed_once() -> None:
    found = [Candidate("إسرائيل", ("=اسرائيل",), 3), Candidate("الإسرائيلي", ("=اسرائيل", "اسرائيلي"), 3)]
    buckets = [{"doc_count": 12, "inside": {"doc_count": 10}} for _ in found]
    answer = {
        "hits": {"total": {"value": 1000}},
        "aggregations": {"inside": {"doc_count": 20}, "words": {"buckets": buckets}},
    }
    (word,) = attention.significant(found, answer, 10)
    assert (word.word, word.count, word.articles, word.elsewhere, word.other_articles) == (
        "إسرائيل",
        10,
        20,
        2,
        980,
    )

from __future__ import annotations

from dataclasses import replace
from datetime import UTC, datetime, timedelta
from typing import Any

import pytest
from services.search import trending
from services.search.results import Trend, TrendRequest
from services.search.trending import Before, NameCount
from tests.unit.gateway.fakes import FakeReader, article

NOW = datetime(2025, 4, 4, 12, tzinfo=UTC)  # a Friday
HOUR = timedelta(hours=1)
DAY = timedelta(days=1)


def one(name: str = "e_x", count: int = 10, most: int = 2, second: int = 2) -> NameCount:
    return NameCount(name, count, newspapers=6, most=most, second=second)


def test_a_newspaper_that_repeats_itself_counts_as_often_as_the_next_one() -> None:
    assert one(count=10, most=2, second=2).observed == 10
    assert one(count=40, most=32, second=2).observed == 10
    assert one(count=40, most=40, second=0).observed == 1


def window(papers: int, *names: int) -> dict[str, Any]:
    """An answer: each name is in so many newspapers, of all that published."""
    buckets = [
        {
            "key": f"e_{number}",
            "doc_count": 9,
            "spread": {"value": spread},
            "newspapers": {"buckets": [{"doc_count": 5}, {"doc_count": 4}][:spread]},
        }
        for number, spread in enumerate(names)
    ]
    return {"aggregations": {"spread": {"value": papers}, "names": {"buckets": buckets}}}


@pytest.mark.parametrize(("papers", "counted"), [(20, ["e_2"]), (2, ["e_1", "e_2"]), (1, ["e_1", "e_2"])])
def test_what_two_newspapers_write_of_is_their_own_unless_there_are_no_more(
    papers: int, counted: list[str]
) -> None:
    found = trending.name_counts(window(papers, 1, 2, 3), lambda id_: id_)
    assert [one.id for one in found] == counted


def test_a_window_is_compared_with_the_same_hours_and_weekdays_before_it() -> None:
    span = trending.span(TrendRequest(window=6 * HOUR, baseline=14 * DAY), NOW)
    assert span.window == (NOW - 6 * HOUR, NOW)
    assert span.baseline == (NOW - 6 * HOUR - 14 * DAY, NOW - 6 * HOUR)
    assert len(span.hours) == 14
    assert span.hours[0] == (NOW - 6 * HOUR - DAY, NOW - DAY)
    assert span.weekdays == tuple((NOW - 6 * HOUR - days * DAY, NOW - days * DAY) for days in (7, 14))


@pytest.mark.parametrize(("days", "weekdays"), [(1, 2), (3, 2), (7, 0)])
def test_a_window_of_days_has_all_hours_and_one_of_a_week_all_weekdays(days: int, weekdays: int) -> None:
    span = trending.span(TrendRequest(window=days * DAY, baseline=14 * DAY), NOW)
    assert span.hours == ()
    assert len(span.weekdays) == weekdays
    assert all(until <= span.window[0] for _, until in span.weekdays)


def surprises(seen: NameCount, articles: int, **told: tuple[int, int]) -> bool:
    """`told`: by part of the baseline, all articles and those of the name."""
    parts = {name: Before(among, {seen.id: count}) for name, (among, count) in told.items()}
    return bool(trending.surprises([seen], articles, parts))


def test_a_burst_is_a_trend_and_what_is_always_there_is_none() -> None:
    assert surprises(one(count=10), 100, all=(5600, 4))
    assert not surprises(one(count=10), 100, all=(5600, 560))


def test_what_comes_every_friday_or_every_noon_is_no_trend() -> None:
    every_day, fridays = (1400, 20), (200, 20)
    assert surprises(one(count=10), 100, all=(5600, 20))
    assert not surprises(one(count=10), 100, all=(5600, 20), hours=every_day, weekdays=fridays)
    assert not surprises(one(count=10), 100, all=(5600, 140), hours=(1400, 140))


def test_without_a_past_nothing_is_new() -> None:
    assert not surprises(one(count=50), 100, all=(0, 0))
    assert not surprises(one(count=5), 100, all=(30, 0))


def test_the_surest_come_first() -> None:
    told = {"all": Before(5600, {"e_a": 50})}
    found = trending.surprises([one("e_a"), one("e_b"), one("e_c", count=40)], 200, told)
    assert [trend.window.id for trend in found] == ["e_c", "e_b", "e_a"]


def trend(label: str, score: float, kind: str = "topic") -> Trend:
    return Trend("entity" if kind == "entity" else "topic", label, label, score, 9, 9, 4, 1.0, 3, ())


def test_a_topic_that_another_one_says_already_is_left_out() -> None:
    found = trending.distinct([trend("الاتفاق النووي", 3), trend("النووي", 2), trend("ميناء آسفي", 1)])
    assert [one.label for one in found] == ["الاتفاق النووي", "ميناء آسفي"]


def test_of_a_name_and_a_topic_that_are_the_same_the_surer_stays() -> None:
    found = trending.searches(
        [trend("إيران", 2, "entity")], [trend("اتفاق إيران", 3), trend("مهرجان فاس", 1)]
    )
    assert [(one.label, one.kind) for one in found] == [("اتفاق إيران", "topic"), ("مهرجان فاس", "topic")]
    tied = trending.searches([trend("ميناء آسفي", 2, "entity")], [trend("ميناء آسفي", 2), trend("وإن", 5)])
    assert [one.kind for one in tied] == ["entity"]


def test_of_one_story_only_the_surest_name_is_a_search() -> None:
    told = FakeReader.summary(article(0))

    def of_story(label: str, score: float, story: str, *counts: int) -> Trend:
        shown = replace(told, story_id=story)
        return replace(trend(label, score, "entity"), articles=(shown,), story_counts=counts, count=8)

    found = trending.searches(
        [
            of_story("شانلي أورفا", 3, "s_a", 7, 1),
            of_story("سروج", 2, "s_a", 6, 2),
            of_story("تركيا", 1.5, "s_a", 2, 2),  # it is in other stories too
            of_story("أملج", 1, "s_b", 8),
        ],
        [],
    )
    assert [one.label for one in found] == ["شانلي أورفا", "تركيا", "أملج"]

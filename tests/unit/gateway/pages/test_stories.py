from __future__ import annotations

from datetime import UTC, datetime, timedelta

from services.gateway.pages.stories import coverage, story_card
from services.gateway.stories import story_detail
from tests.unit.gateway.pages.made import indexed_summary, story, story_summary

MORNING = datetime(2025, 4, 5, 8, 15, tzinfo=UTC)


def test_copies_are_folded_into_a_count() -> None:
    told = story_card(story("s_rain", "a_1", "a_2", "a_3", copies={"a_3": "a_1"}))
    assert [card.id for card in told.others] == ["a_2"]
    assert told.copied == "نقلته جريدة واحدة"
    assert told.all is not None
    assert (told.all.href, told.all.text) == ("/s/s_rain", "تغطية كاملة: ترويها 3 جرائد")


def test_the_timeline_runs_by_day_and_hour_in_one_zone() -> None:
    members = [
        indexed_summary(
            f"a_{hours}",
            source_id=f"p{hours}",
            published_at=MORNING + timedelta(hours=hours),
            published_precision="minute",
            tz="Asia/Riyadh",
        )
        for hours in (26, 4, 0)
    ]
    shown = coverage(story_detail(story_summary("s_rain", *members), members, {}))
    assert [day.stamp.text for day in shown.days] == ["السبت 5 أبريل 2025", "الأحد 6 أبريل 2025"]
    assert [[line.clock for line in day.lines] for day in shown.days] == [
        ["08:15", "12:15"],
        ["11:15"],
    ]  # summer time began
    assert shown.first.id == "a_0"


def test_what_came_last_is_told_unless_it_is_at_the_top() -> None:
    members = [
        indexed_summary(
            f"a_{hours}",
            source_id=f"p{hours}",
            published_at=MORNING + timedelta(hours=hours),
            published_precision="minute",
        )
        for hours in (4, 0)
    ]
    shown = coverage(story_detail(story_summary("s_rain", *reversed(members)), members, {}))
    assert shown.latest is not None
    assert shown.latest.id == "a_4"
    alone = coverage(story_detail(story_summary("s_rain", members[1]), members[1:], {}))
    assert alone.latest is None

"""What is written about more than before, in three weeks of our own, on a real index."""

from __future__ import annotations

import random
from datetime import UTC, datetime, timedelta
from typing import Any

import pytest
from services.contracts.article import EnrichedArticle, Entity, Keyword
from services.contracts.entity import EntityRecord
from services.contracts.source import SourceRef
from services.search.reader import Reader
from services.search.results import Filters, TrendRequest, Trends
from tests.integration.search.articles import article, at
from tests.integration.search.conftest import Index, story

FRIDAY = datetime(2025, 4, 4, 12, tzinfo=UTC)
PAPERS = [SourceRef(id=f"paper{number}", name=f"جريدة {number}", country="ma") for number in range(8)]
NAMES = {
    "e_maroc": "المغرب",
    "e_safi": "آسفي",
    "e_friday": "صلاة الجمعة",
    "e_noon": "نشرة الظهيرة",
    "e_own": "مؤسسة جريدتنا",
    "e_twice": "تنغير",
    "e_copied": "وكالة الأنباء",
    "e_usual": "الرباط",
}
HOURS = range(0, 24, 3)


class Writer:
    """Articles with the names that they are about, written by hand as enrichment would find them."""

    def __init__(self) -> None:
        self.articles: list[EnrichedArticle] = []
        self._random = random.Random(7)

    def write(self, moment: datetime, *names: str, paper: int | None = None, **more: Any) -> EnrichedArticle:
        number = len(self.articles)
        source = PAPERS[number % len(PAPERS) if paper is None else paper]
        labels = [NAMES[name] for name in names]
        made = article(
            f"n{number:04}",
            " و".join(labels) or f"خبر {number}",
            "نص الخبر.",
            source=source,
            published=at(moment + timedelta(minutes=self._random.randrange(170))),
            **more,
        )
        entities = tuple(Entity(id=name, name=NAMES[name], type="org", count=1) for name in names)
        keywords = tuple(Keyword(text=label, count=1) for label in labels)
        made = made.model_copy(update={"entities": entities, "keywords": keywords})
        self.articles.append(made)
        return made


def three_weeks() -> Writer:
    """Every three hours twelve articles, half as many on Fridays and at night; المغرب is in half of them."""
    writer = Writer()
    start = FRIDAY - timedelta(days=21)
    for hours in range(0, 21 * 24, 3):
        moment = start + timedelta(hours=hours)
        quiet = moment.weekday() == 4 or moment.hour < 6
        for number in range(6 if quiet else 12):
            names = ["e_maroc"] if number % 2 else []
            if number == 3 and moment.hour in (9, 18):
                names.append("e_usual")
            if moment.weekday() == 4 and moment.hour == 9 and number < 4:
                names.append("e_friday")
            if moment.hour == 9 and number < 3:
                names.append("e_noon")
            writer.write(moment, *names, section="sports" if number == 0 else "politics")
    return writer


@pytest.fixture(scope="module")
async def weeks(module_index: Index) -> Index:
    writer = three_weeks()
    now = FRIDAY - timedelta(hours=3)
    burst = [writer.write(now, "e_safi", paper=number % 6, section="politics") for number in range(9)]
    for _ in range(20):
        writer.write(now, "e_own", paper=7)
    for number in range(2):
        writer.write(now, "e_twice", paper=number)
    copied = [writer.write(now, "e_copied", paper=number) for number in range(6)]
    await module_index.add(*writer.articles)
    await module_index.tell(
        story("s_burst", *burst[:5]),
        story("s_rest", *burst[5:]),
        story("s_copied", *copied, copies={one.article_id: copied[0].article_id for one in copied[1:]}),
    )
    return module_index


async def trends(weeks: Index, kind: Any = "entity", **more: Any) -> Trends:
    asked = {"window": timedelta(hours=3), "as_of": FRIDAY, **more}
    return await weeks.reader.trending(TrendRequest(kind=kind, **asked))


def labels(found: Trends) -> list[str]:
    return [trend.label for trend in found.items]


async def test_a_burst_is_the_trend_and_nothing_else_is(weeks: Index) -> None:
    """Not the giant of every day, not what comes every Friday or every noon, not a newspaper that repeats
    itself, not a name said twice, not a text that all have copied.
    """
    assert labels(await trends(weeks)) == ["آسفي"]


async def test_a_trend_says_why(weeks: Index) -> None:
    found = await trends(weeks)
    (trend,) = found.items
    assert (trend.id, trend.type, trend.count, trend.newspapers, trend.before) == ("e_safi", "place", 9, 6, 0)
    assert trend.observed == 9
    assert trend.expected < 1 < trend.score
    assert (found.since, found.until) == (FRIDAY - timedelta(hours=3), FRIDAY)
    assert found.articles == 6 + 9 + 20 + 2 + 1  # copies once
    assert [one.story_id for one in trend.articles] == ["s_burst", "s_rest"]
    assert trend.story_counts == (5, 4)


async def test_what_operators_merged_is_one_and_what_they_blocked_is_none(weeks: Index) -> None:
    request = TrendRequest(window=timedelta(hours=3), as_of=FRIDAY)
    async with Reader(weeks.settings) as reader:
        reader.entities.take(EntityRecord(id="e_port", name="ميناء آسفي", type="place"))
        reader.entities.take(EntityRecord(id="e_safi", name="آسفي", type="place", merged_into="e_port"))
        (trend,) = (await reader.trending(request)).items
        assert (trend.id, trend.label, trend.count) == ("e_port", "ميناء آسفي", 9)
        assert len(trend.articles) == 2
        reader.entities.take(EntityRecord(id="e_port", name="ميناء آسفي", type="place", blocked=True))
        assert (await reader.trending(request)).items == ()


async def test_what_comes_every_friday_would_be_one_without_the_fridays_before(weeks: Index) -> None:
    shouting = await trends(weeks, baseline=timedelta(days=4), window=timedelta(hours=3))
    assert "صلاة الجمعة" in labels(shouting)
    assert "صلاة الجمعة" not in labels(await trends(weeks, baseline=timedelta(days=14)))


async def test_on_a_quiet_day_fewer_articles_of_everything_are_no_news(weeks: Index) -> None:
    assert labels(await trends(weeks, as_of=FRIDAY - timedelta(days=7))) == []
    assert labels(await trends(weeks, as_of=FRIDAY - timedelta(days=3, hours=7))) == []


async def test_later_the_burst_is_over(weeks: Index) -> None:
    assert labels(await trends(weeks, as_of=FRIDAY + timedelta(days=1))) == []


async def test_topics_are_key_words_in_the_form_that_articles_have(weeks: Index) -> None:
    found = await trends(weeks, "topic")
    assert [(trend.kind, trend.label) for trend in found.items] == [("topic", "آسفي")]


async def test_stories_are_those_that_several_newspapers_tell(weeks: Index) -> None:
    found = await trends(weeks, "story")
    assert [(trend.id, trend.observed) for trend in found.items] == [("s_burst", 5), ("s_rest", 4)]
    assert found.items[0].label == "آسفي"


async def test_queries_are_names_and_topics_each_said_once(weeks: Index) -> None:
    found = await trends(weeks, "query")
    assert [(trend.kind, trend.label) for trend in found.items] == [("entity", "آسفي")]


async def test_a_section_is_compared_with_itself(weeks: Index) -> None:
    assert labels(await trends(weeks, filters=Filters(section=("politics",)))) == ["آسفي"]
    nothing = await trends(weeks, filters=Filters(section=("sports",)))
    assert nothing.items == ()
    assert nothing.articles == 1


async def test_an_archive_without_a_past_has_no_trends(weeks: Index) -> None:
    found = await trends(weeks, as_of=FRIDAY - timedelta(days=20, hours=21))
    assert labels(found) == []
    assert found.before == 0


def test_the_giant_is_a_giant() -> None:
    articles = three_weeks().articles
    assert sum(any(entity.id == "e_maroc" for entity in one.entities) for one in articles) > len(articles) / 3

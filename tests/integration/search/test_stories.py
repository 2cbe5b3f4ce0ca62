"""Stories in the index: on articles, whichever comes first; in lists; merged, emptied, built anew."""

from __future__ import annotations

from datetime import UTC, datetime

from services.contracts.headline import Headline
from services.contracts.identity import story_id
from services.contracts.source import SourceRef
from services.contracts.story import StoryChange
from services.contracts.withdrawal import Withdrawal
from services.runtime.outcome import Done, Outcome
from services.search import generations
from services.search.results import Filters, SearchRequest, StoryMoved, StoryRequest, StorySummary
from tests.integration.search.articles import ALALAM, SABAH, article, at
from tests.integration.search.conftest import Index, story

YAWM = SourceRef(id="yawm", name="اليوم", country="eg")
MORNING, NOON, EVENING = (at(datetime(2025, 4, 5, hour, tzinfo=UTC)) for hour in (8, 12, 18))
RAIN = article("rain", "أمطار قوية في أكادير", "غمرت المياه الشوارع.", source=ALALAM, published=MORNING)
FLOOD = article("flood", "فيضانات تغمر أحياء أكادير", "غمرت المياه.", source=SABAH, published=NOON)
COPY = article("copy", "أمطار قوية بأكادير", "غمرت المياه الشوارع.", source=YAWM, published=EVENING)
MATCH = article("match", "فوز الوداد على الرجاء", "فاز الوداد بهدف.", source=ALALAM, published=NOON)


def told(outcomes: list[Outcome]) -> list[Headline]:
    events = [event for outcome in outcomes if isinstance(outcome, Done) for event in outcome.events]
    return [event for event in events if isinstance(event, Headline)]


async def members(index: Index, story: str) -> set[str]:
    found = await index.reader.search(SearchRequest(filters=Filters(story=story), sort="-published_at"))
    return {item.id for item in found.items}


async def test_a_story_reaches_articles_that_are_there_and_those_that_come_later(index: Index) -> None:
    await index.add(RAIN)
    await index.tell(story("s_rain", RAIN, FLOOD))
    await index.add(FLOOD)

    assert await members(index, "s_rain") == {"a_rain", "a_flood"}


async def test_every_reading_still_finds_an_article_whose_story_changed(index: Index) -> None:
    await index.add(RAIN)
    await index.tell(story("s_rain", RAIN, FLOOD))

    # lemmas and roots are in no source, so that a partial update would have lost them
    for text in ("الشارع", "شوارع", "أمطار"):
        found = await index.reader.search(SearchRequest(text=text))
        assert [item.id for item in found.items] == ["a_rain"], text


async def test_a_new_revision_keeps_its_story_and_is_not_taken_for_known(index: Index) -> None:
    await index.add(RAIN)
    for sequence in range(1, 4):
        await index.tell(story(f"s_{sequence}", RAIN, FLOOD, sequence=sequence))
    outcomes = await index.add(article("rain", "أمطار غزيرة في أكادير", "نص.", revision=2, published=MORNING))

    assert [headline.kind for headline in told(outcomes)] == ["update"]
    assert await members(index, "s_3") == {"a_rain"}


async def test_a_redelivered_change_changes_nothing(index: Index) -> None:
    await index.add(RAIN, FLOOD)
    await index.tell(story("s_new", RAIN, FLOOD, sequence=7))
    await index.tell(story("s_old", RAIN, FLOOD, sequence=3))

    assert await members(index, "s_new") == {"a_rain", "a_flood"}
    assert await members(index, "s_old") == set()


async def test_a_list_of_stories_says_who_tells_them(index: Index) -> None:
    await index.add(RAIN, FLOOD, COPY, MATCH)
    await index.tell(
        story("s_rain", RAIN, FLOOD, COPY, copies={"a_copy": "a_rain"}), story("s_match", MATCH, sequence=2)
    )
    found = await index.reader.stories(StoryRequest())

    rain, match = found.items
    assert (rain.id, rain.article_count, rain.copy_count, rain.source_count) == ("s_rain", 3, 1, 3)
    assert [item.id for item in rain.headlines] == ["a_rain", "a_flood", "a_copy"]
    assert rain.headlines[2].duplicate_of == "a_rain"
    assert (rain.first_at.hour, rain.last_at.hour) == (8, 18)
    assert (match.id, match.article_count) == ("s_match", 1)
    several = await index.reader.stories(StoryRequest(min_sources=2))
    assert [item.id for item in several.items] == ["s_rain"]
    elsewhere = await index.reader.stories(StoryRequest(edition=("eg",)))
    assert {item.id for item in elsewhere.items} == {"s_rain"}


async def test_pages_of_stories_show_each_once(index: Index) -> None:
    papers = [article(f"n{number}", f"خبر رقم {number}", "نص.", published=NOON) for number in range(9)]
    await index.add(*papers)
    await index.tell(*(story(f"s_{number}", paper) for number, paper in enumerate(papers)))
    for sort in ("growth", "updated", "size"):
        seen: list[str] = []
        after = None
        while True:
            request = StoryRequest(sort=sort, limit=4, after=after)
            page = await index.reader.stories(request)
            if not page.items:
                break
            seen += [item.id for item in page.items]
            after = page.items[-1].sort_values
        assert sorted(seen) == sorted(f"s_{number}" for number in range(9)), sort


async def test_a_merged_story_leads_to_the_one_that_answers_for_it(index: Index) -> None:
    await index.add(RAIN, FLOOD)
    await index.tell(story("s_a", RAIN), story("s_b", FLOOD))
    await index.tell(
        story("s_a", RAIN, FLOOD, sequence=2), StoryChange(story_id="s_b", sequence=2, merged_into="s_a")
    )

    assert await members(index, "s_a") == {"a_rain", "a_flood"}
    assert await index.reader.story("s_b") == StoryMoved("s_a")
    assert [item.id for item in (await index.reader.stories(StoryRequest())).items] == ["s_a"]
    await index.tell(
        story("s_c", RAIN, FLOOD, sequence=3), StoryChange(story_id="s_a", sequence=3, merged_into="s_c")
    )
    assert await index.reader.story("s_b") == StoryMoved("s_c")


async def test_an_article_that_leaves_is_a_story_of_its_own_again(index: Index) -> None:
    await index.add(RAIN, FLOOD)
    await index.tell(story("s_rain", RAIN, FLOOD))
    await index.tell(story("s_rain", RAIN, sequence=2, left=("a_flood",)))

    assert await members(index, "s_rain") == {"a_rain"}
    assert await members(index, story_id("a_flood")) == {"a_flood"}
    assert set(await index.reader.memberships(["a_rain", "a_flood"])) == {"a_rain"}


async def test_the_reason_is_told(index: Index) -> None:
    await index.add(RAIN)
    await index.tell(story("s_rain", RAIN))

    found = await index.reader.memberships(["a_rain", "a_unknown"])
    assert set(found) == {"a_rain"}
    assert (found["a_rain"].by, found["a_rain"].words) == ("words", ("ميناء",))


async def test_before_anybody_decided_an_article_is_its_story(index: Index) -> None:
    await index.add(RAIN)
    found = await index.reader.story(story_id("a_rain"))

    assert isinstance(found, StorySummary)
    assert (found.article_count, [item.id for item in found.headlines]) == (1, ["a_rain"])
    assert await index.reader.story("s_nobody") is None


async def test_a_withdrawn_article_does_not_come_back_with_its_story(index: Index) -> None:
    await index.add(RAIN, FLOOD)
    await index.withdraw(
        Withdrawal(
            article_id="a_rain",
            source=ALALAM,
            action="withdraw",
            reason="legal",
            revision=1,
            decided_at=datetime.now(UTC),
            decided_by="operator",
        )
    )
    await index.tell(story("s_rain", RAIN, FLOOD))

    assert await members(index, "s_rain") == {"a_flood"}
    found = await index.reader.story("s_rain")
    assert isinstance(found, StorySummary)
    assert [item.id for item in found.headlines] == ["a_flood"]


async def test_the_ticker_hears_of_a_story_that_several_tell(index: Index) -> None:
    await index.add(RAIN, FLOOD)
    (headline,) = told(await index.tell(story("s_rain", RAIN, FLOOD), story("s_match", MATCH)))

    assert (headline.kind, headline.story_id, headline.article_id) == ("story", "s_rain", "a_rain")
    assert (headline.article_count, headline.source_count, headline.title) == (2, 2, RAIN.article.title)


async def test_both_generations_follow_while_one_is_built(index: Index) -> None:
    await index.add(RAIN, FLOOD)
    await generations.create(index.client, index.settings, datetime.now(UTC))
    await index.add(RAIN, FLOOD)  # delivered again: the new generation has them now
    await index.tell(story("s_rain", RAIN, FLOOD))

    building = await generations.building_generation(index.client, index.settings)
    assert building is not None
    found = await index.client.get(index=building, id="a_flood", source=["story"])
    assert found["_source"] == {"story": "s_rain"}

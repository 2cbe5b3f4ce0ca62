"""What is written about whom, on a real index: lists, one entity, merges, filters, facets, relations."""

from __future__ import annotations

from collections.abc import AsyncIterator
from datetime import UTC, datetime, timedelta

import pytest
from services.contracts.article import EnrichedArticle, Entity
from services.contracts.entity import EntityRecord
from services.contracts.source import SourceRef
from services.search.entities import Entities
from services.search.reader import Reader
from services.search.results import (
    EntityMoved,
    EntityRequest,
    Filters,
    SearchRequest,
    StoryRequest,
)
from tests.integration.search.articles import ALALAM, SABAH, article, on
from tests.integration.search.conftest import Index

MOROCCO = Entity(id="e_morocco", name="المغرب", type="place", count=1)
AGADIR = Entity(id="e_agadir", name="أكادير", type="place", count=3)
OLD_AGADIR = Entity(id="e_n-ajdir", name="أجدير", type="place", count=1)
LAFTIT = Entity(id="e_abdelouafi-laftit", name="عبد الوافي لفتيت", type="person", count=2)
HORSE = Entity(id="e_n-mryh", name="نادي السنابل الساحلي", type="org", count=1)


def about(
    name: str,
    title: str,
    *entities: Entity,
    source: SourceRef = ALALAM,
    day: int = 5,
    story: str | None = None,
) -> EnrichedArticle:
    made = article(name, title, "نص الخبر كما جاء.", source=source, published=on(2025, 4, day), story=story)
    return made.model_copy(update={"entities": entities})


ARCHIVE = [
    about("port", "ميناء أكادير يتوسع", AGADIR, MOROCCO, day=1, story="s_port"),
    about("port-sabah", "توسعة ميناء أكادير", AGADIR, MOROCCO, source=SABAH, day=2, story="s_port"),
    about("minister", "لفتيت يزور أكادير", AGADIR, LAFTIT, MOROCCO, day=3),
    about("law", "لفتيت يعرض مشروع قانون", LAFTIT, MOROCCO, source=SABAH, day=4),
    about("old", "أجدير تحتفل", OLD_AGADIR, MOROCCO, day=4),
    about("club", "النادي يفوز", HORSE, day=5),
    about("nobody", "حالة الطقس", day=5),
    *(about(f"other{number}", f"خبر {number}", MOROCCO, day=5) for number in range(4)),
]


@pytest.fixture(scope="module")
async def archive(module_index: Index) -> Index:
    await module_index.add(*ARCHIVE)
    return module_index


@pytest.fixture
async def reader(archive: Index) -> AsyncIterator[Reader]:
    """That knows of no decision but those of its test."""
    async with Reader(archive.settings) as reader:
        yield reader


def decide(reader: Reader, id_: str, name: str, **decision: object) -> None:
    reader.entities.take(EntityRecord.model_validate({"id": id_, "name": name, "type": "place", **decision}))


async def counted(reader: Reader, **request: object) -> dict[str, int]:
    found = await reader.entity_list(EntityRequest(**request))  # type: ignore[arg-type]
    return {item.entity.id: item.count for item in found.items}


async def test_those_that_most_is_written_about_come_first(reader: Reader) -> None:
    found = await reader.entity_list(EntityRequest(limit=3))
    assert [(item.entity.name, item.count) for item in found.items] == [
        ("المغرب", 9),
        ("أكادير", 3),
        ("عبد الوافي لفتيت", 2),
    ]
    assert found.more


async def test_lists_are_by_kind_name_and_period(reader: Reader) -> None:
    assert await counted(reader, types=("person", "org")) == {LAFTIT.id: 2, HORSE.id: 1}
    assert (await counted(reader, text="اغاد"))["e_agadir"] == 3  # by another spelling of it
    assert (await counted(reader, text="السنابل")) == {HORSE.id: 1}  # that no lexicon has
    assert (await counted(reader, text="محمد السادس"))["e_mohammed-vi"] == 0
    period = {"since": datetime(2025, 4, 2, tzinfo=UTC), "until": datetime(2025, 4, 4, tzinfo=UTC)}
    assert (await counted(reader, **period))["e_agadir"] == 2


async def test_pages_show_each_once(reader: Reader) -> None:
    seen: list[str] = []
    after = None
    while True:
        page = await reader.entity_list(EntityRequest(limit=2, after=after))
        seen += [item.entity.id for item in page.items]
        if not page.more:
            break
        after = (page.items[-1].count, page.items[-1].entity.id)
    assert len(seen) == len(set(seen)) == 5


async def test_what_is_written_about_one(reader: Reader) -> None:
    agadir = await reader.entity("e_agadir")
    assert agadir is not None
    assert not isinstance(agadir, EntityMoved)
    told = await reader.entity_coverage(agadir)
    assert (told.article_count, told.count) == (3, 3)
    assert told.first_at is not None
    assert told.last_at is not None
    assert (told.first_at.day, told.last_at.day) == (1, 3)
    assert {item.entity.id: item.count for item in told.together} == {"e_morocco": 3, LAFTIT.id: 1}
    assert {source.id: source.count for source in told.sources} == {"alalam": 2, "assabah": 1}
    assert told.sources[0].share == pytest.approx(2 / 9)
    late = await reader.entity_coverage(agadir, datetime(2025, 4, 3, tzinfo=UTC))
    assert (late.article_count, late.count) == (3, 1)


async def test_what_only_articles_know_has_their_name(reader: Reader) -> None:
    club = await reader.entity(HORSE.id)
    assert club is not None
    assert not isinstance(club, EntityMoved)
    assert (club.name, club.type, club.shipped) == (HORSE.name, "org", False)
    assert await reader.entity("e_nobody") is None


async def test_what_was_merged_is_found_under_the_one_that_answers_for_it(reader: Reader) -> None:
    decide(reader, OLD_AGADIR.id, OLD_AGADIR.name, merged_into="e_agadir")
    assert await reader.entity(OLD_AGADIR.id) == EntityMoved("e_agadir")
    counts = await counted(reader)
    assert counts["e_agadir"] == 4
    assert OLD_AGADIR.id not in counts
    for id_ in ("e_agadir", OLD_AGADIR.id):
        found = await reader.search(SearchRequest(filters=Filters(entity=(id_,)), facets=("entity",)))
        assert {item.id for item in found.items} == {"a_port", "a_port-sabah", "a_minister", "a_old"}
        chosen = [(value.value, value.count) for value in found.facets["entity"] if value.selected]
        assert chosen == [(id_, 4)]
    stories = await reader.stories(StoryRequest(entity=(OLD_AGADIR.id,)))
    assert [story.id for story in stories.items] == ["s_port"]


async def test_what_operators_renamed_has_its_new_name(reader: Reader) -> None:
    decide(reader, "e_agadir", "مدينة أكادير", spellings=["أكادير"])
    found = await reader.entity_list(EntityRequest(limit=2))
    assert found.items[1].entity.name == "مدينة أكادير"


async def test_what_was_blocked_is_in_no_list(reader: Reader) -> None:
    decide(reader, "e_morocco", "المغرب", blocked=True)
    assert await reader.entity("e_morocco") is None
    assert "e_morocco" not in await counted(reader)
    found = await reader.search(SearchRequest(facets=("entity",)))
    assert "e_morocco" not in {value.value for value in found.facets["entity"]}
    related = await reader.related("a_old", reasons=["entity"])
    assert related == []


async def test_related_by_what_both_are_about(reader: Reader) -> None:
    related = await reader.related("a_minister", limit=10, reasons=["entity"])
    # who is rare says more than the country that all of them name; one article of each story
    assert [item.article.id for item in related[:2]] in (["a_law", "a_port-sabah"], ["a_law", "a_port"])
    assert set(related[0].shared) == {LAFTIT.id, "e_morocco"}
    assert {item.reason for item in related} == {"entity"}
    assert await reader.related("a_nobody", reasons=["entity"]) == []


async def test_values_that_no_article_has(reader: Reader) -> None:
    asked = Filters(
        source=("alalam", "العلم", "nobody"),
        lang=("ar", "xx"),
        edition=("ma", "zz"),
        author=("لا أحد",),
        entity=("e_agadir", "e_nobody"),
        story="s_nobody",
    )
    assert await reader.absent(asked) == (
        "source:nobody",
        "lang:xx",
        "edition:zz",
        "author:لا أحد",
        "entity:e_nobody",
        "story:s_nobody",
    )
    assert await reader.absent(Filters()) == ()


def test_a_replica_that_catches_up_has_the_last_word_on_each() -> None:
    entities = Entities()
    when = datetime(2025, 4, 5, tzinfo=UTC)
    for number, merged in enumerate(("e_rabat", None, "e_agadir")):
        moment = when + timedelta(minutes=number)
        entities.take(
            EntityRecord(id="e_x", name="اسم", type="place", merged_into=merged, decided_at=moment), number
        )
    assert entities.ids("e_x") == ("e_agadir", "e_x")

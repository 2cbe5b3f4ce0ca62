"""Entities through the API, on real engines: from an event of an operator and an article to the answer."""

from __future__ import annotations

import uuid
from collections.abc import AsyncIterator
from pathlib import Path
from urllib.parse import quote

import pytest
from services.contracts.article import EnrichedArticle, Entity, Mention
from services.contracts.entity import EntityRecord
from services.contracts.source import Source
from services.runtime.producer import EventProducer
from services.runtime.provision import provision
from services.runtime.settings import Settings
from tests.conftest import Addresses, delete_indices, delete_topics
from tests.integration.gateway.conftest import Platform, replica
from tests.integration.search.articles import ALALAM, SABAH, article, on
from tests.unit.gateway.asgi import Client

AGADIR = Entity(
    id="e_agadir",
    name="أكادير",
    type="place",
    count=2,
    forms=("أكادير",),
    first=Mention(block=-1, start=6, end=12),
)
LAFTIT = Entity(id="e_abdelouafi-laftit", name="عبد الوافي لفتيت", type="person", count=1)
CLUB = Entity(id="e_n-msmar", name="مسمار الناظور", type="org", count=1)
OLD = Entity(id="e_n-ajadyr", name="أجادير", type="place", count=1)
FRENCH = {"accept-language": "fr"}


def about(name: str, title: str, *entities: Entity, **more: object) -> EnrichedArticle:
    made = article(name, title, "نص الخبر كما جاء.", published=on(2025, 4, 5), **more)  # type: ignore[arg-type]
    return made.model_copy(update={"entities": entities})


ARTICLES = [
    about("port", "ميناء أكادير يتوسع", AGADIR, LAFTIT, section="economy", story="s_port"),
    about("quay", "رصيف جديد في ميناء أكادير", AGADIR, source=SABAH, section="economy", story="s_port"),
    about("visit", "لفتيت في زيارة عمل", LAFTIT, source=SABAH),
    about("old", "أجادير تستعد للصيف", OLD),
    about("club", "النادي يفوز", CLUB),
]
DECISIONS = [
    EntityRecord(id=OLD.id, name=OLD.name, type="place", merged_into="e_agadir"),
    EntityRecord(
        id=LAFTIT.id, name="وزير الداخلية عبد الوافي لفتيت", type="person", spellings=(LAFTIT.name,)
    ),
    EntityRecord(id=CLUB.id, name=CLUB.name, type="org", blocked=True),
]


@pytest.fixture(scope="module")
async def client(engines: Addresses, tmp_path_factory: pytest.TempPathFactory) -> AsyncIterator[Client]:
    """Of one platform for all tests here, which only read it."""
    own = Settings(
        kafka=engines.kafka,
        elasticsearch=engines.elasticsearch,
        namespace=f"t{uuid.uuid4().hex[:10]}",
        state_dir=Path(tmp_path_factory.mktemp("state")),
        partitions=1,
    )
    await provision(own)
    async with EventProducer(own, "test") as producer:
        platform = Platform(own, producer)
        await platform.register(
            *(Source(id=paper.id, name=paper.name, country="ma") for paper in (ALALAM, SABAH))
        )
        await platform.index(ARTICLES)
        await platform.publish(DECISIONS)
        async with replica(platform.gateway_settings) as app:
            yield Client(app)
        await platform.close()
    await delete_topics(own)
    delete_indices(own)


async def test_what_operators_decided_is_in_every_answer(client: Client) -> None:
    listed = (await client.get("/v1/entities")).json()["items"]
    assert [(item["id"], item["name"], item["article_count"]) for item in listed] == [
        ("e_agadir", "أكادير", 3),
        (LAFTIT.id, "وزير الداخلية عبد الوافي لفتيت", 2),
    ]
    people = (await client.get("/v1/entities?type=person&q=" + quote("الوافي"), **FRENCH)).json()["items"]
    assert [(item["id"], item["label"]) for item in people] == [(LAFTIT.id, "personne")]

    agadir = (await client.get("/v1/entities/e_agadir")).json()
    assert (agadir["total_articles"], agadir["merged"]) == (3, [OLD.id])
    assert agadir["first_seen_at"].startswith("2025-04-0")
    assert {other["id"]: other["article_count"] for other in agadir["together"]} == {LAFTIT.id: 1}
    assert {paper["name"]: paper["article_count"] for paper in agadir["sources"]} == {"العلم": 2, "الصباح": 1}
    assert sum(bucket["count"] for bucket in agadir["histogram"]["buckets"]) == 3
    assert {item["id"] for item in agadir["articles"]} == {"a_port", "a_quay", "a_old"}

    moved = await client.get(f"/v1/entities/{OLD.id}")
    assert (moved.status, moved.headers["location"]) == (308, "/v1/entities/e_agadir")
    assert (await client.get(f"/v1/entities/{CLUB.id}")).status == 410
    assert (await client.get("/v1/entities/e_nobody")).status == 404


async def test_lists_are_narrowed_by_entity_and_say_which_there_are(client: Client) -> None:
    for id_ in ("e_agadir", OLD.id):
        listed = (await client.get(f"/v1/articles?entity={id_}")).json()["items"]
        assert {item["id"] for item in listed} == {"a_port", "a_quay", "a_old"}
        stories = (await client.get(f"/v1/stories?entity={id_}&min_sources=2")).json()["items"]
        assert [story["id"] for story in stories] == ["s_port"]
    found = (await client.get("/v1/search?facets=entity&limit=0")).json()["facets"]["entity"]
    assert [(value["label"], value["count"]) for value in found] == [
        ("أكادير", 3),
        ("وزير الداخلية عبد الوافي لفتيت", 2),
    ]
    feed = (await client.get(f"/feeds/entities/{LAFTIT.id}.json")).json()
    assert {item["title"] for item in feed["items"]} == {"ميناء أكادير يتوسع", "لفتيت في زيارة عمل"}


async def test_a_filter_by_what_nothing_here_has_is_said(client: Client) -> None:
    for query, name in {
        "entity=e_nobody": "entity",
        "lang=xx": "lang",
        "edition=zz": "edition",
        "author=" + quote("لا أحد"): "author",
        "story=s_nobody": "story",
        "source=nobody": "source",
    }.items():
        refused = (await client.get(f"/v1/articles?{query}")).json()
        assert (refused["code"], refused["errors"][0]["parameter"]) == ("invalid-request", name), query
        found = (await client.get(f"/v1/search?{query}&q=" + quote("ميناء"))).json()
        assert [value.partition(":")[0] for value in found["query"]["interpreted"]["unknown"]] == [name]
    for path in ("/v1/stories", "/v1/headlines"):
        assert (await client.get(f"{path}?entity=e_nobody")).json()["errors"][0]["parameter"] == "entity"
    # that it is known, and nothing was found, is no fault: of the lexicon, of a registered newspaper
    for query in ("entity=e_mohammed-vi", "lang=ar&section=sports", "edition=ma&section=sports"):
        assert (await client.get(f"/v1/articles?{query}")).json()["items"] == [], query


async def test_an_article_says_what_it_is_about(client: Client) -> None:
    port = (await client.get("/v1/articles/a_port?include=entities")).json()
    assert [(entity["id"], entity["name"]) for entity in port["entities"]] == [
        ("e_agadir", "أكادير"),
        (LAFTIT.id, "وزير الداخلية عبد الوافي لفتيت"),
    ]
    assert port["mentions"][0]["first"] == {"block": -1, "start": 6, "end": 12}
    assert port["mentions"][0]["forms"] == ["أكادير"]
    assert (await client.get("/v1/articles/a_old")).json()["entities"][0]["id"] == "e_agadir"
    assert (await client.get("/v1/articles/a_club")).json()["entities"] == []

    related = (await client.get("/v1/articles/a_old/related?kind=entity")).json()["items"]
    assert {item["id"] for item in related} <= {"a_port", "a_quay"}
    assert related[0]["reason"] == "entity"
    assert related[0]["shared"] == [{"id": "e_agadir", "name": "أكادير"}]


async def test_suggestions_name_entities_with_their_kind(client: Client) -> None:
    found = (await client.get("/v1/search/suggest?kinds=entity&q=" + quote("اغاد"))).json()["items"]
    assert (found[0]["id"], found[0]["text"], found[0]["type"], found[0]["label"]) == (
        "e_agadir",
        "أكادير",
        "place",
        "مكان",
    )
    assert (await client.get("/v1/search/suggest?kinds=entity&q=" + quote("مسمار"))).json()["items"] == []


async def test_one_entity_is_cached_by_its_tag_and_told_to_machines(client: Client) -> None:
    first = await client.get("/v1/entities/e_agadir")
    again = await client.get("/v1/entities/e_agadir", if_none_match=first.headers["etag"])
    assert again.status == 304
    document = (await client.get("/v1/entities/e_agadir", accept="application/ld+json")).json()
    assert (document["@type"], document["name"]) == ("Place", "أكادير")
    assert (await client.get("/v1/entities?typ=person")).json()["code"] == "unknown-parameter"
    assert (await client.get("/v1/entities?type=thing")).json()["code"] == "invalid-request"


async def test_pages_of_a_list_show_each_once(client: Client) -> None:
    first = (await client.get("/v1/entities?limit=1")).json()
    second = (await client.get(first["next"])).json()
    assert [item["id"] for page in (first, second) for item in page["items"]] == ["e_agadir", LAFTIT.id]
    assert "next" not in second
    mixed = await client.get(first["next"].replace("limit=1", "type=person"))
    assert mixed.json()["code"] == "cursor-mismatch"

"""Streams and lists of headlines by what they are about: an entity, a story, a search."""

from __future__ import annotations

import re
from urllib.parse import quote

from services.contracts.article import EnrichedArticle, Entity
from services.contracts.entity import EntityRecord
from tests.integration.gateway.conftest import Platform, replica
from tests.integration.search.articles import SABAH, article, on
from tests.unit.gateway.asgi import Client
from tests.workers.process import eventually

ID = re.compile(r"^id: (\d+)$", re.MULTILINE)
AGADIR = Entity(id="e_agadir", name="أكادير", type="place", count=2)
STRANGER = Entity(id="e_n-msmar", name="مسمار الناظور", type="org", count=1)


def about(name: str, title: str, body: str, *entities: Entity, story: str | None = None) -> EnrichedArticle:
    made = article(name, title, body, source=SABAH, published=on(2025, 4, 5), story=story)
    return made.model_copy(update={"entities": entities})


PORT = about("port", "ميناء أكادير يستقبل سفينة", "وصلت السفينة وعلى متنها سياح.", AGADIR)
RAIN = about("rain", "أمطار على الرباط", "تساقطت الأمطار في العاصمة.", story="s_aa")
CLUB = about("club", "النادي يفوز", "فاز مسمار الناظور على ضيفه.", STRANGER)


async def ids(client: Client, path: str, until: str) -> list[str]:
    """The articles of a stream from the beginning, until the one of this id."""
    seen = ""
    async with client.stream(f"{path}&last_event_id=-1") as pieces:
        async for piece in pieces:
            seen += piece.decode()
            if f'"id":"{until}"' in seen:
                return re.findall(r'"id":"(a_\w+)"', seen)
    raise AssertionError(seen)


async def test_headlines_are_followed_by_entity_story_and_search(platform: Platform) -> None:
    async with replica(platform.gateway_settings) as app:
        client = Client(app)
        await platform.index([PORT, RAIN, CLUB])

        async def all_there() -> bool:
            return len((await client.get("/v1/headlines")).json()["items"]) == 3

        await eventually(all_there, "three headlines")
        for query, found in {
            "entity=e_agadir": ["a_port"],
            "entity=e_agadir,e_n-msmar": ["a_port", "a_club"],
            f"q={quote('سفينة')}": ["a_port"],
            f"q={quote('السياح')}": ["a_port"],  # of the text
            f"q={quote('أمطار OR النادي')}": ["a_rain", "a_club"],
            f"q={quote('اغادير')}": ["a_port"],  # another spelling of the name
        }.items():
            listed = (await client.get(f"/v1/headlines?{query}")).json()["items"]
            assert {item["id"] for item in listed} == set(found), query
            assert await ids(client, f"/v1/headlines/stream?{query}", found[-1]) == found, query


async def test_a_merged_entity_is_followed_under_both_ids(platform: Platform) -> None:
    merged = EntityRecord(id="e_n-msmar", name="مسمار الناظور", type="org", merged_into="e_agadir")
    await platform.publish([merged])
    await platform.index([PORT, CLUB])
    async with replica(platform.gateway_settings) as app:
        client = Client(app)
        for id_ in ("e_agadir", "e_n-msmar"):
            assert await ids(client, f"/v1/headlines/stream?entity={id_}", "a_club") == ["a_port", "a_club"]


async def test_a_search_that_cannot_be_followed_says_why(platform: Platform) -> None:
    async with replica(platform.gateway_settings) as app:
        client = Client(app)
        long = quote(" ".join(["كلمة"] * 11))
        for path in ("/v1/headlines", "/v1/headlines/stream"):
            refused = (await client.get(f"{path}?q={long}")).json()
            assert (refused["code"], refused["errors"][0]["parameter"]) == ("invalid-request", "q")
            assert (await client.get(f"{path}?q={quote(chr(34) + 'ميناء')}")).json()["code"] == "query-syntax"
            assert (await client.get(f"{path}?q={'x' * 201}")).status == 400

"""What the answer of a search tells beside the articles, through the real index."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta
from typing import Any
from urllib.parse import quote

from services.search.cluster import connect
from tests.integration.gateway.conftest import Platform, replica
from tests.integration.search.articles import SABAH, article, at, on
from tests.unit.gateway.asgi import Client
from tests.unit.gateway.fakes import ALALAM

# half past midnight of the 5th in Casablanca
NIGHT = at(datetime(2025, 5, 4, 23, 30, tzinfo=UTC))
PORT: dict[str, Any] = {"section": "economy", "published": NIGHT, "story": "s_port"}
ARCHIVE = [
    article("port", "ميناء آسفي يستقبل باخرة", "رست الباخرة.", **PORT),
    article("again", "باخرة ترسو بميناء آسفي", "رست.", source=SABAH, **PORT),
    article("fish", "سردين ميناء آسفي", "سردين وفير.", section="society", published=on(2025, 5, 6)),
    article("cup", "كأس العرش في أكادير", "مباراة.", section="sports", published=NIGHT),
]  # fmt: skip


async def ask(client: Client, query: str, more: str = "") -> dict[str, Any]:
    answer = await client.get(f"/v1/search?q={quote(query)}{more}")
    assert answer.status == 200, answer.body
    told: dict[str, Any] = answer.json()
    return told


async def test_a_search_tells_how_it_was_understood_and_what_there_is(platform: Platform) -> None:
    await platform.register(ALALAM)
    await platform.index(ARCHIVE)
    async with replica(platform.gateway_settings) as app:
        client = Client(app)
        told = await ask(
            client,
            "اسفي -سردين -section:ثقافة after:2025-05-05 source:alalam",
            "&facets=source,section&histogram=day&tz=Africa/Casablanca",
        )
        understood = told["query"]
        assert understood["interpreted"]["terms"] == ["اسفي"]
        assert understood["interpreted"]["excluded"] == ["سردين", "section:culture"]
        assert understood["interpreted"]["normalised"] is False
        assert understood["interpreted"]["synonyms"]["اسفي"][0] == "Safi"
        assert understood["filters"] == {"source": ["alalam"], "after": ["2025-05-05"]}
        assert told["total"] == {"value": 1, "relation": "eq"}
        assert told["facets"]["source"] == [
            {"value": "alalam", "label": "العلم", "count": 1, "selected": False}
        ]
        assert told["facets"]["section"][0]["label"] == "اقتصاد"
        # three articles of that day in the zone, this search has one of them
        assert told["histogram"]["buckets"] == [{"start": "2025-05-05", "count": 1, "share": round(1 / 3, 6)}]
        index = told["index"]
        behind = datetime.now(UTC) - datetime.fromisoformat(index["complete_through"])
        assert timedelta(0) < behind < timedelta(seconds=30)
        assert index["partial"] is False

        story = await ask(client, "باخرة", "&collapse=story")
        assert [(item["story"]["id"], item["story"]["more"]) for item in story["items"]] == [("s_port", 1)]


async def test_a_correction_is_offered_and_never_applied(platform: Platform) -> None:
    await platform.index(ARCHIVE)
    async with replica(platform.gateway_settings) as app:
        client = Client(app)
        for typed, meant in (("سردبن", "سردين"), ("hguva", "العرش"), ("شلشيهق", "agadir")):
            told = await ask(client, typed)
            assert told["query"]["q"] == typed
            offered = [offer["q"] for offer in told["query"]["did_you_mean"]]
            assert meant in offered, (typed, offered)


async def test_a_query_that_cannot_be_read_says_where_and_what_can_be_searched_instead(
    platform: Platform,
) -> None:
    await platform.index(ARCHIVE)
    async with replica(platform.gateway_settings) as app:
        client = Client(app)
        refused = await client.get(f"/v1/search?q={quote('ميناء (آسفي OR')}")
        problem = refused.json()
        assert (refused.status, problem["code"], problem["position"]) == (400, "query-syntax", 14)
        assert (await ask(client, problem["literal"]))["total"]


async def test_an_answer_of_some_shards_says_that_it_is_partial(platform: Platform) -> None:
    await platform.index(ARCHIVE)
    client = connect(platform.settings, 30)
    stray, alias = platform.settings.named("stray"), platform.settings.named("articles")
    await client.indices.create(index=stray, aliases={alias: {}})  # it has no date to sort by
    await client.index(index=stray, document={"body": "آسفي"}, refresh=True)
    await client.close()
    async with replica(platform.gateway_settings) as app:
        told = await ask(Client(app), "اسفي", "&sort=-published_at")
        assert told["index"]["partial"] is True
        assert len(told["items"]) == 3

"""An operator's synonyms reach readers within seconds, and no document is written for them."""

from __future__ import annotations

from urllib.parse import quote

from services.contracts.source import Source
from services.contracts.synonyms import SynonymGroup
from tests.integration.gateway.conftest import Platform, replica
from tests.integration.search.articles import article
from tests.unit.gateway.asgi import Client
from tests.workers.process import eventually


async def titles(client: Client, query: str) -> set[str]:
    found = (await client.get(f"/v1/search?q={quote(query)}")).json()
    return {item["title"] for item in found["items"]}


async def test_an_edit_is_followed_without_reindexing(platform: Platform) -> None:
    await platform.index([article("surf", "أمواج تغازوت تجذب السياح", "موسم السياحة في تغازوت.")])
    async with replica(platform.gateway_settings) as app:
        client = Client(app)
        assert await titles(client, "taghazout") == set()

        await platform.publish([SynonymGroup(id="تغازوت", names=("تغازوت", "Taghazout"), kind="place")])

        async def found() -> bool:
            return await titles(client, "Taghazout") == {"أمواج تغازوت تجذب السياح"}

        await eventually(found, "the article under its new spelling", seconds=10)
        answer = (await client.get("/v1/search?q=taghazout%20surf%20-x")).json()
        assert answer["query"]["interpreted"]["synonyms"] == {"taghazout": ["تغازوت"]}
        suggested = (await client.get("/v1/search/suggest?q=tagh")).json()["items"]
        assert ("entity", "تغازوت") in {(item["kind"], item["text"]) for item in suggested}

        await platform.publish([SynonymGroup(id="تغازوت")])

        async def gone() -> bool:
            return await titles(client, "taghazout") == set()

        await eventually(gone, "no article once the group is removed", seconds=10)


async def test_a_registered_newspaper_is_found_by_its_latin_name(platform: Platform) -> None:
    await platform.register(Source(id="tanja24", name="طنجة الآن", name_latin="Tanja Alane"))
    await platform.index([article("press", "موقع طنجة الآن يحتفي بعيده", "احتفى الموقع بعيد ميلاده.")])
    async with replica(platform.gateway_settings) as app:
        for query in ("tanja24", "Tanja Alane"):
            assert await titles(Client(app), query) == {"موقع طنجة الآن يحتفي بعيده"}

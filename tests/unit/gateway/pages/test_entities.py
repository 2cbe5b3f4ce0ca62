"""The page of a person, place or organisation, and what leads to it."""

from __future__ import annotations

import re

from fastapi import FastAPI
from services.contracts.entity import EntityRecord
from tests.unit.gateway.asgi import Client
from tests.unit.gateway.fakes import FakeReader
from tests.unit.gateway.pages.test_routes import BROWSER, text

AGADIR = "/e/e_agadir"


def decide(app: FastAPI, **decision: object) -> None:
    reader = app.state.gateway.reader
    assert isinstance(reader, FakeReader)
    reader.entities.take(
        EntityRecord.model_validate({"id": "e_agadir", "name": "أكادير", "type": "place", **decision})
    )


async def test_the_page_says_what_it_is_and_how_it_is_written_about(client: Client) -> None:
    answer = await client.get(AGADIR, **BROWSER)
    page = text(answer)
    assert answer.status == 200
    assert "مكان أكادير" in page
    assert "أسماء أخرى: " in page
    assert "أغادير" in page
    assert "5 مقالات · مقالان في آخر 24 ساعة · من الخميس 6 مارس 2025 إلى السبت 5 أبريل 2025" in page
    assert "أحدث المقالات" in page
    assert "آخر القصص" in page
    assert "الرباط مكان · 4 مقالات" in page
    assert re.search("العلم ?3 مقالات ?50%", page)
    html = answer.body.decode()
    for link in (
        "/feeds/entities/e_agadir.rss",
        "/feeds/entities/e_agadir.json",
        "/v1/headlines/stream?entity=e_agadir",
        "/search?entity=e_agadir&amp;source=alalam",
        "/e/e_rabat",
    ):
        assert f'href="{link}"' in html
    assert '<link rel="canonical" href="http://nashra.test/e/e_agadir">' in html


async def test_periods_are_links_and_the_one_that_is_shown_is_marked(client: Client) -> None:
    html = (await client.get(f"{AGADIR}?window=30d", **BROWSER)).body.decode()
    assert '<a href="/e/e_agadir?window=30d#window" aria-current="true">' in html
    assert (await client.get(f"{AGADIR}?window=ever", **BROWSER)).status == 400


async def test_what_was_merged_leads_on_and_what_was_blocked_is_gone(app: FastAPI, client: Client) -> None:
    decide(app, merged_into="e_rabat")
    for path, there in {
        AGADIR: "/e/e_rabat",
        "/feeds/entities/e_agadir.atom": "/feeds/entities/e_rabat.atom",
        "/v1/entities/e_agadir?window=7d": "/v1/entities/e_rabat?window=7d",
    }.items():
        moved = await client.get(path)
        assert (moved.status, moved.headers["location"]) == (308, there)
    decide(app, blocked=True)
    assert (await client.get(AGADIR, **BROWSER)).status == 410
    assert (await client.get("/v1/entities/e_agadir")).json()["code"] == "gone"
    assert (await client.get("/e/e_nobody", **BROWSER)).status == 404
    assert (await client.get("/e/<script>", **BROWSER)).status == 404
    assert (await client.get("/v1/entities/" + "x" * 129)).status == 400


async def test_a_renamed_entity_has_its_new_name_everywhere(app: FastAPI, client: Client) -> None:
    decide(app, name="مدينة أكادير", spellings=["أكادير"])
    assert "مكان مدينة أكادير" in text(await client.get(AGADIR, **BROWSER))
    feed = (await client.get("/feeds/entities/e_agadir.json")).json()
    assert feed["title"] == "نشرة: مدينة أكادير"


async def test_search_pages_are_narrowed_by_entity(client: Client) -> None:
    html = (await client.get("/search?q=ميناء&entity=e_agadir", **BROWSER)).body.decode()
    assert '<input type="hidden" name="entity" value="e_agadir">' in html
    page = text(await client.get("/search?entity=e_agadir", **BROWSER))
    assert "أزل أكادير ×" in page


async def test_the_sitemap_names_pages_of_entities_while_the_index_is_there(
    app: FastAPI, client: Client
) -> None:
    assert b"http://nashra.test/e/e_agadir<" in (await client.get("/sitemap.xml")).body
    app.state.gateway.reader.down = True
    assert b"/e/" not in (await client.get("/sitemap.xml?again")).body

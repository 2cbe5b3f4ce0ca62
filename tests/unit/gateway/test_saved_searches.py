"""A saved search as a feed: for who knows its id."""

from __future__ import annotations

from services.contracts.alert import Alert, AlertFilters
from services.gateway.state import Gateway
from tests.unit.gateway.asgi import Client
from tests.unit.gateway.fakes import TITLES, FakeReader
from tests.unit.gateway.syndication.test_feeds import parsed

SAVED = Alert(
    id="al_secret", name="ميناؤنا", query="اسفي", filters=AlertFilters(source=("alalam",)),
    url="https://desk.example/hook", secrets=("desk",),
)  # fmt: skip


async def test_a_saved_search_is_a_feed(client: Client, gateway: Gateway) -> None:
    gateway.saved_searches.take(SAVED)
    answer = await client.get("/feeds/alerts/al_secret.atom")
    feed = parsed(answer.body)
    assert feed.feed.title == "نشرة: ميناؤنا"
    assert [entry.title for entry in feed.entries] == [TITLES[0]]
    assert answer.headers["x-robots-tag"] == "noindex"
    assert b"desk" not in answer.body
    assert isinstance(gateway.reader, FakeReader)
    assert gateway.reader.searches[-1].sort == "-indexed_at"
    again = await client.get("/feeds/alerts/al_secret.atom", if_none_match=answer.headers["etag"])
    assert again.status == 304


async def test_a_removed_or_unknown_alert_has_no_feed(client: Client, gateway: Gateway) -> None:
    gateway.saved_searches.take(SAVED)
    gateway.saved_searches.take(SAVED.model_copy(update={"removed": True}))
    gateway.saved_searches.take(SAVED.model_copy(update={"id": "al_2", "query": "ك" * 900}))
    for alert_id in ("al_secret", "al_2", "al_none"):
        assert (await client.get(f"/feeds/alerts/{alert_id}.rss")).json()["code"] == "not-found"


async def test_a_disabled_alert_tells_nobody_and_stays_a_feed(client: Client, gateway: Gateway) -> None:
    gateway.saved_searches.take(SAVED.model_copy(update={"enabled": False}))
    assert (await client.get("/feeds/alerts/al_secret.json")).json()["items"]

"""/v1/stories, their feeds and page: the real application, a reader in memory."""

from __future__ import annotations

import feedparser
import orjson
from services.gateway.state import Gateway
from services.gateway.streams import HeadlineFilter
from tests.unit.gateway.asgi import Client
from tests.unit.gateway.fakes import MERGED_STORY, STORY, article_id, headline

BROWSER = {"accept": "text/html"}


async def test_stories_are_listed_with_their_headlines(client: Client) -> None:
    answer = await client.get("/v1/stories?window=3d&min_sources=2&sort=-size")
    (story,) = answer.json()["items"]
    assert (story["id"], story["url"], story["source_count"]) == (STORY, f"/s/{STORY}", 2)
    assert [source["id"] for source in story["sources"]] == ["alalam", "bayane"]
    assert answer.headers["etag"]
    assert answer.headers["cache-control"].startswith("public, max-age=30")


async def test_a_full_page_leads_to_the_next_and_only_with_the_same_question(client: Client) -> None:
    first = (await client.get("/v1/stories?limit=1")).json()
    assert (await client.get(first["next"])).json()["items"] == []
    other = await client.get(first["next"] + "&section=economy")
    assert (other.status, other.json()["code"]) == (400, "cursor-mismatch")


async def test_a_window_that_is_none_is_refused(client: Client) -> None:
    answer = await client.get("/v1/stories?window=lately")
    assert (answer.status, answer.json()["errors"][0]["parameter"]) == (400, "window")


async def test_one_story_says_who_was_first_when_and_why(client: Client) -> None:
    story = (await client.get(f"/v1/stories/{STORY}")).json()
    assert story["first"]["id"] in {article["id"] for article in story["articles"]}
    assert sum(hour["count"] for hour in story["timeline"]) == len(story["articles"])
    assert {reason["article_id"] for reason in story["why"]} == {item["id"] for item in story["articles"]}
    assert story["why"][0]["words"] == ["ميناء"]
    assert story["images"][0]["source"]["name"]


async def test_a_merged_story_answers_308_everywhere(client: Client) -> None:
    for path, target in (
        (f"/v1/stories/{MERGED_STORY}", f"/v1/stories/{STORY}"),
        (f"/v1/stories/{MERGED_STORY}/articles", f"/v1/stories/{STORY}/articles"),
        (f"/s/{MERGED_STORY}", f"/s/{STORY}"),
        (f"/feeds/stories/{MERGED_STORY}.atom", f"/feeds/stories/{STORY}.atom"),
    ):
        answer = await client.get(path)
        assert (answer.status, answer.headers["location"]) == (308, target)


async def test_an_unknown_story_is_not_found(client: Client) -> None:
    assert (await client.get("/v1/stories/s_nobody2")).json()["code"] == "not-found"
    assert (await client.get("/s/s_nobody2", **BROWSER)).status == 404


async def test_a_withdrawn_article_is_not_among_the_articles(client: Client, gateway: Gateway) -> None:
    page = (await client.get(f"/v1/stories/{STORY}/articles?limit=2")).json()
    assert [item["id"] for item in page["items"]] == [article_id(0), article_id(1)]
    assert page["total"]["value"] == 5
    assert page["next"].startswith(f"/v1/stories/{STORY}/articles?limit=2&cursor=")
    assert len((await client.get(page["next"])).json()["items"]) == 2


async def test_a_story_is_a_collection_for_machines(client: Client) -> None:
    answer = await client.get(f"/v1/stories/{STORY}", accept="application/ld+json")
    document = answer.json()
    assert document["@type"] == "CollectionPage"
    assert document["mainEntity"]["itemListElement"][0]["item"]["@type"] == "NewsArticle"


async def test_an_article_tells_of_its_story_when_asked(client: Client) -> None:
    with_story = (await client.get(f"/v1/articles/{article_id(0)}?include=story")).json()
    # the article of this test was indexed before anybody decided
    assert with_story["in_story"] is None


async def test_feeds_of_stories_can_be_read(client: Client) -> None:
    for form in ("rss", "atom"):
        read = feedparser.parse((await client.get(f"/feeds/stories.{form}")).body)
        assert not read.bozo
        (entry,) = read.entries
        assert entry.id.endswith(f"/s/{STORY}")
        assert "العلم" in entry.summary
    one = orjson.loads((await client.get(f"/feeds/stories/{STORY}.json")).body)
    assert len(one["items"]) == 5


async def test_full_coverage_names_every_newspaper_and_the_first(client: Client) -> None:
    page = (await client.get(f"/s/{STORY}", **BROWSER)).body.decode()
    assert "تغطية كاملة" in page
    assert "أول من رواه" in page
    for name in ("العلم", "بيان اليوم"):
        assert f"<bdi>{name}</bdi>" in page


async def test_a_headline_says_in_which_story_its_article_is(client: Client, gateway: Gateway) -> None:
    gateway.ticker.take(headline(1), seq=1)
    gateway.ticker.take(headline(2), seq=2)
    told = {"story_id": STORY, "article_count": 2, "source_count": 2, "articles": (article_id(2),)}
    gateway.ticker.take(headline(1, kind="story").model_copy(update=told), seq=3)

    items = (await client.get("/v1/headlines")).json()["items"]
    assert [item["seq"] for item in items] == [2, 1]
    assert {item["story"]["id"] for item in items} == {STORY}
    assert items[0]["story"]["article_count"] == 2


async def test_a_stream_hears_of_a_story_that_grew_and_resumes_after_it(gateway: Gateway) -> None:
    ticker = gateway.ticker
    ticker.take(headline(1), seq=1)
    told = {"story_id": STORY, "article_count": 2, "source_count": 2, "articles": (article_id(2),)}
    ticker.take(headline(1, kind="story").model_copy(update=told), seq=2)
    ticker.take(headline(3), seq=3)

    _, events = await ticker.subscribe(HeadlineFilter(), after=1).next(0.1)
    assert [line for line in events.decode().splitlines() if line.startswith("event")] == [
        "event: story",
        "event: headline",
    ]
    _, later = await ticker.subscribe(HeadlineFilter(), after=2).next(0.1)
    assert "event: story" not in later.decode()

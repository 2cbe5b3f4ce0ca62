"""One newspaper read by a clock that the test moves, with lists for Kafka and a dict for the web."""

from __future__ import annotations

import asyncio
from collections.abc import Collection, Mapping
from dataclasses import replace

import pytest
from prometheus_client import REGISTRY
from services.contracts.health import SourceHealth
from services.contracts.identity import article_id
from services.contracts.page import Page
from services.contracts.source import Feed, Source
from services.ingest.extract.extraction import extraction
from services.ingest.politeness import PoliteClient
from services.ingest.poll import articles, documents
from services.ingest.poll.articles import MAX_ATTEMPTS
from services.ingest.poll.entry import Document
from services.ingest.poll.hubs import NO_LEASE, Hubs, Lease
from services.ingest.poll.newspaper import Newspaper
from services.ingest.poll.pages import require_article
from services.ingest.poll.schedule import DAY_S, Bounds
from services.ingest.poll.state import FeedState, feed_key
from services.web.decoding import Limits
from services.web.errors import FetchError, HttpStatus, NoConnection
from services.web.http import Response, Trail
from services.web.websub import token_of

FEED = "https://annahda.ma/feed"
ARTICLE = "https://annahda.ma/1"
SOURCE = Source(id="annahda", name="النهضة", feeds=(Feed(url=FEED),))


def rss(*links: str, title: str = "خبر") -> str:
    items = "".join(f"<item><link>{link}</link><title>{title}</title></item>" for link in links)
    return f"<rss><channel>{items}</channel></rss>"


class Web:
    """URL → a text, a whole response, or an error; robots.txt is missing."""

    def __init__(self) -> None:
        self.pages: dict[str, str | Response | FetchError] = {}
        self.asked: list[tuple[str, dict[str, str]]] = []
        self.posted: list[str] = []

    async def get(
        self,
        url: str,
        *,
        allow: Collection[str] = (),
        headers: Mapping[str, str] | None = None,
        limits: Limits | None = None,
        stay: bool = False,
        trail: Trail | None = None,
    ) -> Response:
        if url.endswith("/robots.txt"):
            raise HttpStatus(404, url)
        self.asked.append((url, dict(headers or {})))
        answer = self.pages.get(url, HttpStatus(404, url))
        if isinstance(answer, FetchError):
            raise answer
        if isinstance(answer, Response):
            return answer
        return Response(200, url, {"content-type": "text/html", "etag": '"1"'}, answer.encode())

    async def post(self, url: str, form: Mapping[str, str], *, allow: Collection[str] = ()) -> Response:
        self.posted.append(url)
        return Response(202, url, {}, b"")

    def count(self, url: str) -> int:
        return sum(asked == url for asked, _ in self.asked)


class Lists:
    """A ledger in memory; what is kept goes through the form it has in the table."""

    def __init__(self, source: Source = SOURCE) -> None:
        self.now: Source | None = source
        self.kept: dict[str, dict[str, object]] = {}
        self.pages: list[Page] = []
        self.told: list[SourceHealth] = []
        self.leases: dict[str, Lease] = {}
        self.writes = 0

    def source(self, source_id: str) -> Source | None:
        return self.now

    def feed(self, source: Source, feed: Feed) -> FeedState:
        return FeedState.from_json(self.kept.get(feed_key(source.id, feed.url)) or {})

    async def keep(self, source: Source, feed: Feed, state: FeedState) -> None:
        self.writes += 1
        self.kept[feed_key(source.id, feed.url)] = state.to_json()
        assert FeedState.from_json(state.to_json()) == state

    async def publish(self, page: Page) -> bool:
        self.pages.append(page)
        return True

    def lease(self, source_id: str, token: str) -> Lease:
        return self.leases.get(token, NO_LEASE)

    async def report(self, found: SourceHealth) -> None:
        self.told.append(found)


class Desk:
    """A newspaper on its desk: web, ledger, clock."""

    def __init__(self, source: Source = SOURCE) -> None:
        self.web = Web()
        self.ledger = Lists(source)
        self.time = 1_000_000.0
        self.public_url = ""
        self.restart()

    def restart(self) -> None:
        polite = PoliteClient(self.web, "nashra", 0)
        hubs = Hubs(polite, self.ledger, self.public_url, "a secret of tests")
        bounds = Bounds(180, DAY_S)
        self.newspaper = Newspaper("annahda", self.ledger, polite, hubs, bounds, lambda: self.time)

    async def read(self, later: float = 0) -> float:
        """Read at the present moment, after `later` seconds; the seconds until something is due."""
        self.time += later
        assert self.ledger.now is not None
        return await self.newspaper.read(self.ledger.now)

    @property
    def titles(self) -> list[str | None]:
        return [page.hints.title for page in self.ledger.pages]

    def state(self, url: str = FEED) -> FeedState:
        return FeedState.from_json(self.ledger.kept[feed_key("annahda", url)])


@pytest.fixture
def desk() -> Desk:
    desk = Desk()
    desk.web.pages = {FEED: rss(ARTICLE), ARTICLE: "<h1>خبر</h1>"}
    return desk


async def test_an_article_is_published_once(desk: Desk) -> None:
    wait = await desk.read()
    assert desk.titles == ["خبر"]
    assert desk.ledger.pages[0].unpack().decode() == "<h1>خبر</h1>"
    assert 160 < wait < 200
    for _ in range(3):
        await desk.read(later=2 * DAY_S)
    assert len(desk.titles) == 1
    assert desk.web.asked[-1] == (FEED, {"If-None-Match": '"1"'})


async def test_nothing_is_asked_before_it_is_due(desk: Desk) -> None:
    await desk.read()
    await desk.read(later=100)
    assert desk.web.count(FEED) == 1


async def test_a_changed_entry_is_fetched_again_and_a_restart_fetches_nothing(desk: Desk) -> None:
    await desk.read()
    desk.restart()
    await desk.read(later=2 * DAY_S)
    assert len(desk.titles) == 1
    desk.web.pages[FEED] = rss(ARTICLE, title="خبر معدل")
    await desk.read(later=2 * DAY_S)
    assert desk.titles == ["خبر", "خبر معدل"]
    assert desk.ledger.pages[0].article_id == desk.ledger.pages[1].article_id


async def test_an_unmodified_feed_writes_no_state(desk: Desk) -> None:
    await desk.read()
    desk.web.pages[FEED] = Response(304, FEED, {}, b"")
    before = desk.ledger.writes
    await desk.read(later=250)
    assert desk.web.count(FEED) == 2
    assert desk.ledger.writes == before


async def test_the_same_document_again_is_no_news_also_without_etag(desk: Desk) -> None:
    desk.web.pages[FEED] = Response(200, FEED, {}, rss(ARTICLE).encode())
    await desk.read()
    before = desk.ledger.writes
    await desk.read(later=250)
    assert desk.web.count(FEED) == 2
    assert (desk.ledger.writes, len(desk.titles)) == (before, 1)
    desk.web.pages[FEED] = Response(200, FEED, {}, rss(ARTICLE, title="خبر معدل").encode())
    await desk.read(later=2 * DAY_S)
    assert desk.titles == ["خبر", "خبر معدل"]


async def test_what_was_found_survives_a_death_before_it_was_fetched(desk: Desk) -> None:
    desk.web.pages[ARTICLE] = NoConnection("x")
    await desk.read()
    assert desk.state().etag == '"1"'
    desk.restart()
    desk.web.pages |= {ARTICLE: "<h1>خبر</h1>", FEED: Response(304, FEED, {}, b"")}
    await desk.read(later=100)
    assert desk.titles == ["خبر"]


async def test_a_failing_article_is_tried_a_few_times_then_left_until_it_changes(desk: Desk) -> None:
    desk.web.pages[ARTICLE] = HttpStatus(500, ARTICLE)
    for _ in range(10):
        await desk.read(later=2 * DAY_S)
    assert desk.web.count(ARTICLE) == MAX_ATTEMPTS
    desk.web.pages |= {ARTICLE: "<h1>خبر</h1>", FEED: rss(ARTICLE, title="جديد")}
    await desk.read(later=2 * DAY_S)
    assert desk.titles == ["جديد"]


@pytest.mark.parametrize(
    "answer",
    [
        HttpStatus(404, ARTICLE),
        Response(200, ARTICLE, {"content-type": "application/pdf"}, b"%PDF"),
        Response(200, "https://annahda.ma/", {"content-type": "text/html"}, b"<h1>home</h1>"),
    ],
    ids=["not found", "pdf", "redirected to the home page"],
)
async def test_what_is_no_article_is_asked_once_and_stops_no_other(
    desk: Desk, answer: FetchError | Response
) -> None:
    desk.web.pages |= {FEED: rss(ARTICLE, f"{ARTICLE}/2"), ARTICLE: answer, f"{ARTICLE}/2": "<h1>ثان</h1>"}
    for _ in range(3):
        await desk.read(later=2 * DAY_S)
    assert desk.web.count(ARTICLE) == 1
    assert [page.url for page in desk.ledger.pages] == [f"{ARTICLE}/2"]


async def test_a_host_that_is_down_is_asked_once_for_all_its_articles(desk: Desk) -> None:
    links = [f"https://annahda.ma/{number}" for number in range(5)]
    desk.web.pages = {FEED: rss(*links), **dict.fromkeys(links, NoConnection("down"))}
    await desk.read()
    assert len(desk.web.asked) == 2
    desk.web.pages |= dict.fromkeys(links, "<h1>خبر</h1>")
    await desk.read(later=120)
    assert len(desk.titles) == 5


async def test_a_failing_feed_backs_off_and_recovers(desk: Desk) -> None:
    desk.web.pages[FEED] = HttpStatus(500, FEED)
    waits = [await desk.read(later=2 * DAY_S) for _ in range(4)]
    assert waits == sorted(waits)
    assert waits[-1] > 1000
    assert desk.state().error
    desk.web.pages[FEED] = rss(ARTICLE)
    assert await desk.read(later=2 * DAY_S) < 200
    assert desk.titles == ["خبر"]
    assert desk.state().error is None


@pytest.mark.parametrize(
    ("error", "least"), [(HttpStatus(503, FEED, 7200.0), 6400), (HttpStatus(410, FEED), 6 * DAY_S)]
)
async def test_the_newspaper_says_when_to_come_back(desk: Desk, error: FetchError, least: float) -> None:
    desk.web.pages[FEED] = error
    await desk.read()
    assert desk.state().due - desk.time > least


async def test_a_page_that_is_no_feed_is_a_failure_like_another(desk: Desk) -> None:
    desk.web.pages[FEED] = "<html>صيانة</html>"
    await desk.read()
    assert "no feed" in (desk.state().error or "")


async def test_the_same_article_in_two_section_feeds_is_fetched_once() -> None:
    sport = "https://annahda.ma/sport/feed"
    desk = Desk(replace_feeds(Feed(url=FEED), Feed(url=sport, section="sports")))
    desk.web.pages = {FEED: rss(ARTICLE), sport: rss(ARTICLE, title="خبر رياضي"), ARTICLE: "<h1>خبر</h1>"}
    for _ in range(3):
        await desk.read(later=2 * DAY_S)
    assert desk.titles == ["خبر"]


async def test_a_sitemap_index_and_a_listing_give_articles() -> None:
    index, news, home = (f"https://annahda.ma/{name}" for name in ("index.xml", "news.xml", "home"))
    desk = Desk(
        replace_feeds(Feed(url=index, kind="sitemap"), Feed(url=home, kind="listing", pattern="/2025/*"))
    )
    desk.web.pages = {
        index: f"<sitemapindex><sitemap><loc>{news}</loc></sitemap></sitemapindex>",
        news: f"<urlset><url><loc>{ARTICLE}</loc></url></urlset>",
        ARTICLE: "<h1>من الخريطة</h1>",
        home: "<a href='/2025/7'>من الصفحة</a><a href='/x'>لا</a>",
        "https://annahda.ma/2025/7": "<h1>من الصفحة</h1>",
    }
    await desk.read()
    assert [page.url for page in desk.ledger.pages] == [ARTICLE, "https://annahda.ma/2025/7"]


async def test_a_newspaper_disabled_in_the_middle_is_left_and_taken_up_later(desk: Desk) -> None:
    links = [f"https://annahda.ma/{number}" for number in range(5)]
    desk.web.pages = {FEED: rss(*links), **dict.fromkeys(links, "<h1>خبر</h1>")}
    publish = desk.ledger.publish

    async def publish_and_disable(page: Page) -> bool:
        desk.ledger.now = None
        return await publish(page)

    desk.ledger.publish = publish_and_disable  # type: ignore[method-assign] # the operator acts between two pages
    await desk.newspaper.run()
    assert len(desk.ledger.pages) == 1
    desk.ledger.publish = publish  # type: ignore[method-assign] # as before
    desk.ledger.now = SOURCE
    desk.restart()
    await desk.read()
    assert [page.url for page in desk.ledger.pages] == links


def replace_feeds(*feeds: Feed) -> Source:
    return SOURCE.model_copy(update={"feeds": feeds})


def moved(to: str, body: str, *, permanent: bool) -> Response:
    return Response(200, to, {"content-type": "application/xml"}, body.encode(), permanent)


async def test_a_feed_that_moved_for_good_is_read_where_it_is(desk: Desk) -> None:
    new = "https://www.annahda.ma/feed"
    desk.web.pages |= {FEED: moved(new, rss(ARTICLE), permanent=True), new: rss(ARTICLE)}
    wait = await desk.read()
    assert desk.ledger.told[-1].feeds[0].moved_to == new
    desk.restart()
    await desk.read(wait)
    assert desk.web.count(FEED) == 1
    assert desk.web.count(new) == 1


async def test_a_feed_that_is_elsewhere_for_now_is_asked_where_it_is_registered(desk: Desk) -> None:
    desk.web.pages[FEED] = moved("https://cache.annahda.ma/feed", rss(ARTICLE), permanent=False)
    await desk.read(await desk.read())
    assert desk.web.count(FEED) == 2


async def test_a_new_address_that_fails_gives_way_to_the_registered_one(desk: Desk) -> None:
    new = "https://www.annahda.ma/feed"
    desk.web.pages[FEED] = moved(new, rss(ARTICLE), permanent=True)
    await desk.read(await desk.read())
    assert (desk.web.count(FEED), desk.web.count(new)) == (1, 1)
    await desk.read(DAY_S)
    assert desk.web.count(FEED) == 2


async def test_the_operator_is_told_once_what_fails_and_when_it_works_again(desk: Desk) -> None:
    await desk.read()
    desk.web.pages[FEED] = NoConnection("no route to host")
    for _ in range(3):
        await desk.read(later=desk.state().due - desk.time)
    assert [told.feeds[0].outcome for told in desk.ledger.told] == ["ok", "unreachable"]
    failing = desk.ledger.told[-1].failing[0]
    assert (failing.reason, failing.read_at) == ("no route to host", desk.ledger.told[0].polled_at)
    assert sample("nashra_newspaper_failing_feeds", outcome="unreachable") == 1
    desk.web.pages[FEED] = rss(ARTICLE)
    await desk.read(later=DAY_S)
    assert desk.ledger.told[-1].failing == ()
    assert sample("nashra_newspaper_failing_feeds", outcome="unreachable") is None
    assert sample("nashra_newspaper_read_timestamp_seconds") == pytest.approx(desk.time)


async def test_a_feed_that_the_newspaper_took_away_is_told_as_gone(desk: Desk) -> None:
    desk.web.pages[FEED] = HttpStatus(410, FEED)
    await desk.read()
    assert [feed.outcome for feed in desk.ledger.told[-1].failing] == ["gone"]


async def test_a_newspaper_that_is_no_longer_ours_leaves_no_metrics(desk: Desk) -> None:
    await desk.read()
    assert sample("nashra_newspaper_polled_timestamp_seconds") == desk.time
    desk.ledger.now = None
    await desk.newspaper.run()
    assert sample("nashra_newspaper_polled_timestamp_seconds") is None


def sample(name: str, **labels: str) -> float | None:
    return REGISTRY.get_sample_value(name, {"source": "annahda", **labels})


HUB = "https://hub.example/"
TOKEN = token_of("a secret of tests", "annahda", FEED)


@pytest.fixture
async def told(desk: Desk) -> Desk:
    """A feed whose hub promised to tell of its news, read once."""
    desk.public_url = "https://nashra.example"
    desk.restart()
    desk.web.pages[FEED] = Response(200, FEED, {"link": f"<{HUB}>; rel=hub"}, rss(ARTICLE).encode())
    await desk.read()
    assert desk.web.posted == [HUB]
    desk.ledger.leases[TOKEN] = Lease(until=desk.time + 8 * DAY_S, seconds=10 * DAY_S)
    return desk


async def test_a_feed_whose_hub_tells_us_is_read_less_often(told: Desk) -> None:
    assert await told.read(later=3600) == pytest.approx(4 * 1800, rel=0.11)
    told.ledger.leases.clear()
    assert await told.read(later=8000) == pytest.approx(5800, rel=0.11)


async def test_a_push_makes_the_feed_be_read_now_and_once(told: Desk) -> None:
    await told.read(later=DAY_S)
    polls = told.web.count(FEED)
    told.web.pages[FEED] = rss(f"{ARTICLE}/2", ARTICLE)
    told.web.pages[f"{ARTICLE}/2"] = "<h1>خبر ثان</h1>"
    told.ledger.leases[TOKEN] = replace(told.ledger.leases[TOKEN], told_at=told.time + 60)
    for _ in range(3):
        await told.read(later=60)
    assert told.web.count(FEED) == polls + 1
    assert [page.url for page in told.ledger.pages] == [ARTICLE, f"{ARTICLE}/2"]


async def test_a_push_that_was_heard_before_a_restart_is_not_forgotten(told: Desk) -> None:
    polls = told.web.count(FEED)
    told.ledger.leases[TOKEN] = replace(told.ledger.leases[TOKEN], told_at=told.time + 30)
    told.restart()
    await told.read(later=60)
    assert told.web.count(FEED) == polls + 1


async def test_a_push_that_comes_while_the_newspaper_is_read_is_not_slept_over(told: Desk) -> None:
    news = rss(ARTICLE, title="خبر معدل").encode()
    told.web.pages[FEED] = Response(200, FEED, {"link": f"<{HUB}>; rel=hub"}, news)
    publish, twice, polls = told.ledger.publish, asyncio.Event(), told.web.count(FEED)

    async def publish_while_the_hub_calls(page: Page) -> bool:
        told.time += 60
        told.ledger.leases[TOKEN] = replace(told.ledger.leases[TOKEN], told_at=told.time)
        told.newspaper.changed.set()
        told.web.pages[FEED] = HttpStatus(500, FEED)
        return await publish(page)

    async def report(found: SourceHealth) -> None:
        if found.failing:
            twice.set()

    told.ledger.publish = publish_while_the_hub_calls  # type: ignore[method-assign] # the hub acts in between
    told.ledger.report = report  # type: ignore[method-assign] # told of the second poll, which fails
    told.time += DAY_S
    running = asyncio.create_task(told.newspaper.run())
    await asyncio.wait_for(twice.wait(), 5)
    running.cancel()
    assert told.web.count(FEED) == polls + 2


async def test_pushes_in_a_row_do_not_hurry_the_newspaper(told: Desk) -> None:
    polls = told.web.count(FEED)
    for _ in range(20):
        told.ledger.leases[TOKEN] = replace(told.ledger.leases[TOKEN], told_at=told.time + 1)
        await told.read(later=1)
    assert told.web.count(FEED) - polls == 2


async def test_no_push_shortens_the_rest_that_a_newspaper_asked_for(told: Desk) -> None:
    told.web.pages[FEED] = HttpStatus(503, FEED, 7200.0)
    await told.read(later=8 * DAY_S)
    polls = told.web.count(FEED)
    told.ledger.leases[TOKEN] = replace(told.ledger.leases[TOKEN], told_at=told.time + 1)
    await told.read(later=60)
    assert told.web.count(FEED) == polls


async def test_the_hub_of_a_feed_that_is_gone_is_asked_to_stop(told: Desk) -> None:
    told.web.pages[FEED] = HttpStatus(410, FEED)
    await told.read(later=DAY_S)
    assert told.web.posted == [HUB, HUB]


async def test_the_pages_of_an_article_are_one_event(desk: Desk) -> None:
    second, third = f"{ARTICLE}/2/", f"{ARTICLE}/3/"
    desk.web.pages |= {
        ARTICLE: f"<h1>تحقيق</h1><a href='{second}'>الصفحة التالية</a><a href='/2'>التالي</a>",
        second: f"<h1>تحقيق</h1><a href='{ARTICLE}'>1</a> 2 <a href='{third}'>٣</a>",
        third: f"<h1>تحقيق</h1><a href='{second}'>السابق</a>",
    }
    await desk.read()
    (page,) = desk.ledger.pages
    assert [part.url for part in page.parts] == [second, third]
    assert [part.unpack().decode()[:14] for part in page.each()] == ["<h1>تحقيق</h1>"] * 3


PAGED = "<h1>تحقيق</h1><a rel=next href='?page=2'>2</a>"


async def test_an_article_waits_only_for_a_part_that_may_come(
    desk: Desk,
) -> None:
    second = f"{ARTICLE}?page=2"
    desk.web.pages |= {
        ARTICLE: PAGED,
        second: HttpStatus(503, second),
    }
    await desk.read()
    assert desk.ledger.pages == []
    desk.web.pages[second] = "<h1>تتمة</h1>"
    await desk.read(later=120)
    assert [len(page.parts) for page in desk.ledger.pages] == [1]

    desk.web.pages |= {FEED: rss(ARTICLE, title="خبر معدل"), second: HttpStatus(404, second)}
    await desk.read(later=DAY_S)
    assert [len(page.parts) for page in desk.ledger.pages] == [1, 0]


async def test_an_article_whose_second_page_stays_away_is_given_as_far_as_it_goes(desk: Desk) -> None:
    second = f"{ARTICLE}?page=2"
    desk.web.pages |= {
        ARTICLE: PAGED,
        second: HttpStatus(500, second),
    }
    for _ in range(5):
        await desk.read(later=DAY_S)
    assert [len(page.parts) for page in desk.ledger.pages] == [0]


async def test_a_feed_may_list_the_oldest_first(desk: Desk) -> None:
    links = [f"https://annahda.ma/{number}" for number in range(3)]
    desk.web.pages = {FEED: rss(*links), **dict.fromkeys(links, "<h1>خبر</h1>")}
    await desk.read()
    newest = "https://annahda.ma/3"
    desk.web.pages |= {FEED: rss(*links[1:], newest), newest: "<h1>خبر جديد</h1>"}
    await desk.read(later=DAY_S)
    assert [page.url for page in desk.ledger.pages] == [*links, newest]


async def test_an_undated_feed_is_read(desk: Desk) -> None:
    await desk.read()
    (page,) = desk.ledger.pages
    assert (page.hints.published, page.hints.title) == (None, "خبر")


async def test_a_feed_that_a_bug_breaks_fails_alone_and_later_and_later(
    desk: Desk, monkeypatch: pytest.MonkeyPatch
) -> None:
    sound, sister = documents.read, "https://annahda.ma/sport"

    async def read(feed: Feed, response: Response) -> Document:
        if feed.url == FEED:
            raise UnicodeEncodeError("utf-8", "\ud83d", 0, 1, "surrogates not allowed")
        return await sound(feed, response)

    monkeypatch.setattr(documents, "read", read)
    desk.ledger.now = SOURCE.model_copy(update={"feeds": (Feed(url=FEED), Feed(url=sister))})
    desk.web.pages |= {
        sister: rss("https://annahda.ma/2", title="سليم"),
        "https://annahda.ma/2": "<h1>سليم</h1>",
    }
    await desk.read()
    assert desk.titles == ["سليم"]
    state = desk.state()
    assert (state.failure, state.pace.failures) == ("broken", 1)
    told = {feed.url: feed.outcome for feed in desk.ledger.told[-1].feeds}
    assert told == {FEED: "broken", sister: "ok"}
    assert "surrogates" in (desk.ledger.told[-1].failing[0].reason or "")
    labels = {"source": "annahda", "outcome": "broken"}
    assert REGISTRY.get_sample_value("nashra_newspaper_failing_feeds", labels) == 1
    for _ in range(20):
        await desk.read(later=200)
    assert 2 < desk.web.count(FEED) < 7, "it backs off"


async def test_an_article_that_a_bug_breaks_stops_no_other(
    desk: Desk, monkeypatch: pytest.MonkeyPatch
) -> None:
    desk.web.pages = {
        FEED: rss(ARTICLE, "https://annahda.ma/2"),
        ARTICLE: "<h1>1</h1>",
        "https://annahda.ma/2": "<h1>2</h1>",
    }
    sound = require_article

    def require(link: str, response: Response) -> None:
        if link == ARTICLE:
            raise RuntimeError("a bug")
        sound(link, response)

    monkeypatch.setattr(articles, "require_article", require)
    await desk.read()
    assert [page.url for page in desk.ledger.pages] == ["https://annahda.ma/2"]
    for _ in range(MAX_ATTEMPTS):
        await desk.read(later=7200)
    assert desk.state().pending == ()


async def test_one_sitemap_of_an_index_that_fails_costs_no_other(desk: Desk) -> None:
    index, one, two = (f"https://annahda.ma/{name}.xml" for name in ("index", "s1", "s2"))
    desk.ledger.now = SOURCE.model_copy(update={"feeds": (Feed(url=index, kind="sitemap"),)})
    below = "".join(f"<sitemap><loc>{url}</loc></sitemap>" for url in (one, two))
    desk.web.pages = {
        index: f"<sitemapindex>{below}</sitemapindex>",
        one: f"<urlset><url><loc>{ARTICLE}</loc></url></urlset>",
        two: HttpStatus(500, two),
        ARTICLE: "<h1>خبر</h1>",
    }
    await desk.read()
    assert [page.url for page in desk.ledger.pages] == [ARTICLE]
    desk.web.pages[one] = "<html>لا شيء</html>"
    await desk.read(later=2 * DAY_S)
    assert desk.state(index).failure is not None


async def test_news_at_the_old_end_of_an_index_without_dates_are_found_and_no_archive_is_taken_in(
    desk: Desk,
) -> None:
    """Children are numbered as often from the newest as from the oldest: what changes has the news."""
    index = "https://annahda.ma/index.xml"
    children = [f"https://annahda.ma/s{n}.xml" for n in range(1, 6)]
    articles = {child: f"https://annahda.ma/old/{n}" for n, child in enumerate(children)}
    desk.ledger.now = SOURCE.model_copy(update={"feeds": (Feed(url=index, kind="sitemap"),)})
    below = "".join(f"<sitemap><loc>{url}</loc></sitemap>" for url in children)
    desk.web.pages = {
        index: f"<sitemapindex>{below}</sitemapindex>",
        **{child: f"<urlset><url><loc>{url}</loc></url></urlset>" for child, url in articles.items()},
        **dict.fromkeys([*articles.values(), ARTICLE], "<h1>خبر</h1>"),
    }
    for _ in range(3):  # s1, s2 and s3 are looked at, one at a poll
        await desk.read(later=2 * DAY_S)
    assert {page.url for page in desk.ledger.pages} == {articles[child] for child in children[3:]}
    desk.web.pages[children[0]] = (
        f"<urlset><url><loc>{ARTICLE}</loc></url><url><loc>{articles[children[0]]}</loc></url></urlset>"
    )
    await desk.read(later=2 * DAY_S)
    assert ARTICLE in {page.url for page in desk.ledger.pages}
    assert articles[children[1]] not in {page.url for page in desk.ledger.pages}


PROMISE = """<rss><channel><item><link>{link}</link><title>وزير التجهيز يفتتح جسرا جديدا</title>
<description>افتتح وزير التجهيز جسرا يربط ضفتي الوادي بحضور عدد من المنتخبين</description></item>
</channel></rss>"""
WALL = """<title>قبل المتابعة</title><h1>قبل المتابعة إلى الصحيفة</h1>
<p>نستخدم نحن وشركاؤنا ملفات تعريف الارتباط لمعالجة بيانات شخصية. يمكنك قبول الكل من إعدادات الخصوصية.</p>"""
WHOLE = "<h1>وزير التجهيز يفتتح جسرا جديدا</h1><p>افتتح وزير التجهيز جسرا يربط ضفتي الوادي صباح اليوم.</p>"


async def test_a_page_that_stands_in_gives_an_excerpt_at_once_and_the_article_when_it_comes(
    desk: Desk,
) -> None:
    desk.web.pages = {FEED: PROMISE.format(link=ARTICLE), ARTICLE: WALL}
    await desk.read()
    await desk.read(later=3600)
    assert len(desk.ledger.pages) == 1  # from which extraction makes the excerpt, once
    assert desk.ledger.told[-1].stand_ins == {"consent": 1}
    assert sample("nashra_newspaper_stand_ins", source="annahda", cause="consent") == 1
    desk.restart()
    desk.web.pages[ARTICLE] = WHOLE
    await desk.read(later=2 * 3600)
    assert WHOLE.encode() in [page.unpack() for page in desk.ledger.pages]
    assert desk.ledger.told[-1].stand_ins == {}
    assert sample("nashra_newspaper_stand_ins", source="annahda", cause="consent") is None


async def test_a_page_that_stands_in_and_was_not_summarised_is_not_published(desk: Desk) -> None:
    desk.web.pages = {FEED: rss(ARTICLE, title="وزير التجهيز يفتتح جسرا جديدا"), ARTICLE: WALL}
    for _ in range(6):
        await desk.read(later=DAY_S)
    assert desk.ledger.pages == []
    assert desk.web.count(ARTICLE) == 4
    assert desk.ledger.told[-1].stand_ins == {"consent": 1}


async def test_no_excerpt_takes_the_place_of_an_article_that_was_read(desk: Desk) -> None:
    desk.web.pages = {FEED: PROMISE.format(link=ARTICLE), ARTICLE: WHOLE}
    await desk.read()
    changed = PROMISE.replace("عدد من المنتخبين", "وسائل الإعلام")
    desk.web.pages = {FEED: changed.format(link=ARTICLE), ARTICLE: WALL}
    await desk.read(later=DAY_S)
    assert desk.web.count(ARTICLE) == 2
    assert [page.unpack() for page in desk.ledger.pages] == [WHOLE.encode()]


async def test_a_page_that_only_leads_on_is_followed(desk: Desk) -> None:
    stub = '<meta http-equiv="refresh" content="0;url={}"><p>جار تحويلك إلى الصفحة المطلوبة</p>'
    desk.web.pages = {FEED: PROMISE.format(link=ARTICLE), ARTICLE: stub.format("/full"), FULL: WHOLE}
    await desk.read()
    assert [page.url for page in desk.ledger.pages] == [FULL]


async def test_pages_that_lead_on_for_ever_are_left(desk: Desk) -> None:
    desk.web.pages = {FEED: PROMISE.format(link=ARTICLE)}
    for number, url in enumerate([ARTICLE, *(f"{FULL}/{n}" for n in range(20))]):
        desk.web.pages[url] = f'<script>location.replace("{FULL}/{number}")</script>'
    await desk.read()
    await desk.read(later=DAY_S)
    assert desk.ledger.pages == []
    assert len(desk.web.asked) <= 2 + 6 + 1


FULL = "https://annahda.ma/full"


def stating(address: str, title: str) -> str:
    text = f"<p>{title}، بحسب ما أعلنته الوزارة في بلاغ لها صباح اليوم بالعاصمة.</p>" * 3
    return f"<html><head><link rel='canonical' href='{address}'></head><h1>{title}</h1>{text}</html>"


def items(**titles: str) -> str:
    found = "".join(
        f"<item><link>https://annahda.ma/{n[1:]}</link><title>{t}</title></item>" for n, t in titles.items()
    )
    return f"<rss><channel>{found}</channel></rss>"


def read_ids(pages: list[Page]) -> list[str]:
    return [extraction(page).article.id for page in pages]


async def test_articles_that_state_one_address_are_all_kept_and_told(desk: Desk) -> None:
    shared = "https://annahda.ma/news/2020/welcome-to-our-new-site"
    titles = {
        "n1": "افتتاح جسر جديد فوق الوادي",
        "n2": "ارتفاع أسعار الخضر في الأسواق",
        "n3": "فوز المنتخب على ضيفه",
    }
    desk.web.pages = {FEED: items(**titles)}
    desk.web.pages |= {f"https://annahda.ma/{n[1:]}": stating(shared, title) for n, title in titles.items()}
    await desk.read()
    ids = read_ids(desk.ledger.pages)
    assert len(set(ids)) == 3
    assert ids[0] == article_id("annahda", shared), "the first keeps the id it always had"
    await desk.read()
    (feed,) = desk.ledger.told[-1].feeds
    assert feed.shared_addresses == 2
    desk.web.pages[FEED] = items(**titles | {"n2": "ارتفاع أسعار الخضر في الأسواق الأسبوعية"})
    desk.restart()
    await desk.read(later=2 * DAY_S)
    assert read_ids(desk.ledger.pages)[3:] == [ids[1]], "a changed article stays the one that it was"


async def test_an_article_keeps_its_address_although_another_states_it(desk: Desk) -> None:
    desk.web.pages = {
        FEED: items(n2="ارتفاع أسعار الخضر في الأسواق", n1="افتتاح جسر جديد فوق الوادي"),
        "https://annahda.ma/2": stating(ARTICLE, "ارتفاع أسعار الخضر في الأسواق"),
        ARTICLE: stating(ARTICLE, "افتتاح جسر جديد فوق الوادي"),
    }
    await desk.read()
    assert read_ids(desk.ledger.pages) == [
        article_id("annahda", "https://annahda.ma/2"),
        article_id("annahda", ARTICLE),
    ]


async def test_an_address_that_an_earlier_article_holds_costs_its_owner_nothing(desk: Desk) -> None:
    desk.web.pages = {
        FEED: items(n2="ارتفاع أسعار الخضر في الأسواق"),
        "https://annahda.ma/2": stating(ARTICLE, "ارتفاع أسعار الخضر في الأسواق"),
        ARTICLE: stating(ARTICLE, "افتتاح جسر جديد فوق الوادي"),
    }
    await desk.read()
    desk.web.pages[FEED] = items(n2="ارتفاع أسعار الخضر في الأسواق", n1="افتتاح جسر جديد فوق الوادي")
    await desk.read(later=DAY_S)
    assert len(set(read_ids(desk.ledger.pages))) == 2


async def test_one_article_at_two_addresses_stays_one(desk: Desk) -> None:
    title = "افتتاح جسر جديد فوق الوادي"
    desk.web.pages = {FEED: items(n1=title, n2=title)}
    desk.web.pages |= {f"https://annahda.ma/{n}": stating(ARTICLE, title) for n in (1, 2)}
    await desk.read()
    assert set(read_ids(desk.ledger.pages)) == {article_id("annahda", ARTICLE)}
    await desk.read()
    assert desk.ledger.told[-1].feeds[0].shared_addresses == 0

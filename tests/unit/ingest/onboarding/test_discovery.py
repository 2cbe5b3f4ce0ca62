from __future__ import annotations

from collections.abc import Collection, Mapping

import pytest
from services.contracts.source import Feed, Source
from services.ingest.editions import country_of
from services.ingest.errors import NotAFeed
from services.ingest.onboarding.discovery import beside, discover, id_of, probe
from services.ingest.politeness import PoliteClient
from services.web.decoding import Limits
from services.web.errors import HttpStatus
from services.web.http import Response, Trail
from tests.unit.web.forms import NoForms

HOME = "https://www.annahda.ma/"


def rss(*paths: str) -> str:
    items = "".join(f"<item><title>خبر</title><link>{HOME}{path}</link></item>" for path in paths)
    return f"<rss><channel><language>ar</language>{items}</channel></rss>"


class Web(NoForms):
    def __init__(self, pages: dict[str, str | bytes]) -> None:
        self.pages = pages

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
        if url not in self.pages:
            raise HttpStatus(404, url)
        page = self.pages[url]
        return Response(200, url, {}, page if isinstance(page, bytes) else page.encode())


def polite(pages: dict[str, str | bytes]) -> PoliteClient:
    return PoliteClient(Web(pages), "nashra", 0)


async def test_a_home_page_names_its_feeds() -> None:
    home = """<html lang="ar-MA"><head><meta charset="windows-1256">
    <title>النهضة - جريدة إلكترونية مغربية</title><meta property="og:site_name" content="جريدة النهضة">
    <link rel="alternate" type="application/rss+xml" href="/feed/">
    <link rel="alternate" hreflang="fr" href="/fr">
    <link rel="alternate" type="application/rss+xml" href="/comments/feed/">
    <link rel="alternate" type="application/atom+xml" href="/atom">
    <link rel="alternate" type="application/rss+xml" href="/sport/feed">
    <link rel="alternate" type="application/rss+xml" href="/gone"></head></html>"""
    pages: dict[str, str | bytes] = {
        HOME: home.encode("windows-1256"),
        f"{HOME}feed/": rss("1", "2"),
        f"{HOME}atom": rss("1", "2"),
        f"{HOME}sport/feed": rss("2", "3"),
    }
    found = await discover(HOME, polite(pages))
    source = found.source
    assert (source.id, source.name, source.lang, source.country) == ("annahda", "جريدة النهضة", "ar", "ma")
    assert source.edition.tz == "Africa/Casablanca"
    assert source.rights == "excerpt"
    assert [feed.url for feed in source.feeds] == [f"{HOME}feed/", f"{HOME}sport/feed"], (
        "atom brings nothing more"
    )
    assert [len(one.entries) for one in found.probes] == [2, 2]


async def test_a_silent_home_page_has_a_feed_at_a_usual_address() -> None:
    pages: dict[str, str | bytes] = {
        HOME: "<title>النهضة | أخبار المغرب والعالم</title>",
        f"{HOME}rss.xml": rss("1"),
    }
    source = (await discover(HOME, polite(pages))).source
    assert (source.name, source.feeds) == ("النهضة", (Feed(url=f"{HOME}rss.xml"),))


async def test_then_the_sitemap_for_news_that_robots_txt_names() -> None:
    pages: dict[str, str | bytes] = {
        HOME: "<title>النهضة</title>",
        f"{HOME}robots.txt": f"Sitemap: {HOME}pages.xml\nSitemap: {HOME}map/news.xml",
        f"{HOME}map/news.xml": f"<sitemapindex><sitemap><loc>{HOME}n1.xml</loc></sitemap></sitemapindex>",
        f"{HOME}n1.xml": f"<urlset><url><loc>{HOME}1</loc></url></urlset>",
        f"{HOME}pages.xml": f"<urlset><url><loc>{HOME}about</loc></url></urlset>",
    }
    found = await discover(HOME, polite(pages))
    assert found.source.feeds == (Feed(url=f"{HOME}map/news.xml", kind="sitemap"),)
    assert found.probes[0].entries[0].link == f"{HOME}1"


async def test_and_last_the_page_itself_as_a_listing() -> None:
    links = "".join(f"<a href='/news/{n}.html'>عنوان طويل لخبر رقم {n} من أخبار اليوم</a>" for n in range(5))
    found = await discover(HOME, polite({HOME: f"<title>النهضة</title>{links}"}))
    assert found.source.feeds == (Feed(url=HOME, kind="listing"),)
    assert len(found.probes[0].entries) == 5


async def test_the_address_may_be_a_feed_which_says_who_it_is() -> None:
    feed = rss("1").replace("<channel>", "<channel><title>النهضة</title>")
    found = await discover(f"{HOME}feed", polite({f"{HOME}feed": feed}))
    assert (found.source.name, found.source.name_latin) == ("النهضة", "Annahda")
    assert found.probes[0].encoding == "utf-8"
    assert found.source.feeds == (Feed(url=f"{HOME}feed"),)


async def test_the_country_follows_from_the_language_where_the_address_has_none() -> None:
    home = (
        '<html lang="ar-TN"><title>ضفاف</title><link rel="alternate" type="application/rss+xml" href="/feed">'
    )
    pages: dict[str, str | bytes] = {"https://dhifaf.com/": home, "https://dhifaf.com/feed": rss("1")}
    source = (await discover("https://dhifaf.com/", polite(pages))).source
    assert (source.country, source.edition.months) == ("tn", "tunisia")


async def test_nothing_found_says_so() -> None:
    with pytest.raises(NotAFeed, match="neither feed nor sitemap"):
        await discover(HOME, polite({HOME: "<title>فارغة</title>"}))


async def test_a_probe_tells_why_a_feed_brings_nothing() -> None:
    assert "404" in ((await probe(Feed(url=f"{HOME}x"), polite({}))).error or "")
    tried = await probe(Feed(url=f"{HOME}x"), polite({f"{HOME}x": "<html></html>"}))
    assert "no feed" in (tried.error or "")


@pytest.mark.parametrize(
    ("url", "name", "country"),
    [
        ("https://www.hespress.com/", "hespress", None),
        ("https://www.al-akhbar.com/x", "al-akhbar", None),
        ("https://www.alquds.co.uk/", "alquds", "gb"),
        ("https://bayanealyaoume.press.ma/", "bayanealyaoume", "ma"),
        ("https://www.okaz.com.sa/", "okaz", "sa"),
        ("https://الجريدة.مغرب/", "xn--mgb3bhci6bd", None),
        ("http://127.0.0.1:8099/manara/feed.xml", "manara", None),
        ("http://127.0.0.1:8099/", "newspaper", None),
    ],
)
def test_an_id_and_a_country_from_the_address(url: str, name: str, country: str | None) -> None:
    assert country_of(url) == country
    assert id_of(url) == name or name.startswith("xn--")


def test_a_proposed_id_gives_way_to_the_registered_newspaper_of_another_site() -> None:
    registered = [Source(id="alakhbar", name="الأخبار", home_url="https://alakhbar.ma/")]
    other = Source(id="alakhbar", name="الأخبار", home_url="https://www.alakhbar.dz/")
    same = Source(id="alakhbar", name="الأخبار", home_url="https://www.alakhbar.ma/rss")
    assert beside(other, registered).id == "alakhbar-dz"
    assert beside(same, registered) == same
    assert beside(other, []) == other

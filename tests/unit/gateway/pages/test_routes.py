"""The pages as a browser without JavaScript gets them: the real application, a reader in memory."""

from __future__ import annotations

import re
from html import unescape

import pytest
from services.contracts.image import ImageReport
from services.gateway.state import Gateway
from tests.unit.gateway.asgi import Answer, Client
from tests.unit.gateway.fakes import IMAGE, FakeProducer, FakeReader, article, article_id, headline

BROWSER = {"accept": "text/html,application/xhtml+xml,*/*;q=0.8"}
FORM = {**BROWSER, "content-type": "application/x-www-form-urlencoded"}
NOTICE = "شكرا على الإبلاغ! سيتم حجب هذه الصورة تلقائيا عندما يتم الإبلاغ عنها من طرف عدة أشخاص."


def html(answer: Answer) -> str:
    assert answer.headers["content-type"] == "text/html; charset=utf-8"
    return answer.body.decode()


def text(answer: Answer) -> str:
    """What a reader sees: no tags, blanks collapsed."""
    return " ".join(unescape(re.sub(r"<[^>]+>", "", html(answer))).split())


@pytest.fixture
def reader(gateway: Gateway) -> FakeReader:
    assert isinstance(gateway.reader, FakeReader)
    return gateway.reader


async def test_the_front_page_lists_every_headline_with_its_newspaper_and_a_link(
    client: Client, gateway: Gateway
) -> None:
    for number in range(57):
        gateway.ticker.take(headline(number, has_article=number % 2 == 0), seq=number)
    page = html(await client.get("/", **BROWSER))
    lines = re.findall(r'<li data-seq="(\d+)".*?</li>', page, flags=re.DOTALL)
    assert [int(seq) for seq in lines] == list(range(56, -1, -1))
    assert page.count('<span class="paper"><bdi>العلم</bdi></span>') == 29
    assert f'href="/a/{article_id(56)}"' in page
    assert "/search?q=" in page
    assert 'data-head="56"' in page


async def test_the_front_page_has_one_heading_of_the_first_level_and_reads_from_right_to_left(
    client: Client,
) -> None:
    page = html(await client.get("/", **BROWSER))
    assert '<html lang="ar-MA" dir="rtl">' in page
    assert page.count("<h1") == 1


async def test_without_the_index_the_ticker_is_still_there(
    client: Client, gateway: Gateway, reader: FakeReader
) -> None:
    gateway.ticker.take(headline(1), seq=1)
    reader.down = True
    answer = await client.get("/", **BROWSER)
    assert answer.status == 200
    assert "بيان اليوم" in text(answer)
    assert "الأخبار الكاملة غير متاحة الآن" in text(answer)
    assert answer.headers["cache-control"] == "no-store"


async def test_an_article_names_its_newspaper_and_its_day_and_links_its_source_twice(client: Client) -> None:
    answer = await client.get(f"/a/{article_id(0)}", **BROWSER)
    page = html(answer)
    assert "نشر في العلم يوم السبت 5 أبريل 2025" in text(answer)
    assert '<time datetime="2025-04-05">السبت 5 أبريل 2025</time>' in page
    body = page.index('<div class="text">')
    sources = [match.start() for match in re.finditer(r'href="https://alalam\.example/news/0"', page)]
    assert any(at < body for at in sources)
    assert any(at > body for at in sources)
    assert '<h2 dir="auto">تفاصيل</h2>' in page
    assert "انقر هنا لقراءة الخبر من مصدره" in page


async def test_a_day_never_gets_a_clock(client: Client) -> None:
    page = html(await client.get(f"/a/{article_id(0)}", **BROWSER))
    assert 'class="clock"' not in page


async def test_markup_in_a_title_stays_text(client: Client, reader: FakeReader) -> None:
    stored = article(0)
    hostile = stored.article.model_copy(update={"title": "<script>alert(1)</script> \" ' ميناء"})
    reader.articles = [stored.model_copy(update={"article": hostile})]
    for url in (f"/a/{hostile.id}", "/", "/search?q=ميناء"):
        page = html(await client.get(url, **BROWSER))
        assert "<script>alert" not in page
        assert "&lt;script&gt;" in page


async def test_an_article_without_an_address_links_to_no_empty_one(
    client: Client, reader: FakeReader
) -> None:
    flattened = article(0).article.model_copy(update={"url": ""})
    reader.articles = [article(0).model_copy(update={"article": flattened})]
    page = html(await client.get(f"/a/{flattened.id}", **BROWSER))
    assert 'href=""' not in page
    assert "من مصدره" not in page
    answer = await client.get(f"/v1/articles/{flattened.id}")
    assert answer.json()["canonical_url"] is None


async def test_an_excerpt_says_so_and_names_the_newspaper_as_its_address(
    client: Client, reader: FakeReader
) -> None:
    reader.articles = [article(0, rights="excerpt", words=200)]
    answer = await client.get(f"/a/{article_id(0)}", **BROWSER)
    page = html(answer)
    assert "هذا مقتطف. النص الكامل لدى العلم." in text(answer)
    assert '<link rel="canonical" href="https://alalam.example/news/0">' in page
    assert '<meta name="robots" content="noindex">' in page
    assert IMAGE not in page


async def test_link_only_shows_no_text_at_all(client: Client, reader: FakeReader) -> None:
    reader.articles = [article(0, rights="link_only")]
    page = await client.get(f"/a/{article_id(0)}", **BROWSER)
    assert "كلمة" not in text(page)
    assert "تابع القراءة لدى العلم" in text(page)


async def test_an_image_can_be_reported_without_javascript(client: Client, gateway: Gateway) -> None:
    page = html(await client.get(f"/a/{article_id(0)}", **BROWSER))
    assert f'<form method="post" action="/images/{IMAGE}/reports">' in page
    sent = await client.request("POST", f"/images/{IMAGE}/reports", headers=FORM, body=b"reason=misleading")
    assert sent.status == 303
    thanks = await client.get(sent.headers["location"], **BROWSER)
    assert NOTICE in text(thanks)
    assert f'href="/a/{article_id(0)}"' in html(thanks)
    assert isinstance(gateway.producer, FakeProducer)
    (report,) = gateway.producer.published
    assert isinstance(report, ImageReport)
    assert (report.image_id, report.reason) == (IMAGE, "misleading")


@pytest.mark.parametrize(
    "told",
    [
        {"sec-fetch-site": "cross-site"},
        {"sec-fetch-site": "same-site"},
        {"origin": "https://evil.example"},
        {"origin": "null"},
        {"origin": "http://nashra.test.evil.example"},
        {"origin": "http://[::1"},
    ],
)
async def test_another_site_cannot_report_in_a_readers_name(
    client: Client, gateway: Gateway, told: dict[str, str]
) -> None:
    form = {**FORM, **told}
    sent = await client.request("POST", f"/images/{IMAGE}/reports", headers=form, body=b"reason=other")
    assert sent.status == 403
    by_api = {"content-type": "application/json", **told}
    assert (
        await client.request("POST", f"/v1/images/{IMAGE}/reports", headers=by_api, body=b"{}")
    ).status == 403
    assert isinstance(gateway.producer, FakeProducer)
    assert gateway.producer.published == []


async def test_a_hidden_image_is_a_quiet_notice_and_its_address_is_gone(
    client: Client, reader: FakeReader
) -> None:
    reader.states[IMAGE] = "hidden"
    page = await client.get(f"/a/{article_id(0)}", **BROWSER)
    assert "حُجبت هذه الصورة" in text(page)
    assert f'src="/images/{IMAGE}"' not in html(page)
    assert "port.jpg" not in html(page)
    assert (await client.get(f"/images/{IMAGE}", **BROWSER)).status == 410


async def test_a_page_loads_pictures_from_us_alone(client: Client) -> None:
    answer = await client.get(f"/a/{article_id(0)}", **BROWSER)
    assert "img-src 'self' data:;" in answer.headers["content-security-policy"]
    assert f'src="/images/{IMAGE}"' in html(answer)
    assert "port.jpg" not in html(answer)


async def test_a_page_with_a_report_button_belongs_to_one_reader(client: Client) -> None:
    answer = await client.get(f"/a/{article_id(0)}", **BROWSER)
    assert answer.headers["cache-control"] == "private, no-cache"
    assert answer.headers["set-cookie"].startswith("reader=")


async def test_a_search_marks_its_hits_and_offers_facets(client: Client) -> None:
    answer = await client.get("/search?q=ميناء", **BROWSER)
    page = html(answer)
    assert "<mark>ميناء آسفي يستعد لاستقبال أول باخرة</mark>" in page
    assert "نتيجة واحدة" in text(answer)
    assert 'href="/search?q=%D9%85%D9%8A%D9%86%D8%A7%D8%A1&amp;source=alalam"' in page


async def test_a_search_without_results_says_what_was_searched(client: Client) -> None:
    answer = await client.get("/search?q=زعفران&source=alalam", **BROWSER)
    assert answer.status == 200
    assert "لم نجد شيئًا" in text(answer)
    assert "بحثنا عن: زعفران بعد توحيد الهمزات" in text(answer)
    assert "ابحث في كل الجرائد والأقسام" in text(answer)


async def test_an_open_quote_is_explained_and_not_guessed(client: Client) -> None:
    answer = await client.get('/search?q="ميناء', **BROWSER)
    assert answer.status == 400
    assert "تعذر فهم عبارة البحث" in text(answer)
    assert 'href="/search?q=%D9%85%D9%8A%D9%86%D8%A7%D8%A1"' in html(answer)


async def test_the_pages_of_a_search_follow_each_other_without_repeating(
    client: Client, reader: FakeReader
) -> None:
    reader.articles = [article(number) for number in range(30)]
    seen: list[str] = []
    url: str | None = "/search?section=economy"
    while url:
        page = html(await client.get(url, **BROWSER))
        seen += re.findall(r'<h3 class="title"><a href="/a/([^"]+)"', page)
        following = re.search(r'<a class="button" href="([^"]+)" rel="next">', page)
        url = unescape(following[1]) if following else None
    assert sorted(seen) == sorted(article_id(number) for number in range(30))


async def test_a_strangers_parameter_does_not_break_a_page(client: Client) -> None:
    assert (await client.get("/search?q=ميناء&utm_source=x", **BROWSER)).status == 200
    assert (await client.get("/?fbclid=x", **BROWSER)).status == 200


async def test_sections_and_newspapers_have_their_lists(client: Client) -> None:
    section = await client.get("/sections/economy", **BROWSER)
    newspaper = await client.get("/sources/alalam", **BROWSER)
    everyone = await client.get("/sources", **BROWSER)
    assert "اقتصاد" in text(section)
    assert (
        '<link rel="alternate" type="application/rss+xml" title="العلم" href="/feeds/sources/alalam.rss">'
        in html(newspaper)
    )
    assert "نتابع جريدتين" in text(everyone)


@pytest.mark.parametrize("url", ["/a/a_unknown", "/sections/horoscope", "/sources/unknown", "/nowhere"])
async def test_what_is_not_there_is_a_page_for_people_and_a_problem_for_programs(
    client: Client, url: str
) -> None:
    page = await client.get(url, **BROWSER)
    problem = await client.get(url, accept="application/json")
    assert (page.status, problem.status) == (404, 404)
    assert "هذه الصفحة غير موجودة" in text(page)
    assert problem.headers["content-type"] == "application/problem+json"


async def test_without_the_index_a_page_says_so(client: Client, reader: FakeReader) -> None:
    reader.down = True
    answer = await client.get("/search?q=ميناء", **BROWSER)
    assert answer.status == 503
    assert "الأرشيف غير متاح الآن" in text(answer)


async def test_a_cursor_of_another_list_is_refused(client: Client, reader: FakeReader) -> None:
    reader.articles = [article(number) for number in range(30)]
    page = html(await client.get("/sections/economy", **BROWSER))
    following = re.search(r'href="/sections/economy\?(cursor=[^"]+)"', page)
    assert following
    assert (await client.get(f"/sections/sports?{following[1]}", **BROWSER)).status == 400


async def test_static_files_are_kept_for_a_year_by_their_hash(client: Client) -> None:
    page = html(await client.get("/", **BROWSER))
    style = re.search(r'<link rel="stylesheet" href="([^"]+)">', page)
    assert style
    answer = await client.request("GET", style[1], headers={"accept-encoding": "gzip"})
    assert answer.status == 200
    assert "immutable" in answer.headers["cache-control"]
    assert answer.headers["content-encoding"] == "gzip"
    assert answer.headers["etag"]


async def test_a_page_that_a_browser_kept_keeps_its_policy(client: Client) -> None:
    """A 304 updates the headers of the kept page: a policy for data would block its style and scripts."""
    page = await client.get("/", **BROWSER)
    again = await client.request("GET", "/", headers={**BROWSER, "if-none-match": page.headers["etag"]})
    assert "script-src 'self'" in page.headers["content-security-policy"]
    assert (again.status, again.headers.get("content-security-policy")) == (304, None)


async def test_no_link_of_ours_leads_nowhere(client: Client, gateway: Gateway) -> None:
    gateway.ticker.take(headline(1), seq=1)
    urls = ["/", f"/a/{article_id(0)}", "/search?q=ميناء", "/sections/economy", "/sources", "/sources/alalam"]
    pages = [html(await client.get(url, **BROWSER)) for url in urls]
    linked = {unescape(href) for page in pages for href in re.findall(r'(?:href|src)="(/[^"#]*)', page)}
    answers = {href: (await client.get(href, **BROWSER)).status for href in sorted(linked)}
    assert {href: status for href, status in answers.items() if status >= 400} == {}

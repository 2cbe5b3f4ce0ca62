from __future__ import annotations

import re
from html import unescape

import pytest
from services.gateway.pages.attention import AttentionForm
from services.gateway.state import Gateway
from tests.unit.gateway.asgi import Client
from tests.unit.gateway.fakes import FakeReader
from tests.unit.gateway.pages.test_routes import BROWSER, html, text

APRIL = "from=2025-04-01&to=2025-04-05"


@pytest.fixture
def reader(gateway: Gateway) -> FakeReader:
    assert isinstance(gateway.reader, FakeReader)
    return gateway.reader


async def test_the_page_is_whole_without_javascript(client: Client) -> None:
    page = html(await client.get(f"/attention?q=ميناء آسفي&q=البرلمان&{APRIL}", **BROWSER))
    assert len(re.findall(r'<polyline class="stroke line-\d"', page)) == 2
    assert page.count('<th scope="row"><time') == 5
    assert "2 (40%)" in page
    assert 'value="ميناء آسفي"' in page
    assert "الحاويات" in page
    assert 'href="/sources/alalam"' in page
    assert "لم تكتمل" in page


async def test_the_last_day_of_the_form_is_in_the_period(client: Client, reader: FakeReader) -> None:
    await client.get(f"/attention?q=ميناء&{APRIL}", **BROWSER)
    assert {len(request.starts) for request in reader.attentions} == {5, 0}


async def test_the_numbers_are_there_to_download_for_a_spreadsheet(client: Client) -> None:
    page = html(await client.get(f"/attention?q=ميناء&{APRIL}", **BROWSER))
    addresses = [unescape(found) for found in re.findall(r'<a href="([^"]+)" download>', page)]
    assert len(addresses) == 3
    for address in addresses:
        answer = await client.get(address)
        assert answer.status == 200
        assert answer.body.startswith(b"\xef\xbb\xbf")


async def test_each_query_has_a_chart_of_newspapers(client: Client) -> None:
    page = html(await client.get(f"/attention?q=ميناء&q=البرلمان&by=source&{APRIL}", **BROWSER))
    assert page.count("<figure") == 2
    assert "العلم" in page
    assert "غير مصنف" in page


async def test_an_empty_form_asks_for_nothing(client: Client, reader: FakeReader) -> None:
    answer = await client.get("/attention?q=&q=&from=&to=&interval=&by=", **BROWSER)
    assert answer.status == 200
    assert reader.attentions == []
    assert "<figure" not in html(answer)


async def test_a_query_that_cannot_be_read_is_offered_without_its_marks(client: Client) -> None:
    answer = await client.get('/attention?q=ميناء&q="آسفي', **BROWSER)
    assert answer.status == 400
    assert "احسب الكلمات نفسها دون علامات: آسفي" in text(answer)
    assert "q=%D9%85%D9%8A%D9%86%D8%A7%D8%A1&amp;q=%D8%A2%D8%B3%D9%81%D9%8A" in html(answer)


async def test_a_period_that_ends_before_it_begins_is_offered_in_its_order(client: Client) -> None:
    answer = await client.get("/attention?q=ميناء&from=2025-04-05&to=2025-04-01", **BROWSER)
    assert answer.status == 400
    assert "from=2025-04-01&amp;to=2025-04-05" in html(answer)


async def test_too_many_points_are_offered_in_an_interval_that_suits(client: Client) -> None:
    answer = await client.get("/attention?q=ميناء&interval=hour&from=2024-01-01&to=2025-01-01", **BROWSER)
    assert answer.status == 400
    assert "احسب بتقسيم يناسبها" in text(answer)


async def test_small_numbers_are_said_to_be_small(client: Client) -> None:
    assert "لم تُملَّس" in html(await client.get(f"/attention?q=ميناء&{APRIL}", **BROWSER))


def test_the_form_takes_what_it_knows_and_has_one_address() -> None:
    form = AttentionForm.model_validate(
        {
            "q": ["  ميناء   آسفي ", "", "x"],
            "interval": "minute",
            "by": "source",
            "from": "x",
            "scale": "count",
        }
    )
    asked = form.inquiry()
    assert asked.queries == ("ميناء آسفي", "x")
    assert (asked.interval, asked.by, asked.since) == (None, "source", None)
    assert asked.href().endswith("&q=x&by=source&scale=count")


async def test_the_front_page_says_what_is_talked_about(client: Client, reader: FakeReader) -> None:
    page = html(await client.get("/", **BROWSER))
    strip = page[page.index("الأكثر تداولا الآن") : page.index('class="front"')]
    assert strip.count("<li>") == 5
    assert 'href="/search?q=' in strip
    assert reader.trendings[0].kind == "query"


async def test_two_trends_are_no_list(client: Client, reader: FakeReader) -> None:
    reader.articles = reader.articles[:2]
    assert "الأكثر تداولا الآن" not in html(await client.get("/", **BROWSER))

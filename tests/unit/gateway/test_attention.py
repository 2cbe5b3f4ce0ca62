"""Attention and trending as a client meets them: shapes, CSV, refusals."""

from __future__ import annotations

import csv
import io
from typing import Any

import pytest
from services.gateway.state import Gateway
from tests.unit.gateway.asgi import Answer, Client
from tests.unit.gateway.fakes import FakeReader
from tests.unit.gateway.test_app import refusal

APRIL = "from=2025-04-01&to=2025-04-06"


def rows(answer: Answer) -> list[dict[str, str]]:
    assert answer.headers["content-type"] == "text/csv; charset=utf-8; header=present"
    text = answer.body.decode("utf-8-sig")
    assert text.count("\r\n") == text.count("\n")
    return list(csv.DictReader(io.StringIO(text)))


@pytest.fixture
def reader(gateway: Gateway) -> FakeReader:
    assert isinstance(gateway.reader, FakeReader)
    return gateway.reader


async def asked(client: Client, path: str) -> Any:
    answer = await client.get(path)
    assert answer.status == 200, answer.body
    return answer.json()


async def test_each_query_has_a_count_and_a_share_for_each_day(client: Client) -> None:
    shape = await asked(client, f"/v1/attention?q=ميناء, آسفي&q=البرلمان&label=الميناء&{APRIL}&interval=day")
    assert [(query["label"], query["q"]) for query in shape["queries"]] == [
        ("الميناء", "ميناء, آسفي"),
        ("البرلمان", "البرلمان"),
    ]
    assert [bucket["start"] for bucket in shape["buckets"]] == [f"2025-04-0{day}" for day in range(1, 6)]
    assert [bucket["end"] for bucket in shape["buckets"]][-1] == "2025-04-06"
    assert shape["series"][1]["counts"] == [0, 0, 0, 1, 2]
    assert shape["series"][1]["shares"] == [None, None, None, 0.5, 0.4]
    assert (shape["queries"][0]["count"], shape["queries"][0]["share"]) == (3, 0.428571)
    assert shape["articles"] == 7


async def test_today_is_marked_as_not_over_yet(client: Client) -> None:
    """The index is complete through 21:14 of the fifth."""
    shape = await asked(client, f"/v1/attention?q=ميناء&{APRIL}")
    assert [bucket["partial"] for bucket in shape["buckets"]] == [False] * 4 + [True]


async def test_a_link_to_itself_asks_for_the_same(client: Client) -> None:
    shape = await asked(client, f"/v1/attention?q=ميناء, آسفي&q=x&{APRIL}&copies=once")
    again = await asked(client, shape["self"])
    assert again["queries"] == shape["queries"]
    assert again["self"] == shape["self"]
    assert len(rows(await client.get(shape["links"]["csv"]))) == 10
    # the form of the page names the last day, the API the day after it
    assert shape["links"]["page"].endswith("&from=2025-04-01&to=2025-04-05&interval=day&copies=once")


async def test_entities_are_compared_where_no_text_is(client: Client, reader: FakeReader) -> None:
    await asked(client, "/v1/attention?entity=e_a,e_b&author=س")
    (request,) = reader.attentions
    assert [query.filters.entity for query in request.queries] == [("e_a",), ("e_b",)]
    assert [query.filters.author for query in request.queries] == [("س",), ("س",)]
    await asked(client, "/v1/attention?q=ميناء&entity=e_a,e_b")
    assert [query.filters.entity for query in reader.attentions[-1].queries] == [("e_a", "e_b")]


async def test_of_what_everything_is_a_share_is_not_a_part_of_the_query(
    client: Client, reader: FakeReader
) -> None:
    await asked(client, "/v1/attention?q=ميناء&source=alalam&section=economy&story=s_aa&copies=once")
    (request,) = reader.attentions
    assert (request.filters.source, request.filters.section) == (("alalam",), ("economy",))
    assert (request.filters.story, request.filters.copies) == (None, "once")
    assert request.queries[0].filters.story == "s_aa"


async def test_each_newspaper_has_a_line_of_its_own(client: Client) -> None:
    shape = await asked(client, f"/v1/attention?q=ميناء&{APRIL}&by=source&groups=2")
    assert [(line["group"], line["group_label"]) for line in shape["series"]] == [
        ("alalam", "العلم"),
        (None, None),
    ]
    table = rows(await client.get(f"/v1/attention?q=ميناء&{APRIL}&by=source&groups=2&format=csv"))
    assert list(table[0]) == [
        "start",
        "end",
        "partial",
        "query",
        "source",
        "name",
        "count",
        "articles",
        "share",
    ]
    assert table[4] == {
        "start": "2025-04-05",
        "end": "2025-04-06",
        "partial": "true",
        "query": "ميناء",
        "source": "alalam",
        "name": "العلم",
        "count": "2",
        "articles": "5",
        "share": "0.4",
    }


async def test_csv_by_accept_and_no_cell_is_a_formula(client: Client) -> None:
    answer = await client.get(f"/v1/attention?q=-ميناء&label==1%2B1&q=آسفي&{APRIL}", accept="text/csv")
    labels = {row["query"] for row in rows(answer)}
    assert labels == {"'=1+1", "آسفي"}
    assert answer.headers["content-disposition"] == 'attachment; filename="attention.csv"'
    assert not answer.body.startswith(b"\xef\xbb\xbf")
    marked = await client.get(f"/v1/attention?q=آسفي&{APRIL}&format=csv&bom=true")
    assert marked.body.startswith(b"\xef\xbb\xbf")
    assert len(rows(marked)) == 5


async def test_words_are_told_with_their_share_here_and_elsewhere(client: Client) -> None:
    shape = await asked(client, "/v1/attention/words?q=ميناء&q=آسفي&limit=1")
    assert [query["label"] for query in shape["queries"]] == ["ميناء", "آسفي"]
    assert shape["queries"][0]["words"] == [
        {
            "word": "الحاويات",
            "count": 2,
            "share": 0.666667,
            "elsewhere": 1,
            "elsewhere_share": 0.010309,
            "score": 1.5,
        }
    ]
    table = rows(await client.get("/v1/attention/words?q=ميناء&format=csv"))
    assert [row["word"] for row in table] == ["الحاويات", "الأرصفة"]


async def test_newspapers_are_told_with_their_share_of_what_they_published(client: Client) -> None:
    shape = await asked(client, "/v1/attention/sources?q=ميناء&q=آسفي")
    assert shape["items"][0] == {
        "source": {"id": "alalam", "name": "العلم"},
        "articles": 5,
        "queries": [
            {"label": "ميناء", "count": 2, "share": 0.4},
            {"label": "آسفي", "count": 2, "share": 0.4},
        ],
    }
    table = rows(await client.get("/v1/attention/sources?q=ميناء&format=csv"))
    assert (table[0]["source"], table[0]["name"], table[0]["count"]) == ("alalam", "العلم", "2")


@pytest.mark.parametrize(
    ("path", "parameter"),
    [
        ("/v1/attention?" + "&".join(["q=x"] * 6), "q"),
        ("/v1/attention?entity=e_1,e_2,e_3,e_4,e_5,e_6", "entity"),
        ("/v1/attention?q=x&label=a&label=b", "label"),
        ("/v1/attention?q=x&interval=minute", "interval"),
        ("/v1/attention?q=x&by=author", "by"),
        ("/v1/attention?q=x&copies=none", "copies"),
        ("/v1/attention?q=x&from=2025-04-05&to=2025-04-05", "to"),
        ("/v1/attention?q=x&from=2025-01-01&to=2025-04-05&interval=hour", "interval"),
        (
            "/v1/attention?q=x&q=y&q=z&from=2024-01-01&to=2025-04-05&interval=day&by=source&groups=20",
            "interval",
        ),
        ("/v1/attention/words?q=x&limit=0", "limit"),
        ("/v1/trending?kind=person", "kind"),
        ("/v1/trending?window=8d", "window"),
        ("/v1/trending?window=0h", "window"),
        ("/v1/trending?window=3d&baseline=2d", "baseline"),
        ("/v1/trending?baseline=90d", "baseline"),
    ],
)
async def test_what_cannot_be_answered_is_refused_by_name(client: Client, path: str, parameter: str) -> None:
    problem = refusal(await client.get(path), 400, "invalid-request")
    assert problem["errors"][0]["parameter"] == parameter


async def test_a_query_that_cannot_be_read_is_told_by_its_number(client: Client) -> None:
    problem = refusal(await client.get('/v1/attention?q=ميناء&q="آسفي'), 400, "query-syntax")
    assert problem["detail"].startswith("query 2: ")
    assert problem["literal"] == "آسفي"


async def test_what_has_not_changed_is_not_sent_again(client: Client) -> None:
    path = f"/v1/attention?q=ميناء&{APRIL}"
    first = await client.get(path)
    again = await client.get(path, if_none_match=first.headers["etag"])
    assert (again.status, again.body) == (304, b"")
    assert "max-age=60" in first.headers["cache-control"]


async def test_a_trend_is_told_with_why(client: Client, reader: FakeReader) -> None:
    shape = await asked(client, "/v1/trending?kind=topic&window=12h&baseline=7d&section=economy&limit=2")
    assert shape["articles"] == 90
    assert len(shape["items"]) == 2
    item = shape["items"][0]
    assert item["foreground"] == {"count": 9, "observed": 8, "share": 0.1, "newspapers": 4}
    assert item["background"] == {"count": 3, "share": 0.003333, "expected": 0.5}
    assert (item["ratio"], item["score"]) == (16.0, 2.5)
    assert item["q"] == f'"{item["label"]}"'
    assert item["articles"][0]["title"] == item["label"]
    assert item["stories"] == [{"id": "s_aa", "count": 6}]
    (request,) = reader.trendings
    assert (request.window.total_seconds(), request.baseline.days) == (12 * 3600, 7)
    assert request.filters.section == ("economy",)


async def test_trends_of_the_past_can_be_asked_for(client: Client, reader: FakeReader) -> None:
    shape = await asked(client, "/v1/trending?as_of=2015-07-23&tz=Asia/Riyadh")
    assert shape["until"] == "2015-07-22T21:00:00Z"
    answer = await client.get("/v1/trending")
    assert answer.headers["cache-control"].startswith("public, max-age=30")


@pytest.mark.parametrize("path", ["/v1/attention?q=x", "/v1/attention/words?q=x", "/v1/trending"])
async def test_without_an_index_there_is_no_answer(client: Client, reader: FakeReader, path: str) -> None:
    reader.down = True
    refusal(await client.get(path), 503, "index-unavailable")

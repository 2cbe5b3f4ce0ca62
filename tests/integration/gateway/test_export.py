"""Exports of a real index through a real server: cut anywhere and gone on with, while the index changes."""

from __future__ import annotations

import asyncio
import csv
import io
from collections.abc import AsyncIterator
from datetime import UTC, datetime, timedelta
from typing import Any
from urllib.parse import quote

import orjson
import pytest
from arro3.io import read_parquet
from services.contracts.article import EnrichedArticle
from services.contracts.source import SourceRef
from services.gateway.app import create_app
from services.search.cluster import connect
from services.search.generations import ARTICLES
from services.search.settings import SearchSettings
from tests.integration.gateway.conftest import Platform, replica
from tests.integration.gateway.serving import served
from tests.integration.search.articles import SABAH, article, at, on
from tests.unit.gateway.asgi import Client

PATH = "/v1/articles/export"
COUNT = 300
DIGITS = str.maketrans("0123456789", "bcdefghijk")  # ids are base32
EXCERPTS = SourceRef(id="mawqif", name="الموقف", country="tn", rights="excerpt")
LINKS = SourceRef(id="rabit", name="الرابط", country="ma", rights="link_only")
LONG = "يواصل عمال الميناء أشغال التوسعة " * 40


def name(number: int) -> str:
    return f"{number:04d}".translate(DIGITS)


def archive() -> list[EnrichedArticle]:
    return [
        article(name(number), f"ميناء آسفي {number}", LONG, published=on(2025, 4, 1 + number % 28))
        for number in range(COUNT)
    ]


def changed(one: EnrichedArticle) -> EnrichedArticle:
    """The next revision of an article, of today."""
    later = one.article.model_copy(
        update={
            "revision": 2,
            "title": one.article.title + " (تحديث)",
            "fetched_at": datetime.now(UTC),
            "published": at(datetime.now(UTC)),
        }
    )
    return one.model_copy(update={"article": later})


def new(number: int) -> EnrichedArticle:
    """An article that arrives now; its id lies among the others."""
    made = article(f"{name(number)}x", f"ميناء آسفي اليوم {number}", LONG)
    fetched = made.article.model_copy(update={"fetched_at": datetime.now(UTC) + timedelta(seconds=1)})
    return made.model_copy(update={"article": fetched})


class Broken:
    """A client that reads a little of each answer and is then cut off."""

    def __init__(self, url: str, form: str) -> None:
        self.url, self.form = url, form
        self.text = b""
        self.cursor = ""
        self.whole = False

    def ids(self) -> list[str]:
        """Of the records that arrived whole; what is left of the last one is thrown away."""
        if self.form == "jsonl":
            self.text = self.text[: self.text.rfind(b"\n") + 1]
            return [orjson.loads(line)["id"] for line in self.text.splitlines()]
        self.text = self.text[: self.text.rfind(b"\r\n") + 2]
        return [row["id"] for row in csv.DictReader(io.StringIO(self.text.decode(), newline=""))]

    async def go_on(self, most: int) -> None:
        """Until the end, or until so many bytes more have come."""
        known = self.ids()
        place = f"&after={known[-1]}&cursor={self.cursor}" if known else ""
        host, port = self.url.removeprefix("http://").split(":")
        reader, writer = await asyncio.open_connection(host, int(port), limit=2**16)
        path = f"{PATH}?format={self.form}&source=alalam{place}"
        writer.write(f"GET {path} HTTP/1.1\r\nHost: {host}\r\nConnection: close\r\n\r\n".encode())
        head = (await reader.readuntil(b"\r\n\r\n")).decode()
        assert head.startswith("HTTP/1.1 200"), head
        self.cursor = head.split("export-cursor: ")[1].split("\r\n")[0] if not known else self.cursor
        left = most
        while size := int(await reader.readline(), 16):
            piece = (await reader.readexactly(size + 2))[:-2]
            self.text += piece[:left]
            left -= len(piece)
            if left <= 0:
                break
        self.whole = not size
        writer.close()
        await writer.wait_closed()


@pytest.fixture
async def url(platform: Platform) -> AsyncIterator[str]:
    await platform.index(archive())
    async with served(create_app(platform.gateway_settings)) as url:
        yield url


@pytest.mark.parametrize("form", ["jsonl", "csv"])
async def test_cut_and_gone_on_with_it_is_each_article_once(platform: Platform, url: str, form: str) -> None:
    """Articles come, change and go meanwhile; a changed one is there once, in whichever revision."""
    ids = [one.article_id for one in archive()]
    client, cuts = Broken(url, form), 0
    elasticsearch = connect(SearchSettings(**platform.settings.model_dump()), 30)
    while not client.whole:
        await client.go_on(100_000 + 11 * cuts)
        if client.whole:
            break
        cuts += 1
        await platform.index([new(number) for number in range(cuts * 5, COUNT, 60)])
        await platform.index([changed(one) for one in archive()[cuts::15]])
        await elasticsearch.delete(
            index=platform.settings.named(ARTICLES), id=f"a_{name(COUNT - cuts)}", refresh=True
        )
    await elasticsearch.close()
    got = client.ids()
    deleted = {f"a_{name(COUNT - cut)}" for cut in range(1, cuts + 1)}
    assert cuts >= 3
    assert len(got) == len(set(got)), "an article came twice"
    assert set(ids) - deleted <= set(got), "an article was missed"
    assert set(got) <= set(ids), "an article came that was not there at the beginning"


async def test_parquet_in_parts_and_as_many_as_the_search_counts(platform: Platform, url: str) -> None:
    ids: list[str] = []
    place = ""
    while True:
        answer, body = await get(url, f"{PATH}?format=parquet&limit=250{place}")
        table = read_parquet(io.BytesIO(body)).read_all()
        part = [table["id"][row].as_py() for row in range(table.num_rows)]
        ids += part
        if len(part) < 250:
            break
        place = f"&after={part[-1]}&cursor={answer['export-cursor']}"
    assert ids == [one.article_id for one in archive()]
    same = quote("ميناء") + "&source=alalam&from=2025-04-03&to=2025-04-05"
    _, body = await get(url, f"{PATH}?q={same}")
    async with replica(platform.gateway_settings) as app:
        page = await Client(app).get(f"/v1/search?q={same}&limit=0&total=exact")
    assert len(body.splitlines()) == page.json()["total"]["value"] > 0


async def get(url: str, path: str) -> tuple[dict[str, str], bytes]:
    host, port = url.removeprefix("http://").split(":")
    reader, writer = await asyncio.open_connection(host, int(port), limit=2**16)
    writer.write(f"GET {path} HTTP/1.1\r\nHost: {host}\r\nConnection: close\r\n\r\n".encode())
    head = (await reader.readuntil(b"\r\n\r\n")).decode()
    assert head.startswith("HTTP/1.1 200"), head
    headers = dict(line.split(": ", 1) for line in head.split("\r\n")[1:] if line)
    body = b""
    while size := int(await reader.readline(), 16):
        body += (await reader.readexactly(size + 2))[:-2]
    writer.close()
    await writer.wait_closed()
    return headers, body


async def test_filters_rights_and_copies(platform: Platform) -> None:
    copy = article("copy", "ميناء آسفي يستعد", "نقلا عن الوكالة.", source=SABAH, story="s_port")
    await platform.index([
        article("port", "ميناء آسفي يستعد", LONG, section="economy", places=("آسفي",), story="s_port"),
        article("cut", "ميناء تونس", LONG * 3, source=EXCERPTS, published=on(2025, 4, 9)),
        article("link", "ميناء طنجة", LONG, source=LINKS),
        article("cup", "كأس العرش", "تعادل الفريقان.", source=SABAH, section="sports"),
    ])  # fmt: skip
    await platform.index([copy])
    await platform.tell_copy("s_port", "a_port", copy)
    async with replica(platform.gateway_settings) as app:

        async def found(filters: str) -> dict[str, Any]:
            answer = await Client(app).get(f"{PATH}?{filters}")
            assert answer.status == 200, answer.body
            records = [orjson.loads(line) for line in answer.body.splitlines()]
            return {record["id"].removeprefix("a_"): record for record in records}

        everything = await found("")
        assert set(everything) == {"port", "cut", "link", "cup", "copy"}
        assert everything["port"]["text"].count("أشغال التوسعة") == 40
        assert everything["cut"]["truncated"] is True
        assert len(everything["cut"]["text"].split()) == 75
        assert everything["link"]["text"] == ""
        assert everything["copy"]["duplicate_of"] == "a_port"
        assert set(await found("q=" + quote("ميناء -تونس"))) == {"port", "link", "copy"}
        assert set(await found("q=" + quote("موانئ"))) == {"port", "cut", "link", "copy"}
        assert set(await found("q=" + quote("ميناء") + "&copies=once")) == {"port", "cut", "link"}
        assert set(await found("entity=e_0")) == {"port"}
        assert set(await found("story=s_port")) == {"port", "copy"}
        assert set(await found("from=2025-04-08&to=2025-04-10")) == {"cut"}
        assert set(await found("source=assabah,rabit&section=sports")) == {"cup"}
        assert set(await found("edition=tn&in=title&q=" + quote("ميناء"))) == {"cut"}
        assert set(await found("ids=a_port,a_cup")) == {"port", "cup"}
        assert await found("q=" + quote("«لا يوجد»")) == {}

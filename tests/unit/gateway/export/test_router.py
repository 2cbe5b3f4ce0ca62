"""/v1/articles/export as a client meets it."""

from __future__ import annotations

import asyncio
import csv
import io
from collections.abc import AsyncGenerator
from datetime import UTC, datetime

import orjson
import pytest
from fastapi import FastAPI
from services.contracts.withdrawal import Withdrawal
from services.gateway.errors import NoParquet
from services.gateway.export import parquet
from services.gateway.export.stream import ExportStream
from services.gateway.state import Gateway
from services.search.results import SearchRequest, StoredArticle
from starlette.types import Message
from tests.integration.gateway.serving import served
from tests.unit.gateway.asgi import Client
from tests.unit.gateway.conftest import running
from tests.unit.gateway.fakes import ALALAM, NOW, FakeReader, article, article_id

PATH = "/v1/articles/export"


async def ids(client: Client, url: str) -> list[str]:
    answer = await client.get(url)
    assert answer.status == 200, answer.body
    return [orjson.loads(line)["id"] for line in answer.body.splitlines()]


async def test_json_lines_without_a_word(client: Client) -> None:
    answer = await client.get(PATH)
    assert answer.headers["content-type"] == "application/x-ndjson"
    assert answer.headers["content-disposition"].startswith('attachment; filename="nashra-2')
    assert answer.headers["cache-control"] == "no-store"
    assert "etag" not in answer.headers
    assert [orjson.loads(line)["id"] for line in answer.body.splitlines()] == [
        article_id(n) for n in range(5)
    ]


@pytest.mark.parametrize(
    ("url", "accept", "media"),
    [
        (PATH, "text/csv", "text/csv"),
        (f"{PATH}?format=csv", "text/html,*/*;q=0.1", "text/csv"),
        (PATH, "application/vnd.apache.parquet", "application/vnd.apache.parquet"),
        (PATH, "*/*", "application/x-ndjson"),
    ],
)
async def test_the_format_is_negotiated(client: Client, url: str, accept: str, media: str) -> None:
    assert (await client.get(url, accept=accept)).headers["content-type"] == media


async def test_no_such_format(client: Client) -> None:
    answer = await client.get(PATH, accept="application/pdf")
    assert (answer.status, answer.json()["code"]) == (406, "not-acceptable")


async def test_without_its_library_parquet_is_refused_in_words(
    client: Client, monkeypatch: pytest.MonkeyPatch
) -> None:
    def absent() -> None:
        raise NoParquet

    monkeypatch.setattr(parquet, "available", absent)
    answer = await client.get(f"{PATH}?format=parquet")
    assert answer.status == 406
    assert "pip install 'nashra[export]'" in answer.json()["detail"]


async def test_only_some_columns(client: Client) -> None:
    answer = await client.get(f"{PATH}?format=csv&fields=title,source")
    rows = list(csv.reader(io.StringIO(answer.body.decode(), newline="")))
    assert rows[0] == ["id", "title", "source"]
    assert len(rows) == 6


async def test_it_goes_on_after_the_last_record(client: Client) -> None:
    begun = await client.get(f"{PATH}?limit=2&source=alalam")
    last = orjson.loads(begun.body.splitlines()[-1])["id"]
    cursor = begun.headers["export-cursor"]
    rest = await ids(client, f"{PATH}?source=alalam&after={last}&cursor={cursor}")
    assert [last, *rest] == [article_id(2), article_id(4)]


async def test_with_other_filters_it_does_not_go_on(client: Client) -> None:
    cursor = (await client.get(f"{PATH}?limit=2")).headers["export-cursor"]
    answer = await client.get(f"{PATH}?source=alalam&cursor={cursor}&after={article_id(1)}")
    assert (answer.status, answer.json()["code"]) == (400, "cursor-mismatch")
    assert answer.json()["first"] == f"{PATH}?source=alalam"


async def test_a_withdrawn_article_is_left_out(client: Client, gateway: Gateway) -> None:
    decision = Withdrawal(
        article_id=article_id(1), source=ALALAM.ref(), revision=1, decided_by="operator", decided_at=NOW
    )
    gateway.withdrawals.take(decision, 0)
    assert article_id(1) not in await ids(client, PATH)


@pytest.mark.parametrize(
    ("url", "status", "code"),
    [
        (f"{PATH}?source=nobody", 400, "invalid-request"),
        (f"{PATH}?sort=-published_at", 400, "unknown-parameter"),
        (f"{PATH}?fields=body", 400, "invalid-request"),
        (f"{PATH}?after=7", 400, "invalid-request"),
        (f"{PATH}?limit=0", 400, "invalid-request"),
    ],
)
async def test_what_is_wrong_is_told_before_anything_is_sent(
    client: Client, url: str, status: int, code: str
) -> None:
    answer = await client.get(url)
    assert (answer.status, answer.json()["code"]) == (status, code)


async def test_without_an_index_it_is_503(client: Client, gateway: Gateway) -> None:
    assert isinstance(gateway.reader, FakeReader)
    gateway.reader.down = True
    assert (await client.get(PATH)).status == 503


async def test_head_has_the_headers(client: Client) -> None:
    answer = await client.request("HEAD", PATH)
    assert (answer.status, answer.body) == (200, b"")
    assert "export-cursor" in answer.headers


async def test_exports_have_a_quota_of_their_own(client: Client) -> None:
    answers = [await client.get(PATH) for _ in range(11)]
    assert answers[0].headers["ratelimit-policy"].startswith('"exports";q=10;w=60, "anon"')
    assert [answer.status for answer in answers] == [200] * 10 + [429]
    assert answers[-1].json()["violated-policies"] == ["exports"]


class Endless(FakeReader):
    """A reader whose archive has no end."""

    def __init__(self) -> None:
        super().__init__([article(0, words=2000)])
        self.walked = 0
        self.open = 0

    async def walk(
        self, request: SearchRequest, as_of: datetime, after: str | None = None
    ) -> AsyncGenerator[list[StoredArticle], None]:
        self.open += 1
        try:
            while True:
                self.walked += 1
                yield [StoredArticle(self.articles[0], NOW)]
                await asyncio.sleep(0)
        finally:
            self.open -= 1


@pytest.fixture
async def endless(gateway: Gateway) -> AsyncGenerator[tuple[str, Endless, FastAPI], None]:
    reader = Endless()
    object.__setattr__(gateway, "reader", reader)
    async with running(gateway) as app, served(app) as url:
        yield url, reader, app


async def begin(url: str, path: str = PATH) -> tuple[asyncio.StreamReader, asyncio.StreamWriter]:
    host, port = url.removeprefix("http://").split(":")
    reader, writer = await asyncio.open_connection(host, int(port), limit=1024)
    writer.write(f"GET {path} HTTP/1.1\r\nHost: {host}\r\n\r\n".encode())
    await reader.readuntil(b"\r\n")
    return reader, writer


async def until(condition: object) -> None:
    assert callable(condition)
    async with asyncio.timeout(30):
        while not condition():  # noqa: ASYNC110 # the server meets it
            await asyncio.sleep(0.02)


@pytest.mark.parametrize("path", [PATH, f"{PATH}?format=parquet"])
async def test_who_leaves_ends_the_work(endless: tuple[str, Endless, FastAPI], path: str) -> None:
    url, reader, _ = endless
    _, writer = await begin(url, path)
    await until(lambda: reader.walked > 10)
    writer.close()
    await until(lambda: reader.open == 0)


async def test_a_client_that_does_not_read_fills_no_memory(endless: tuple[str, Endless, FastAPI]) -> None:
    """20 KB an article: what is walked ahead fits the buffers of two sockets."""
    url, reader, _ = endless
    _, writer = await begin(url)
    walked = -1
    while walked != reader.walked:
        walked = reader.walked
        await asyncio.sleep(0.5)
    assert walked * 20_000 < 20_000_000
    writer.close()
    await until(lambda: reader.open == 0)


async def test_a_client_that_stops_reading_loses_its_place() -> None:
    async def pieces() -> AsyncGenerator[bytes, None]:
        yield b"1"
        yield b"2"

    async def receive() -> Message:
        await asyncio.sleep(60)
        return {"type": "http.disconnect"}

    async def send(message: Message) -> None:
        sent.append(message)
        if message.get("body") == b"2":
            await asyncio.sleep(60)

    sent: list[Message] = []
    released: list[bool] = []
    stream = ExportStream(pieces(), "jsonl", {}, lambda: released.append(True), stall_s=0.05)
    await asyncio.wait_for(stream({"type": "http"}, receive, send), 10)
    assert released == [True]
    assert sent[-1]["more_body"], "it looks whole"


async def test_one_address_has_two_at_once(endless: tuple[str, Endless, FastAPI]) -> None:
    url, reader, app = endless
    connections = [await begin(url) for _ in range(2)]
    refused = await Client(app, "127.0.0.1").get(PATH)
    assert (refused.status, refused.json()["violated-policies"]) == (429, ["exports"])
    for _, writer in connections:
        writer.close()
    await until(lambda: reader.open == 0)
    answer = await Client(app, "127.0.0.1").get(f"{PATH}?limit=1")
    assert answer.status == 200


async def test_a_stopping_replica_breaks_it_off_openly(
    endless: tuple[str, Endless, FastAPI], gateway: Gateway
) -> None:
    url, _, _ = endless
    reader, writer = await begin(url)
    gateway.ticker.drain()
    body = await reader.read(-1)
    writer.close()
    assert not body.endswith(b"0\r\n\r\n"), "it looks whole"
    assert (await Client(endless[2]).get(PATH)).status == 503


async def test_the_moment_is_kept(client: Client, gateway: Gateway) -> None:
    """What the cursor pins is when the export began, however often it goes on."""
    asked: list[datetime] = []
    walk = gateway.reader.walk

    def watched(
        request: SearchRequest, as_of: datetime, after: str | None = None
    ) -> AsyncGenerator[list[StoredArticle], None]:
        asked.append(as_of)
        return walk(request, as_of, after)

    object.__setattr__(gateway.reader, "walk", watched)
    before = datetime.now(UTC)
    cursor = (await client.get(f"{PATH}?limit=1")).headers["export-cursor"]
    again = await client.get(f"{PATH}?limit=1&cursor={cursor}&after={article_id(0)}")
    await client.get(f"{PATH}?limit=1&cursor={again.headers['export-cursor']}&after={article_id(1)}")
    assert before <= asked[0] <= datetime.now(UTC)
    assert set(asked) == {asked[0]}

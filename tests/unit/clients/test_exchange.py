"""What the Python client does with answers that go wrong; its gateway is a list of answers."""

from __future__ import annotations

import json
from collections.abc import Callable, Iterator
from datetime import UTC, date, datetime

import httpx
import pytest

from nashra_client import (
    AsyncNashra,
    ConnectionLost,
    Gone,
    InvalidRequest,
    Limit,
    Nashra,
    NotFound,
    Problem,
    QuotaExceeded,
    Unavailable,
)
from nashra_client.events import Event, Events, Lines

Answer = httpx.Response | httpx.TransportError
SECTIONS = {"items": [{"id": "sports"}], "self": "/v1/sections"}


class Gateway:
    """Gives one answer after the other, and knows what it was asked."""

    def __init__(self, *answers: Answer | Callable[[], Answer]) -> None:
        self.answers = list(answers)
        self.requests: list[httpx.Request] = []
        self.pauses: list[float] = []

    def __call__(self, request: httpx.Request) -> httpx.Response:
        self.requests.append(request)
        answer = self.answers.pop(0)
        if callable(answer):
            answer = answer()
        if isinstance(answer, httpx.TransportError):
            raise answer
        return answer

    def client(self, patience_s: float = 60) -> Nashra:
        transport = httpx.MockTransport(self)
        return Nashra(
            "http://nashra.test", transport=transport, sleep=self.pauses.append, patience_s=patience_s
        )

    def queries(self) -> list[dict[str, str]]:
        """Several values of one name with commas between."""
        params = [request.url.params for request in self.requests]
        return [{name: ",".join(one.get_list(name)) for name in one} for one in params]


def refusal(status: int, code: str = "", **headers: str) -> httpx.Response:
    body = {"code": code, "title": "x", "status": status, "detail": "why", "user_message": "لماذا"}
    named = {name.replace("_", "-"): value for name, value in headers.items()}
    return httpx.Response(status, json=body, headers=named)


@pytest.mark.parametrize(
    ("status", "kind"),
    [(400, InvalidRequest), (404, NotFound), (410, Gone), (451, Gone), (500, Problem), (422, InvalidRequest)],
)
def test_a_refusal_is_an_exception_of_its_kind(status: int, kind: type[Problem]) -> None:
    gateway = Gateway(refusal(status, "a-code"))
    with pytest.raises(kind, match="a-code: why") as caught:
        gateway.client().list_sections()
    assert (caught.value.status, caught.value.user_message) == (status, "لماذا")
    assert gateway.pauses == []


def test_what_is_no_problem_is_one_too() -> None:
    """A proxy before the gateway says it in HTML."""
    gateway = Gateway(httpx.Response(502, text="<h1>Bad Gateway</h1>"))
    with pytest.raises(Unavailable, match="502: HTTP 502"):
        gateway.client(patience_s=0).list_sections()


def test_it_waits_as_long_as_it_is_told() -> None:
    gateway = Gateway(
        refusal(429, "quota-exceeded", retry_after="7"),
        refusal(503, "index-unavailable", retry_after="5"),
        httpx.Response(200, json=SECTIONS, headers={"RateLimit": '"exports";r=9;t=12, "anon";r=41;t=12'}),
    )
    client = gateway.client()
    assert client.list_sections()["items"][0]["id"] == "sports"
    assert gateway.pauses == [7, 5]
    assert client.limits == {"exports": Limit(9, 12), "anon": Limit(41, 12)}


def test_it_does_not_wait_longer_than_its_patience() -> None:
    gateway = Gateway(refusal(429, retry_after="31"), refusal(429, retry_after="31"))
    with pytest.raises(QuotaExceeded) as caught:
        gateway.client().list_sections()
    assert caught.value.retry_after == 31
    assert gateway.pauses == [31]


def test_a_gateway_that_is_away_is_tried_again() -> None:
    gateway = Gateway(
        httpx.ConnectError("refused"), httpx.ReadTimeout(""), httpx.Response(200, json=SECTIONS)
    )
    gateway.client().list_sections()
    assert len(gateway.pauses) == 2
    assert 0 < gateway.pauses[0] <= 0.25
    assert 0 < gateway.pauses[1] <= 0.5
    gateway = Gateway(httpx.ConnectError("refused"))
    with pytest.raises(ConnectionLost, match="ConnectError: refused"):
        gateway.client(patience_s=0).list_sections()


def test_parameters_as_the_api_spells_them() -> None:
    gateway = Gateway(httpx.Response(200, json={"items": [], "self": ""}))
    gateway.client().search(
        q="ميناء",
        from_=date(2025, 4, 1),
        to=datetime(2025, 4, 5, 12, tzinfo=UTC),
        source=["alalam", "assabah"],
        in_=["title"],
        dialect=False,
        limit=5,
    )
    assert gateway.queries() == [
        {"q": "ميناء", "from": "2025-04-01", "to": "2025-04-05T12:00:00+00:00", "source": "alalam,assabah"}
        | {"in": "title", "dialect": "false", "limit": "5"}
    ]
    with pytest.raises(ValueError, match="has no zone"):
        gateway.client().search(from_=datetime(2025, 4, 1))  # noqa: DTZ001 # that is what is refused


def test_each_follows_the_pages() -> None:
    pages = [
        {"items": [{"id": "a_b"}, {"id": "a_c"}], "self": "", "next": "/v1/articles?cursor=2"},
        {"items": [{"id": "a_d"}], "self": ""},
    ]
    gateway = Gateway(*(httpx.Response(200, json=page) for page in pages))
    client = gateway.client()
    assert [item["id"] for item in client.each(client.list_articles())] == ["a_b", "a_c", "a_d"]
    assert str(gateway.requests[1].url) == "http://nashra.test/v1/articles?cursor=2"


def test_a_report_is_sent_again_under_one_key() -> None:
    gateway = Gateway(httpx.ReadError("cut"), httpx.Response(202, json={"status": "received"}))
    assert gateway.client().report_image("i_aa", {"reason": "other"}) == {"status": "received"}
    keys = [request.headers["idempotency-key"] for request in gateway.requests]
    assert keys[0] == keys[1]


class Cut(httpx.SyncByteStream):
    """A body that breaks off after these pieces."""

    def __init__(self, *pieces: bytes) -> None:
        self.pieces = pieces

    def __iter__(self) -> Iterator[bytes]:
        yield from self.pieces
        raise httpx.RemoteProtocolError("peer closed connection without sending complete message body")


def lines(*ids: str) -> bytes:
    # a record may hold what other readers of lines take for an end of line
    return b"".join(
        json.dumps({"id": id_, "title": "أ\u2028ب\x85"}, ensure_ascii=False).encode() + b"\n" for id_ in ids
    )


def test_a_broken_export_goes_on_after_its_last_whole_record() -> None:
    whole = lines("a_b", "a_c", "a_d", "a_e")
    gateway = Gateway(
        httpx.Response(200, stream=Cut(whole[:10], whole[10:80]), headers={"Export-Cursor": "c1"}),
        refusal(503, "temporary-reduced-capacity", retry_after="1"),
        httpx.Response(200, content=lines("a_d", "a_e"), headers={"Export-Cursor": "c2"}),
    )
    records = list(gateway.client().export(source=["alalam"], limit=4))
    assert [record["id"] for record in records] == ["a_b", "a_c", "a_d", "a_e"]
    assert records[0]["title"] == "أ\u2028ب\x85"
    assert gateway.queries() == [
        {"source": "alalam", "limit": "4"},
        *[{"source": "alalam", "limit": "2", "cursor": "c1", "after": "a_c"}] * 2,
    ]


def test_an_export_outlives_its_cursor() -> None:
    gateway = Gateway(
        httpx.Response(200, stream=Cut(lines("a_b")), headers={"Export-Cursor": "old"}),
        refusal(400, "cursor-expired"),
        httpx.Response(200, content=lines("a_c"), headers={"Export-Cursor": "new"}),
    )
    assert [record["id"] for record in gateway.client().export()] == ["a_b", "a_c"]
    assert gateway.queries()[-1] == {"after": "a_b"}


def test_a_wrong_export_is_refused_at_once() -> None:
    with pytest.raises(InvalidRequest):
        list(Gateway(refusal(400, "unknown-parameter")).client().export())


HELLO = b'event: hello\ndata: {"head_seq":7,"oldest_seq":0,"resumed_from":null}\nretry: 3000\n\n'


def test_a_stream_resumes_after_the_last_event() -> None:
    cut = httpx.Response(200, stream=Cut(HELLO, b'event: headline\nid: 8\ndata: {"seq"', b":8}\n\nevent: he"))
    gateway = Gateway(
        httpx.Response(200, stream=Cut(HELLO)),
        cut,
        httpx.ConnectError("refused"),
        httpx.Response(200, content=HELLO + b'event: bye\ndata: {"reason":"draining"}\nretry: 9000\n\n'),
        httpx.Response(200, content=HELLO + b'event: gap\ndata: {"after_seq":8}\n\n'),
    )
    stream = gateway.client().stream(section="sports")
    kinds = [next(stream).kind for _ in range(7)]
    assert kinds == ["hello", "hello", "headline", "hello", "bye", "hello", "gap"]
    places = [asked.get("last_event_id") for asked in gateway.queries()]
    assert places == [None, "7", "8", "8", "8"], "what came before the first event would be lost"
    assert gateway.pauses[-1] == 9, "as the replica that stops asks for"


def test_a_stream_that_is_refused_is_an_error() -> None:
    with pytest.raises(InvalidRequest):
        next(Gateway(refusal(400, "invalid-request")).client().stream())


def test_events_in_any_pieces() -> None:
    text = ': ping\n\nevent: headline\nid: 3\ndata: {"title":"أ\u2028ب"}\n\n: ping\n\n'.encode()
    whole = [Event("headline", {"title": "أ\u2028ب"}, 3)]
    for size in (1, 2, 7, len(text)):
        events = Events()
        pieces = [text[start : start + size] for start in range(0, len(text), size)]
        assert [event for piece in pieces for event in events.feed(piece)] == whole


def test_lines_in_any_pieces() -> None:
    reader = Lines()
    assert [line for piece in (b"a", b"b\nc", b"\n\n", b"d") for line in reader.feed(piece)] == [
        b"ab",
        b"c",
        b"",
    ]


async def test_the_async_client_is_the_same() -> None:
    gateway = Gateway(
        httpx.Response(200, json={"items": [{"id": "a_b"}], "self": "", "next": "/v1/articles?cursor=2"}),
        httpx.Response(200, json={"items": [{"id": "a_c"}], "self": ""}),
        refusal(404, "not-found"),
    )
    async with AsyncNashra("http://nashra.test", transport=httpx.MockTransport(gateway)) as client:
        page = await client.list_articles(source=["alalam"])
        assert [item["id"] async for item in client.each(page)] == ["a_b", "a_c"]
        with pytest.raises(NotFound):
            await client.get_article("a_zz")

"""Every parameter of every route at its extremes: an answer or a problem, never a fault of ours."""

from __future__ import annotations

import re
from collections.abc import AsyncIterator, Iterator
from urllib.parse import quote

import pytest
from fastapi.routing import APIRoute
from pydantic import BaseModel
from services.gateway.parameters import (
    ArticleListParameters,
    ArticleParameters,
    EntityListParameters,
    EntityParameters,
    FeedParameters,
    HeadlineParameters,
    RelatedParameters,
    SearchParameters,
    SourceListParameters,
    StoryArticlesParameters,
    StoryListParameters,
    SuggestParameters,
)
from services.gateway.routers import (
    articles,
    entities,
    feeds,
    headlines,
    images,
    meta,
    pages,
    search,
    sources,
    status,
    stories,
)
from tests.integration.gateway.conftest import Platform, replica
from tests.unit.gateway.asgi import Answer, Client
from tests.unit.gateway.fakes import ALALAM, BAYANE, IMAGE, STORY, article, article_id

MODELS: dict[str, type[BaseModel]] = {
    "/v1/articles": ArticleListParameters,
    "/v1/articles/{article_id}": ArticleParameters,
    "/v1/articles/{article_id}/related": RelatedParameters,
    "/v1/entities": EntityListParameters,
    "/v1/entities/{entity_id}": EntityParameters,
    "/v1/stories": StoryListParameters,
    "/v1/stories/{story_id}/articles": StoryArticlesParameters,
    "/e/{entity_id}": EntityParameters,
    "/v1/headlines": HeadlineParameters,
    "/v1/search": SearchParameters,
    "/v1/search/suggest": SuggestParameters,
    "/v1/sources": SourceListParameters,
    "/feeds/latest.{form}": FeedParameters,
    "/feeds/search.{form}": SearchParameters,
    "/feeds/sections/{section}.{form}": FeedParameters,
    "/feeds/sources/{source_id}.{form}": FeedParameters,
}
FORM = ("q", "source", "section", "lang", "from", "to", "sort", "match", "cursor")
PATH_VALUES = {
    "story_id": STORY,
    "entity_id": "e_agadir",
    "alert_id": "a" * 22,
    "article_id": article_id(0),
    "image_id": IMAGE,
    "source_id": "alalam",
    "section": "economy",
    "form": "rss",
    "name": "nashra.css",
    "slug": "gone",
    "token": "a" * 32,
}
ENDLESS = "/v1/headlines/stream"
EXTREMES = (
    "", " ", "0", "-0", "-1", "1", "100", "101", "2147483648", "-9223372036854775809", "1e309", "NaN",
    "9" * 400, "٥", "0001-01-01", "9999-12-31", "1799-12-31", "2200-01-01", "2025-02-30", "2025-04-05",
    "0001-01-01T00:00:00+14:00", "9999-12-31T23:59:59-12:00", "2025-04-05T24:00:00Z",
    "2025-04-05T21:00:00+23:59", "-2025-04-05", "2025-W14-6", "localtime", "../../etc/passwd", "posix/UTC",
    "Etc/GMT+12", "Pacific/Kiritimati", "EST", "\x00", "a\x00b", "%00", "%ff", "%ED%A0%80", "%F0%9F",
    "\u202e", "\ufdfa" * 100, "\U0010ffff", "ـ" * 512, "\u0651" * 512, "a" * 64, "a" * 65, "a" * 513,
    "a" * 4050, "آ" * 512, "," * 600, "a," * 600, "*", "*:*", "\\", '"', "(" * 300, "-", "a_" + "a" * 32,
    "a_a", "i_a", "true", "null", "[]", "{}", "<script>", "javascript:alert(1)", "source:nosuch",
    "title:" * 80, "source:" + "a" * 500, "relevance", "-seq", "exact", "hour", "story", "related", "none",
    "source",
)  # fmt: skip
CROWDS = (
    "nosuch=1&" * 800,
    "&" * 7000,
    "q=a&" * 1500,
    "a%00=1&" * 500,
    "&".join(f"k{n}" for n in range(1400)),
)
HEADERS = (
    "accept", "accept_language", "accept_encoding", "host", "cookie", "range", "if_none_match",
    "if_modified_since", "last_event_id", "content_type", "content_length", "idempotency_key", "origin",
    "sec_fetch_site", "traceparent", "x_request_id", "x_forwarded_for", "user_agent", "authorization",
    "x_http_method_override", "referer", "forwarded", "transfer_encoding",
)  # fmt: skip
HEADER_EXTREMES = (
    "", " ", "*", "*/*;q=-1", "text/html;q=nan", "a/b;q=1e309", ";;;,,,", "," * 8000, "a," * 8000,
    "a" * 20_000, "[::1", "a:b:c", "nashra.test:99999999", "nashra.test:x", "a b", "\x7f", "é", "bytes=-0",
    "bytes=0-,-1", 'W/"', '"' * 999, "18446744073709551616", "-1", "0", "reader=" + "a" * 4000,
    "reader=\"\\377\"", "; ; =; a", "00-00-00-00", "Thu, 99 Foo 0000 99:99:99 GMT", "null", "cross-site",
    "DELETE", "text/html, application/json;q=0.9", "<>", "@@/",
)  # fmt: skip


@pytest.fixture
async def client(platform: Platform) -> AsyncIterator[Client]:
    await platform.register(ALALAM, BAYANE)
    await platform.index([article(number) for number in range(6)])
    async with replica(platform.gateway_settings) as app:
        yield Client(app)


def routes() -> list[APIRoute]:
    parts = (articles, entities, feeds, headlines, images, meta, pages, search, sources, status, stories)
    found = [route for part in parts for route in part.router.routes]
    return [route for route in found if isinstance(route, APIRoute) and route.path != ENDLESS]


def addresses() -> Iterator[str]:
    """Every route with each value of its path in turn, then with each value of its query string."""
    for route in routes():
        if "GET" not in (route.methods or ()):
            continue
        names = re.findall(r"{(\w+)", route.path)
        usual = {name: PATH_VALUES[name] for name in names}
        template = re.sub(r":path", "", route.path)
        yield template.format(**usual)
        for name in names:
            for value in EXTREMES:
                yield template.format(**usual | {name: quote(value, safe="%")})
        model = MODELS.get(route.path)
        if model is not None:
            parameters = [info.alias or name for name, info in model.model_fields.items()]
        else:
            parameters = list(FORM) if route.path == "/search" else ["cursor", "v", "nosuch"]
        for name in parameters:
            for value in EXTREMES:
                yield f"{template.format(**usual)}?{name}={quote(value, safe='%')}"
        for crowd in (
            "nosuch=1&" * 800,
            "&" * 7000,
            "q=a&" * 1500,
            "a%00=1&" * 500,
            "&".join(f"k{n}" for n in range(1400)),
        ):
            yield f"{template.format(**usual)}?{crowd}"


def fault(answer: Answer) -> bool:
    """Whether it is a fault of ours, or an error in another shape than a problem."""
    kind = answer.headers.get("content-type", "")
    if answer.status in {502, 503, 504}:  # the newspaper has no such picture, the topic is being read
        return False
    shaped = kind.startswith(("application/problem+json", "text/html"))
    return answer.status >= 500 or (answer.status >= 400 and not shaped)


async def test_every_address_at_its_extremes(client: Client) -> None:
    wrong = []
    count = 0
    for url in addresses():
        for accept in ("text/html", "*/*") if "/v1/" not in url and "/feeds/" not in url else ("*/*",):
            answer = await client.get(url, accept=accept)
            count += 1
            if fault(answer):
                wrong.append((url[:150], answer.status, answer.body[:200]))
    assert wrong == []
    assert count > 3000


async def test_every_header_at_its_extremes(client: Client) -> None:
    wrong = []
    urls = [
        "/",
        "/search?q=a",
        f"/a/{article_id(0)}",
        "/v1/search?q=a",
        "/v1/headlines",
        "/feeds/latest.atom",
        "/robots.txt",
    ]
    for url in urls:
        for header in HEADERS:
            for value in HEADER_EXTREMES:
                answer = await client.get(url, **{header: value})
                if fault(answer):
                    wrong.append((url, header, value[:60], answer.status, answer.body[:200]))
    assert wrong == []


BODIES = (
    b"", b"null", b"[]", b"{", b"\xff", b"[" * 60_000, b'{"q":' * 10_000, b'{"q": "\\ud800"}',
    b'{"\\ud800": 1}', b'{"\\u0000": 1}', b'{"limit": 1e400}', b'{"limit": ' + b"9" * 5000 + b"}",
    b'{"limit": NaN}', b'{"q": ["a"]}', b'{"source": {"a": 1}}', b'{"source": [' + b"1," * 20_000 + b"1]}",
    b'{"q": "a", "q": "b"}', b'{"from": -1}', b'{"from": "0001-01-01"}', b'{"tz": "\\ud800"}',
    b'{"fields": ["\\ud800"]}', b'{"cursor": "\\ud800"}', b'{"author": ["\\ud800"]}',
    b'{"reason": "\\ud800"}', b'{"note": "\\u0000"}', b'{"from": 1e308}', b'{"from": true, "to": []}',
    b'{"from": "2025-04-06", "to": "2025-04-05"}', b'{"limit": true}', b'{"match": 1}',
    b"{" + b",".join(b'"k%d":1' % n for n in range(6000)) + b"}", b"q=a",
    b"--x\r\ncontent-disposition: form-data; name=reason\r\n\r\nother\r\n--x--", b"--x\r\n" * 8000,
    b"reason=" + b"a" * 60_000, b"&".join(b"a%d=1" % n for n in range(8000)),
)  # fmt: skip
KINDS = (
    "application/json",
    "application/x-www-form-urlencoded",
    "multipart/form-data; boundary=x",
    "multipart/form-data",
    "",
    "é",
)


async def test_every_body_at_its_extremes(client: Client) -> None:
    wrong = []
    routes_with_bodies = [
        ("POST", "/v1/search"),
        ("QUERY", "/v1/search"),
        ("POST", f"/v1/images/{IMAGE}/reports"),
        ("POST", f"/images/{IMAGE}/reports"),
        ("POST", f"/websub/alalam/{'a' * 32}"),
        ("PUT", "/v1/search"),
        ("DELETE", "/search"),
        ("POST", "/nosuch"),
    ]
    for method, url in routes_with_bodies:
        for body in BODIES:
            for kind in KINDS:
                answer = await client.request(method, url, headers={"content-type": kind}, body=body)
                if fault(answer) or len(answer.body) > 20_000:
                    wrong.append((method, url, kind, body[:60], answer.status, answer.body[:200]))
    assert wrong == []

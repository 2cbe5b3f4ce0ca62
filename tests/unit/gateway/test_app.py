"""The application as a client meets it: every endpoint, its headers, and its refusals."""

from __future__ import annotations

from typing import Any
from urllib.parse import quote

import orjson
import pytest
from openapi_spec_validator import OpenAPIV32SpecValidator
from services.contracts.image import ImageReport
from services.gateway.state import Gateway
from services.web.errors import TimedOut
from tests.unit.gateway.asgi import Answer, Client
from tests.unit.gateway.fakes import (
    ALALAM,
    IMAGE,
    JPEG,
    NOW,
    FakeProducer,
    FakeReader,
    FakeWeb,
    article,
    article_id,
    headline,
)


def reader_of(gateway: Gateway) -> FakeReader:
    assert isinstance(gateway.reader, FakeReader)
    return gateway.reader


def web_of(gateway: Gateway) -> FakeWeb:
    assert isinstance(gateway.images.client, FakeWeb)
    return gateway.images.client


def published_by(gateway: Gateway) -> list[ImageReport]:
    assert isinstance(gateway.producer, FakeProducer)
    return [event for event in gateway.producer.published if isinstance(event, ImageReport)]


def refusal(answer: Answer, status: int, code: str) -> Any:
    assert (answer.status, answer.headers["content-type"]) == (status, "application/problem+json")
    problem = answer.json()
    assert (problem["status"], problem["code"]) == (status, code)
    assert problem["type"] == f"http://nashra.test/v1/problems/{code}"
    assert problem["trace_id"] in answer.headers["traceparent"]
    return problem


class TestEveryAnswer:
    async def test_limits_ids_and_a_strict_policy(self, client: Client) -> None:
        answer = await client.get("/v1/sources")
        assert answer.status == 200
        assert answer.headers["ratelimit-policy"] == '"anon";q=100000;w=60'
        assert answer.headers["ratelimit"].startswith('"anon";r=99999;t=')
        assert answer.headers["x-content-type-options"] == "nosniff"
        assert "frame-ancestors 'none'" in answer.headers["content-security-policy"]
        assert len(answer.headers["x-request-id"]) == 32

    async def test_a_clients_trace_goes_on(self, client: Client) -> None:
        given = "00-4bf92f3577b34da6a3ce929d0e0e4736-00f067aa0ba902b7-00"
        answer = await client.get("/v1/sections", traceparent=given, x_request_id="req-7")
        assert answer.headers["traceparent"].startswith("00-4bf92f3577b34da6a3ce929d0e0e4736-")
        assert answer.headers["traceparent"] != given
        assert answer.headers["x-request-id"] == "req-7"

    async def test_a_second_time_the_client_is_told_that_it_has_it(self, client: Client) -> None:
        first = await client.get(f"/v1/articles/{article_id(0)}")
        assert first.headers["etag"].startswith('"')
        again = await client.get(f"/v1/articles/{article_id(0)}", if_none_match=first.headers["etag"])
        assert (again.status, again.body) == (304, b"")
        assert again.headers["etag"] == first.headers["etag"]
        assert again.headers["cache-control"] == "public, max-age=300, stale-while-revalidate=86400"

    async def test_head_is_get_without_its_body(self, client: Client) -> None:
        whole, head = await client.get("/v1/sections"), await client.request("HEAD", "/v1/sections")
        assert (head.status, head.body) == (200, b"")
        assert head.headers["content-length"] == str(len(whole.body))

    async def test_a_page_of_another_origin_may_read(self, client: Client) -> None:
        answer = await client.get("/v1/sections", origin="https://reader.example")
        assert answer.headers["access-control-allow-origin"] == "*"
        assert "RateLimit" in answer.headers["access-control-expose-headers"]

    async def test_compression_has_its_own_etag(self, client: Client) -> None:
        plain = await client.get("/v1/search")
        packed = await client.get("/v1/search", accept_encoding="gzip")
        assert packed.headers["content-encoding"] == "gzip"
        assert len(packed.body) < len(plain.body) / 2
        assert packed.headers["etag"] != plain.headers["etag"]


class TestProblems:
    async def test_a_misspelt_parameter_is_refused_with_the_nearest_name(self, client: Client) -> None:
        problem = refusal(await client.get("/v1/search?sorce=alalam"), 400, "unknown-parameter")
        assert problem["detail"] == "'sorce' is not a parameter of /v1/search; did you mean 'source'?"
        assert problem["errors"] == [{"parameter": "sorce", "code": "unknown", "hint": "source"}]
        assert problem["user_message"] == "تعذر تنفيذ الطلب: وسيط غير معروف."

    @pytest.mark.parametrize(
        "path", ["/v1/headlines", "/v1/sections", "/v1/status", "/v1/meta", "/v1", "/v1/sources/alalam"]
    )
    async def test_every_endpoint_refuses_what_it_does_not_know(self, client: Client, path: str) -> None:
        refusal(await client.get(f"{path}?page=2"), 400, "unknown-parameter")

    @pytest.mark.parametrize(
        ("path", "parameter"),
        [
            ("/v1/search?limit=-1", "limit"),
            ("/v1/search?match=fuzzy", "match"),
            ("/v1/search?from=05-04-2025", "from"),
            ("/v1/search?from=2025-04-05T10:00:00", "from"),
            ("/v1/search?tz=Morocco/Rabat", "tz"),
            ("/v1/search?q=" + "a" * 513, "q"),
            ("/v1/headlines?after_seq=x", "after_seq"),
            ("/v1/articles/nonsense", "article_id"),
        ],
    )
    async def test_a_bad_value_is_named(self, client: Client, path: str, parameter: str) -> None:
        problem = refusal(await client.get(path), 400, "invalid-request")
        assert "Value error" not in problem["detail"]
        assert problem["errors"][0]["parameter"] == parameter

    async def test_a_bad_body_is_422(self, client: Client) -> None:
        problem = refusal(await client.post("/v1/search", {"q": ["x"]}), 422, "invalid-request")
        assert problem["errors"][0]["pointer"] == "/q"
        answer = await client.post("/v1/search", {"sorce": "alalam"})
        assert refusal(answer, 422, "invalid-request")["errors"][0]["pointer"] == "/sorce"
        broken = await client.request(
            "POST", "/v1/search", headers={"content-type": "application/json"}, body=b"{"
        )
        refusal(broken, 422, "invalid-request")

    async def test_what_the_framework_refuses_is_a_problem_too(self, client: Client) -> None:
        refusal(await client.get("/v1/nothing"), 404, "not-found")
        answer = await client.request("DELETE", "/v1/search")
        refusal(answer, 405, "method-not-allowed")
        assert "GET" in answer.headers["allow"]
        refusal(await client.get("/v1/search", accept="text/csv"), 406, "not-acceptable")
        refusal(await client.get("/v1/search?q=" + "a" * 9000), 414, "uri-too-long")

    async def test_an_absent_index_is_503_and_the_ticker_still_works(
        self, client: Client, gateway: Gateway
    ) -> None:
        reader_of(gateway).down = True
        gateway.ticker.take(headline(1), 0)
        answer = await client.get("/v1/search?q=x")
        refusal(answer, 503, "index-unavailable")
        assert answer.headers["retry-after"] == "5"
        assert (await client.get("/v1/headlines")).json()["items"][0]["seq"] == 0
        sources = (await client.get("/v1/sources")).json()["items"]
        assert {source["freshness"] for source in sources} == {"unknown"}

    async def test_a_fault_of_ours_is_500_and_tells_nothing(
        self, client: Client, gateway: Gateway, monkeypatch: pytest.MonkeyPatch
    ) -> None:
        async def broken(*_: object) -> None:
            raise RuntimeError("the password is 1234")

        monkeypatch.setattr(reader_of(gateway), "article", broken)
        answer = await client.get(f"/v1/articles/{article_id(0)}")
        assert "1234" not in answer.body.decode()
        refusal(answer, 500, "internal")
        assert answer.headers["x-content-type-options"] == "nosniff"

    async def test_messages_are_in_the_readers_language(self, client: Client) -> None:
        answer = await client.get("/v1/nothing", accept_language="fr-MA, fr;q=0.9")
        assert answer.headers["content-language"] == "fr"
        assert answer.json()["user_message"] == "Introuvable."

    async def test_each_kind_has_a_page(self, client: Client) -> None:
        told = (await client.get("/v1/problems/cursor-expired")).json()
        assert (told["status"], told["code"]) == (400, "cursor-expired")
        page = await client.get("/v1/problems/cursor-expired", accept="text/html")
        assert page.headers["content-type"].startswith("text/html")
        refusal(await client.get("/v1/problems/unheard-of"), 404, "not-found")


class TestHeadlines:
    async def test_pages_end_and_miss_nothing(self, client: Client, gateway: Gateway) -> None:
        for number in range(7):
            gateway.ticker.take(headline(number), number)
        seen, url = [], "/v1/headlines?limit=3"
        while url:
            answer = await client.get(url)
            page = answer.json()
            seen += [item["seq"] for item in page["items"]]
            url = page.get("next")
            assert ("next" in page) == ('rel="next"' in answer.headers["link"])
            gateway.ticker.take(headline(100 + len(seen)), 100 + len(seen))
        assert seen == [6, 5, 4, 3, 2, 1, 0]

    async def test_after_seq_goes_forward(self, client: Client, gateway: Gateway) -> None:
        for number in range(5):
            gateway.ticker.take(headline(number), number)
        page = (await client.get("/v1/headlines?after_seq=1&limit=2")).json()
        assert [item["seq"] for item in page["items"]] == [2, 3]
        page = (await client.get(page["next"])).json()
        assert [item["seq"] for item in page["items"]] == [4]
        assert "next" not in page

    async def test_fields(self, client: Client, gateway: Gateway) -> None:
        gateway.ticker.take(headline(0), 0)
        (item,) = (await client.get("/v1/headlines?fields=title,seq")).json()["items"]
        assert sorted(item) == ["id", "seq", "title"]

    async def test_a_day_stays_a_day(self, client: Client, gateway: Gateway) -> None:
        gateway.ticker.take(headline(0), 0)
        (item,) = (await client.get("/v1/headlines")).json()["items"]
        assert (item["published_date"], item["published_at"]) == ("2025-04-05", None)
        assert (item["url"], item["dir"]) == (f"/a/{article_id(0)}", "rtl")


class TestStream:
    async def test_it_greets_resumes_and_goes_on(self, client: Client, gateway: Gateway) -> None:
        for number in range(5):
            gateway.ticker.take(headline(number), number)
        async with client.stream("/v1/headlines/stream", last_event_id="2") as pieces:
            hello = (await anext(pieces)).decode()
            assert hello.startswith("event: hello\ndata: ")
            assert orjson.loads(hello.split("data: ")[1].split("\n")[0])["resumed_from"] == 2
            missed = (await anext(pieces)).decode()
            gateway.ticker.take(headline(5), 5)
            fresh = (await anext(pieces)).decode()
        assert [line for line in missed.splitlines() if line.startswith("id")] == ["id: 3", "id: 4"]
        assert fresh.startswith("event: headline\nid: 5\ndata: ")
        assert gateway.ticker.open_streams == 0

    async def test_the_header_goes_before_the_parameter(self, client: Client, gateway: Gateway) -> None:
        for number in range(5):
            gateway.ticker.take(headline(number), number)
        url = "/v1/headlines/stream?last_event_id=0"
        async with client.stream(url, last_event_id="3") as pieces:
            await anext(pieces)
            assert b"id: 4\n" in (piece := await anext(pieces))
            assert b"id: 3\n" not in piece

    async def test_an_old_place_is_told_as_a_gap_first(self, client: Client, gateway: Gateway) -> None:
        for number in range(20, 25):
            gateway.ticker.take(headline(number), number)
        async with client.stream("/v1/headlines/stream?last_event_id=3") as pieces:
            await anext(pieces)
            piece = (await anext(pieces)).decode()
        assert piece.startswith("event: gap\n")
        assert "/v1/headlines?after_seq=3" in piece
        assert piece.index("id: 20") < piece.index("id: 24")

    async def test_a_stopping_replica_says_bye_and_takes_no_more(
        self, client: Client, gateway: Gateway
    ) -> None:
        async with client.stream("/v1/headlines/stream") as pieces:
            await anext(pieces)
            gateway.ticker.drain()
            *_, last = [piece async for piece in pieces]
        assert last.startswith(b"event: bye\n")
        assert b"\nretry: " in last
        refusal(await client.get("/v1/headlines/stream"), 503, "temporary-reduced-capacity")
        assert (await client.get("/readyz")).status == 503

    async def test_a_place_that_is_no_number_is_refused(self, client: Client) -> None:
        refusal(await client.get("/v1/headlines/stream", last_event_id="x7"), 400, "invalid-request")

    async def test_a_client_that_takes_no_events_is_refused(self, client: Client) -> None:
        refusal(await client.get("/v1/headlines/stream", accept="application/json"), 406, "not-acceptable")


class TestArticles:
    async def test_an_article(self, client: Client) -> None:
        answer = await client.get(f"/v1/articles/{article_id(0)}")
        told = answer.json()
        assert told["source"] == {"id": "alalam", "name": "العلم"}
        assert [block["type"] for block in told["blocks"]] == ["paragraph", "heading", "image", "paragraph"]
        assert told["rights"] == {"mode": "full", "truncated": False, "word_count": 15}
        assert told["ingested_at"] == "2025-04-05T21:14:03Z"
        assert f'<{told["canonical_url"]}>; rel="canonical"' in answer.headers["link"]

    async def test_a_hidden_image_leaves_only_its_place(self, client: Client, gateway: Gateway) -> None:
        reader_of(gateway).states[IMAGE] = "hidden"
        answer = await client.get(f"/v1/articles/{article_id(0)}")
        image = answer.json()["blocks"][2]
        assert image == {"type": "image", "image_id": IMAGE, "state": "hidden", "alt": None}
        assert b"port.jpg" not in answer.body

    async def test_rights_cut_openly(self, client: Client, gateway: Gateway) -> None:
        reader_of(gateway).articles[0] = article(0, rights="link_only")
        told = (await client.get(f"/v1/articles/{article_id(0)}")).json()
        assert (told["blocks"], told["rights"]["truncated"]) == ([], True)

    async def test_as_text(self, client: Client) -> None:
        told = (await client.get(f"/v1/articles/{article_id(0)}?body=text")).json()
        assert told["text"].endswith("تفاصيل\n\nفقرة أخيرة.")
        assert "blocks" not in told

    async def test_as_json_ld(self, client: Client) -> None:
        answer = await client.get(f"/v1/articles/{article_id(0)}", accept="application/ld+json")
        assert answer.headers["content-type"] == "application/ld+json"
        told = answer.json()
        assert (told["@type"], told["inLanguage"]) == ("NewsArticle", "ar-MA")
        assert told["datePublished"] == "2025-04-05"
        assert told["url"] == f"http://nashra.test/a/{article_id(0)}"
        assert told["isBasedOn"] == "https://alalam.example/news/0"

    async def test_an_unknown_article(self, client: Client) -> None:
        refusal(await client.get("/v1/articles/a_zzzz"), 404, "not-found")
        refusal(await client.get("/v1/articles/a_zzzz/related"), 404, "not-found")

    async def test_related(self, client: Client) -> None:
        told = (await client.get(f"/v1/articles/{article_id(0)}/related?limit=2")).json()
        assert [item["reason"] for item in told["items"]] == ["similar", "similar"]
        other = (await client.get(f"/v1/articles/{article_id(0)}/related?kind=story")).json()
        assert other == {"items": [], "self": f"/v1/articles/{article_id(0)}/related?kind=story"}

    async def test_the_change_feed_is_pinned_before_the_first_page(
        self, client: Client, gateway: Gateway
    ) -> None:
        url = "/v1/articles?sort=indexed_at&indexed_after=2025-04-05T00:00:00Z&limit=2"
        seen = []
        while url:
            page = (await client.get(url)).json()
            seen += [item["id"] for item in page["items"]]
            url = page.get("next")
        assert seen == [article_id(number) for number in range(5)]
        first, *others = [request.page.as_of for request in reader_of(gateway).searches]
        assert (first, set(others)) == (None, {NOW})

    async def test_by_ids(self, client: Client) -> None:
        ids = f"{article_id(3)},{article_id(1)}"
        told = (await client.get(f"/v1/articles?ids={ids}")).json()
        assert {item["id"] for item in told["items"]} == {article_id(1), article_id(3)}


class TestSearch:
    async def test_highlights_are_segments(self, client: Client) -> None:
        answer = await client.get("/v1/search?q=اسفي")
        told = answer.json()
        assert told["items"][0]["highlights"]["title"][0][0]["hit"] is True
        assert told["query"]["interpreted"]["terms"] == ["اسفي"]
        assert told["query"]["ranking"] == "text"
        assert told["total"] == {"value": 1, "relation": "eq"}
        assert "next" not in told
        assert answer.headers["cache-control"] == "public, max-age=15"

    @pytest.mark.parametrize("method", ["POST", "QUERY"])
    async def test_a_body_asks_the_same(self, client: Client, gateway: Gateway, method: str) -> None:
        content = {"q": "آسفي", "source": ["alalam"], "from": "2025-04-05", "facets": ["source"], "limit": 3}
        headers = {"content-type": "application/json"}
        told = await client.request(method, "/v1/search", headers=headers, body=orjson.dumps(content))
        url = f"/v1/search?q={quote('آسفي')}&source=alalam&from=2025-04-05&facets=source&limit=3"
        again = await client.get(url)
        assert told.json() == again.json()
        first, second = reader_of(gateway).searches
        assert first == second

    async def test_facets_have_names(self, client: Client) -> None:
        told = (await client.get("/v1/search?facets=source")).json()["facets"]["source"]
        assert told[0] == {"value": "alalam", "label": "العلم", "count": 3, "selected": False}

    async def test_a_syntax_error_says_where_and_offers_the_words(self, client: Client) -> None:
        problem = refusal(await client.get('/v1/search?q=ميناء "آسفي'), 400, "query-syntax")
        assert (problem["position"], problem["literal"]) == (6, "ميناء آسفي")

    async def test_a_cursor_of_another_search_starts_again(self, client: Client) -> None:
        page = (await client.get("/v1/search?limit=2")).json()
        cursor = page["next"].split("cursor=")[1]
        problem = refusal(await client.get(f"/v1/search?q=x&cursor={cursor}"), 400, "cursor-mismatch")
        assert problem["first"] == "/v1/search?q=x"
        assert (await client.get(f"/v1/search?limit=100&cursor={cursor}")).status == 200

    async def test_days_begin_in_their_zone(self, client: Client, gateway: Gateway) -> None:
        await client.get("/v1/search?from=2025-04-05&to=2025-07-01&tz=Africa/Casablanca")
        asked = reader_of(gateway).searches[-1].filters
        assert asked.since is not None
        assert asked.until is not None
        # Morocco's clocks stood at UTC in Ramadan 2025 and at UTC+1 in July
        assert asked.since.isoformat() == "2025-04-05T00:00:00+00:00"
        assert asked.until.isoformat() == "2025-06-30T23:00:00+00:00"

    async def test_a_limit_beyond_the_most_is_the_most(self, client: Client, gateway: Gateway) -> None:
        assert (await client.get("/v1/search?limit=100000")).status == 200
        assert reader_of(gateway).searches[-1].page.limit == 100

    async def test_control_characters_are_blanks(self, client: Client, gateway: Gateway) -> None:
        assert (await client.post("/v1/search", {"q": "ميناء\x1fآسفي\x00"})).status == 200
        assert reader_of(gateway).searches[-1].text == "ميناء آسفي "

    async def test_suggestions_for_a_browsers_search_box(self, client: Client) -> None:
        answer = await client.get("/v1/search/suggest?q=ميناء", accept="application/x-suggestions+json")
        assert answer.json() == ["ميناء", ["ميناء آسفي يستعد لاستقبال أول باخرة"]]
        told = (await client.get("/v1/search/suggest?q=ميناء")).json()
        assert told["items"][0]["kind"] == "query"


class TestImages:
    async def test_an_image(self, client: Client) -> None:
        told = (await client.get(f"/v1/images/{IMAGE}")).json()
        assert (told["state"], told["src"]) == ("visible", f"/images/{IMAGE}")

    async def test_blocks_and_metadata_lead_to_our_copy(self, client: Client) -> None:
        told = (await client.get(f"/v1/articles/{article_id(0)}")).json()
        assert [block["src"] for block in told["blocks"] if block["type"] == "image"] == [f"/images/{IMAGE}"]
        linked = await client.get(f"/v1/articles/{article_id(0)}", accept="application/ld+json")
        assert linked.json()["image"] == [f"http://nashra.test/images/{IMAGE}"]

    async def test_the_picture_is_ours_to_serve_and_can_do_nothing(
        self, client: Client, gateway: Gateway
    ) -> None:
        gateway.registry.take(ALALAM.model_copy(update={"allow": ("10.0.0.7:8080",)}), 1)
        shown = await client.get(f"/images/{IMAGE}")
        assert (shown.status, shown.headers["content-type"], shown.body) == (200, "image/jpeg", JPEG)
        assert shown.headers["content-security-policy"] == "default-src 'none'; sandbox"
        assert shown.headers["x-content-type-options"] == "nosniff"
        assert shown.headers["cache-control"] == "public, max-age=86400, s-maxage=60"
        again = await client.get(f"/images/{IMAGE}", if_none_match=shown.headers["etag"])
        assert (again.status, again.body) == (304, b"")
        assert web_of(gateway).asked == [("https://alalam.example/port.jpg", ("10.0.0.7:8080",))]

    async def test_a_picture_has_a_quota_of_its_own(self, client: Client) -> None:
        shown = await client.get(f"/images/{IMAGE}")
        assert shown.headers["ratelimit-policy"] == '"images";q=400000;w=60'

    async def test_a_hidden_image_is_nowhere(self, client: Client, gateway: Gateway) -> None:
        assert (await client.get(f"/images/{IMAGE}")).status == 200
        reader_of(gateway).states[IMAGE] = "hidden"
        refusal(await client.get(f"/v1/images/{IMAGE}"), 410, "gone")
        refusal(await client.get(f"/images/{IMAGE}"), 410, "gone")

    async def test_no_picture(self, client: Client, gateway: Gateway) -> None:
        refusal(await client.get("/images/i_zzzz"), 404, "not-found")
        web_of(gateway).answers.clear()
        refusal(await client.get(f"/images/{IMAGE}"), 502, "newspaper-unavailable")

    async def test_a_newspaper_that_does_not_answer(self, client: Client, gateway: Gateway) -> None:
        web_of(gateway).answers["https://alalam.example/port.jpg"] = TimedOut("too slow")
        refusal(await client.get(f"/images/{IMAGE}"), 504, "newspaper-timeout")

    async def test_images_of_an_excerpt_stay_with_the_newspaper(
        self, client: Client, gateway: Gateway
    ) -> None:
        gateway.registry.take(ALALAM.model_copy(update={"rights": "excerpt"}), 1)
        refusal(await client.get(f"/images/{IMAGE}"), 404, "not-found")
        assert web_of(gateway).asked == []

    async def test_a_report_is_an_event_and_counts_once_a_reader(
        self, client: Client, gateway: Gateway
    ) -> None:
        url, firefox = f"/v1/images/{IMAGE}/reports", {"user_agent": "Firefox"}
        first = await client.post(url, {"reason": "violent", "note": "صورة صادمة"}, **firefox)
        assert (first.status, first.json()) == (202, {"status": "received"})
        again = await client.post(url, {"reason": "violent"}, **firefox)
        assert (again.status, again.json()) == (202, {"status": "already_reported"})
        await client.post(url, user_agent="Chromium")
        reports = published_by(gateway)
        assert [(report.reason, report.note) for report in reports] == [
            ("violent", "صورة صادمة"),
            ("other", None),
        ]
        assert {report.article_id for report in reports} == {article_id(0)}
        assert reports[0].reporter != reports[1].reporter
        assert "192.0.2" not in reports[0].reporter

    async def test_the_trace_reaches_the_event(self, client: Client, gateway: Gateway) -> None:
        answer = await client.post(f"/v1/images/{IMAGE}/reports")
        assert isinstance(gateway.producer, FakeProducer)
        (parent,) = gateway.producer.parents
        assert parent is not None
        assert parent.traceparent == answer.headers["traceparent"]

    async def test_an_idempotency_key_gives_the_first_answer_again(
        self, client: Client, gateway: Gateway
    ) -> None:
        url, key = f"/v1/images/{IMAGE}/reports", {"idempotency_key": "k-1"}
        told = [(await client.post(url, {"reason": "privacy"}, **key)).json() for _ in range(3)]
        assert told == [{"status": "received"}] * 3
        assert len(published_by(gateway)) == 1
        refusal(await client.post(url, {"reason": "other"}, **key), 409, "conflict")

    async def test_bad_reports(self, client: Client) -> None:
        refusal(await client.post("/v1/images/i_zzzz/reports"), 404, "not-found")
        answer = await client.post(f"/v1/images/{IMAGE}/reports", {"reason": "ugly"})
        refusal(answer, 422, "invalid-request")


class TestSourcesAndStatus:
    async def test_sources_by_name_and_how_fresh(self, client: Client) -> None:
        told = (await client.get("/v1/sources")).json()["items"]
        freshness = [(source["id"], source["freshness"]) for source in told]
        assert freshness == [("alalam", "fresh"), ("bayane", "stale")]
        assert [s["id"] for s in (await client.get("/v1/sources?q=BAYANE")).json()["items"]] == ["bayane"]
        refusal(await client.get("/v1/sources/nobody"), 404, "not-found")

    async def test_sections_in_the_readers_language(self, client: Client) -> None:
        told = (await client.get("/v1/sections", accept_language="en")).json()["items"]
        assert told[0] == {
            "id": "politics",
            "name": "Politics",
            "names": {"ar": "سياسة", "fr": "Politique", "en": "Politics"},
            "url": "/sections/politics",
        }

    async def test_readiness_follows_the_index(self, client: Client, gateway: Gateway) -> None:
        assert (await client.get("/readyz")).status == 200
        assert (await client.get("/livez")).body == b"ok\n"

    async def test_not_ready_without_an_index(self, client: Client, gateway: Gateway) -> None:
        reader_of(gateway).down = True
        answer = await client.get("/readyz?verbose")
        assert answer.status == 503
        assert answer.json()["checks"]["index-unavailable"] == "failed"

    async def test_metrics(self, client: Client) -> None:
        await client.get("/v1/sections")
        metrics = (await client.get("/metrics")).body.decode()
        assert 'nashra_http_requests_total{route="/v1/sections",status="200"}' in metrics


class TestDocuments:
    async def test_the_openapi_document_is_valid(self, client: Client) -> None:
        document = (await client.get("/openapi.json")).json()
        OpenAPIV32SpecValidator(document).validate()
        assert document["openapi"] == "3.2.0"
        assert "requestBody" in document["paths"]["/v1/search"]["query"]
        assert "HTTPValidationError" not in document["components"]["schemas"]

    async def test_the_index_links_lead_somewhere(self, client: Client) -> None:
        links = (await client.get("/v1")).json()["links"]
        for name in ("headlines", "articles", "search", "sources", "sections", "meta", "docs", "openapi"):
            assert (await client.get(links[name].split("{")[0])).status == 200

    async def test_the_documentation_needs_nothing_from_elsewhere(self, client: Client) -> None:
        page = (await client.get("/docs")).body.decode()
        assert "<code>GET /v1/headlines/stream</code>" in page
        assert "<script" not in page
        assert "//" not in page.replace("https://", "").replace("<!--", "")

    async def test_meta(self, client: Client) -> None:
        told = (await client.get("/v1/meta")).json()
        assert told["editions"] == ["ma"]
        assert told["limits"]["page"] == 100

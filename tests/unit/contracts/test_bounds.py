"""Whatever has the shape of an event is one that every stage can handle, or is refused when it is decoded."""

from __future__ import annotations

import json
from typing import Any

import orjson
import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from pydantic import ValidationError
from services.contracts.article import Article
from services.contracts.bounds import EVENT_BYTES, LARGEST, LINE_LENGTH, MANY
from services.contracts.event import Event
from services.contracts.schema import EXAMPLES
from services.contracts.source import Edition
from services.contracts.topics import ALL, ARTICLES, ENRICHED, IMAGE_STATES, VECTORS, WITHDRAWALS, Topic
from tests.unit.contracts.shapes import events

ARTICLE = json.loads((sorted((EXAMPLES / ARTICLES.name).glob("*.json"))[0]).read_bytes())
REVISED = [ARTICLES, ENRICHED, WITHDRAWALS, IMAGE_STATES, VECTORS]
AROUND = settings(max_examples=40, deadline=None, suppress_health_check=list(HealthCheck))


@pytest.mark.parametrize("topic", ALL, ids=lambda topic: topic.name)
@pytest.mark.parametrize("likely", [True, False])
def test_what_decodes_can_be_written_again_as_it_is(topic: Topic[Event], likely: bool) -> None:
    passed = []

    @AROUND
    @given(events(topic, likely))
    def check(value: Any) -> None:
        try:
            event = topic.event.model_validate_json(json.dumps(value))
        except ValidationError:
            return
        passed.append(event)
        assert topic.event.model_validate_json(event.encode()) == event
        orjson.dumps(event.model_dump(mode="json"))  # takes 64 bits, and what is Unicode
        topic.key_of(event)

    check()
    assert passed or not likely


@pytest.mark.parametrize("topic", REVISED, ids=lambda topic: topic.name)
@pytest.mark.parametrize("revision", [2**31, 2**63, 2**64, 2**70, -1])
def test_a_revision_that_the_index_cannot_keep_is_refused(topic: Topic[Event], revision: int) -> None:
    example = json.loads(sorted((EXAMPLES / topic.name).glob("*.json"))[0].read_bytes())
    (example["article"] if topic is ENRICHED else example)["revision"] = revision
    with pytest.raises(ValidationError, match="revision"):
        topic.event.model_validate_json(json.dumps(example))


@pytest.mark.parametrize(
    "change",
    [
        {"id": ""},
        {"id": "ا" * 129},
        {"title": "ا" * (EVENT_BYTES + 1)},
        {"tags": ["ك" * (LINE_LENGTH + 1)]},
        {"tags": ["ميناء"] * (MANY + 1)},
        {"fetched_at": "9999-12-31T23:00:00Z"},
        {"published": {"date": "0001-01-01", "precision": "day"}},
    ],
    ids="-".join,
)
def test_what_an_engine_or_a_page_cannot_take_is_refused(change: dict[str, Any]) -> None:
    ARTICLES.event.model_validate_json(json.dumps(ARTICLE))
    with pytest.raises(ValidationError):
        ARTICLES.event.model_validate_json(json.dumps({**ARTICLE, **change}))


@pytest.mark.parametrize(
    "value",
    ['{"title": "\\ud800"}', "[" * 20_000, '{"a":' * 500 + "1" + "}" * 500, "1e999", ""],
)
def test_what_is_no_json_of_ours_is_refused(value: str) -> None:
    for topic in ALL:
        with pytest.raises(ValidationError):
            topic.event.model_validate_json(value)


@given(st.integers(1, LARGEST))
def test_every_revision_that_we_ever_wrote_is_taken(revision: int) -> None:
    assert ARTICLES.event.model_validate_json(json.dumps({**ARTICLE, "revision": revision}))


def test_a_time_without_a_zone_is_of_utc() -> None:
    article = ARTICLES.event.model_validate_json(json.dumps({**ARTICLE, "fetched_at": "2025-04-05T12:00:00"}))
    assert article.fetched_at.isoformat() == "2025-04-05T12:00:00+00:00"


@pytest.mark.parametrize("tz", ["Africa", "Mars/Phobos", "", "../../etc/passwd", "x" * 64, "\x00"])
def test_what_is_no_zone_is_read_as_utc(tz: str) -> None:
    assert Edition(tz=tz).tz == "UTC"
    assert Edition(tz="Africa/Casablanca").tz == "Africa/Casablanca"


@pytest.mark.parametrize(
    "url",
    ["javascript:alert(1)", " javascript:alert(1)", "data:text/html,x", "//jarida.ma/1", "http//x", "خبر"],
)
def test_only_web_addresses_are_kept(url: str) -> None:
    article = Article.model_validate({**ARTICLE, "url": url, "via_url": url})
    assert (article.url, article.via_url) == ("", "")
    assert Article.model_validate({**ARTICLE, "url": "HTTPS://jarida.ma/خبر"}).url == "HTTPS://jarida.ma/خبر"

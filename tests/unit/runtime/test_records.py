"""From bytes to an event: what is accepted, what is dead and why."""

from __future__ import annotations

from datetime import UTC, datetime

import pytest
from services.contracts.dead_letter import Origin, Reason
from services.contracts.event import Envelope
from services.contracts.headline import Headline
from services.contracts.source import SourceRef
from services.contracts.topics import HEADLINES
from services.runtime.outcome import Dead, Record
from services.runtime.records import decode

HEADLINE = Headline(
    article_id="a_1", title="أخنوش يستقبل وزير الخارجية", source=SourceRef(id="alalam", name="العلم")
)


def origin(
    value: bytes | None, key: bytes | None = b"a_1", headers: tuple[tuple[str, bytes], ...] = ()
) -> Origin:
    return Origin("headlines.v1", 3, 17, 1_743_811_200_000, key, value, headers)


def test_an_event_comes_with_its_envelope_and_its_place() -> None:
    envelope = Envelope.new("index", "Headline", traceparent="00-ab-cd-01")
    record = decode(HEADLINES, origin(HEADLINE.encode(), headers=tuple(envelope.headers())), "gateway")
    assert isinstance(record, Record)
    assert record.event == HEADLINE
    assert record.envelope == envelope
    assert (record.partition, record.offset) == (3, 17)
    assert record.timestamp == datetime(2025, 4, 5, tzinfo=UTC)


def test_a_message_without_headers_gets_an_envelope_of_the_stage() -> None:
    record = decode(HEADLINES, origin(HEADLINE.encode()), "gateway")
    assert isinstance(record, Record)
    assert record.envelope.source == "gateway"


def test_a_field_of_the_future_is_ignored() -> None:
    value = HEADLINE.encode().replace(b"{", b'{"mood":"glad",', 1)
    record = decode(HEADLINES, origin(value), "gateway")
    assert isinstance(record, Record)
    assert record.event == HEADLINE


@pytest.mark.parametrize(
    ("value", "said"),
    [
        (None, "tombstone"),
        (b"", "Invalid JSON"),
        (b"\xff\xfe\x00", "Invalid JSON"),
        (HEADLINE.encode()[:-20], "Invalid JSON"),
        (b"[]", "document"),
        ('{"article_id": "a_1", "title": ["قائمة"], "source": {"id": "x", "name": "y"}}'.encode(), "title"),
        (b"[" * 5000, "Invalid JSON"),
        (HEADLINE.encode().replace(b'"revision":1', b'"revision":1e400'), "revision"),
    ],
)
def test_what_is_no_headline_is_undecodable_and_says_where(value: bytes | None, said: str) -> None:
    dead = decode(HEADLINES, origin(value), "gateway")
    assert isinstance(dead, Dead)
    assert dead.reason is Reason.UNDECODABLE
    assert said in dead.message


@pytest.mark.parametrize("key", [None, b"", b"a_2"])
def test_a_wrong_key_is_misplaced(key: bytes | None) -> None:
    dead = decode(HEADLINES, origin(HEADLINE.encode(), key=key), "gateway")
    assert isinstance(dead, Dead)
    assert dead.reason is Reason.MISPLACED

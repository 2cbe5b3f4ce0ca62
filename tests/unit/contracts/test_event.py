"""Events on the wire: compact, lenient to read, with an envelope that travels on."""

from __future__ import annotations

from services.contracts.event import Envelope
from services.contracts.headline import Headline
from services.contracts.source import SourceRef


def test_absent_values_are_not_written_and_arabic_is_not_escaped() -> None:
    event = Headline(article_id="a_1", title="خبر", source=SourceRef(id="alalam", name="العلم"))
    encoded = event.encode().decode()
    assert "خبر" in encoded
    assert "null" not in encoded
    assert Headline.model_validate_json(encoded) == event


def test_an_envelope_keeps_its_id_and_its_trace_when_it_is_forwarded() -> None:
    first = Envelope.new("poll", "Page", traceparent="00-4bf9-00f0-01")
    second = first.forward("extract", "Article")
    assert (second.id, second.traceparent) == (first.id, first.traceparent)
    assert (second.source, second.type) == ("extract", "Article")


def test_headers_and_reading_are_inverse_with_and_without_a_trace() -> None:
    for envelope in (Envelope.new("poll", "Page"), Envelope.new("poll", "Page", traceparent="00-a-b-01")):
        assert Envelope.read(envelope.headers()) == envelope


def test_headers_of_strangers_are_no_envelope() -> None:
    assert Envelope.read([]) is None
    assert Envelope.read([("ce_id", b"1"), ("ce_source", b"x"), ("ce_type", b"y"), ("ce_time", b"z")]) is None
    assert Envelope.read([("ce_id", b"\xff"), ("ce_source", b"x")]) is None

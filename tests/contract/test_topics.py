"""What crosses a boundary stays readable: examples, released schemas, every topic declared in full."""

from __future__ import annotations

import json
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest
from services.contracts.event import Event
from services.contracts.schema import EXAMPLES, SCHEMAS, breaks, released, schema_of
from services.contracts.topics import ALL, DEAD_LETTERS, FOR_EVER, Topic, topic_of

BOUNDS = {
    "string": {"maxLength"},
    "integer": {"minimum", "maximum"},
    "number": {"minimum", "maximum"},
    "array": {"maxItems"},
    "object": {"maxProperties"},
}
CASES = [(topic, case) for topic in ALL for case in sorted((EXAMPLES / topic.name).glob("*.json"))]


def _name(value: object) -> str:
    return value.stem if isinstance(value, Path) else getattr(value, "name", str(value))


@pytest.mark.parametrize(("topic", "case"), CASES, ids=_name)
def test_an_example_decodes_has_a_key_and_survives_a_round_trip(topic: Topic[Event], case: Path) -> None:
    event = topic.event.model_validate_json(case.read_bytes())
    assert topic.key_of(event)
    assert topic.event.model_validate_json(event.encode()) == event
    assert topic_of(event) is topic


@pytest.mark.parametrize("topic", ALL, ids=_name)
def test_a_topic_has_an_owner_readers_a_retention_and_examples(topic: Topic[Event]) -> None:
    assert topic.producer
    assert topic.consumers
    assert topic.retention_ms == FOR_EVER or topic.retention_ms >= 86_400_000
    assert topic.key in topic.event.model_fields or hasattr(topic.event, topic.key)
    assert any(topic is known for known, _ in CASES)


def test_names_carry_their_version_and_no_two_are_equal() -> None:
    names = [*(topic.name for topic in ALL), DEAD_LETTERS.name]
    assert len(set(names)) == len(names)
    assert all(name.rpartition(".v")[2].isdigit() for name in names)


@pytest.mark.parametrize("topic", ALL, ids=_name)
def test_a_schema_only_grows_and_is_released(topic: Topic[Event]) -> None:
    assert breaks(released(topic), schema_of(topic)) == [], "make it optional, or a new topic version"
    assert released(topic) == schema_of(topic), "run `make schemas` and look at the difference"


def test_no_released_schema_is_forgotten() -> None:
    assert {path.stem for path in SCHEMAS.glob("*.json")} >= {topic.name for topic in ALL}


def changed(**properties: Any) -> dict[str, Any]:
    return {
        "properties": {"title": {"type": "string"}, "lang": {"enum": ["ar", "fr"]}, **properties},
        "required": ["title"],
    }


OLD = changed()


@pytest.mark.parametrize(
    ("new", "problem"),
    [
        ({**OLD, "properties": {"lang": OLD["properties"]["lang"]}}, ["title is gone"]),
        (changed(title={"type": "integer"}), ["title changed its type"]),
        (changed(lang={"enum": ["ar"]}), ["lang changed its type"]),
        ({**changed(seq={"type": "integer"}), "required": ["title", "seq"]}, ["seq became required"]),
        (changed(seq={"type": "integer"}), []),
        (changed(lang={"enum": ["ar", "fr", "en"]}), []),
        (changed(title={"type": "string", "description": "كما كتبته الجريدة"}), []),
        (changed(title={"type": "string", "maxLength": 8000}), []),
    ],
)
def test_what_breaks_a_contract_is_told(new: dict[str, Any], problem: list[str]) -> None:
    assert breaks(OLD, new) == problem


@pytest.mark.parametrize(("longest", "problem"), [(9000, []), (7000, ["title takes less than before"])])
def test_a_released_bound_only_moves_outwards(longest: int, problem: list[str]) -> None:
    released = changed(title={"anyOf": [{"type": "string", "maxLength": 8000}, {"type": "null"}]})
    now = changed(title={"anyOf": [{"type": "string", "maxLength": longest}, {"type": "null"}]})
    assert breaks(released, now) == problem


@pytest.mark.parametrize("topic", ALL, ids=_name)
def test_every_value_of_a_contract_is_bounded(topic: Topic[Event]) -> None:
    assert list(unbounded(schema_of(topic), topic.name)) == [], "give it a type of contracts/bounds.py"


def unbounded(shape: Any, path: str) -> Iterator[str]:
    """Where a string, number, list or mapping may be as large as anybody likes."""
    if isinstance(shape, list):
        for place, inner in enumerate(shape):
            yield from unbounded(inner, f"{path}.{place}")
    elif isinstance(shape, dict):
        closed = "enum" in shape or "const" in shape or shape.get("format") in ("date", "date-time")
        kind = "" if closed else shape.get("type", "")
        needed = BOUNDS.get(kind, set()) if isinstance(kind, str) else set()  # a field may be called `type`
        if needed - shape.keys() and "properties" not in shape:
            yield f"{path}: {sorted(needed - shape.keys())}"
        for key, inner in shape.items():
            if key not in ("default", "required", "enum", "const"):
                yield from unbounded(inner, f"{path}.{key}")


def test_the_examples_say_what_they_are_named_after() -> None:
    loaded = {(topic.name, case.stem): json.loads(case.read_text(encoding="utf-8")) for topic, case in CASES}
    assert loaded["articles.v1", "day-precision"]["published"] == {"date": "2025-04-05", "precision": "day"}
    assert "mood" in loaded["articles.v1", "unknown-field"]
    assert loaded["headlines.v1", "ticker-entry"]["has_article"] is False

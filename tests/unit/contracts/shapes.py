"""Any JSON that has the shape of a contract: what a stranger with our schema may send, at its extremes."""

from __future__ import annotations

import base64
from collections.abc import Callable
from typing import Any

import hypothesis
from hypothesis import HealthCheck, Phase
from hypothesis import strategies as st
from hypothesis.strategies import SearchStrategy
from services.contracts.topics import Topic

Schema = dict[str, Any]

NUMBERS = [0, 1, -1, 2**31 - 1, 2**31, 2**53 + 1, 2**63 - 1, 2**63, 2**64, 2**70, -(2**63), 10**400]
FRACTIONS = [0.0, -0.0, 0.5, 1.0, 1.0000001, 5e-324, 1.8e308]
TEXTS = [
    "", " ", "\x00", "\u200f\u200e", "/", "..", "../a", "a/b", "a\\b", "ﷺ" * 9, "👨\u200d👩\u200d👧",
    "\ufeff", "\ue000", "ا" * 129, "ميناء آسفي يستقبل أول باخرة للحبوب", "javascript:alert(1)",
    "data:text/html,<script>", "https://jarida.ma/خبر",
    "http://[::1", "ك" * 600, "كلمة " * 300, "ب" * 8001, "x" * 33_000, "Africa", "UTC", "ar", "١٢٣٤",
]  # fmt: skip
TIMES = [
    "0001-01-01T00:00:00Z", "0001-01-01T00:00:00+23:59", "0002-01-01T00:00:00-23:59",
    "9998-12-31T23:59:59-23:59",
    "9999-12-31T23:59:59Z", "1970-01-01T00:00:00",
    "2025-04-05T00:00:00.000000001+01:00", "2025-04-05T12:00:00Z",
]  # fmt: skip
DAYS = ["0001-01-01", "0002-01-01", "9998-12-31", "9999-12-31", "2025-04-05", "2024-02-29"]


def events(topic: Topic[Any], likely: bool = True) -> SearchStrategy[Any]:
    """JSON values for an event of the topic. `likely`: most are such as decoding lets pass."""
    schema = topic.event.model_json_schema(mode="validation", by_alias=True)
    return _Shapes(schema.get("$defs", {}), likely).of(schema)


def samples(topic: Topic[Any], count: int, seed: int, likely: bool = True) -> list[Any]:
    """So many of them, the same for a seed."""
    found: list[Any] = []

    @hypothesis.seed(seed)
    @hypothesis.settings(
        max_examples=count, deadline=None, database=None, phases=[Phase.generate],
        suppress_health_check=list(HealthCheck),
    )  # fmt: skip
    @hypothesis.given(events(topic, likely))
    def collect(value: Any) -> None:
        found.append(value)

    collect()
    return found


class _Shapes:
    def __init__(self, definitions: dict[str, Schema], likely: bool) -> None:
        self._definitions = definitions
        self._likely = likely

    def of(self, schema: Schema) -> SearchStrategy[Any]:
        if "$ref" in schema:
            return st.deferred(lambda: self.of(self._definitions[schema["$ref"].rpartition("/")[2]]))
        if several := schema.get("anyOf") or schema.get("oneOf"):
            return st.one_of(*(self.of(one) for one in several))
        if "const" in schema or "enum" in schema:
            return st.sampled_from(schema.get("enum") or [schema["const"]])
        kinds: dict[str, Callable[[Schema], SearchStrategy[Any]]] = {
            "object": self._object if "properties" in schema else self._mapping,
            "array": lambda array: st.lists(self.of(array["items"]), max_size=3),
            "string": self._text,
            "integer": lambda number: self._number(number, NUMBERS, st.integers),
            "number": lambda number: self._number(number, FRACTIONS, st.floats),
            "boolean": lambda _: st.booleans(),
            "null": lambda _: st.none(),
        }
        return kinds[schema["type"]](schema)

    def _mapping(self, _: Schema) -> SearchStrategy[Any]:
        return st.dictionaries(self._text({}), self._text({}), max_size=3)

    def _object(self, schema: Schema) -> SearchStrategy[Any]:
        required = set(schema.get("required", ()))
        fields = {name: self.of(field) for name, field in schema["properties"].items()}
        return st.fixed_dictionaries(
            {name: fields[name] for name in fields if name in required},
            optional={name: fields[name] for name in fields if name not in required},
        )

    def _text(self, schema: Schema) -> SearchStrategy[str]:
        match schema.get("format"):
            case "date-time":
                return self._within(TIMES, _calculable)
            case "date":
                return self._within(DAYS, _calculable)
            case "base64url" | "binary" | "base64":
                return st.binary(max_size=40).map(lambda raw: base64.b64encode(raw).decode())
        if "pattern" in schema and self._likely:
            return st.from_regex(schema["pattern"]).map(str).filter(_one_line)
        least, most = schema.get("minLength", 0), schema.get("maxLength", 8000)
        return self._within(TEXTS, lambda text: least <= len(text) <= most) | st.text(
            min_size=least, max_size=min(most, 20)
        )

    def _number(self, schema: Schema, extremes: list[Any], any_: Any) -> SearchStrategy[Any]:
        least, most = schema.get("minimum"), schema.get("maximum")
        within: SearchStrategy[Any] = any_(min_value=least, max_value=most)
        return within if self._likely else within | st.sampled_from(extremes)

    def _within(self, values: list[str], fits: Any) -> SearchStrategy[str]:
        return st.sampled_from([value for value in values if fits(value)] if self._likely else values)


def _calculable(text: str) -> bool:
    return text[:4] not in ("0001", "9999")


def _one_line(text: str) -> bool:
    return "\n" not in text

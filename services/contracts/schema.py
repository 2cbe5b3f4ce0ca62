"""The released JSON Schemas of the topics: `python -m services.contracts.schema` writes them anew.

A schema may only gain optional fields; anything else is a new topic with a new version in its name.
"""

from __future__ import annotations

import json
from collections.abc import Iterator
from pathlib import Path
from typing import Any

from services.contracts.event import Event
from services.contracts.topics import ALL, Topic

SCHEMAS = Path(__file__).parent / "schemas"
EXAMPLES = Path(__file__).parent / "examples"

UPPER = ("maxLength", "maxItems", "maxProperties", "maximum")
LOWER = ("minLength", "minimum")

Schema = dict[str, Any]


def schema_of(topic: Topic[Event]) -> Schema:
    """What a writer of this topic produces."""
    return topic.event.model_json_schema(mode="serialization", by_alias=True)


def released(topic: Topic[Event]) -> Schema:
    """The committed schema. Raises FileNotFoundError for a topic that was never released."""
    loaded: Schema = json.loads((SCHEMAS / f"{topic.name}.json").read_text())
    return loaded


def breaks(old: Schema, new: Schema) -> list[str]:
    """Why readers or stored events of `old` would fail with `new`; empty when it only grew."""
    problems: list[str] = []
    definitions = {"": (old, new)} | {
        name: (definition, new.get("$defs", {}).get(name))
        for name, definition in old.get("$defs", {}).items()
    }
    for name, (before, after) in definitions.items():
        if after is None:
            problems.append(f"{name} is gone")
        else:
            problems += [f"{name}.{problem}".lstrip(".") for problem in _object_breaks(before, after)]
    return problems


def _object_breaks(before: Schema, after: Schema) -> list[str]:
    before_properties, now = before.get("properties", {}), after.get("properties", {})
    problems = [f"{field} is gone" for field in before_properties if field not in now]
    problems += [
        f"{field} changed its type"
        for field, shape in before_properties.items()
        if field in now and _type(shape) != _type(now[field]) and not _widened(shape, now[field])
    ]
    problems += [
        f"{field} takes less than before"
        for field, shape in before_properties.items()
        if field in now and _narrowed(shape, now[field])
    ]
    required = set(after.get("required", ())) - set(before.get("required", ()))
    return problems + [f"{field} became required" for field in sorted(required)]


def _type(shape: Schema) -> Schema:
    """The shape without what does not decide which values it admits, and without its bounds."""
    return {
        key: _types(value)
        for key, value in shape.items()
        if key not in ("default", "title", "description", *UPPER, *LOWER)
    }


def _types(value: Any) -> Any:
    if isinstance(value, dict):
        return _type(value)
    return [_types(item) for item in value] if isinstance(value, list) else value


def _narrowed(before: Schema, after: Schema) -> bool:
    """A bound that was released may be moved outwards only; one may be set where there was none."""
    was, now = dict(_bounds(before)), dict(_bounds(after))
    shared = was.keys() & now.keys()
    return any(now[at] < was[at] if at[-1] in UPPER else now[at] > was[at] for at in shared)


def _bounds(value: Any, path: tuple[str, ...] = ()) -> Iterator[tuple[tuple[str, ...], float]]:
    """Every bound in a shape, with the way to it."""
    if isinstance(value, dict):
        for key, inner in value.items():
            if key in UPPER or key in LOWER:
                yield (*path, key), inner
            else:
                yield from _bounds(inner, (*path, key))
    elif isinstance(value, list):
        for place, inner in enumerate(value):
            yield from _bounds(inner, (*path, str(place)))


def _widened(before: Schema, after: Schema) -> bool:
    """An enum that gained values still admits the old ones."""
    return "enum" in before and set(before["enum"]) <= set(after.get("enum", ()))


def main() -> None:
    SCHEMAS.mkdir(exist_ok=True)
    for topic in ALL:
        text = json.dumps(schema_of(topic), ensure_ascii=False, indent=2, sort_keys=True)
        (SCHEMAS / f"{topic.name}.json").write_text(text + "\n")


if __name__ == "__main__":
    main()

"""The released JSON Schemas of the topics: `python -m services.contracts.schema` writes them anew.

A schema may only gain optional fields; anything else is a new topic with a new version in its name.
"""

from __future__ import annotations

import json
from pathlib import Path
from typing import Any

from services.contracts.event import Event
from services.contracts.topics import ALL, Topic

SCHEMAS = Path(__file__).parent / "schemas"
EXAMPLES = Path(__file__).parent / "examples"

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
    kept, now = before.get("properties", {}), after.get("properties", {})
    problems = [f"{field} is gone" for field in kept if field not in now]
    problems += [
        f"{field} changed its type"
        for field, shape in kept.items()
        if field in now and _type(shape) != _type(now[field]) and not _widened(shape, now[field])
    ]
    required = set(after.get("required", ())) - set(before.get("required", ()))
    return problems + [f"{field} became required" for field in sorted(required)]


def _type(shape: Schema) -> Schema:
    """The shape without what does not decide which values it admits."""
    return {key: value for key, value in shape.items() if key not in ("default", "title", "description")}


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

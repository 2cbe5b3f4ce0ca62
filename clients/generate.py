"""Write the types of the clients from the gateway's OpenAPI document. `--check` only compares.

Python: models and operations. TypeScript: `src/schema.ts`, by openapi-typescript; without node it is left as
it is, and its first line tells of which document it was made.
"""

from __future__ import annotations

import json
import keyword
import re
import subprocess
import sys
from collections.abc import Iterator
from hashlib import blake2b
from pathlib import Path
from typing import Any

from pydantic import SecretStr
from services.gateway.app import create_app
from services.gateway.models import ArticleSummary, HeadlineShape
from services.gateway.settings import GatewaySettings

HERE = Path(__file__).parent
PYTHON = HERE / "python" / "nashra_client"
TYPESCRIPT = HERE / "typescript"
SCHEMA = TYPESCRIPT / "src" / "schema.ts"
JSON = "application/json"
BY_HAND = {"stream_headlines", "export_articles"}  # they are no single answer
ANOTHER_WAY = {"search_by_post", "search_by_query"}  # to ask what a GET asks
HEAD = '"""{about} Written by `make clients`; do not edit."""\n\nfrom __future__ import annotations\n\n'

Schema = dict[str, Any]


def document() -> Schema:
    """What the gateway says of itself; the version of the platform is of no client's concern."""
    found: Schema = create_app(GatewaySettings(secret=SecretStr("of nobody"))).openapi()
    found["info"]["version"] = "v1"
    for shape in (ArticleSummary, HeadlineShape):  # who asks for `fields` knows what it left out
        found["components"]["schemas"][shape.__name__]["required"] = sorted(shape.__required_keys__)
    return found


SIMPLE = {"string": "str", "integer": "int", "number": "float", "boolean": "bool", "null": "None"}
MOMENTS = {"date": "str | date", "date-time": "str | datetime"}


def python_type(schema: Schema, *, asked: bool = False) -> str:
    """`asked`: of a parameter, which also takes what spells its value."""
    if "$ref" in schema:
        return str(schema["$ref"]).rpartition("/")[2]
    if options := schema.get("anyOf") or schema.get("oneOf"):
        kinds = [kind for one in options for kind in python_type(one, asked=asked).split(" | ")]
        return " | ".join(dict.fromkeys(kinds))
    if values := schema.get("enum", [schema["const"]] if "const" in schema else []):
        return f"Literal[{', '.join(json.dumps(value) for value in values)}]"
    kind = str(schema.get("type", ""))
    if kind == "array":
        item = python_type(schema.get("items", {}))
        return f"Sequence[{item}] | {item}" if asked else f"list[{item}]"
    if kind == "object":
        value = schema.get("additionalProperties")
        return f"dict[str, {python_type(value) if isinstance(value, dict) and value else 'Any'}]"
    moment = MOMENTS.get(schema.get("format", "")) if asked else None
    return moment or SIMPLE.get(kind, "Any")


def models(schemas: Schema) -> Iterator[str]:
    yield HEAD.format(about="The shapes of the answers.")
    yield "from typing import Any, Literal, NotRequired, TypedDict\n"
    for name, schema in sorted(schemas.items()):
        if schema.get("type") == "object" and "properties" in schema:
            yield from typed_dict(name, schema)
        else:
            yield f"\n\n{name} = {python_type(schema)}\n"


def typed_dict(name: str, schema: Schema) -> Iterator[str]:
    required = schema.get("required", ())
    fields = {
        field: python_type(kind) if field in required else f"NotRequired[{python_type(kind)}]"
        for field, kind in schema["properties"].items()
    }
    if any(map(keyword.iskeyword, fields)):  # no class can have such a member
        members = ", ".join(f"{field!r}: {kind!r}" for field, kind in fields.items())
        yield f"\n\n{name} = TypedDict({name!r}, {{{members}}})\n"
        return
    yield f"\n\nclass {name}(TypedDict):\n"
    yield prose(schema.get("description", ""), 4)
    yield from (f"    {field}: {kind}\n" for field, kind in fields.items())


def prose(text: str, indent: int) -> str:
    """As a docstring."""
    lines = [line.rstrip() for line in text.strip().splitlines()]
    if not lines:
        return ""
    rest = "".join(f"{' ' * indent}{line}\n" if line else "\n" for line in lines[1:])
    blank = " " * indent
    return f'{blank}"""{lines[0]}"""\n' if not rest else f'{blank}"""{lines[0]}\n{rest}{blank}"""\n'


def operations(document: Schema) -> Iterator[tuple[str, str, str, Schema]]:
    """Name, method, path and description of each operation that has a name of its own."""
    for path, item in document["paths"].items():
        for method, operation in item.items():
            name = operation["operationId"].partition("_v1")[0]
            if path.startswith("/v1") and name not in ANOTHER_WAY:
                yield name, method, path, operation


def params(name: str, operation: Schema) -> Iterator[str]:
    """The parameters of a query string as keywords; `from_` and `in_` stand for what Python keeps."""
    yield f"\n\nclass {parameters_name(name)}(TypedDict, total=False):\n"
    found = [one for one in operation.get("parameters", ()) if one["in"] == "query"]
    for one in found:
        kind = one["name"] + ("_" if keyword.iskeyword(one["name"]) else "")
        yield f"    {kind}: {python_type(one['schema'], asked=True)}\n"
    if not found:
        yield '    """None."""\n'


def parameters_name(name: str) -> str:
    return "".join(part.title() for part in name.split("_")) + "Params"


def answer(operation: Schema) -> str:
    """The type of the JSON that it answers with; empty when it answers with none."""
    for status in ("200", "202"):
        content = operation["responses"].get(status, {}).get("content", {})
        if JSON in content:
            return python_type(content[JSON]["schema"])
    return ""


def method_of(name: str, method: str, path: str, operation: Schema, prefix: str) -> str:
    places = re.findall(r"{(\w+)}", path)
    target = (
        "f" + json.dumps(re.sub(r"{(\w+)}", r"{quote(\1, safe='')}", path)) if places else json.dumps(path)
    )
    arguments = "".join(f", {place}: str" for place in places)
    about = prose(operation.get("description", ""), 8)
    wait = "await " if prefix else ""
    if method == "post":
        body = python_type(operation["requestBody"]["content"][JSON]["schema"])
        head = f"    {prefix}def {name}(self{arguments}, body: {body}) -> {answer(operation)}:\n"
        call = f"self._post({target}, body)"
    else:
        keywords = f", **params: Unpack[{parameters_name(name)}]"
        head = f"    {prefix}def {name}(self{arguments}{keywords}) -> {answer(operation)}:\n"
        call = f"self._get({target}, params)"
    return f"\n{head}{about}        found: {answer(operation)} = {wait}{call}\n        return found\n"


def python_operations(document: Schema) -> str:
    found = list(operations(document))
    asked = [one for one in found if one[1] == "get"]
    answered = [one for one in found if one[0] not in BY_HAND and answer(one[3])]
    parts = [HEAD.format(about="Every operation of the API as a method.")]
    parts.append(
        "from abc import ABC, abstractmethod\nfrom collections.abc import Mapping, Sequence\n"
        "from datetime import date, datetime\n"
        "from typing import Any, Literal, TypedDict, Unpack\nfrom urllib.parse import quote\n"
    )
    shapes = sorted({name for one in answered for name in named(one)})
    parts.append(f"\nfrom nashra_client.models import {', '.join(shapes)}\n")
    for name, _, _, operation in asked:
        parts += params(name, operation)
    for title, prefix in (("Operations", ""), ("AsyncOperations", "async ")):
        parts.append(f"\n\nclass {title}(ABC):\n")
        for asking in ("_get", "_post"):
            value = (
                "params: Mapping[str, object]" if asking == "_get" else "body: Mapping[str, object] | None"
            )
            parts.append(
                f"    @abstractmethod\n    {prefix}def {asking}(self, path: str, {value}) -> Any: ...\n\n"
            )
        parts += [method_of(*one, prefix) for one in answered]
    return "".join(parts)


def named(operation: tuple[str, str, str, Schema]) -> Iterator[str]:
    _, method, _, about = operation
    kinds = answer(about)
    if method == "post":
        kinds += " " + python_type(about["requestBody"]["content"][JSON]["schema"])
    yield from (kind for kind in re.findall(r"[A-Z]\w+", kinds) if kind not in {"None", "Any", "Literal"})


def formatted(source: str) -> str:
    """As ruff writes it, which comes with the project."""
    ruff = [sys.executable, "-m", "ruff", "format", "--stdin-filename", str(PYTHON / "x.py"), "-"]
    done = subprocess.run(ruff, input=source, capture_output=True, text=True, check=True)
    return done.stdout


def mark(document: Schema) -> str:
    """The first line of what is made of this document."""
    digest = blake2b(json.dumps(document, sort_keys=True).encode(), digest_size=8).hexdigest()
    return f"// Written by `make clients` of the OpenAPI document {digest}; do not edit.\n"


def typescript(document: Schema) -> str:
    program = TYPESCRIPT / "node_modules" / ".bin" / "openapi-typescript"
    if not program.exists():
        raise SystemExit(f"{SCHEMA.name} needs openapi-typescript: `make clients` installs it, with npm")
    done = subprocess.run(
        [str(program)], input=json.dumps(document), capture_output=True, text=True, check=True, cwd=TYPESCRIPT
    )
    return mark(document) + done.stdout[done.stdout.index("*/") + 2 :].lstrip()


def main() -> int:
    found = document()
    pages = {
        PYTHON / "models.py": formatted("".join(models(found["components"]["schemas"]))),
        PYTHON / "operations.py": formatted(python_operations(found)),
    }
    stale = [file for file, text in pages.items() if not file.exists() or file.read_text("utf-8") != text]
    if not SCHEMA.exists() or not SCHEMA.read_text("utf-8").startswith(mark(found)):
        stale.append(SCHEMA)
    if "--check" in sys.argv:
        print(f"outdated: {', '.join(file.name for file in stale)}; run make clients" if stale else "current")
        return 1 if stale else 0
    for file in stale:
        file.write_text(typescript(found) if file == SCHEMA else pages[file], "utf-8")
        print(file.relative_to(HERE.parent))
    return 0


if __name__ == "__main__":
    raise SystemExit(main())

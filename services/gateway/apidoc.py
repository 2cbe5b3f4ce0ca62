"""The OpenAPI document, and the same as a plain page."""

from __future__ import annotations

from collections.abc import Iterator
from html import escape
from typing import Any

from fastapi import FastAPI
from fastapi.openapi.utils import get_openapi
from pydantic import TypeAdapter

from services.gateway.export.writers import MEDIA
from services.gateway.models import ProblemShape
from services.gateway.negotiation import PROBLEM

OPENAPI = "3.2.0"  # `itemSchema` of event streams and the QUERY method are new in it
JSON_LINES = MEDIA["jsonl"]
METHODS = ("get", "query", "post")
SPARSE = ("ArticleSummary", "HeadlineShape")  # `fields` may leave out everything but the id
ABOUT = (
    "News in Arabic: live headlines, articles, search. Anonymous reading; quotas are told on every answer. "
    "Errors are problem+json (RFC 9457) throughout. Unknown query parameters are refused."
)


def describe(app: FastAPI) -> dict[str, Any]:
    """The document of `app`: one problem answer for all errors, and QUERY with the body that POST has."""
    document: dict[str, Any] = get_openapi(
        title=app.title, version=app.version, openapi_version=OPENAPI, description=ABOUT, routes=app.routes
    )
    schemas = document["components"]["schemas"]
    for framework in ("HTTPValidationError", "ValidationError"):
        schemas.pop(framework, None)
    for sparse in SPARSE:
        schemas[sparse]["required"] = ["id"]
    problem = TypeAdapter(ProblemShape).json_schema(ref_template="#/components/schemas/{model}")
    schemas.update(problem.pop("$defs", {}))
    schemas["Problem"] = problem
    document["components"]["responses"] = {
        "Problem": {
            "description": "What went wrong; `code` is for programs, `user_message` for readers",
            "content": {PROBLEM: {"schema": {"$ref": "#/components/schemas/Problem"}}},
        }
    }
    lines = document["paths"]["/v1/articles/export"]["get"]["responses"]["200"]["content"][JSON_LINES]
    lines["itemSchema"] = {"$ref": lines.pop("schema")["$ref"]}  # of each line
    for item in document["paths"].values():
        if "query" in item and "post" in item:
            item["query"]["requestBody"] = item["post"]["requestBody"]
        for method in METHODS:
            if method in item:
                _refusals(item[method]["responses"])
    return document


def _refusals(responses: dict[str, Any]) -> None:
    responses.pop("422", None)
    responses["default"] = {"$ref": "#/components/responses/Problem"}


def as_html(document: dict[str, Any]) -> str:
    """One page, readable without script or style."""
    return "".join(_lines(document))


def _lines(document: dict[str, Any]) -> Iterator[str]:
    info = document["info"]
    yield '<!doctype html><html lang="en"><meta charset="utf-8">'
    yield '<meta name="viewport" content="width=device-width">'
    yield f"<title>{escape(info['title'])} API</title><main>"
    yield f"<h1>{escape(info['title'])} API {info['version']}</h1>"
    yield f'<p>{escape(info["description"])}<p><a href="/openapi.json">openapi.json</a>'
    for path, item in document["paths"].items():
        for method in METHODS:
            if method in item:
                yield from _operation(method, path, item[method])
    yield "</main>"


def _operation(method: str, path: str, operation: dict[str, Any]) -> Iterator[str]:
    yield f"<h2><code>{method.upper()} {escape(path)}</code></h2>"
    yield f"<p>{escape(operation.get('description', ''))}"
    parameters = operation.get("parameters", [])
    if parameters:
        yield "<table><thead><tr><th>parameter<th>in<th>type<th>what</thead><tbody>"
        for parameter in parameters:
            schema = parameter.get("schema", {})
            yield f"<tr><td><code>{escape(parameter['name'])}</code><td>{parameter['in']}"
            yield f"<td>{escape(_type(schema))}<td>{escape(parameter.get('description', ''))}"
        yield "</tbody></table>"


def _type(schema: dict[str, Any]) -> str:
    if "enum" in schema:
        return " | ".join(map(str, schema["enum"]))
    if "anyOf" in schema:
        kinds = [_type(option) for option in schema["anyOf"] if option.get("type") != "null"]
        return " | ".join(kinds)
    if schema.get("type") == "array":
        return f"list of {_type(schema.get('items', {}))}"
    return str(schema.get("format") or schema.get("type") or schema.get("const") or "")

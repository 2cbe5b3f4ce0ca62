"""From a problem to the response: JSON for programs, a page for people; a framework's error is a problem."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any, cast

import orjson
from fastapi import FastAPI, Request
from fastapi.exceptions import RequestValidationError
from starlette.exceptions import HTTPException
from starlette.responses import RedirectResponse, Response

from services.gateway import negotiation
from services.gateway.pages.error_pages import error_page
from services.gateway.problems import BY_STATUS, KINDS, MOST_ERRORS, Fault, Moved, Problem, problem
from services.runtime.errors import Unreachable
from services.search.errors import IndexUnavailable, QuerySyntaxError, SearchTimeout

RETRY_S = "5"
FOR_A_DAY = "public, max-age=86400"
FOR_PROGRAMS = ("/v1", "/feeds/", "/openapi.json", "/livez", "/readyz", "/metrics")


def problem_response(request: Request, refusal: Problem) -> Response:
    """A page where a person asked for one, else application/problem+json."""
    refusal.trace_id = request.scope["nashra.trace"].trace_id
    if _wants_page(request):
        response = error_page(request.url.path, refusal)
        response.headers.update(refusal.headers)
        return response
    return as_json(request, refusal)


def as_json(request: Request, refusal: Problem) -> Response:
    language = negotiation.language(request.headers.get("accept-language"))
    body = refusal.as_json(
        base=str(request.base_url).rstrip("/"),
        instance=request.scope["path"],
        language=language,
    )
    headers = {"Cache-Control": "no-store", "Content-Language": language, **refusal.headers}
    if refusal.status == 503:
        headers.setdefault("Retry-After", RETRY_S)
    return Response(orjson.dumps(body), refusal.status, headers, media_type=negotiation.PROBLEM)


def _wants_page(request: Request) -> bool:
    if request.url.path.startswith(FOR_PROGRAMS):
        return False
    offered = (negotiation.PROBLEM, negotiation.HTML)
    return negotiation.media_type(request.headers.get("accept"), offered) == negotiation.HTML


def install(app: FastAPI) -> None:
    """Make every error that a route, FastAPI or Starlette raises a problem."""

    async def lead_on(_: Request, moved: Exception) -> Response:
        return RedirectResponse(cast("Moved", moved).address, 308, {"Cache-Control": FOR_A_DAY})

    app.add_exception_handler(Moved, lead_on)

    def handles(error: type[Exception], to_problem: Callable[[Request, Any], Problem]) -> None:
        async def handle(request: Request, raised: Exception) -> Response:
            return problem_response(request, to_problem(request, raised))

        app.add_exception_handler(error, handle)

    handles(Problem, lambda _, raised: cast("Problem", raised))
    handles(HTTPException, _from_http)
    handles(RequestValidationError, _from_validation)
    handles(QuerySyntaxError, _from_syntax)
    handles(IndexUnavailable, lambda _, raised: problem("index-unavailable", str(raised)))
    handles(SearchTimeout, lambda _, raised: problem("upstream-timeout", str(raised)))
    handles(Unreachable, _from_kafka)


def _from_http(request: Request, raised: HTTPException) -> Problem:
    kind = BY_STATUS.get(
        raised.status_code, KINDS["internal" if raised.status_code >= 500 else "invalid-request"]
    )
    detail = f"{request.method} {request.url.path}: {raised.detail}"
    return Problem(kind, detail, headers=dict(raised.headers or {}), status=raised.status_code)


def _from_syntax(_: Request, raised: QuerySyntaxError) -> Problem:
    extra = {"position": raised.position, "literal": raised.literal}
    return problem(
        "query-syntax",
        f"{raised} (at character {raised.position})",
        errors=[Fault(code="syntax", parameter="q", message=str(raised), hint=raised.literal)],
        extra=extra,
    )


def _from_kafka(_: Request, __: Unreachable) -> Problem:
    return problem("temporary-reduced-capacity", "Kafka does not answer; nothing was taken in, send it again")


def _from_validation(_: Request, raised: RequestValidationError) -> Problem:
    errors = raised.errors()[:MOST_ERRORS]
    in_body = any(error["loc"][0] == "body" for error in errors)
    faults = [_fault(error) for error in errors]
    first = faults[0]
    where = first.parameter or first.header or first.pointer or "body"
    detail = f"{where}: {first.message}"
    return problem("invalid-request", detail, errors=faults, status=422 if in_body else 400)


def _fault(error: Any) -> Fault:
    place, *path = error["loc"]
    code, message = error["type"], error["msg"].removeprefix("Value error, ")
    hint = error.get("ctx", {}).get("expected")
    match place:
        case "query" | "path":
            return Fault(code=code, parameter=".".join(map(str, path)), message=message, hint=hint)
        case "header" | "cookie":
            return Fault(code=code, header=".".join(map(str, path)), message=message, hint=hint)
        case _:
            pointer = "".join(f"/{part}" for part in path)
            return Fault(code=code, pointer=pointer, message=message, hint=hint)

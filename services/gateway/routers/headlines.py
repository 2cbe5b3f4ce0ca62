"""/v1/headlines: the ticker as pages and as a stream; served from memory, Elasticsearch or not."""

from __future__ import annotations

from typing import Annotated, Any

from fastapi import APIRouter, Header, Request, Response

from services.gateway.clients import address_of
from services.gateway.cursors import Cursor
from services.gateway.models import HeadlinePage
from services.gateway.negotiation import EVENT_STREAM
from services.gateway.parameters import HeadlineFilters, HeadlineParameters, StreamParameters
from services.gateway.problems import Fault, problem
from services.gateway.query_params import AcceptsJson, accepts, openapi_parameters, query_params
from services.gateway.representations import headline_json
from services.gateway.response_cache import json_response
from services.gateway.search import projected, refuse_unknown, unknown_values
from services.gateway.state import Gateway, GatewayDep
from services.gateway.streams import HeadlineFilter, HeadlineStream
from services.gateway.ticker import Entry
from services.search.errors import QueryTooLong

PATH = "/v1/headlines"
CACHE = "public, max-age=5, stale-while-revalidate=30, stale-if-error=600"
STREAM_EVENT = {
    "type": "object",
    "required": ["event", "data"],
    "properties": {
        "event": {"enum": ["hello", "headline", "update", "retract", "story", "gap", "bye"]},
        "id": {"type": "string", "description": "the seq to resume from"},
        "data": {"type": "string", "contentMediaType": "application/json"},
        "retry": {"type": "integer"},
    },
}

router = APIRouter(tags=["headlines"])


@router.get(
    PATH, responses={200: {"model": HeadlinePage}}, openapi_extra=openapi_parameters(HeadlineParameters)
)
async def list_headlines(
    gateway: GatewayDep,
    params: Annotated[HeadlineParameters, query_params(HeadlineParameters)],
    _: AcceptsJson,
) -> Response:
    """The newest headlines, one an article; with `after_seq` what came since, oldest first."""
    cursor = None
    if params.cursor is not None:
        cursor = gateway.cursors.read(params.cursor, _request(params), params.href(PATH))
    wanted = await gateway.ticker.with_verdicts(headline_filter(gateway, params))
    entries = _entries(gateway, params, wanted, cursor)
    if not entries and cursor is None and params.limit:
        refuse_unknown(await unknown_values(gateway, params.selection()))
    page = _page(gateway, params, entries)
    return json_response(page, cache=CACHE, links={"self": page["self"], "next": page.get("next")})


def headline_filter(gateway: Gateway, params: HeadlineFilters) -> HeadlineFilter:
    """Raises Problem `invalid-request`, or `QuerySyntaxError`."""
    query = None
    if params.q.strip():
        try:
            query = gateway.reader.headline_query(params.q)
        except QueryTooLong as error:
            fault = Fault("too_long", parameter="q", message=str(error))
            raise problem("invalid-request", f"q: {error}", errors=[fault]) from None
    return HeadlineFilter(
        sources=frozenset(params.source),
        sections=frozenset(params.section),
        langs=frozenset(params.lang),
        editions=frozenset(params.edition),
        entities=frozenset(gateway.reader.entities.every_id(params.entity)),
        story=params.story,
        query=query,
    )


def _entries(
    gateway: Gateway, params: HeadlineParameters, wanted: HeadlineFilter, cursor: Cursor | None
) -> list[Entry]:
    if params.after_seq is not None:
        start = cursor.after[0] if cursor else params.after_seq
        return gateway.ticker.since(int(start or 0), params.limit, wanted)
    before = int(cursor.after[0] or 0) if cursor else None
    return gateway.ticker.latest(params.limit, wanted, before=before)


def _page(gateway: Gateway, params: HeadlineParameters, entries: list[Entry]) -> HeadlinePage:
    items = [headline_json(entry.seq, entry.headline, entry.replaces, entry.story) for entry in entries]
    page: HeadlinePage = {
        "items": projected(items, params.fields),
        "head_seq": gateway.ticker.head_seq,
        "oldest_seq": gateway.ticker.oldest_seq,
        "self": params.href(PATH, cursor=params.cursor),
    }
    if entries and len(entries) == params.limit:
        following = gateway.cursors.write(Cursor((entries[-1].seq,)), _request(params))
        page["next"] = params.href(PATH, cursor=following)
    return page


def _request(params: HeadlineParameters) -> dict[str, Any]:
    return {"path": PATH, **params.non_defaults("limit")}


@router.get(
    f"{PATH}/stream",
    responses={200: {"content": {EVENT_STREAM: {"itemSchema": STREAM_EVENT}}}},
    openapi_extra=openapi_parameters(StreamParameters),
    status_code=200,
    response_class=HeadlineStream,
    dependencies=[accepts(EVENT_STREAM)],
)
async def stream_headlines(
    request: Request,
    gateway: GatewayDep,
    params: Annotated[StreamParameters, query_params(StreamParameters)],
    last_event_id: Annotated[
        str | None, Header(description="what an EventSource sends on reconnecting")
    ] = None,
) -> Response:
    """Server-sent events: `hello`, then `headline`, `update`, `retract` and `story` as they happen.

    `gap` when some are missing, `bye` when this replica stops. The id of an event is its `seq`, the same from
    every replica. Filters hold together, after a resumption as well; a stream of one `story` repeats the
    headlines that have just joined it, without an id. `q` is a search of at most ten words, in which
    quotations are looked for in titles and beginnings.
    """
    ticker = gateway.ticker
    if ticker.draining:
        raise problem("temporary-reduced-capacity", "this replica is stopping", headers={"Retry-After": "1"})
    after = _resume_from(last_event_id, params.last_event_id)
    wanted = headline_filter(gateway, params)
    release = gateway.streams.admit(address_of(request.scope))
    try:
        subscription = await ticker.follow(wanted, after)
    except BaseException:
        release()
        raise

    def done() -> None:
        ticker.unsubscribe(subscription)
        release()

    return HeadlineStream(subscription, lambda: (ticker.oldest_seq, ticker.head_seq), done)


def _resume_from(header: str | None, parameter: int | None) -> int | None:
    if not header:
        return parameter
    if not header.isascii() or not header.isdigit() or len(header) > 16:
        fault = Fault(code="int_parsing", header="Last-Event-ID", message="give the id of an event, a number")
        raise problem("invalid-request", "Last-Event-ID: not the id of an event", errors=[fault])
    return int(header)

"""/v1/articles/export: any filtered list to its end, as JSON Lines, CSV or Parquet."""

from __future__ import annotations

from collections.abc import AsyncGenerator, Sequence
from contextlib import aclosing
from datetime import UTC, datetime
from typing import Annotated, Any, cast

from fastapi import APIRouter, Request, Response

from services.gateway import negotiation
from services.gateway.clients import address_of
from services.gateway.cursors import Cursor
from services.gateway.errors import BrokenOff, NoParquet
from services.gateway.export.parquet import Parquet
from services.gateway.export.records import COLUMNS, record
from services.gateway.export.stream import ExportStream
from services.gateway.export.writers import MEDIA, Csv, Format, JsonLines, Writer
from services.gateway.models import ExportRecord
from services.gateway.parameters import ExportParameters
from services.gateway.problems import problem
from services.gateway.query_params import openapi_parameters, query_params
from services.gateway.search import refuse_unknown, unknown_values
from services.gateway.state import Gateway, GatewayDep
from services.runtime import metrics
from services.search.results import StoredArticle

PATH = "/v1/articles/export"
CURSOR = "Export-Cursor"

router = APIRouter(tags=["articles"])


@router.get(
    PATH,
    responses={
        200: {
            "model": ExportRecord,
            "description": "One record an article, by id; a body that is cut off is not the whole list",
            "headers": {
                CURSOR: {
                    "description": "goes on with `after`, the id of the last record that you have whole",
                    "schema": {"type": "string"},
                }
            },
            "content": {media: {"schema": {"type": "string"}} for media in list(MEDIA.values())[1:]},
        }
    },
    response_class=ExportStream,
    status_code=200,
    openapi_extra=openapi_parameters(ExportParameters),
)
async def export_articles(
    request: Request,
    gateway: GatewayDep,
    params: Annotated[ExportParameters, query_params(ExportParameters)],
) -> Response:
    """Every article that the filters find, once, as far as its newspaper's rights allow.

    In the order of ids. A broken export goes on with `cursor` (the header Export-Cursor of the first answer)
    and `after` (the id of the last whole record): none twice, none missing, none that came after the
    beginning. A Parquet file cannot be continued: take parts with `limit`.
    """
    if gateway.ticker.draining:
        raise problem("temporary-reduced-capacity", "this replica is stopping", headers={"Retry-After": "1"})
    form = _format(request, params)
    as_of = _moment(gateway, params)
    columns = list(dict.fromkeys(["id", *params.fields])) if params.fields else list(COLUMNS)
    writer = _writer(form, params, columns)
    release = gateway.exports.admit(address_of(request.scope))
    try:
        walk = gateway.reader.walk(params.search(), as_of, params.after)
        first = await anext(walk, None)  # what is wrong is told before anything is sent
        if not first and params.after is None:
            refuse_unknown(await unknown_values(gateway, params.filters()))
    except BaseException:
        release()
        raise

    async def pieces() -> AsyncGenerator[bytes, None]:
        left = params.limit
        try:
            yield writer.begin()
            async for articles in _from(first, walk):
                if gateway.ticker.draining:
                    raise BrokenOff("this replica is stopping")
                records = [
                    record(one) for one in articles if one.enriched.article_id not in gateway.withdrawals
                ]
                metrics.EXPORTED.labels(form).inc(len(records[:left]))
                yield await writer.write([_projection(one, columns) for one in records[:left]])
                left = None if left is None else left - len(records)
                if left is not None and left <= 0:
                    break
            yield await writer.end()
        finally:
            writer.abandon()

    headers = {
        "Content-Type": MEDIA[form],
        "Content-Disposition": f'attachment; filename="nashra-{as_of:%Y%m%dT%H%M%SZ}.{form}"',
        "Vary": "Accept",
        CURSOR: gateway.cursors.write(Cursor((), as_of), _same_throughout(params)),
    }
    return ExportStream(pieces(), form, headers, release)


def _format(request: Request, params: ExportParameters) -> Format:
    """By the parameter, which a link can say, else by Accept."""
    if params.format:
        return params.format
    accept = request.headers.get("accept")
    media = negotiation.media_type(accept, tuple(MEDIA.values()))
    for form, offered in MEDIA.items():
        if offered == media:
            return form
    offers = list(MEDIA.values())
    raise problem("not-acceptable", f"'{accept}' leaves out {', '.join(offers)}", extra={"offered": offers})


def _moment(gateway: Gateway, params: ExportParameters) -> datetime:
    """The moment that the export is of."""
    if params.cursor is None:
        return datetime.now(UTC)
    first = params.model_copy(update={"after": None}).href(PATH)
    return gateway.cursors.read(params.cursor, _same_throughout(params), first).as_of or datetime.now(UTC)


def _same_throughout(params: ExportParameters) -> dict[str, Any]:
    return {"path": PATH, **params.non_defaults("limit", "after")}


def _writer(form: Format, params: ExportParameters, columns: Sequence[str]) -> Writer:
    match form:
        case "jsonl":
            return JsonLines()
        case "csv":
            return Csv(columns, head=params.after is None, bom=params.bom)
        case "parquet":
            try:
                return Parquet(columns)
            except NoParquet as absent:
                offers = [MEDIA["jsonl"], MEDIA["csv"]]
                raise problem("not-acceptable", str(absent), extra={"offered": offers}) from None


async def _from(
    first: list[StoredArticle] | None, rest: AsyncGenerator[list[StoredArticle], None]
) -> AsyncGenerator[list[StoredArticle], None]:
    async with aclosing(rest):
        if first is not None:
            yield first
            async for articles in rest:
                yield articles


def _projection(one: ExportRecord, columns: Sequence[str]) -> dict[str, Any]:
    whole = cast("dict[str, Any]", one)
    return {name: whole[name] for name in columns}

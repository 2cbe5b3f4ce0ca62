"""The reader pages, all of which work without JavaScript: fetch, make a view model, render."""

from __future__ import annotations

import asyncio
from datetime import UTC, datetime
from functools import partial
from typing import Annotated

from fastapi import APIRouter, Form, Query, Request
from starlette.responses import RedirectResponse, Response

from services.contracts.image import ReportReason
from services.contracts.sections import SECTIONS
from services.gateway import labels, reports, rights
from services.gateway.pages import article as reading
from services.gateway.pages import cards, fetching, home, mishaps, newspapers, plurals, site, static
from services.gateway.pages import search as searching
from services.gateway.pages.fetching import Listed
from services.gateway.pages.newspapers import Newspaper
from services.gateway.pages.query import MATCHES, SORTS, Asked
from services.gateway.problems import Problem, not_found, problem
from services.gateway.state import Gateway, Held
from services.search.results import Filters, IndexUnavailable, QuerySyntaxError, SearchTimeout

router = APIRouter(include_in_schema=False)

TICKER_LINES = 60
LINES_UNDER_ARTICLE = 6


@router.get("/static/{name:path}")
async def static_file(request: Request, name: str, v: str = "") -> Response:
    """An address with the hash of the file's content may be kept for a year."""
    shipped = static.files().get(name)
    if shipped is None:
        not_found(f"there is no static file {name}")
    cache_control = static.FOR_A_YEAR if v else static.FOR_A_WHILE
    headers = {"Cache-Control": cache_control, "Vary": "Accept-Encoding", "ETag": f'"{shipped.digest}"'}
    if shipped.packed and "gzip" in request.headers.get("accept-encoding", ""):
        headers |= {"Content-Encoding": "gzip", "ETag": f'"{shipped.digest}-gz"'}
        return Response(shipped.packed, 200, headers, shipped.media_type)
    return Response(shipped.body, 200, headers, shipped.media_type)


@router.get("/")
async def front_page(held: Held) -> Response:
    """Ticker from memory, stories from the index: while the index is away the ticker still runs."""
    try:
        front, degraded = await fetching.front(held.reader), False
    except (IndexUnavailable, SearchTimeout):
        front, degraded = home.EMPTY, True
    return site.page(
        "home.html",
        cache_control=site.NEVER if degraded else site.FRONT_PAGE,
        here="/",
        front=front,
        degraded=degraded,
        lines=cards.ticker(held.ticker.latest(TICKER_LINES), datetime.now(UTC)),
        head_seq=held.ticker.head_seq,
        new_headlines=dict(plurals.NEW_HEADLINES),
        added_headlines=dict(plurals.ADDED_HEADLINES),
    )


@router.get("/a/{article_id}")
async def article_page(request: Request, article_id: str, held: Held) -> Response:
    held.withdrawals.refuse(article_id)
    stored, related = await asyncio.gather(
        held.reader.article(article_id), held.reader.related(article_id, limit=8)
    )
    if stored is None:
        not_found(f"no article {article_id} is indexed")
    shown = rights.shown(stored.enriched.article)
    view = reading.reading(stored, shown.blocks, shown.truncated)
    response = site.page(
        "article.html",
        cache_control=site.PERSONAL if view.figures else site.ARTICLE,
        article=view,
        around=reading.around(related),
        reasons=reading.REPORT_REASONS,
        address=str(request.url.replace(query="")),
        lines=_latest_besides(held, article_id),
    )
    if view.figures:
        reports.introduce(held, request, response)
    return response


@router.get("/search")
async def search_page(held: Held, asked: Annotated[Asked, Query()]) -> Response:
    query = asked.query()
    label = partial(labels.label, language="ar", registry=held.registry)
    try:
        found, following, continued = await fetching.searched(held.reader, held.cursors, query, asked.cursor)
    except QuerySyntaxError as error:
        view, status = searching.misread(query, error, label), 400
    else:
        view, status = searching.results(query, found, label, following, continued), 200
    return site.page(
        "search.html",
        cache_control=site.LISTING if status == 200 else site.NEVER,
        status=status,
        here="/search",
        view=view,
        sorts=SORTS,
        matches=MATCHES,
    )


@router.get("/sections/{section}")
async def section_page(section: str, held: Held, cursor: str | None = None) -> Response:
    if section not in SECTIONS:
        not_found(f"there is no section {section}; it is one of {', '.join(SECTIONS)}")
    path = f"/sections/{section}"
    listed = await fetching.listed(held.reader, held.cursors, Filters(section=(section,)), path, cursor)
    return _listing(listed, SECTIONS[section]["ar"], path)


@router.get("/sources")
async def sources_page(held: Held) -> Response:
    """The list needs no index; only the counts do."""
    try:
        activity = await held.reader.activity()
    except (IndexUnavailable, SearchTimeout):
        activity = {}
    listed = newspapers.newspapers(held.registry.all(), activity)
    return site.page(
        "sources.html",
        cache_control=site.LISTING,
        here="/sources",
        newspapers=listed,
        count=plurals.counted(len(listed), plurals.IN_NEWSPAPERS),
    )


@router.get("/sources/{source_id}")
async def source_page(source_id: str, held: Held, cursor: str | None = None) -> Response:
    source = held.registry.get(source_id)
    if source is None:
        not_found(f"no newspaper {source_id} is registered")
    path = f"/sources/{source_id}"
    listed, activity = await asyncio.gather(
        fetching.listed(held.reader, held.cursors, Filters(source=(source_id,)), path, cursor),
        held.reader.activity(),
    )
    about = newspapers.newspaper(source, activity.get(source_id, newspapers.QUIET))
    return _listing(listed, source.name, path, about)


@router.post("/images/{image_id}/reports")
async def report_image(
    request: Request, image_id: str, held: Held, reason: Annotated[ReportReason, Form()] = "other"
) -> Response:
    """The form under every image. A form on somebody else's site may not report in a reader's name."""
    if request.headers.get("sec-fetch-site") == "cross-site":
        raise problem("forbidden", "an image is reported from its article's page")
    await reports.receive(held, request, image_id, reason, None)
    return RedirectResponse(f"/images/{image_id}/reports/thanks", 303, {"Cache-Control": site.NEVER})


@router.get("/images/{image_id}/reports/thanks")
async def thanks_page(image_id: str, held: Held) -> Response:
    """The same page whether the report was new or not: it tells nobody how many there are."""
    try:
        stored = await held.reader.image(image_id)
    except (IndexUnavailable, SearchTimeout):
        stored = None
    back = f"/a/{stored.article_id}" if stored else None
    return site.page("thanks.html", cache_control=site.NEVER, notice=reading.REPORT_NOTICE, back=back)


def error_page(request: Request, refusal: Problem) -> Response:
    """Every refusal that a person meets; `problem_answers` calls it."""
    return site.page(
        "problem.html",
        cache_control=site.NEVER,
        status=refusal.status,
        here=request.url.path,
        code=refusal.status,
        mishap=mishaps.mishap(refusal.status, refusal.user_message, refusal.headers.get("Retry-After")),
        trace_id=refusal.trace_id,
    )


def _latest_besides(held: Gateway, article_id: str) -> tuple[cards.TickerLine, ...]:
    """What else is new, under an article."""
    entries = held.ticker.latest(LINES_UNDER_ARTICLE + 1)
    others = [entry for entry in entries if entry.headline.article_id != article_id]
    return cards.ticker(others[:LINES_UNDER_ARTICLE], datetime.now(UTC))


def _listing(listed: Listed, heading: str, path: str, newspaper: Newspaper | None = None) -> Response:
    return site.page(
        "listing.html",
        cache_control=site.LISTING,
        here=path,
        heading=heading,
        newspaper=newspaper,
        cards=cards.cards(listed.items),
        next=f"{path}?cursor={listed.next}" if listed.next else None,
        continued=listed.continued,
        feed=f"/feeds{path}.rss",
    )

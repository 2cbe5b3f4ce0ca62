"""The reader pages, all of which work without JavaScript: fetch, make a view model, render."""

from __future__ import annotations

import asyncio
import re
from datetime import UTC, datetime
from typing import Annotated

from fastapi import APIRouter, Form, Query, Request
from starlette.responses import RedirectResponse, Response

from services.contracts.image import ReportReason
from services.contracts.sections import SECTIONS
from services.gateway import reports
from services.gateway.attention import TooFine, attention_shape, sources_shape, words_shape
from services.gateway.entities import (
    about,
    attention_parameters,
    entity_detail,
    mentions,
    standing_entity,
)
from services.gateway.models import ArticleSummary
from services.gateway.pages import article as reading
from services.gateway.pages import (
    attention,
    cards,
    entities,
    home,
    newspapers,
    plurals,
    search,
    site,
    static,
    stories,
)
from services.gateway.pages.attention import AttentionForm
from services.gateway.pages.newspapers import Newspaper
from services.gateway.pages.query import MATCHES, SORTS, SearchForm
from services.gateway.parameters import ARTICLE_ID, IMAGE_ID, CursorText, EntityParameters, SearchParameters
from services.gateway.problems import not_found
from services.gateway.query_params import query_params
from services.gateway.representations import summary_json
from services.gateway.search import ResultPage, label_of, result_page
from services.gateway.state import Gateway, GatewayDep
from services.gateway.stories import newest_members, standing_story, story_detail, story_json
from services.gateway.trending import trend_shape
from services.search.errors import IndexUnavailable, QuerySyntaxError, SearchTimeout
from services.search.results import StoryRequest

router = APIRouter(include_in_schema=False)

TICKER_LINES = 60
LINES_UNDER_ARTICLE = 6
AROUND_ARTICLE = 8
STORIES_ABOUT = 12  # of which those are shown that are told more than once
FOLDED = 8  # articles of a story that a result opens in place
PER_SECTION = home.IN_SECTION + home.BESIDE + 1  # what the top may already have taken
PER_LISTING = 19  # one across the page, then full rows of three and of two


@router.get("/static/{name:path}")
async def static_file(request: Request, name: str, v: str = "") -> Response:
    """An address with the hash of the file's content may be kept for a year."""
    file = static.files().get(name)
    if file is None:
        not_found(f"there is no static file {name}")
    cache_control = static.FOR_A_YEAR if v else static.FOR_A_WHILE
    headers = {"Cache-Control": cache_control, "Vary": "Accept-Encoding", "ETag": f'"{file.digest}"'}
    if file.packed and "gzip" in request.headers.get("accept-encoding", ""):
        headers |= {"Content-Encoding": "gzip", "ETag": f'"{file.digest}-gz"'}
        return Response(file.packed, 200, headers, file.media_type)
    return Response(file.body, 200, headers, file.media_type)


@router.get("/")
async def front_page(gateway: GatewayDep) -> Response:
    """Ticker from memory, stories from the index: while the index is away the ticker still runs."""
    try:
        (front, trends), degraded = await asyncio.gather(_front(gateway), _trends(gateway)), False
    except (IndexUnavailable, SearchTimeout):
        front, trends, degraded = home.EMPTY, (), True
    return site.page(
        "home.html",
        cache_control=site.NEVER if degraded else site.FRONT_PAGE,
        here="/",
        front=front,
        trends=trends,
        degraded=degraded,
        lines=cards.ticker(gateway.ticker.latest(TICKER_LINES), datetime.now(UTC)),
        head_seq=gateway.ticker.head_seq,
        new_headlines=dict(plurals.NEW_HEADLINES),
        added_headlines=dict(plurals.ADDED_HEADLINES),
    )


@router.get("/a/{article_id}")
async def article_page(request: Request, article_id: str, gateway: GatewayDep) -> Response:
    if not re.fullmatch(ARTICLE_ID, article_id):
        not_found(f"no article {article_id} is indexed")
    gateway.withdrawals.refuse(article_id)
    stored, related = await asyncio.gather(
        gateway.reader.article(article_id), gateway.reader.related(article_id, limit=AROUND_ARTICLE)
    )
    if stored is None:
        not_found(f"no article {article_id} is indexed")
    view = reading.reading(stored, mentions(gateway, stored.enriched, "ar"))
    response = site.page(
        "article.html",
        cache_control=site.PERSONAL if view.figures else site.ARTICLE,
        article=view,
        around=reading.around(related, stored.enriched.story_id),
        reasons=reading.REPORT_REASONS,
        address=str(request.url.replace(query="")),
        lines=_latest_besides(gateway, article_id),
    )
    if view.figures:
        reports.set_reader_cookie(gateway, request, response)
    return response


@router.get("/s/{story_id}")
async def story_page(request: Request, story_id: str, gateway: GatewayDep) -> Response:
    """Full coverage: who told it first, when who told what, how each newspaper puts it."""
    story = await standing_story(gateway, story_id, "/s/{id}")
    members = await newest_members(gateway, story_id)
    return site.page(
        "story.html",
        cache_control=site.LISTING,
        full=stories.coverage(story_detail(story, members, {})),
        address=str(request.url.replace(query="")),
        feed=f"/feeds/stories/{story_id}.rss",
    )


@router.get("/e/{entity_id}")
async def entity_page(
    request: Request,
    entity_id: str,
    gateway: GatewayDep,
    params: Annotated[EntityParameters, query_params(EntityParameters)],
) -> Response:
    """Whoever or whatever it is: what is told of it now, how much, by whom and beside whom."""
    entry = await standing_entity(gateway, entity_id, "/e/{id}")
    asked = StoryRequest(entity=(entry.id,), sort="updated", limit=STORIES_ABOUT)
    found, told = await asyncio.gather(about(gateway, entry, params), gateway.reader.stories(asked))
    detail = entity_detail(gateway, found, params, "ar")
    series = attention_parameters(found, params)
    drawn = await attention_shape(gateway, series, "ar") if series else None
    return site.page(
        "entity.html",
        cache_control=site.LISTING,
        about=entities.view(detail, [story_json(story) for story in told.items], drawn),
        address=str(request.url.replace(query="")),
    )


@router.get("/search")
async def search_page(gateway: GatewayDep, form: Annotated[SearchForm, Query()]) -> Response:
    query = form.query()
    if query.backwards:
        label = await label_of(gateway, "ar", query.entity)
        return _search_view(search.backwards(query, label), 400)
    try:
        page = await result_page(gateway, query.parameters(form.cursor), "/search")
    except QuerySyntaxError as error:
        label = await label_of(gateway, "ar", query.entity)
        return _search_view(search.syntax_error(query, error, label), 400)
    label = await label_of(gateway, "ar", query.entity, page.result)
    return _search_view(search.results(query, page, label, await _folded(gateway, page)), 200)


def _search_view(view: search.SearchView, status: int) -> Response:
    return site.page(
        "search.html",
        cache_control=site.LISTING if status == 200 else site.NEVER,
        status=status,
        here="/search",
        view=view,
        sorts=SORTS,
        matches=MATCHES,
    )


@router.get("/attention")
async def attention_page(gateway: GatewayDep, form: Annotated[AttentionForm, Query()]) -> Response:
    """How much is written about up to five things: complete without JavaScript, shared by its address."""
    inquiry = form.inquiry()
    if inquiry.backwards:
        return _attention_view(attention.backwards(inquiry), 400)
    if inquiry.is_empty:
        return _attention_view(attention.form_view(inquiry), 200)
    try:
        series, words, sources = await asyncio.gather(
            attention_shape(gateway, inquiry.series(), "ar"),
            words_shape(gateway, inquiry.words(), "ar"),
            sources_shape(gateway, inquiry.sources(), "ar"),
        )
    except QuerySyntaxError as error:
        return _attention_view(attention.syntax_fault(inquiry, error.place, error.literal), 400)
    except TooFine:
        return _attention_view(attention.too_fine(inquiry), 400)
    return _attention_view(attention.view(inquiry, series, words, sources), 200)


def _attention_view(view: attention.AttentionView, status: int) -> Response:
    return site.page(
        "attention.html",
        cache_control=site.LISTING if status == 200 else site.NEVER,
        status=status,
        here="/attention",
        view=view,
        selects=attention.SELECTS,
    )


@router.get("/sections/{section}")
async def section_page(section: str, gateway: GatewayDep, cursor: CursorText = None) -> Response:
    if section not in SECTIONS:
        not_found(f"there is no section {section}; it is one of {', '.join(SECTIONS)}")
    path = f"/sections/{section}"
    return _listing(await _newest(gateway, path, cursor, section=[section]), SECTIONS[section]["ar"], path)


@router.get("/sources")
async def sources_page(gateway: GatewayDep) -> Response:
    """The list needs no index; only the counts do."""
    try:
        activity = await gateway.reader.activity()
    except (IndexUnavailable, SearchTimeout):
        activity = {}
    listed = newspapers.newspapers(gateway.registry.all(), activity)
    return site.page(
        "sources.html",
        cache_control=site.LISTING,
        here="/sources",
        newspapers=listed,
        count=plurals.counted(len(listed), plurals.IN_NEWSPAPERS),
    )


@router.get("/sources/{source_id}")
async def source_page(source_id: str, gateway: GatewayDep, cursor: CursorText = None) -> Response:
    source = gateway.registry.get(source_id)
    if source is None:
        not_found(f"no newspaper {source_id} is registered")
    path = f"/sources/{source_id}"
    page, activity = await asyncio.gather(
        _newest(gateway, path, cursor, source=[source_id]), gateway.reader.activity()
    )
    about = newspapers.newspaper(source, activity.get(source_id, newspapers.QUIET))
    return _listing(page, source.name, path, about)


@router.post("/images/{image_id}/reports")
async def report_image(
    request: Request, image_id: str, gateway: GatewayDep, reason: Annotated[ReportReason, Form()] = "other"
) -> Response:
    """The form under every image. A form on somebody else's site may not report in a reader's name."""
    _check_image_id(image_id)
    await reports.receive(gateway, request, image_id, reason, None)
    return RedirectResponse(f"/images/{image_id}/reports/thanks", 303, {"Cache-Control": site.NEVER})


@router.get("/images/{image_id}/reports/thanks")
async def thanks_page(image_id: str, gateway: GatewayDep) -> Response:
    """The same page whether the report was new or not: it tells nobody how many there are."""
    _check_image_id(image_id)
    try:
        stored = await gateway.reader.image(image_id)
    except (IndexUnavailable, SearchTimeout):
        stored = None
    back = f"/a/{stored.article_id}" if stored else None
    return site.page("thanks.html", cache_control=site.NEVER, notice=reading.REPORT_NOTICE, back=back)


async def _front(gateway: Gateway) -> home.Front:
    """The stories that newspapers tell lately, and the newest of each section, one article a story."""
    newest = SearchParameters(sort="-published_at", total="none", collapse="story")
    latest = newest.model_copy(update={"limit": home.BESIDE + 1})
    by_section = [
        newest.model_copy(update={"limit": PER_SECTION, "section": [section]}) for section in SECTIONS
    ]
    told, (top, *sections) = await asyncio.gather(
        gateway.reader.stories(StoryRequest(limit=home.BESIDE + 1)),
        asyncio.gather(*(result_page(gateway, params, "/") for params in (latest, *by_section))),
    )
    return home.front(
        [story_json(story) for story in told.items],
        top.items,
        {section: page.items for section, page in zip(SECTIONS, sections, strict=True)},
    )


async def _trends(gateway: Gateway) -> tuple[cards.Link, ...]:
    """The front page is whole without them."""
    try:
        found = await gateway.trends.get()
    except (IndexUnavailable, SearchTimeout):
        return ()
    return home.trends(trend_shape(item, found) for item in found.items)


async def _folded(gateway: Gateway, page: ResultPage) -> dict[str, list[ArticleSummary]]:
    """By story, what the page folds away."""
    members = await gateway.reader.members(search.stories_to_open(page), FOLDED)
    return {
        story: [summary_json(item) for item in found if item.id not in gateway.withdrawals]
        for story, found in members.items()
    }


async def _newest(gateway: Gateway, path: str, cursor: str | None, **filters: list[str]) -> ResultPage:
    """A section or a newspaper, in the order of publication; `indexed_at` orders what programs follow."""
    params = SearchParameters(sort="-published_at", total="none", limit=PER_LISTING, cursor=cursor, **filters)
    return await result_page(gateway, params, path)


def _check_image_id(image_id: str) -> None:
    if not re.fullmatch(IMAGE_ID, image_id):
        not_found(f"no image {image_id}")


def _latest_besides(gateway: Gateway, article_id: str) -> tuple[cards.TickerLine, ...]:
    """What else is new, under an article."""
    entries = gateway.ticker.latest(LINES_UNDER_ARTICLE + 1)
    others = [entry for entry in entries if entry.headline.article_id != article_id]
    return cards.ticker(others[:LINES_UNDER_ARTICLE], datetime.now(UTC))


def _listing(page: ResultPage, heading: str, path: str, newspaper: Newspaper | None = None) -> Response:
    return site.page(
        "listing.html",
        cache_control=site.LISTING,
        here=path,
        heading=heading,
        newspaper=newspaper,
        cards=cards.cards(page.items),
        next=f"{path}?cursor={page.next}" if page.next else None,
        continued=page.continued,
        feed=f"/feeds{path}.rss",
    )

"""What a page asks of the index, and where its next page starts: cursors keep to the first page's moment.

Readers get lists in the order in which newspapers published; `indexed_at` orders what programs follow.
"""

from __future__ import annotations

import asyncio
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date, datetime, time, timedelta

from services.contracts.sections import SECTIONS
from services.gateway.cursors import Cursor, Cursors
from services.gateway.pages import dates, home
from services.gateway.pages.query import Query
from services.search.reader import Reader
from services.search.results import Filters, Page, SearchRequest, SearchResult, Summary

FRONT_CANDIDATES = 24
PER_SECTION = home.IN_SECTION + home.BESIDE + 1  # what the top may already have taken
PER_LISTING = 19  # one across the page, then full rows of three and of two
PER_SEARCH = 20


@dataclass(frozen=True, slots=True)
class Listed:
    """One page of a list. `next`: the cursor of the following one; `continued`: this is not the first."""

    items: tuple[Summary, ...]
    next: str | None
    continued: bool


async def front(reader: Reader) -> home.Front:
    """The newest stories, one article each, and the newest of each section."""
    latest, *sections = await asyncio.gather(
        _newest(reader, Filters(), FRONT_CANDIDATES, by_story=True),
        *(_newest(reader, Filters(section=(section,)), PER_SECTION) for section in SECTIONS),
    )
    return home.front(latest, dict(zip(SECTIONS, sections, strict=True)))


async def listed(reader: Reader, cursors: Cursors, filters: Filters, path: str, cursor: str | None) -> Listed:
    """A section or a newspaper, newest first. Raises Problem for a cursor of another list."""
    start = _start(cursors, cursor, {"path": path}, path)
    request = SearchRequest(
        filters=filters,
        sort="-published_at",
        highlight=False,
        total="none",
        page=_page(PER_LISTING, start),
    )
    found = await reader.search(request)
    following = _following(cursors, found, request.page, {"path": path})
    return Listed(found.items, following, start is not None)


async def searched(
    reader: Reader, cursors: Cursors, query: Query, cursor: str | None
) -> tuple[SearchResult, str | None, bool]:
    """The result, the next cursor, and whether this page continues another. Raises QuerySyntaxError too."""
    kept = {"path": query.href()}
    start = _start(cursors, cursor, kept, query.href())
    request = search_request(query, _page(PER_SEARCH, start))
    found = await reader.search(request)
    return found, _following(cursors, found, request.page, kept), start is not None


def search_request(query: Query, page: Page) -> SearchRequest:
    """The search as the reader meant it: without words it is the list of the newest."""
    return SearchRequest(
        text=query.q,
        filters=Filters(
            source=query.source,
            section=query.section,
            lang=query.lang,
            since=_midnight(query.since) if query.since else None,
            until=_midnight(query.until + timedelta(days=1)) if query.until else None,
        ),
        match=query.match,
        sort=query.sort if query.q else "-published_at",
        facets=("source", "section", "lang"),
        histogram="month",
        highlight=bool(query.q),
        page=page,
    )


def _midnight(day: date) -> datetime:
    return datetime.combine(day, time.min, dates.HOME_ZONE)


async def _newest(
    reader: Reader, filters: Filters, limit: int, *, by_story: bool = False
) -> tuple[Summary, ...]:
    request = SearchRequest(
        filters=filters,
        sort="-published_at",
        collapse="story" if by_story else "none",
        highlight=False,
        total="none",
        page=Page(limit),
    )
    return (await reader.search(request)).items


def _start(cursors: Cursors, cursor: str | None, kept: Mapping[str, str], first: str) -> Cursor | None:
    return cursors.read(cursor, kept, first) if cursor else None


def _page(limit: int, start: Cursor | None) -> Page:
    return Page(limit, start.after, start.as_of) if start else Page(limit)


def _following(cursors: Cursors, found: SearchResult, page: Page, kept: Mapping[str, str]) -> str | None:
    if len(found.items) < page.limit:
        return None
    return cursors.write(Cursor(found.items[-1].sort_values, page.as_of or found.as_of), kept)

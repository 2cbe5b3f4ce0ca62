"""Fetching the articles that a feed brought: each with all its pages, again later where that may help."""

from __future__ import annotations

import asyncio
from collections.abc import Callable, Mapping
from typing import Protocol

from services.contracts.page import Page
from services.contracts.source import Feed, Source
from services.ingest.errors import Resting, StandIn
from services.ingest.politeness import PoliteClient
from services.ingest.poll import schedule
from services.ingest.poll.claims import Claim, claim_of
from services.ingest.poll.pages import no_article, page_of, require_article, served
from services.ingest.poll.pagination import following
from services.ingest.poll.state import FeedState, Pending
from services.ingest.stand_ins import Cause, Served, cause_of
from services.runtime import metrics, tracing
from services.runtime.logs import get_logger
from services.web.errors import FetchError
from services.web.http import MAX_REDIRECTS, Response

MAX_ATTEMPTS = 4  # of one article; then it is given up until its entry changes
RETRY_S = (30.0, 3600.0)
WHOLE_HOST = ("unreachable", "timeout", "resting")  # outcomes that the next article of the host would share

log = get_logger(__name__)


class Pages(Protocol):
    """Where pages go."""

    async def publish(self, page: Page) -> bool:
        """Returns once the page is acknowledged; False when it is too large for ever."""
        ...


class Articles:
    """Of one newspaper. `clock` gives Unix seconds."""

    def __init__(
        self, pages: Pages, client: PoliteClient, bounds: schedule.Bounds, clock: Callable[[], float]
    ) -> None:
        self._pages = pages
        self._client = client
        self._bounds = bounds
        self._clock = clock

    async def fetch(
        self,
        source: Source,
        feed: Feed,
        pending: Pending,
        holders: Mapping[str, Claim],
        *,
        again: bool = False,
    ) -> Claim:
        """Fetch one article and hand it on; returns when Kafka has it. Raises `FetchError`.

        `holders`: which article holds each address, by the address's id.
        `again`: it was read before, and its entry changed.
        """
        with tracing.step("poll.fetch", source=source.id):
            excerpt = not again and pending.attempts == 0
            return await self._fetch(source, feed, pending, holders, excerpt=excerpt)

    async def _fetch(
        self, source: Source, feed: Feed, pending: Pending, holders: Mapping[str, Claim], *, excerpt: bool
    ) -> Claim:
        link = pending.item.entry.link
        try:
            page, cause, claim = await self._page(source, feed, pending, holders)
        except FetchError:
            raise
        except Exception as error:  # a fault of ours that one article brings out must not stop the others
            log.exception("article broken", source=source.id, url=link)
            raise FetchError(f"{link}: {type(error).__name__}: {error}"[:500], outcome="broken") from error
        if cause is not None and not (excerpt and page.hints.title and page.hints.summary):
            raise StandIn(link, cause)
        if not await self._pages.publish(page):
            raise no_article(link, "the page is too large for its topic")
        if cause is not None:  # extraction makes an excerpt of what the feed said, until the article comes
            raise StandIn(link, cause)
        metrics.FETCHES.labels("article", "ok").inc()
        if claim.contested:
            metrics.SHARED_ADDRESSES.labels(source.id).inc()
            log.warning("address of another article", source=source.id, url=page.url, article=page.article_id)
        log.info("page", source=source.id, article=page.article_id, url=page.url, parts=1 + len(page.parts))
        return claim

    async def _page(
        self, source: Source, feed: Feed, pending: Pending, holders: Mapping[str, Claim]
    ) -> tuple[Page, Cause | None, Claim]:
        """The article with all its pages, or what stands in for it, and its claim. Raises `FetchError`."""
        link = pending.item.entry.link
        first, seen = await self._first(source, link)
        require_article(link, first)
        entry = pending.item.entry
        cause = await asyncio.to_thread(cause_of, seen, entry.title, entry.summary)
        last = pending.attempts + 1 >= MAX_ATTEMPTS
        others = await self._others(source, first, last_try=last) if cause is None else ()
        claim = claim_of(source.id, pending.item, seen).against(holders)
        page = page_of(source, feed, pending.item, first, others)
        if claim.contested:
            own = {"own_address": True, "article_id": claim.id_of_article(source.id)}
            page = page.model_copy(update=own)
        return page, cause, claim

    async def _first(self, source: Source, link: str) -> tuple[Response, Served]:
        """The page to which the link leads, by meta refresh, a script or a stub's canonical address too."""
        url = link
        for _ in range(MAX_REDIRECTS + 1):
            response = await self._get(source, url)
            seen = await asyncio.to_thread(served, response)
            if (target := seen.next_address) is None:
                return response, seen
            url = target
        raise no_article(link, f"more than {MAX_REDIRECTS} pages that only lead on")

    async def _others(self, source: Source, first: Response, *, last_try: bool) -> list[Response]:
        """The pages on which the article goes on. Raises `FetchError` when they may come later."""
        others: list[Response] = []
        try:
            async for part in following(first, lambda url: self._get(source, url)):
                require_article(part.url, part)
                others.append(part)
        except FetchError as error:
            if error.passing and not last_try:
                raise
            log.warning("article not whole", source=source.id, url=first.url, reason=str(error))
        return others

    def after_failure(
        self, source: Source, state: FeedState, pending: Pending, error: FetchError
    ) -> FeedState:
        """The article later, or given up; when the whole host is away, all its articles later."""
        metrics.FETCHES.labels("article", error.outcome).inc()
        now = self._clock()
        if isinstance(error, StandIn):
            state = state.standing_in(pending, error.cause)
        attempts = pending.attempts + (0 if isinstance(error, Resting) else 1)
        if not error.passing or attempts >= MAX_ATTEMPTS:
            log.warning("article given up", source=source.id, url=pending.item.entry.link, reason=str(error))
            return state.settled(pending)
        shortest, longest = RETRY_S
        bounds = schedule.Bounds(min(shortest, self._bounds.shortest), longest)
        wait = max(schedule.backoff(max(attempts, 1), bounds), error.retry_after or 0.0)
        due = now + schedule.jittered(wait)
        if error.outcome in WHOLE_HOST:
            for other in state.pending:
                state = state.postponed(other, max(due, other.due), other.attempts)
        log.info("article postponed", source=source.id, url=pending.item.entry.link, reason=str(error))
        return state.postponed(pending, due, attempts)

    async def _get(self, source: Source, url: str) -> Response:
        return await self._client.get(url, allow=source.allow, pause=source.crawl_delay)

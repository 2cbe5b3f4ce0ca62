"""Reading one newspaper after its schedule: feeds conditionally, each new or changed article once.

What is to be fetched is written down before it is fetched, and crossed out after Kafka has the page; a worker
that dies in between, or hands the newspaper to another one, repeats at most the last few pages.
"""

from __future__ import annotations

import asyncio
import hashlib
import time
from collections.abc import Callable
from contextlib import suppress
from dataclasses import replace
from typing import Protocol

from services.contracts.health import SourceHealth
from services.contracts.page import Page
from services.contracts.source import Feed, Source
from services.ingest.errors import NotAFeed, Resting
from services.ingest.politeness import PoliteClient
from services.ingest.poll import documents, schedule, undated
from services.ingest.poll.articles import WHOLE_HOST, Articles
from services.ingest.poll.claims import Claim, holders
from services.ingest.poll.entry import Document, Entry, distinct
from services.ingest.poll.health import Health
from services.ingest.poll.hubs import Hubs, followed, header_links, offer_of
from services.ingest.poll.news import findings, items_of, remembered
from services.ingest.poll.state import FeedState, Pending
from services.runtime import metrics
from services.runtime.logs import get_logger
from services.web.errors import FetchError
from services.web.http import Response

KEEP_EVERY = 10  # pages between two writes of a feed's state: what a kill may repeat
KEEP_IDLE_S = 300.0  # a poll that brought nothing is written down at most this often
LONGEST_SLEEP_S = 3600.0
MENDING_S = 60.0
MAX_SITEMAPS = 6  # that one poll of an index reads
BROKEN = "broken"  # the outcome of a feed that we fail to read by a fault of ours
PUSH_REST_S = 10.0  # between two polls that a hub asks for

log = get_logger(__name__)


class Ledger(Protocol):
    """What the poller keeps and where its pages go; the worker's tables and topics, or a test's lists."""

    def source(self, source_id: str) -> Source | None:
        """The newspaper as registered now; None when it is disabled, or no longer ours to read."""
        ...

    def feed(self, source: Source, feed: Feed) -> FeedState: ...

    async def keep(self, source: Source, feed: Feed, state: FeedState) -> None: ...

    async def publish(self, page: Page) -> bool:
        """Returns once the page is acknowledged; False when it is too large for ever."""
        ...

    async def report(self, found: SourceHealth) -> None:
        """Tell the operator; nothing waits for it."""
        ...


class Newspaper:
    """Reads the feeds of one source, one request at a time, until the source is gone."""

    def __init__(
        self,
        source_id: str,
        ledger: Ledger,
        client: PoliteClient,
        hubs: Hubs,
        bounds: schedule.Bounds,
        clock: Callable[[], float] = time.time,
    ) -> None:
        self._id = source_id
        self._ledger = ledger
        self._client = client
        self._hubs = hubs
        self._bounds = bounds
        self._articles = Articles(ledger, client, bounds, clock)
        self._clock = clock
        self._states: dict[str, FeedState] = {}
        self._kept_at: dict[str, float] = {}
        self._health = Health(source_id)
        self.changed = asyncio.Event()

    async def run(self) -> None:
        """Returns when the newspaper is disabled or no longer ours; nothing but a cancellation leaves it."""
        try:
            while (source := self._ledger.source(self._id)) is not None:
                self.changed.clear()  # before reading, so that what changes meanwhile is not slept over
                await self._sleep(await self._read_safely(source))
        finally:
            self._health.forget()

    async def _read_safely(self, source: Source) -> float:
        try:
            return await self.read(source)
        except Exception:  # a bug met by one newspaper must not stop the others
            log.exception("reading a newspaper failed", source=self._id)
            return MENDING_S

    async def _sleep(self, seconds: float) -> None:
        """At most so long: less when the registration changes, or a hub tells of news."""
        with suppress(TimeoutError):
            async with asyncio.timeout(min(max(seconds, 0.0), LONGEST_SLEEP_S)):
                await self.changed.wait()

    async def read(self, source: Source) -> float:
        """Do all that is due; the seconds until something is."""
        for feed in source.feeds:
            state = self._with_push(source, feed, self._state(source, feed))
            if state.due <= self._clock():
                state = await self._poll(source, feed, state)
            if any(pending.due <= self._clock() for pending in state.pending):
                await self._fetch_pending(source, feed, state)
            if self._ledger.source(self._id) is not source:
                return 0.0
        await self._tell_health(source)
        moments = [self._state(source, feed).next_moment() for feed in source.feeds]
        return min(moments, default=self._clock() + LONGEST_SLEEP_S) - self._clock()

    def _state(self, source: Source, feed: Feed) -> FeedState:
        if feed.url not in self._states:
            self._states[feed.url] = self._ledger.feed(source, feed)
        return self._states[feed.url]

    def _with_push(self, source: Source, feed: Feed, state: FeedState) -> FeedState:
        """Due now when a hub told of news since the last poll; a feed that fails keeps its rest."""
        read = state.polled_at or 0.0
        if state.failure is None and self._hubs.lease(source, state.offer).told_at > read:
            rest = min(PUSH_REST_S, self._bounds.shortest)
            state = self._states[feed.url] = replace(state, due=min(state.due, read + rest))
        return state

    async def _tell_health(self, source: Source) -> None:
        states = {feed.url: self._state(source, feed) for feed in source.feeds}
        if (found := self._health.take(states, self._clock())) is not None:
            await self._ledger.report(found)

    async def _keep(self, source: Source, feed: Feed, state: FeedState) -> None:
        self._states[feed.url] = state
        self._kept_at[feed.url] = self._clock()
        await self._ledger.keep(source, feed, state)

    async def _poll(self, source: Source, feed: Feed, before: FeedState) -> FeedState:
        """One poll and what follows from it for the schedule; what it found is pending and written down."""
        now = self._clock()
        try:
            found = await self._ask(source, feed, before)
            outcome = "unchanged" if found is before else "ok"
            offer = await self._hubs.renewed(source, found.offer, now)
            pace = schedule.paced(found.pace, now, len(found.pending) - len(before.pending))
            due = schedule.due(pace, now, self._bounds, self._hubs.lease(source, offer).until)
            state = found.after_reading(now, due, pace, offer)
        except Resting as error:
            outcome = error.outcome
            until = self._hubs.lease(source, before.offer).until if before.failure is None else 0.0
            due = schedule.due(before.pace, now, self._bounds, until, error.retry_after)
            state = replace(before, polled_at=now, due=due)
        except Exception as error:  # whatever it is: this feed fails, the newspaper's others go on
            outcome = await self._outcome(source, before, error, now)
            wish = schedule.GONE_S if outcome == "gone" else getattr(error, "retry_after", None)
            pace = schedule.failed(before.pace)
            due = schedule.due(pace, now, self._bounds, wish=wish)
            state = before.after_failure(now, due, pace, outcome, f"{error or type(error).__name__}"[:300])
            log.warning(
                "feed failed",
                source=source.id,
                feed=feed.url,
                reason=state.error,
                exc_info=error if outcome == BROKEN else None,
            )
        metrics.FETCHES.labels(feed.kind, outcome).inc()
        self._states[feed.url] = state
        news = outcome != "unchanged" and state.differs(before)
        if news or now - self._kept_at.get(feed.url, 0.0) > KEEP_IDLE_S:
            await self._keep(source, feed, state)
        return state

    async def _outcome(self, source: Source, before: FeedState, error: Exception, now: float) -> str:
        """The class of a failure; a feed that is gone needs its hub no more."""
        if isinstance(error, FetchError):
            if error.outcome == "gone":
                await self._hubs.end(source, before.offer, now)
            return error.outcome
        return "not-a-feed" if isinstance(error, NotAFeed) else BROKEN

    async def _ask(self, source: Source, feed: Feed, state: FeedState) -> FeedState:
        """The state after a conditional request; the same object when nothing was modified."""
        conditional = {"If-None-Match": state.etag, "If-Modified-Since": state.last_modified}
        headers = {name: value for name, value in conditional.items() if value}
        response = await self._get(source, feed, state.moved_to or feed.url, headers)
        if response.permanent and response.url not in {feed.url, state.moved_to}:
            log.warning("feed moved: update its registration", source=source.id, to=response.url)
            state = replace(state, moved_to=response.url)
        if response.status == 304:
            return state
        chosen = f"{feed.pattern or ''}{feed.selector or ''}".encode()[:64]  # another choice, another reading
        body = hashlib.blake2b(response.body, digest_size=12, key=chosen).hexdigest()
        if body == state.body:
            return state  # a server that knows no conditional requests sends the same again
        document = await documents.read(feed, response)
        if document.children:
            document, state = await self._below(source, feed, document, state)
        for problem in document.problems:
            log.info("left out", source=source.id, feed=feed.url, problem=problem)
        state = self._compare(source, feed, state, document)
        offer = offer_of(header_links(response.headers.get("link")), document.links, response.url)
        return replace(
            state,
            body=None if document.children else body,  # what is below an index changes without it
            etag=None if document.children else response.headers.get("etag"),
            last_modified=None if document.children else response.headers.get("last-modified"),
            offer=followed(offer, state.offer),
        )

    async def _below(
        self, source: Source, feed: Feed, index: Document, state: FeedState
    ) -> tuple[Document, FeedState]:
        """What the sitemaps of an index list, of indexes in it too; one that cannot be read costs no other.

        The state remembers what the sitemaps of an index without dates listed. Raises what the first one
        raised when none can be read.
        """
        entries: list[Entry] = []
        failures: list[FetchError | NotAFeed] = []
        choice = undated.choose(index.children, index.others, state.sitemaps)
        children = [*choice.read, *([choice.watch] if choice.watch else [])]
        listed = {*index.children, *index.others} if index.others else set()
        sitemaps = {url: child for url, child in state.sitemaps.items() if url in listed}
        poll = 1 + max((child.read for child in sitemaps.values()), default=0)
        for child in children:
            before = sitemaps.get(child, undated.UNKNOWN)
            try:
                below = await documents.read(feed, await self._get(source, feed, child, {}))
            except (FetchError, NotAFeed) as error:
                if isinstance(error, Resting):
                    raise
                failures.append(error)
                if child in listed:
                    sitemaps[child] = before.after_failure(poll)
                log.warning(
                    "sitemap failed", source=source.id, feed=feed.url, url=child, reason=str(error)[:300]
                )
                continue
            if child in listed:
                sitemaps[child] = before.after(undated.listing_of(below.entries), poll)
            if child != choice.watch or sitemaps[child].changed == poll:
                entries += below.entries
            more = [url for url in below.children if url not in children]
            children += more[: max(0, MAX_SITEMAPS - len(children))]
        if failures and len(failures) == len(children):
            raise failures[0]
        return replace(index, entries=distinct(entries)), replace(state, sitemaps=sitemaps)

    def _compare(self, source: Source, feed: Feed, state: FeedState, document: Document) -> FeedState:
        """The state with everything new pending."""
        sisters = [self._state(source, other) for other in source.feeds if other.url != feed.url]
        known = {**state.known, **{one.item.id: one.item.digest for one in state.pending}}
        found = findings(
            items_of(source.id, document.entries),
            known,
            [{**s.known, **{one.item.id: one.item.digest for one in s.pending}} for s in sisters],
        )
        wanted = {item.id for item in found.due}
        remaining = remembered({**state.known, **dict(found.adopted)}, found.listed)
        return replace(
            state,
            known=remaining,
            stand_ins={key: cause for key, cause in state.stand_ins.items() if key in known | remaining},
            pending=(
                *(one for one in state.pending if one.item.id not in wanted),
                *(Pending(item) for item in found.due),
            ),
        )

    async def _fetch_pending(self, source: Source, feed: Feed, state: FeedState) -> None:
        done = 0
        claimed = self._holders(source, feed, state)
        for pending in state.pending:
            if pending.due > self._clock():
                continue
            if self._ledger.source(self._id) is not source:
                break  # disabled, changed or moved to another worker
            try:
                again = pending.item.id in state.known
                claim = await self._articles.fetch(source, feed, pending, claimed, again=again)
                state = state.fetched(pending, claim)
                claimed.setdefault(claim.address, claim)
            except FetchError as error:
                state = self._articles.after_failure(source, state, pending, error)
                if error.outcome in WHOLE_HOST:
                    break
            done += 1
            if done % KEEP_EVERY == 0:
                await self._keep(source, feed, state)
        await self._keep(source, feed, state)

    def _holders(self, source: Source, feed: Feed, state: FeedState) -> dict[str, Claim]:
        """Which article holds each address, by all feeds of the newspaper."""
        states = [state, *(self._state(source, other) for other in source.feeds if other.url != feed.url)]
        return holders(
            (claim for one in states for claim in one.claims.values()),
            (pending.item for one in states for pending in one.pending),
        )

    async def _get(self, source: Source, feed: Feed, url: str, headers: dict[str, str]) -> Response:
        limits = documents.LIMITS[feed.kind]
        return await self._client.get(
            url, allow=source.allow, headers=headers, limits=limits, pause=source.crawl_delay
        )

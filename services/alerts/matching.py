"""headlines.v1 → alert-matches.v1: which alerts find what was just indexed."""

from __future__ import annotations

import asyncio
import base64
import time
from collections.abc import Collection, Iterator, Mapping, Sequence
from datetime import UTC, datetime, timedelta
from hashlib import sha256

from services.alerts.registry import Registry
from services.contracts.alert import AlertArticle, AlertMatch
from services.contracts.headline import Headline
from services.runtime import metrics
from services.runtime.errors import Transient
from services.runtime.outcome import Done, Outcome, Record
from services.search.errors import IndexUnavailable, SearchTimeout
from services.search.reader import Reader

CLOCKS_APART = timedelta(minutes=1)
LATE_S = 0.2
LATEST_S = 30.0  # far beyond a refresh; then something is wrong with the index


class Matcher:
    """`match` is the handler of headlines.v1, which the index writes when it has an article."""

    def __init__(self, registry: Registry, reader: Reader) -> None:
        self._registry = registry
        self._reader = reader

    async def match(self, records: Sequence[Record[Headline]]) -> Sequence[Outcome]:
        """A match for each alert that finds an article. Raises `Transient` while the index cannot say."""
        articles = {record.event.article_id for record in records if tells_of_an_article(record.event)}
        found: Mapping[str, Collection[str]] = {}
        if articles and len(self._registry.searches):
            started = time.perf_counter()
            found = await self._found(articles)
            metrics.ALERT_MATCH_SECONDS.observe((time.perf_counter() - started) / len(articles))
        return [Done(tuple(self._matches(record, found))) for record in records]

    async def _found(self, articles: Collection[str]) -> Mapping[str, Collection[str]]:
        """By article id, the alerts that find it, once all of them can be found."""
        found: dict[str, Collection[str]] = {}
        deadline = time.monotonic() + LATEST_S
        while articles:
            try:
                standing = await self._reader.standing(self._registry.searches, articles)
            except (IndexUnavailable, SearchTimeout) as error:
                raise Transient(f"alerts wait: {error}") from error
            found |= standing.names
            articles = standing.late
            if articles and time.monotonic() > deadline:
                raise Transient(f"{len(articles)} indexed articles cannot be searched: {min(articles)}")
            if articles:
                await asyncio.sleep(LATE_S)
        return found

    def _matches(
        self, record: Record[Headline], found: Mapping[str, Collection[str]]
    ) -> Iterator[AlertMatch]:
        if not tells_of_an_article(record.event):
            return
        for alert_id in sorted(found.get(record.event.article_id, ())):
            if not self._is_news(alert_id, record.event):
                continue
            yield AlertMatch(
                id=match_id(alert_id, record.event.article_id),
                alert_id=alert_id,
                matched_at=datetime.now(UTC),
                article=_article(record.event),
            )

    def _is_news(self, alert_id: str, headline: Headline) -> bool:
        alert = self._registry.get(alert_id)
        indexed_at = headline.indexed_at
        return not (alert and alert.since and indexed_at and indexed_at < alert.since - CLOCKS_APART)


def tells_of_an_article(headline: Headline) -> bool:
    """That is in the index, new or changed."""
    return headline.kind in {"new", "update"} and headline.has_article and headline.indexed_at is not None


def match_id(alert_id: str, what: str) -> str:
    """The same whenever the alert finds the same: an article, or a spike by its beginning."""
    digest = sha256(f"{alert_id}\n{what}".encode()).digest()[:16]
    return "am_" + base64.b32encode(digest).decode().lower().rstrip("=")


def _article(headline: Headline) -> AlertArticle:
    return AlertArticle(
        id=headline.article_id,
        revision=headline.revision,
        title=headline.title,
        url=headline.url,
        source_id=headline.source.id,
        source_name=headline.source.name,
        lang=headline.lang,
        section=headline.section,
        published=headline.published,
    )

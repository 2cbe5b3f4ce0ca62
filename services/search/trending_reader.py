"""Reads of what is written about more than before."""

from __future__ import annotations

import asyncio
from collections.abc import Sequence
from dataclasses import replace
from datetime import UTC, datetime
from typing import Final

from services.arabic.entities.lexicon import Entry
from services.search import answers, trending
from services.search.entities import Entities
from services.search.reads import Reads
from services.search.results import Subject, Trend, TrendRequest, Trends

SAID_AGAIN: Final = 3
"""Where what another one says already is left out, so many times the limit are looked at."""


class TrendingReader:
    """Every call raises `IndexUnavailable` or `SearchTimeout`."""

    def __init__(self, reads: Reads, entities: Entities) -> None:
        self._reads = reads
        self._entities = entities

    async def trends(self, request: TrendRequest) -> Trends:
        """Three searches: the window, the baseline, and the articles of what is a trend.

        `query`: what a reader may look for now, which are the entities and the topics. Searches are not
        recorded, so that nobody can tell what others look for.
        """
        if request.kind != "query":
            return await self._trends(request, request.kind)
        more = replace(request, limit=request.limit * SAID_AGAIN)
        entities, topics = await asyncio.gather(self._trends(more, "entity"), self._trends(more, "topic"))
        items = trending.searches(entities.items, topics.items)[: request.limit]
        return replace(entities, items=tuple(items))

    async def _trends(self, request: TrendRequest, kind: Subject) -> Trends:
        asked = trending.only_once(request)
        span = trending.span(asked, request.as_of or datetime.now(UTC))
        resolve = self._standing if kind == "entity" else _itself
        window = await self._reads.ask(trending.window_body(asked, span, kind))
        articles = window["hits"]["total"]["value"]
        found = trending.name_counts(window, resolve)
        names = [id_ for one in found for id_ in self._ids(kind, one.id)]
        baseline = await self._reads.ask(trending.baseline_body(asked, span, kind, names))
        before = trending.before(baseline, resolve)
        limit = request.limit * SAID_AGAIN if kind == "topic" else request.limit
        surprises = trending.surprises(found, articles, before)[:limit]
        items = await self._with_evidence(asked, span, kind, surprises)
        state = await self._reads.state()
        return Trends(
            items=tuple(trending.distinct(items)[: request.limit] if kind == "topic" else items),
            since=span.window[0],
            until=span.window[1],
            articles=articles,
            before=before["all"].articles,
            index=replace(state, partial=answers.is_partial(window) or answers.is_partial(baseline)),
        )

    async def _with_evidence(
        self, request: TrendRequest, span: trending.Span, kind: Subject, surprises: list[trending.Surprise]
    ) -> list[Trend]:
        if not surprises:
            return []
        ids = [self._ids(kind, one.window.id) for one in surprises]
        found = trending.evidence(await self._reads.ask(trending.evidence_body(request, span, kind, ids)))
        summaries = iter(await self._reads.summaries([hit for shown in found for hit in shown.hits]))
        return [
            trending.trend(
                kind, one, self._entry(kind, one.window.id), shown, [next(summaries) for _ in shown.hits]
            )
            for one, shown in zip(surprises, found, strict=True)
        ]

    def _standing(self, id_: str) -> str | None:
        standing = self._entities.lexicon.resolve(id_)
        return None if self._entities.lexicon.is_blocked(standing) else standing

    def _ids(self, kind: Subject, id_: str) -> Sequence[str]:
        return self._entities.ids(id_) if kind == "entity" else (id_,)

    def _entry(self, kind: Subject, id_: str) -> Entry | None:
        return self._entities.lexicon.entity(id_) if kind == "entity" else None


def _itself(id_: str) -> str | None:
    return id_

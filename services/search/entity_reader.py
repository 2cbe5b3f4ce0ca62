"""Reads of what is written about whom: lists, one entity, names that only articles know."""

from __future__ import annotations

from collections.abc import Collection, Iterable
from datetime import UTC, datetime
from typing import Any, Final

from cachetools import TTLCache

from services.arabic.entities.lexicon import Entry, key_of
from services.contracts.article import Entity
from services.search import entity_lists as lists
from services.search.entities import Entities
from services.search.reads import Reads
from services.search.results import (
    EntityCandidate,
    EntityCount,
    EntityCoverage,
    EntityList,
    EntityMoved,
    EntityRequest,
)

NAMES_CACHED: Final = 10_000
NAMES_CACHED_S: Final = 300.0


class EntityReader:
    """Every call raises `IndexUnavailable` or `SearchTimeout`."""

    def __init__(self, reads: Reads, entities: Entities) -> None:
        self._reads = reads
        self._entities = entities
        self._mentioned: TTLCache[str, Entity] = TTLCache(NAMES_CACHED, NAMES_CACHED_S)

    async def entity(self, entity_id: str) -> Entry | EntityMoved | None:
        """Who it is; who answers for it; None for an id that nobody knows, or that operators blocked."""
        lexicon = self._entities.lexicon
        standing = lexicon.resolve(entity_id)
        if lexicon.is_blocked(standing):
            return None
        if standing != entity_id:
            return EntityMoved(standing)
        return (await self.entries([entity_id])).get(entity_id)

    async def entries(self, ids: Collection[str]) -> dict[str, Entry]:
        """By id as given, who they are; without those of which nobody knows a name, or that are blocked."""
        lexicon = self._entities.lexicon
        found = {id_: entry for id_ in ids if (entry := lexicon.entity(id_))}
        unknown = [id_ for id_ in ids if id_ not in found and not lexicon.is_blocked(id_)]
        asked = [id_ for id_ in unknown if id_ not in self._mentioned][: lists.MOST_UNLISTED]
        if asked:
            self._mentioned.update(lists.mentions(await self._reads.ask(lists.names_body(asked))))
        mentioned = [(id_, entity) for id_ in unknown if (entity := self._mentioned.get(id_))]
        return found | {id_: entry for id_, entity in mentioned if (entry := self._entities.entry(entity))}

    async def ranking(self, request: EntityRequest) -> EntityList:
        """Those that most is written about come first."""
        as_of = request.as_of or datetime.now(UTC)
        merged = self._entities.merges()
        asked = lists.counts_body(request.since, request.until, as_of, merged)
        counts = lists.counts(await self._reads.ask(asked))
        wanted = [found for found in await self._matching(request, counts) if _follows(found, request)]
        wanted.sort(key=_order)
        page = wanted[: request.limit]
        return EntityList(tuple(page), len(wanted) > len(page), await self._reads.state())

    async def candidates(self, limit: int) -> tuple[EntityCandidate, ...]:
        """Discovered names on which operators have not decided; those of most newspapers first."""
        lexicon = self._entities.lexicon
        decided = [record.id for record in lexicon.records]
        counted = lists.candidates(await self._reads.ask(lists.candidates_body(limit, decided)))
        open_ = [one for one in counted if lexicon.record(one[0]) is None][: min(limit, lists.MOST_UNLISTED)]
        named = await self.entries([id_ for id_, _, _ in open_])
        return tuple(
            EntityCandidate(named[id_], newspapers, articles)
            for id_, newspapers, articles in open_
            if id_ in named
        )

    async def coverage(
        self, entry: Entry, since: datetime | None = None, until: datetime | None = None
    ) -> EntityCoverage:
        asked = lists.coverage_body(self._entities.ids(entry.id), since, until, datetime.now(UTC))
        answer = await self._reads.ask(asked)
        found = answer["aggregations"]
        return EntityCoverage(
            article_count=answer["hits"]["total"]["value"],
            articles_24h=found["day"]["doc_count"],
            first_at=lists.moment(answer, "first"),
            last_at=lists.moment(answer, "last"),
            count=found["period"]["doc_count"],
            together=await self._together(answer),
            sources=lists.sources(answer),
        )

    async def _together(self, answer: Any) -> tuple[EntityCount, ...]:
        counted = lists.together(answer)
        named = await self.entries([id_ for id_, _ in counted])
        found: dict[str, EntityCount] = {}
        for id_, count in counted:
            if entry := named.get(id_):
                found.setdefault(entry.id, EntityCount(entry, count))
        return tuple(found.values())[: lists.SHOWN_TOGETHER]

    async def _matching(self, request: EntityRequest, counts: dict[str, int]) -> list[EntityCount]:
        """All of the kinds and names that were asked for, each once."""
        lexicon = self._entities.lexicon
        entries: Iterable[Entry] = (await self.entries(list(counts))).values()
        if request.text:
            typed = key_of(request.text)
            written = [entry for entry in entries if _begins(entry, typed)]
            entries = [*written, *lexicon.find(request.text, lists.MOST_COUNTED)]
        distinct = {entry.id: entry for entry in entries}
        return [
            EntityCount(entry, counts.get(entry.id, 0))
            for entry in distinct.values()
            if not request.types or entry.type in request.types
        ]


def _begins(entry: Entry, typed: str) -> bool:
    """Whether a spelling, from one of its words on, begins like this."""
    return bool(typed) and any(f" {key_of(spelling)}".find(f" {typed}") >= 0 for spelling in entry.spellings)


def _order(found: EntityCount) -> tuple[int, str]:
    return -found.count, found.entity.id


def _follows(found: EntityCount, request: EntityRequest) -> bool:
    """Whether it comes after where the page starts."""
    return request.after is None or _order(found) > (-request.after[0], request.after[1])

"""A new generation from enriched.v1 beside the live one; the alias moves once nothing is missing in it.

From the moment a generation is being built, the index role writes to it first and then to the live one.
What was published before is read here, up to the end that the topic has after that moment: together, all.
"""

from __future__ import annotations

import asyncio
import time
from collections.abc import AsyncIterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import UTC, datetime
from typing import Protocol, TypeVar

from services.contracts.article import EnrichedArticle
from services.contracts.topics import ENRICHED, IMAGE_STATES, VECTORS
from services.runtime.errors import Transient
from services.runtime.logs import get_logger
from services.runtime.outcome import Record
from services.runtime.scan import extent, scan_events
from services.search import generations, vectors
from services.search.bulk import BulkWriter, Verdict, Write, waiting_for_elasticsearch
from services.search.cluster import AsyncElasticsearch
from services.search.documents import image_document
from services.search.errors import NoIndex, RebuildRefused
from services.search.indexing import indexed_revisions
from services.search.settings import SearchSettings
from services.search.stories import Stories, story_changes
from services.search.withdrawals import Withdrawals, decisions

CHECKPOINT_S = 5.0
PAUSES_S = (0.5, 1, 2, 4, 8, 15, 15, 15)

T = TypeVar("T")

log = get_logger(__name__)


class Step(Protocol):
    """How many records are done, of how many."""

    def __call__(self, done: int, total: int | None = None) -> None: ...


@dataclass(frozen=True, slots=True)
class Rebuilt:
    """`records` were read by this run; a run that was resumed reads only the rest."""

    generation: str
    previous: str | None
    resumed: bool
    records: int
    rejected: int
    withdrawn: int
    documents: int
    seconds: float


@dataclass(slots=True)
class _Tally:
    records: int = 0
    rejected: int = 0
    withdrawn: int = 0


class Rebuild:
    """One run. Stopped at any moment, the next run goes on from its last checkpoint."""

    def __init__(self, client: AsyncElasticsearch, settings: SearchSettings, step: Step) -> None:
        self._client = client
        self._settings = settings
        self._step = step
        self._withdrawals = Withdrawals(client, settings)
        self._stories = Stories(client, settings, self._withdrawals)
        self._tally = _Tally()

    async def run(self, into: str | None = None) -> Rebuilt:
        """Build and switch. `into`: bring this older generation up to date instead, and go back to it.

        Raises `RebuildRefused`, `Transient` (Elasticsearch stays away), `Unreachable` or `NoTopic`.
        """
        started = time.monotonic()
        previous = await generations.live_generation(self._client, self._settings)
        await self._restore_states()
        name, offsets = await self._target(into)
        await self._complete(name, offsets)
        counted = await self._client.count(index=name)
        return Rebuilt(
            generation=name,
            previous=previous,
            resumed=bool(offsets),
            records=self._tally.records,
            rejected=self._tally.rejected,
            withdrawn=self._tally.withdrawn,
            documents=counted["count"],
            seconds=round(time.monotonic() - started, 1),
        )

    async def _complete(self, name: str, offsets: Mapping[int, int]) -> None:
        """Fill and switch; nothing is left to do where another run was as fast with the same generation."""
        try:
            ends = await self._fill(name, offsets)
            await self._make_searchable(name)
            completed = await generations.complete(self._client, self._settings, name)
        except NoIndex:  # none is being built any more
            completed = False
        if completed:
            await generations.write_checkpoint(self._client, name, ends)
        elif await generations.live_generation(self._client, self._settings) != name:
            raise RebuildRefused(
                f"another run builds another generation, and {name} is left as it is: "
                "`nashra index list` shows both, `nashra index delete` frees the disk"
            )

    async def _restore_states(self) -> None:
        """All that is kept apart from articles, before any of them: an index that lost it gets it back."""
        await generations.provision_states(self._client, self._settings)
        await self._withdrawals.decide_all(decisions(self._settings))
        await self._stories.take_all(story_changes(self._settings))
        images = BulkWriter(self._client, self._settings, self._settings.named(generations.IMAGES))
        async for batch in batches(scan_events(self._settings, IMAGE_STATES), self._batch_size):
            states = [record.event for record in batch]
            await images.write(
                [Write(state.image_id, state.revision, image_document(state)) for state in states]
            )
        meanings = vectors.VectorWriter(self._client, self._settings)
        async for given in batches(scan_events(self._settings, VECTORS), self._batch_size):
            await self._withdrawals.admit(vectors.writes(record.event for record in given), meanings.write)

    async def _target(self, into: str | None) -> tuple[str, dict[int, int]]:
        """The generation to fill, and from which offsets."""
        if into is not None:
            await generations.build(self._client, self._settings, into)
            return into, await generations.checkpoint(self._client, into)
        building = await generations.building_generation(self._client, self._settings)
        if building is not None and generations.is_current(self._settings, building):
            return building, await generations.checkpoint(self._client, building)
        name = await generations.create(self._client, self._settings, datetime.now(UTC))
        await self._refresh_every(name, "-1")  # nobody searches it yet
        return name, {}

    async def _fill(self, name: str, offsets: Mapping[int, int]) -> dict[int, int]:
        """Every article from `offsets` to the end of now; the offsets reached."""
        writer = BulkWriter(self._client, self._settings, self._settings.named(generations.BUILDING))
        spans = await extent(self._settings, ENRICHED.physical(self._settings.namespace))
        places = {partition: max(begin, offsets.get(partition, 0)) for partition, (begin, _) in spans.items()}
        total = sum(max(0, end - places[partition]) for partition, (_, end) in spans.items())
        self._step(0, total)
        saved = time.monotonic()
        try:
            async for batch in batches(scan_events(self._settings, ENRICHED, places), self._batch_size):
                await self._index(writer, batch)
                places |= {record.partition: record.offset + 1 for record in batch}
                self._tally.records += len(batch)
                self._step(self._tally.records, max(total, self._tally.records))
                if time.monotonic() - saved > CHECKPOINT_S:
                    await generations.write_checkpoint(self._client, name, places)
                    saved = time.monotonic()
        except asyncio.CancelledError:  # Ctrl-C: the next run goes on from this very place
            await generations.write_checkpoint(self._client, name, places)
            raise
        return places

    async def _index(self, writer: BulkWriter, batch: Sequence[Record[EnrichedArticle]]) -> None:
        """The newest revision of each article; a Transient of Elasticsearch is waited for."""
        newest = newest_of(batch)
        for pause in PAUSES_S:
            try:
                return await self._try_index(writer, newest)
            except NoIndex:
                raise
            except Transient as error:
                log.warning("rebuild waits", reason=str(error), seconds=pause)
                await asyncio.sleep(pause)
        return await self._try_index(writer, newest)

    async def _try_index(self, writer: BulkWriter, newest: Sequence[Record[EnrichedArticle]]) -> None:
        held = await indexed_revisions(
            self._client, self._settings, [record.event.article_id for record in newest]
        )
        articles = []
        for record in newest:
            article = record.event.article
            known = held.get(article.id)
            # lists and the change feed keep their order; an index that is gone took its moments with it
            since = known.indexed_at if known and known.revision == article.revision else record.timestamp
            articles.append((record.event, since))
        written = await self._stories.index(articles, writer.write)
        for (enriched, _), item in zip(articles, written, strict=True):
            if item.verdict is Verdict.REJECTED and enriched.article_id in held:
                raise RebuildRefused(
                    f"{enriched.article_id} is indexed now, and the new generation refuses it: {item.reason}"
                )
            self._tally.rejected += item.verdict is Verdict.REJECTED
            self._tally.withdrawn += item.verdict is Verdict.WITHDRAWN

    async def _make_searchable(self, name: str) -> None:
        await self._refresh_every(name, self._settings.refresh_interval)
        with waiting_for_elasticsearch():
            await self._client.options(request_timeout=300).indices.refresh(index=name)

    async def _refresh_every(self, name: str, interval: str) -> None:
        with waiting_for_elasticsearch():
            await self._client.indices.put_settings(index=name, settings={"refresh_interval": interval})

    @property
    def _batch_size(self) -> int:
        return self._settings.bulk_documents * self._settings.bulk_in_flight


def newest_of(records: Sequence[Record[EnrichedArticle]]) -> list[Record[EnrichedArticle]]:
    """One record an article: the first of its highest revision, which is the one that the index took."""
    newest: dict[str, Record[EnrichedArticle]] = {}
    for record in records:
        before = newest.get(record.event.article_id)
        if before is None or record.event.article.revision > before.event.article.revision:
            newest[record.event.article_id] = record
    return list(newest.values())


async def batches(items: AsyncIterator[T], size: int) -> AsyncIterator[list[T]]:
    """The items in order, `size` at a time."""
    batch: list[T] = []
    async for item in items:
        batch.append(item)
        if len(batch) == size:
            yield batch
            batch = []
    if batch:
        yield batch

"""Decides the stories of one input after the other, and finds its place again after a kill or a rebalance.

The state is what the inputs of the last days and the changes that followed from them say: they are read
again, nothing is decided anew.
"""

from __future__ import annotations

import asyncio
import time
from collections.abc import AsyncIterator, Sequence
from datetime import UTC, datetime, timedelta

from services.contracts.story import StoryChange, StoryInput
from services.contracts.topics import STORIES, STORY_INPUTS
from services.runtime import metrics
from services.runtime.errors import NoTopic, Transient, Unreachable
from services.runtime.logs import get_logger
from services.runtime.outcome import Done, Outcome, Record
from services.runtime.scan import extent, offsets_at, scan_events
from services.stories.clustering import Clustering
from services.stories.settings import StoriesSettings

RETENTION = timedelta(milliseconds=STORY_INPUTS.retention_ms)
ROUND = 500  # inputs between two breaths of the event loop

log = get_logger(__name__)


class Desk:
    """`decide` is the handler of story-inputs.v1."""

    def __init__(self, settings: StoriesSettings, window: timedelta) -> None:
        self._settings = settings
        self._window = window
        self._clustering = self._empty()
        self._next: int | None = None  # the offset that the state has not seen

    def _empty(self) -> Clustering:
        return Clustering(self._window, self._settings.story_window_articles)

    async def decide(self, records: Sequence[Record[StoryInput]]) -> Sequence[Outcome]:
        """Raises `Transient` while the state cannot be read."""
        await self._reach(records[0].offset)
        outcomes = await asyncio.to_thread(self._decide_all, records)
        metrics.STORIES_OPEN.set(self._clustering.open_stories)
        metrics.STORY_ARTICLES.set(self._clustering.articles)
        return outcomes

    def _decide_all(self, records: Sequence[Record[StoryInput]]) -> list[Outcome]:
        outcomes: list[Outcome] = []
        for record in records:
            started = time.perf_counter()
            changes = self._clustering.decide(record.event, record.offset)
            self._next = record.offset + 1
            outcomes.append(Done(tuple(changes)))
            metrics.STORY_SECONDS.observe(time.perf_counter() - started)
            metrics.STORY_CANDIDATES.observe(self._clustering.tally.candidates)
            metrics.STORY_MERGES.inc(self._clustering.tally.merges)
        return outcomes

    async def _reach(self, offset: int) -> None:
        """Let the state be that before `offset`: another worker may have decided meanwhile, or nobody yet."""
        if self._next == offset:
            return
        if self._next is None or offset < self._next:
            self._clustering, self._next = self._empty(), None
        try:
            await self._recall(self._next or 0, offset)
        except (Unreachable, NoTopic) as error:
            self._next = None
            raise Transient(f"cannot read the stories of before: {error}") from error
        self._next = offset

    async def _recall(self, start: int, end: int) -> None:
        """What was decided of the inputs from `start` to `end`, as far as they are kept."""
        begin, _ = (await extent(self._settings, STORY_INPUTS.physical(self._settings.namespace)))[0]
        if max(begin, start) >= end:
            return
        started, count = time.monotonic(), 0
        changes = _Changes(self._settings)
        await changes.begin()
        async for record in scan_events(self._settings, STORY_INPUTS, {0: max(begin, start)}):
            if record.offset >= end:
                break
            self._clustering.recall(record.event, record.offset, await changes.of(record.offset))
            count += 1
            if count % ROUND == 0:
                await asyncio.sleep(0)
        log.info(
            "stories recalled",
            inputs=count,
            open=self._clustering.open_stories,
            seconds=round(time.monotonic() - started, 1),
        )


class _Changes:
    """The changes of each input, read beside the inputs: both topics have the same order."""

    def __init__(self, settings: StoriesSettings) -> None:
        self._settings = settings
        self._records: AsyncIterator[Record[StoryChange]] | None = None
        self._ahead: StoryChange | None = None

    async def begin(self) -> None:
        since = datetime.now(UTC) - RETENTION - timedelta(days=1)
        start = await offsets_at(self._settings, STORIES.physical(self._settings.namespace), since)
        self._records = scan_events(self._settings, STORIES, start)
        await self._step()

    async def of(self, sequence: int) -> list[StoryChange]:
        """Those of this input; inputs are asked for in ascending order. A repeated change is left out."""
        found: dict[str, StoryChange] = {}
        while self._ahead is not None and self._ahead.sequence <= sequence:
            if self._ahead.sequence == sequence:
                found[self._ahead.story_id] = self._ahead
            await self._step()
        return list(found.values())

    async def _step(self) -> None:
        if self._records is not None:
            record = await anext(self._records, None)
            self._ahead = record.event if record else None

"""The worker role `extract`: pages.v1 → articles.v1 and headlines.v1."""

from __future__ import annotations

import asyncio
from collections.abc import Sequence

from services.contracts.dead_letter import Reason
from services.contracts.page import Page
from services.contracts.topics import ARTICLES, HEADLINES, PAGES
from services.ingest.extract.revisions import LastRevision, news
from services.ingest.extract.sandbox import Sandbox
from services.ingest.extract.sandbox_worker import Answer
from services.ingest.settings import IngestSettings
from services.runtime.faust_adapter.changelog import Table
from services.runtime.faust_adapter.worker import Worker, worker
from services.runtime.outcome import Dead, Done, Outcome, Record
from services.runtime.stage import stage

BATCH = 50


def create_app(settings: IngestSettings) -> Worker:
    """Wire the stage; no process starts before the first page."""
    app = worker("extract", settings)
    stage(
        app, settings, PAGES, Extract(settings, app.table("revisions")), ARTICLES, HEADLINES, batch_size=BATCH
    )
    return app


class Extract:
    """Pages to articles, several at a time; the table remembers page key → `LastRevision`."""

    def __init__(self, settings: IngestSettings, seen: Table) -> None:
        self._settings = settings
        self._seen = seen
        self._sandbox: Sandbox | None = None

    async def __call__(self, records: Sequence[Record[Page]]) -> Sequence[Outcome]:
        if self._sandbox is None:
            self._sandbox = Sandbox(self._settings)  # here, because it belongs to the running loop
        read = self._sandbox.read
        answers = await asyncio.gather(*(read(record.event) for record in records))
        return [
            self._outcome(record.event.article_id, answer)
            for record, answer in zip(records, answers, strict=True)
        ]

    def _outcome(self, key: str, answer: Answer) -> Outcome:
        if answer.article is None or answer.reason is not None:
            return Dead(answer.reason or Reason.NO_ARTICLE, answer.message)
        before = LastRevision.restored(self._seen.get(key))
        events, seen = news(answer.article, answer.headlines, before)
        if seen == before:
            return Done()
        return Done(tuple(events), lambda: self._seen.__setitem__(key, seen.stored()))

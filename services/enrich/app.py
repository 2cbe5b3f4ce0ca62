"""The role `enrich`: articles.v1 → enriched.v1."""

from __future__ import annotations

import asyncio
from collections.abc import Sequence
from datetime import UTC, datetime

from services.contracts.article import Article
from services.contracts.topics import ARTICLES, ENRICHED, ENTITIES
from services.enrich.enrichment import enrich
from services.enrich.entities.decisions import Decisions
from services.enrich.settings import EnrichSettings
from services.runtime.broadcast import Broadcast
from services.runtime.faust_adapter.worker import Worker, worker
from services.runtime.outcome import Done, Outcome, Record
from services.runtime.stage import stage


def create_app(settings: EnrichSettings) -> Worker:
    """Wire the topics; nothing connects until the worker runs."""
    decisions = Decisions()

    def findings(records: Sequence[Record[Article]]) -> list[Outcome]:
        now = datetime.now(UTC)
        recogniser = decisions.recogniser
        return [
            Done((enrich(record.event, settings.section_confidence, now, recogniser),)) for record in records
        ]

    async def handle(records: Sequence[Record[Article]]) -> Sequence[Outcome]:
        return await asyncio.to_thread(findings, records)  # off the loop, so that heartbeats go on

    app = worker("enrich", settings)
    app.follow(Broadcast(settings, ENTITIES, decisions.take))
    stage(app, settings, ARTICLES, handle, ENRICHED)
    return app

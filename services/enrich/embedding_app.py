"""The role `embed`: enriched.v1 → vectors.v1, in a group of its own: a backlog here delays no article."""

from __future__ import annotations

import asyncio
from collections.abc import Sequence

from services.arabic.embedding import MODEL, Embedder, passage
from services.contracts.article import EnrichedArticle
from services.contracts.topics import ENRICHED, VECTORS
from services.contracts.vector import ArticleVector
from services.enrich.settings import EnrichSettings
from services.runtime.faust_adapter.worker import Worker, worker
from services.runtime.outcome import Done, Outcome, Record
from services.runtime.stage import stage

BATCH = 4  # about a second of work, so that a stopping worker finishes its batch in time


def create_app(settings: EnrichSettings) -> Worker:
    """Wire the topics. Raises `NotInstalled` at once: without the model there is nothing to wait for."""
    embedder = Embedder()
    embedder.load()

    async def handle(records: Sequence[Record[EnrichedArticle]]) -> Sequence[Outcome]:
        articles = [record.event for record in records]
        return await asyncio.to_thread(vectors, embedder, articles)  # off the loop, so that heartbeats go on

    app = worker("embed", settings)
    stage(app, settings, ENRICHED, handle, VECTORS, batch_size=BATCH)
    return app


def vectors(embedder: Embedder, articles: Sequence[EnrichedArticle]) -> list[Outcome]:
    """What each revision of an article means."""
    texts = [passage(enriched.article.title, enriched.article.text) for enriched in articles]
    events = [
        ArticleVector(
            article_id=enriched.article_id, revision=enriched.article.revision, model=MODEL, vector=vector
        )
        for enriched, vector in zip(articles, embedder.passages(texts), strict=True)
    ]
    return [Done((event,)) for event in events]

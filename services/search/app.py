"""The index role: enriched articles and image states into Elasticsearch, headlines out. Wiring only."""

from __future__ import annotations

from services.contracts.topics import ENRICHED, HEADLINES, IMAGE_STATES
from services.runtime.stage import stage
from services.runtime.worker import Worker, worker
from services.search.cluster import connect
from services.search.indexing import Indexer
from services.search.settings import SearchSettings


def create_app(settings: SearchSettings) -> Worker:
    """Nothing connects until the app runs."""
    app = worker("index", settings)
    indexer = Indexer(connect(settings, settings.bulk_timeout_s), settings)
    stage(app, settings, ENRICHED, indexer.index_articles, HEADLINES, batch_size=settings.bulk_documents)
    stage(app, settings, IMAGE_STATES, indexer.index_images)
    return app

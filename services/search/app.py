"""The index role: enriched articles, image states and withdrawals into Elasticsearch, headlines out."""

from __future__ import annotations

from functools import partial

from services.contracts.topics import ENRICHED, HEADLINES, IMAGE_STATES, STORIES, VECTORS, WITHDRAWALS
from services.runtime.faust_adapter.worker import Worker, worker
from services.runtime.stage import stage
from services.search.access import admitted, writer
from services.search.cluster import absence, connect
from services.search.index_gauges import IndexGauges
from services.search.indexing import Indexer
from services.search.settings import SearchSettings
from services.search.withdrawals import decisions


def create_app(settings: SearchSettings) -> Worker:
    """Nothing connects until the app runs."""
    app = worker("index", settings)
    client = connect(settings, settings.bulk_timeout_s)
    app.need(partial(absence, client, settings))
    indexer = Indexer(client, settings, partial(decisions, settings))
    app.enter(partial(admitted, settings, writer(settings)))
    batch = settings.bulk_documents * settings.bulk_in_flight  # a smaller one would leave a request unused
    stage(app, settings, ENRICHED, indexer.index_articles, HEADLINES, batch_size=batch)
    stage(app, settings, IMAGE_STATES, indexer.index_images)
    if settings.semantic != "off":
        stage(app, settings, VECTORS, indexer.index_vectors)
    stage(app, settings, STORIES, indexer.index_stories, HEADLINES)
    stage(app, settings, WITHDRAWALS, indexer.withdraw, HEADLINES)
    app.background(IndexGauges(client, settings).run)
    return app

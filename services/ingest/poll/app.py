"""The role `poll`: sources.v1, feed-pushes.v1 → pages.v1. Workers share the newspapers by partition."""

from __future__ import annotations

from collections.abc import Sequence
from functools import partial

from services.contracts.push import FeedPush
from services.contracts.source import Source
from services.contracts.topics import FEED_PUSHES, SOURCES
from services.ingest.politeness import PoliteClient
from services.ingest.poll.hubs import Hubs
from services.ingest.poll.ledger import TableLedger
from services.ingest.poll.newspaper import Newspaper
from services.ingest.poll.poller import Poller
from services.ingest.poll.schedule import Bounds
from services.ingest.settings import IngestSettings
from services.runtime.faust_adapter.worker import Worker, worker
from services.runtime.logs import get_logger
from services.runtime.outcome import Done, Outcome, Record
from services.runtime.stage import stage
from services.web.http import GuardedClient

PRODUCT = "nashra"  # how robots.txt calls us

log = get_logger(__name__)


def create_app(settings: IngestSettings) -> Worker:
    """Wire tables, stage and poller; nothing connects until the app runs."""
    app = worker("poll", settings)
    ledger = TableLedger(app)

    async def register(records: Sequence[Record[Source]]) -> Sequence[Outcome]:
        return [Done(remember=partial(ledger.register, record.event)) for record in records]

    async def hear(records: Sequence[Record[FeedPush]]) -> Sequence[Outcome]:
        return [Done(remember=partial(ledger.hear, record.event)) for record in records]

    async def poll() -> None:
        if not settings.contact:
            log.warning("set NASHRA_CONTACT, so that newspapers can reach you", agent=settings.user_agent)
        async with GuardedClient(settings.user_agent) as client:
            polite = PoliteClient(client, PRODUCT, settings.host_pause_seconds, settings.poll_concurrency)
            bounds = Bounds(settings.poll_min_seconds, settings.poll_max_seconds)
            hubs = Hubs(polite, ledger, settings.public_url, settings.secret.get_secret_value())
            poller = Poller(ledger.owned, lambda name: Newspaper(name, ledger, polite, hubs, bounds))
            ledger.on_change = poller.wake
            await poller.run()

    stage(app, settings, SOURCES, register)
    stage(app, settings, FEED_PUSHES, hear)
    app.background(poll)
    return app

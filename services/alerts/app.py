"""The role `alerts`: what the index has taken in against the saved searches, and whoever asked is told.

Workers share the alerts by partition of alerts.v1 and alert-matches.v1; one at a time reads headlines.v1.
"""

from __future__ import annotations

from collections.abc import Sequence
from functools import partial

from services.alerts.courier import Courier
from services.alerts.delivery import Deliveries
from services.alerts.journal import Journal
from services.alerts.ledger import Ledger
from services.alerts.matching import Matcher
from services.alerts.registry import Registry
from services.alerts.settings import AlertSettings
from services.alerts.watch import SpikeWatch
from services.contracts.alert import Alert
from services.contracts.topics import (
    ALERT_MATCHES,
    ALERTS,
    ENTITIES,
    HEADLINES,
    SOURCES,
    SYNONYMS,
    WITHDRAWALS,
)
from services.runtime.broadcast import Broadcast
from services.runtime.faust_adapter.worker import Worker, worker
from services.runtime.outcome import Done, Outcome, Record
from services.runtime.stage import stage
from services.search.reader import Reader
from services.web.http import GuardedClient


def create_app(settings: AlertSettings) -> Worker:
    """Wire tables, stages and what runs beside them; nothing connects until the app runs."""
    app = worker("alerts", settings)
    ledger, registry = Ledger(app), Registry()
    reader = Reader(settings.model_copy(update={"semantic": "off"}))  # an alert asks for words
    journal = Journal(app, settings)
    client = GuardedClient(settings.user_agent, total_seconds=settings.alert_timeout_seconds, per_host=0)
    courier = Courier(client, settings.secret.get_secret_value())
    deliveries = Deliveries(ledger, registry, courier, journal, settings)
    matcher = Matcher(registry, reader)

    async def register(records: Sequence[Record[Alert]]) -> Sequence[Outcome]:
        return [Done(remember=partial(ledger.register, record.event)) for record in records]

    async def finish() -> None:
        await deliveries.finish()
        await client.close()
        await reader.close()

    app.need(reader.absence)
    app.follow(Broadcast(settings, ALERTS, registry.take))
    app.follow(Broadcast(settings, WITHDRAWALS, registry.take_withdrawal))
    app.follow(Broadcast(settings, SYNONYMS, reader.synonyms.take))
    app.follow(Broadcast(settings, ENTITIES, reader.entities.take))
    app.follow(Broadcast(settings, SOURCES, reader.synonyms.take_newspaper))
    stage(app, settings, ALERTS, register)
    stage(app, settings, HEADLINES, matcher.match, ALERT_MATCHES, batch_size=200)
    stage(app, settings, ALERT_MATCHES, deliveries.take)
    app.background(deliveries.run)
    app.background(SpikeWatch(ledger, registry, reader, journal, settings.alert_spike_seconds).run)
    app.enter(reader.admitted)
    app.at_end(finish)
    return app

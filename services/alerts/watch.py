"""Looks every minute whether a saved search gets more attention than usual; one match an episode."""

from __future__ import annotations

import asyncio
from datetime import UTC, datetime, timedelta
from typing import Any, Final

from services.alerts.journal import Journal
from services.alerts.ledger import Ledger
from services.alerts.matching import match_id
from services.alerts.registry import Registry, search_of, tells
from services.alerts.spikes import Window, reading, windows
from services.contracts.alert import Alert, AlertMatch, Spike, SpikeRule
from services.runtime.logs import get_logger
from services.search.errors import IndexUnavailable, SearchTimeout
from services.search.reader import Reader
from services.search.results import SearchRequest

EVERYTHING: Final = SearchRequest()

log = get_logger(__name__)


class SpikeWatch:
    """`run` looks, until it is cancelled, at the alerts of this worker's partitions."""

    def __init__(
        self, ledger: Ledger, registry: Registry, reader: Reader, journal: Journal, every_seconds: float
    ) -> None:
        self._ledger = ledger
        self._registry = registry
        self._reader = reader
        self._journal = journal
        self._every = every_seconds

    async def run(self) -> None:
        while True:
            now = datetime.now(UTC)
            totals: dict[int, list[int]] = {}  # by the length of the window
            for alert_id in self._ledger.owned():
                alert = self._registry.get(alert_id)
                if alert is None or alert.spike is None or not tells(alert):
                    continue
                try:
                    await self._look(alert, alert.spike, now, totals)
                except (IndexUnavailable, SearchTimeout) as error:
                    log.warning("spikes wait", alert=alert_id, reason=str(error))
            await asyncio.sleep(self._every)

    async def _look(self, alert: Alert, rule: SpikeRule, now: datetime, totals: dict[int, list[int]]) -> None:
        asked = windows(rule, now)
        if rule.window_minutes not in totals:
            everything = await self._reader.counts(EVERYTHING, asked)
            totals[rule.window_minutes] = [one.count for one in everything]
        found = await self._reader.counts(search_of(alert), asked)
        counts = [one.count for one in found]
        seen = reading(counts, totals[rule.window_minutes], len(found[0].sources))
        episode = self._ledger.spike(alert.id)
        if seen.is_spike(rule):
            if episode is None:
                spike = _spike(asked[0], counts[0], seen.expected or 0.0, found[0].sources)
                episode = {"spike": spike.model_dump(mode="json"), "last": 0.0, "told": False}
            await self._goes_on(alert, episode, now)
        elif episode is not None and not episode["told"]:
            await self._goes_on(alert, episode, now)
        elif episode is not None and now.timestamp() - episode["last"] > rule.window_minutes * 60:
            await self._ledger.keep_spike(alert.id, None)
            log.info("spike over", alert=alert.id)

    async def _goes_on(self, alert: Alert, episode: dict[str, Any], now: datetime) -> None:
        """Written down, then told, then written down as told: a kill in between tells it again, by its id."""
        spike = Spike.model_validate(episode["spike"])
        if not episode["told"]:
            await self._ledger.keep_spike(alert.id, {**episode, "last": now.timestamp()})
            log.info("spike", alert=alert.id, count=spike.count, expected=round(spike.expected, 1))
            await self._journal.publish(
                AlertMatch(
                    id=match_id(alert.id, f"spike {spike.since.isoformat()}"),
                    alert_id=alert.id,
                    kind="spike",
                    matched_at=now,
                    spike=spike,
                )
            )
        await self._ledger.keep_spike(alert.id, {**episode, "last": now.timestamp(), "told": True})


def _spike(window: Window, count: int, expected: float, sources: tuple[str, ...]) -> Spike:
    since, until = window
    whole = timedelta(microseconds=since.microsecond)
    return Spike(since=since - whole, until=until - whole, count=count, expected=expected, sources=sources)

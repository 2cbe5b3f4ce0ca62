"""What is still to be told, and what was: Faust tables with the partitions of alert-matches.v1."""

from __future__ import annotations

import time
from collections.abc import Callable, Iterator
from dataclasses import dataclass, replace
from typing import Any, Final

from services.contracts.alert import Alert, AlertMatch
from services.runtime.faust_adapter.worker import Worker
from services.runtime.outcome import Record

TOLD_S: Final = 14 * 86_400.0
"""How long a match is known to be told: twice as long as headlines.v1 may say of the article again."""
MOST_TOLD: Final = 5_000
MOST_WAITING: Final = 1_000
"""Of one alert: what its receiver does not take must not fill the memory that all share."""


@dataclass(frozen=True, slots=True)
class Waiting:
    """A match that is still to be told. Times are Unix seconds.

    `since`: when it could first have been told. `due`: when it is tried next. `failed`: its first failure.
    `partition`, `offset`: its place in alert-matches.v1.
    """

    match: AlertMatch
    partition: int
    offset: int
    since: float
    due: float
    attempts: int = 0
    failed: float | None = None

    @property
    def id(self) -> str:
        return self.match.id

    @property
    def alert_id(self) -> str:
        return self.match.alert_id

    def postponed(self, now: float, due: float) -> Waiting:
        """It failed now."""
        return replace(self, due=due, attempts=self.attempts + 1, failed=self.failed or now)

    def to_json(self) -> dict[str, Any]:
        return {
            "match": self.match.model_dump(mode="json", exclude_none=True),
            "partition": self.partition,
            "offset": self.offset,
            "since": self.since,
            "due": self.due,
            "attempts": self.attempts,
            "failed": self.failed,
        }

    @classmethod
    def from_json(cls, data: dict[str, Any]) -> Waiting:
        """The inverse of `to_json`; fields of a newer version are ignored."""
        known = {name: data[name] for name in cls.__slots__ if name in data}
        return cls(**{**known, "match": AlertMatch.model_validate(data["match"])})

    @classmethod
    def of(cls, record: Record[AlertMatch], now: float) -> Waiting:
        return cls(record.event, record.partition, record.offset, since=now, due=now)


class Ledger:
    """The tables of one worker: the alerts of its partitions, and what each of them has to tell.

    Views of the tables are made anew when partitions moved. `on_change` is called with the id of an alert
    that has something to do.
    """

    def __init__(self, app: Worker) -> None:
        self._app = app
        self._alerts: Any = app.table("alerts")
        self._waiting: Any = app.table("deliveries")
        self._told: Any = app.table("told")
        self._spikes: Any = app.table("spikes")
        self._generation: int | None = None
        self._of_alert: dict[str, dict[str, Waiting]] = {}
        self._told_by: dict[str, dict[str, float]] = {}
        self.on_change: Callable[[str], object] = lambda _: None

    @property
    def steady(self) -> bool:
        """False while partitions move or the worker stops: then nobody is told of anything."""
        return self._app.restored and not self._app.draining.is_set()

    def owned(self) -> list[str]:
        """The alerts of this worker's partitions; none while partitions move."""
        return list(self._alerts) if self.steady else []

    def unsettled(self) -> list[str]:
        """Those that have something to tell."""
        if not self.steady:
            return []
        self._refresh()
        return [alert_id for alert_id, found in self._of_alert.items() if found]

    def waiting(self, alert_id: str) -> list[Waiting]:
        """What an alert has to tell, what is due first at the beginning; nothing while partitions move."""
        if not self.steady:
            return []
        self._refresh()
        return sorted(self._of_alert.get(alert_id, {}).values(), key=lambda one: (one.due, one.offset))

    def count(self, alert_id: str) -> int:
        self._refresh()
        return len(self._of_alert.get(alert_id, ()))

    def total(self) -> int:
        return sum(map(len, self._of_alert.values()))

    def register(self, alert: Alert) -> None:
        """Called by the stage when it may write tables."""
        if alert.removed:
            self._alerts.pop(alert.id, None)
            self._spikes.pop(alert.id, None)
        else:
            self._alerts[alert.id] = alert.enabled
        self.on_change(alert.id)

    def is_news(self, match: AlertMatch) -> bool:
        """Whether nobody was told of it yet, and it does not wait."""
        self._refresh()
        told = self._told_by.get(match.alert_id, {}).get(match.id, 0.0)
        return told < time.time() - TOLD_S and match.id not in self._of_alert.get(match.alert_id, {})

    def add(self, waiting: Waiting) -> None:
        """Called by the stage when it may write tables."""
        if self.is_news(waiting.match):
            self._put(waiting)
            self.on_change(waiting.alert_id)

    async def postpone(self, waiting: Waiting) -> None:
        """Returns once the changelog has it."""
        await self._write(waiting, lambda: self._put(waiting))

    async def settle(self, waiting: Waiting, *, told: bool) -> None:
        """It is done with: told, given up or dropped. Returns once the changelog has it."""

        def write() -> None:
            self._refresh()
            self._of_alert.get(waiting.alert_id, {}).pop(waiting.id, None)
            self._waiting.pop(_key(waiting.alert_id, waiting.id), None)
            if told:
                self._remember_told(waiting.alert_id, waiting.id)

        await self._write(waiting, write)

    def spike(self, alert_id: str) -> dict[str, Any] | None:
        """The episode that goes on, as `keep_spike` was given it."""
        found: dict[str, Any] | None = self._spikes.get(alert_id)
        return found

    async def keep_spike(self, alert_id: str, episode: dict[str, Any] | None) -> None:
        """Returns once the changelog has it. None: it is over."""

        def write() -> None:
            if episode is None:
                self._spikes.pop(alert_id, None)
            else:
                self._spikes[alert_id] = episode

        if alert_id in self._alerts:
            await self._app.remember(alert_id, write)

    async def _write(self, waiting: Waiting, write: Callable[[], None]) -> None:
        """Nothing is written for what moved to another worker meanwhile: that one tells it again."""
        if _key(waiting.alert_id, waiting.id) in self._waiting:
            await self._app.remember(waiting.alert_id, write)

    def _put(self, waiting: Waiting) -> None:
        self._refresh()
        self._of_alert.setdefault(waiting.alert_id, {})[waiting.id] = waiting
        self._waiting[_key(waiting.alert_id, waiting.id)] = waiting.to_json()

    def _remember_told(self, alert_id: str, match_id: str) -> None:
        told = self._told_by.setdefault(alert_id, {})
        told[match_id] = self._told[_key(alert_id, match_id)] = time.time()
        for old in list(_outdated(told)):
            del told[old]
            self._told.pop(_key(alert_id, old), None)

    def _refresh(self) -> None:
        generation = self._app.consumer_generation_id
        if generation == self._generation or not self._app.restored:
            return
        self._generation = generation
        self._of_alert, self._told_by = {}, {}
        for data in list(self._waiting.values()):
            one = Waiting.from_json(data)
            self._of_alert.setdefault(one.alert_id, {})[one.id] = one
        for key, moment in sorted(self._told.items(), key=lambda item: item[1]):
            alert_id, match_id = key.split(" ", 1)
            self._told_by.setdefault(alert_id, {})[match_id] = moment


def _key(alert_id: str, match_id: str) -> str:
    return f"{alert_id} {match_id}"


def _outdated(told: dict[str, float]) -> Iterator[str]:
    """In the order in which they were told: what is too old, and what is too much."""
    limit = time.time() - TOLD_S
    for place, (match_id, moment) in enumerate(told.items()):
        if moment >= limit and place >= len(told) - MOST_TOLD:
            return
        yield match_id

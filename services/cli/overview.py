"""One reading of the whole platform, for `nashra status`; the next reading takes up only what came since."""

from __future__ import annotations

import asyncio
from collections import Counter
from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import UTC, datetime

from services.cli.alert_health import AlertReceivers
from services.cli.newspapers import Newspapers
from services.cli.output import ago, counted
from services.contracts.health import STALE, SourceHealth
from services.runtime.dead_letters import Ledger
from services.runtime.lag import StageLag, stage_lags
from services.runtime.settings import Settings
from services.search.errors import IndexUnavailable, SearchTimeout
from services.search.reader import Reader
from services.search.results import IndexState, SourceActivity

BEHIND_S = 60.0


@dataclass(frozen=True, slots=True)
class Status:
    """What an operator wants to know first. `index` and `activity` None: unknown, `problem` says why.

    `dead_letters`: that wait, and `dead_by_class` by stage and reason. By id of the newspaper: `names`,
    `activity`, `health`. `failing_receivers`: of alerts, by name, why.
    """

    taken_at: datetime
    lags: tuple[StageLag, ...]
    dead_letters: int
    index: IndexState | None
    problem: str | None
    activity: dict[str, SourceActivity] | None
    health: dict[str, SourceHealth]
    names: dict[str, str] = field(default_factory=dict)
    dead_by_class: dict[str, int] = field(default_factory=dict)
    oldest_dead: datetime | None = None
    failing_receivers: dict[str, str] = field(default_factory=dict)

    @property
    def degraded(self) -> list[str]:
        """What is not as it should be, in words."""
        found = [f"{lag.role} is {lag.seconds or 0:.0f} s behind" for lag in self.lags if behind(lag)]
        if self.problem:
            found.append(self.problem)
        if self.dead_letters:
            age = f", the oldest {ago(self.taken_at - self.oldest_dead)}" if self.oldest_dead else ""
            found.append(f"{counted(self.dead_letters, 'dead letter')}{age}: `nashra dlq groups`")
        if self.failing_receivers:
            failing = counted(
                len(self.failing_receivers), "receiver of alerts fails", "receivers of alerts fail"
            )
            found.append(f"{failing}: `nashra alerts list` says why")
        if broken := failing_feeds(self.health, self.taken_at):
            found.append(f"{broken}: `nashra doctor` says why")
        if silent := [source for source, health in self.health.items() if unread(health, self.taken_at)]:
            found.append(f"not read for a day: {', '.join(silent)}: `nashra sources test ID` says why")
        return found


def behind(lag: StageLag) -> bool:
    """Whether the stage needs a look: its oldest waiting message is old, or could not be read."""
    return lag.records > 0 and (lag.seconds is None or lag.seconds > BEHIND_S)


def unread(health: SourceHealth, now: datetime) -> bool:
    """Whether every feed fails, and has for long."""
    failing = len(health.failing) == len(health.feeds)
    return failing and (health.read_at is None or now - health.read_at > STALE)


def failing_feeds(health: Mapping[str, SourceHealth], now: datetime) -> str | None:
    """The feeds that will not come back by themselves, beside others of their newspaper that are read."""
    found = [
        feed
        for newspaper in health.values()
        if not unread(newspaper, now)
        for feed in newspaper.feeds
        if feed.needs_a_look(now)
    ]
    if not found:
        return None
    more = f" and {len(found) - 1} more" if len(found) > 1 else ""
    return f"a feed cannot be read ({found[0].outcome}): {found[0].url}{more}"


class Overview:
    """Reads the platform again and again. `async with`: holds a connection to the index."""

    def __init__(self, settings: Settings, reader: Reader) -> None:
        self._settings = settings
        self._reader = reader
        self._ledger = Ledger(settings)
        self._newspapers = Newspapers(settings)
        self._receivers = AlertReceivers(settings)

    async def take(self) -> Status:
        """Raises `Unreachable` when there is no Kafka."""
        lags, _, _, _, (index, activity, problem) = await asyncio.gather(
            stage_lags(self._settings),
            self._ledger.read(),
            self._newspapers.read(),
            self._receivers.read(),
            self._index(),
        )
        waiting = self._ledger.waiting()
        return Status(
            taken_at=datetime.now(UTC),
            lags=tuple(lags),
            dead_letters=len(waiting),
            index=index,
            problem=problem,
            activity=activity,
            health=self._newspapers.health,
            names=self._newspapers.names,
            dead_by_class=dict(Counter(f"{entry.stage} {entry.reason}" for entry in waiting).most_common()),
            failing_receivers=self._receivers.failing(datetime.now(UTC)),
            oldest_dead=min((entry.failed_at for entry in waiting), default=None),
        )

    async def _index(self) -> tuple[IndexState | None, dict[str, SourceActivity] | None, str | None]:
        try:
            return await self._reader.state(), await self._reader.activity(), None
        except SearchTimeout:
            address = self._settings.elasticsearch
            return None, None, f"no answer from {address} in time: `nashra doctor` says why"
        except IndexUnavailable as error:
            return None, None, str(error)

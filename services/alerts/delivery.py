"""From what waits to what was told: a lane for each alert, so that no receiver waits for another one's."""

from __future__ import annotations

import asyncio
import random
import time
from collections.abc import Sequence
from datetime import UTC, datetime
from typing import Final

from services.alerts.courier import Answer, Courier
from services.alerts.journal import Journal
from services.alerts.ledger import MOST_WAITING, Ledger, Waiting
from services.alerts.quiet import quiet_until
from services.alerts.registry import Registry, stop, tells
from services.alerts.settings import AlertSettings
from services.alerts.webhook import body_of
from services.contracts.alert import Alert, AlertDelivery, AlertMatch, DeliveryOutcome
from services.runtime import metrics
from services.runtime.outcome import Done, Outcome, Record

LOOK_EVERY_S: Final = 0.5
LONGEST_NAP_S: Final = 30.0  # so long an edit that nobody told the lane of goes unseen
FIRST_PAUSE_S: Final = 2.0
UNHEARD_S: Final = 60.0  # so long a match may be ahead of its alert; they are on two topics


class Deliveries:
    """`take` is the handler of alert-matches.v1; `run` tells, until it is cancelled."""

    def __init__(
        self, ledger: Ledger, registry: Registry, courier: Courier, journal: Journal, settings: AlertSettings
    ) -> None:
        self._ledger = ledger
        self._registry = registry
        self._courier = courier
        self._journal = journal
        self._settings = settings
        self._lanes: dict[str, tuple[Lane, asyncio.Task[None]]] = {}

    async def take(self, records: Sequence[Record[AlertMatch]]) -> Sequence[Outcome]:
        """Each match once. What is too much for its alert is a dead letter, and holds up nobody."""
        return [await self._take(record) for record in records]

    async def _take(self, record: Record[AlertMatch]) -> Outcome:
        waiting = Waiting.of(record, time.time())
        if not self._ledger.is_news(record.event):
            return Done()
        if self._ledger.count(waiting.alert_id) >= MOST_WAITING:
            why = f"{MOST_WAITING} matches of the alert wait already: its receiver takes too little"
            await self._journal.bury(waiting, why)
            await self._journal.note(delivery_of(waiting, "dead", error=why, behind=MOST_WAITING))
            return Done()
        return Done(remember=lambda: self._ledger.add(waiting))

    async def run(self) -> None:
        self._ledger.on_change = self._wake
        try:
            while True:
                for alert_id in self._ledger.unsettled():
                    self._begin(alert_id)
                self._measure()
                await asyncio.sleep(LOOK_EVERY_S)
        finally:
            tasks = [task for _, task in self._lanes.values()]
            for task in tasks:
                task.cancel()
            await asyncio.gather(*tasks, return_exceptions=True)

    async def finish(self) -> None:
        """Returns once every try that is under way is over and written down; no other begins."""
        await asyncio.gather(*(task for _, task in self._lanes.values()), return_exceptions=True)

    def _wake(self, alert_id: str) -> None:
        if alert_id in self._lanes:
            self._lanes[alert_id][0].changed.set()
        else:
            self._begin(alert_id)

    def _begin(self, alert_id: str) -> None:
        """A lane stays: it remembers how its receiver did."""
        lane, task = self._lanes.get(alert_id, (None, None))
        if task is not None and not task.done():
            return
        if task is not None and not task.cancelled():
            task.result()  # a bug ends the process, which starts again
        lane = lane or Lane(
            alert_id, self._ledger, self._registry, self._courier, self._journal, self._settings
        )
        self._lanes[alert_id] = (lane, asyncio.create_task(lane.run()))

    def _measure(self) -> None:
        metrics.WEBHOOKS_WAITING.set(self._ledger.total())
        failing = sum(lane.failures > 0 for lane, _ in self._lanes.values())
        metrics.ALERT_RECEIVERS_FAILING.set(failing)


class Lane:
    """What one alert has to tell, one thing after the other. `failures` in a row."""

    def __init__(
        self,
        alert_id: str,
        ledger: Ledger,
        registry: Registry,
        courier: Courier,
        journal: Journal,
        settings: AlertSettings,
    ) -> None:
        self._alert_id = alert_id
        self._ledger = ledger
        self._registry = registry
        self._courier = courier
        self._journal = journal
        self._settings = settings
        self._resumes = 0.0  # after a failure nothing is tried before
        self._opened = 0.0  # the end of the last quiet hours
        self._failing_since: float | None = None
        self.failures = 0
        self.changed = asyncio.Event()

    async def run(self) -> None:
        """Until nothing waits, or the alert moved to another worker."""
        while queue := self._ledger.waiting(self._alert_id):
            self.changed.clear()
            now = time.time()
            alert = self._registry.get(self._alert_id)
            if alert is None and now - queue[0].since < UNHEARD_S:
                await self._nap(1.0)
            elif self._registry.is_withdrawn(queue[0].match):
                await self._drop(queue[0], "the article was withdrawn", len(queue) - 1)
            elif alert is None or not tells(alert):
                await self._end(queue, alert)
            elif (moment := self._moment(alert, queue[0], now)) > now:
                await self._nap(moment - now)
            else:
                await self._tell(alert, queue)
        self.failures, self._failing_since = 0, None

    def _moment(self, alert: Alert, first: Waiting, now: float) -> float:
        """When the next try is due."""
        moment = max(first.due, self._resumes)
        quiet = quiet_until(alert.quiet, datetime.fromtimestamp(max(now, moment), UTC))
        if quiet is None:
            return moment
        self._opened = quiet.timestamp()
        return self._opened

    async def _nap(self, seconds: float) -> None:
        try:
            async with asyncio.timeout(min(seconds, LONGEST_NAP_S)):
                await self.changed.wait()
        except TimeoutError:
            return

    async def _tell(self, alert: Alert, queue: Sequence[Waiting]) -> None:
        first = queue[0]
        body = body_of(alert, first.match, self._settings.public_url)
        answer = await self._courier.send(alert, first.id, body)
        match answer.verdict:
            case "taken":
                self.failures, self._resumes, self._failing_since = 0, 0.0, None
                await self._ledger.settle(first, told=True)
                await self._note(first, "delivered", answer, len(queue) - 1)
            case "failed":
                await self._failed(queue, answer)
            case "refused":
                await self._give_up(first, answer, len(queue) - 1)
            case "gone":
                await self._stop(alert, queue, answer)

    async def _failed(self, queue: Sequence[Waiting], answer: Answer) -> None:
        now = time.time()
        first = queue[0]
        self.failures += 1
        self._failing_since = self._failing_since or min(
            (one.failed for one in queue if one.failed), default=now
        )
        self._resumes = now + max(self._pause(self.failures), answer.retry_after)
        late = [one for one in queue if now - max(one.since, self._opened) > self._give_up_s]
        if first not in late:
            await self._ledger.postpone(first.postponed(now, now + self._pause(first.attempts + 1)))
            await self._note(first, "failed", answer, len(queue), attempts=first.attempts + 1)
        for place, one in enumerate(late, 1):
            await self._give_up(one, answer, len(queue) - place)

    @property
    def _give_up_s(self) -> float:
        return self._settings.alert_give_up_hours * 3600

    def _pause(self, failures: int) -> float:
        """Seconds; twice as long after each failure, and never the same for two receivers."""
        longest = self._settings.alert_retry_max_seconds
        pause: float = min(longest, FIRST_PAUSE_S * 2 ** min(failures - 1, 30))
        return pause * random.uniform(0.75, 1.0)  # noqa: S311 # jitter, not a secret

    async def _give_up(self, waiting: Waiting, answer: Answer, behind: int) -> None:
        await self._journal.bury(waiting, answer.error or "the receiver did not take it")
        await self._ledger.settle(waiting, told=False)
        await self._note(waiting, "dead", answer, behind)

    async def _stop(self, alert: Alert, queue: Sequence[Waiting], answer: Answer) -> None:
        """The receiver wants nothing any more: the alert is disabled, what waits for it can be sent back."""
        ended = stop(alert, f"{answer.error}: the receiver is gone for good")
        self._registry.take(ended)
        await self._journal.stop(ended)
        for place, one in enumerate(queue, 1):
            await self._give_up(one, answer, len(queue) - place)

    async def _end(self, queue: Sequence[Waiting], alert: Alert | None) -> None:
        """Nobody is to be told: of a removed alert nothing is left, of a disabled one dead letters."""
        if alert is None or alert.removed:
            for one in queue:
                await self._drop(one, "the alert was removed", 0)
            return
        why = Answer("refused", error="the alert is disabled")
        for place, one in enumerate(queue, 1):
            await self._give_up(one, why, len(queue) - place)

    async def _drop(self, waiting: Waiting, why: str, behind: int) -> None:
        await self._ledger.settle(waiting, told=False)
        await self._note(waiting, "dropped", Answer("refused", error=why), behind)

    async def _note(
        self,
        waiting: Waiting,
        outcome: DeliveryOutcome,
        answer: Answer,
        behind: int,
        attempts: int | None = None,
    ) -> None:
        tries = waiting.attempts + (answer.status is not None) if attempts is None else attempts
        since = datetime.fromtimestamp(self._failing_since, UTC) if self._failing_since else None
        await self._journal.note(
            delivery_of(
                waiting,
                outcome,
                status=answer.status,
                error=answer.error,
                behind=behind,
                since=since,
                attempts=tries,
            )
        )


def delivery_of(
    waiting: Waiting,
    outcome: DeliveryOutcome,
    *,
    behind: int,
    status: int | None = None,
    error: str | None = None,
    since: datetime | None = None,
    attempts: int = 0,
) -> AlertDelivery:
    return AlertDelivery(
        id=waiting.id,
        alert_id=waiting.alert_id,
        outcome=outcome,
        attempts=attempts,
        status=status,
        error=error,
        at=datetime.now(UTC),
        waiting=max(0, behind),
        failing_since=since,
    )

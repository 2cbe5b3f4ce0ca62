"""A worker, a web and a broker in memory, for what the role does with what waits."""

from __future__ import annotations

import asyncio
from collections.abc import Callable, Mapping, Sequence
from datetime import UTC, datetime
from typing import Any, cast

from services.alerts.courier import Courier
from services.alerts.delivery import Deliveries
from services.alerts.journal import Journal
from services.alerts.ledger import Ledger
from services.alerts.registry import Registry
from services.alerts.settings import AlertSettings
from services.contracts.alert import Alert, AlertArticle, AlertDelivery, AlertMatch
from services.contracts.dead_letter import DeadLetter
from services.contracts.event import Envelope, Event
from services.runtime.faust_adapter.worker import Worker
from services.runtime.outcome import Done, Record
from services.web.errors import FetchError
from services.web.http import GuardedClient, Response

URL = "https://desk.example/hook"
SECRET = "platform"


class FakeProducer:
    def __init__(self) -> None:
        self.events: list[Event] = []
        self.letters: list[DeadLetter] = []

    async def publish(self, events: Sequence[Event]) -> None:
        self.events += events

    async def enqueue_raw(self, _: str, key: bytes, value: bytes, headers: list[tuple[str, bytes]]) -> Any:
        self.letters.append(DeadLetter.read(key, value, tuple(headers)))
        written = asyncio.get_running_loop().create_future()
        written.set_result(DeadLetterPlace())
        return written


class DeadLetterPlace:
    topic, partition, offset = "dead-letters.v1", 0, 0


class FakeApp:
    """The worker's part of tables: dicts. `consumer_generation_id` grows when partitions moved."""

    def __init__(self) -> None:
        self.tables: dict[str, dict[str, Any]] = {}
        self.restored = True
        self.draining = asyncio.Event()
        self.consumer_generation_id = 1
        self.events = FakeProducer()

    def table(self, name: str) -> dict[str, Any]:
        return self.tables.setdefault(name, {})

    async def remember(self, _: str, write: Callable[[], None]) -> None:
        write()


class FakeClient(GuardedClient):
    """Answers as `answers` say, by address: a status, or what is raised; 204 else."""

    def __init__(self) -> None:
        super().__init__("test")
        self.answers: dict[str, int | FetchError] = {}
        self.headers: dict[str, str] = {}
        self.sent: list[tuple[str, Mapping[str, str], bytes]] = []
        self.open = asyncio.Event()
        self.open.set()

    async def send(
        self, url: str, content: bytes, headers: Mapping[str, str], *, allow: Any = ()
    ) -> Response:
        self.sent.append((url, headers, content))
        if "hanging" in url:
            await asyncio.Event().wait()
        answer = self.answers.get(url, 204)
        if isinstance(answer, FetchError):
            raise answer
        return Response(answer, url, self.headers, b"")

    def ids(self, url: str = URL) -> list[str]:
        return [headers["webhook-id"] for sent, headers, _ in self.sent if sent == url]


class Role:
    """What tells, without what matches."""

    def __init__(self, **settings: Any) -> None:
        self.app = FakeApp()
        self.settings = AlertSettings(**{"alert_retry_max_seconds": 0.01, **settings})
        self.client = FakeClient()
        self.registry = Registry()
        worker = cast("Worker", self.app)
        self.ledger = Ledger(worker)
        journal = Journal(worker, self.settings)
        courier = Courier(self.client, SECRET)
        self.deliveries = Deliveries(self.ledger, self.registry, courier, journal, self.settings)

    def add(self, alert: Alert) -> None:
        self.registry.take(alert)
        self.ledger.register(alert)

    async def match(self, *matches: AlertMatch) -> None:
        """As the stage does with what comes on alert-matches.v1."""
        for offset, match in enumerate(matches):
            record = Record(match, b"", Envelope.new("test", "AlertMatch"), 0, offset, datetime.now(UTC))
            (outcome,) = await self.deliveries.take([record])
            assert isinstance(outcome, Done)
            if outcome.remember:
                outcome.remember()

    @property
    def outcomes(self) -> list[str]:
        return [event.outcome for event in self.app.events.events if isinstance(event, AlertDelivery)]

    @property
    def waiting(self) -> int:
        return len(self.app.tables["deliveries"])

    async def until(self, condition: Callable[[], bool]) -> None:
        """Let it tell until then; fails when that never comes."""
        task = asyncio.ensure_future(self.deliveries.run())
        try:
            async with asyncio.timeout(10):
                while not condition():  # noqa: ASYNC110 # what comes true says nothing
                    await asyncio.sleep(0.005)
        finally:
            task.cancel()
            await asyncio.gather(task, return_exceptions=True)


def alert(id_: str = "al_1", **more: Any) -> Alert:
    return Alert(**{"id": id_, "name": id_, "query": "ميناء", "url": URL, **more})


def match(number: int = 1, alert_id: str = "al_1") -> AlertMatch:
    article = AlertArticle(id=f"a_{number}", title="ميناء آسفي", source_id="alalam", source_name="العلم")
    return AlertMatch(
        id=f"am_{alert_id}_{number}", alert_id=alert_id, matched_at=datetime.now(UTC), article=article
    )

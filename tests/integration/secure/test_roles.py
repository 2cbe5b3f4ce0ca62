"""Each role does its work as the Kafka user that the chart declares for it, and may do nothing else.

A role gets a namespace of its own, in which its user has the grants of `deploy/helm/nashra/files/kafka.yaml`
and no others; what comes before and after it is written and read by the broker's administrator.
"""

from __future__ import annotations

import asyncio
import re
from collections.abc import Awaitable, Callable
from dataclasses import dataclass
from datetime import UTC, datetime
from pathlib import Path
from typing import TypeVar

import aiohttp
import pytest
from aiokafka import AIOKafkaConsumer, AIOKafkaProducer, TopicPartition
from aiokafka.errors import TopicAuthorizationFailedError
from pydantic import SecretStr
from services.arabic.embedding import installed
from services.cli.run import Role
from services.contracts.article import Article, EnrichedArticle, Image, Paragraph
from services.contracts.event import Event
from services.contracts.headline import Headline
from services.contracts.image import ImageReport
from services.contracts.source import SourceRef
from services.contracts.topics import (
    ALERT_DELIVERIES,
    ALL,
    ARTICLES,
    DEAD_LETTERS,
    ENRICHED,
    HEADLINES,
    IMAGE_REPORTS,
    IMAGE_STATES,
    PAGES,
    SOURCE_HEALTH,
    STORIES,
    VECTORS,
    Topic,
)
from services.embedded.engines import Engines
from services.embedded.ports import claim
from services.embedded.secured import Secured
from services.runtime.access import kafka_options
from services.runtime.provision import provision
from services.runtime.settings import Settings
from services.search.access import reader, writer
from services.search.cluster import connect
from services.search.rebuild import Rebuild
from services.search.settings import SearchSettings
from tests.integration.alerts.conftest import alert
from tests.integration.alerts.receiver import Receiver
from tests.integration.ingest.press import LocalPaper
from tests.integration.secure.grants import CHART, api_key, grant_role
from tests.integration.secure.programs import environment
from tests.integration.secure.test_pipeline import page
from tests.workers.process import WorkerProcess, eventually
from tests.workers.topics import dead_letters, events, publish

E = TypeVar("E", bound=Event)
DENIED = re.compile(r"authorization|not authorized|does not let|grant \w+ on", re.IGNORECASE)
NOW = datetime.now(UTC)
PAPER = SourceRef(id="alalam", name="العلم", country="ma")
PICTURE = "i_flood"
READERS = {"gateway", "alerts"}  # of the index
TITLE = "فيضانات أكادير تغمر حي تيليلا"


@dataclass(frozen=True, slots=True)
class Stand:
    """One role's namespace: `admin` may do everything there, `role` what the chart grants it."""

    admin: Settings
    role: Settings
    name: str
    log: Path

    def process(self, **variables: str) -> WorkerProcess:
        own = {**environment(self.role), **variables}
        return WorkerProcess("services.cli", self.role, self.log, "run", self.name, **own)


async def sees(process: WorkerProcess, condition: Callable[[], Awaitable[bool]], what: str) -> None:
    """Wait for what the role does. One that has left says why in its log."""

    async def done() -> bool:
        assert process.process.returncode is None, process.log[-2000:]
        return await condition()

    await eventually(done, what, 50)


@pytest.fixture
async def stand(
    request: pytest.FixtureRequest, guarded: Engines, secured: Secured, unlimited: Settings, tmp_path: Path
) -> Stand:
    role: str = request.param
    admin = unlimited.model_copy(update={"namespace": f"chart{role}", "state_dir": tmp_path})
    await provision(admin)
    await grant_role(admin, secured.kafka_user, role)
    key = api_key(guarded.elasticsearch, secured, role, reader(admin) if role in READERS else writer(admin))
    own = admin.model_copy(update={"kafka_user": secured.kafka_user, "elasticsearch_api_key": SecretStr(key)})
    return Stand(admin, own, role, tmp_path / f"{role}.log")


def enriched(number: int) -> EnrichedArticle:
    paper = SourceRef(id=f"paper{number}", name="العلم")
    text = "غمرت فيضانات مفاجئة حي تيليلا بأكادير وأجلت الوقاية المدنية مئات السكان."
    return EnrichedArticle(article=article(number, paper, text), lang="ar", enriched_at=NOW)


def article(number: int, paper: SourceRef, text: str) -> Article:
    return Article(
        id=f"a_{number}",
        revision=1,
        source=paper,
        url=f"https://{paper.id}.example/{number}",
        title=TITLE,
        blocks=(Paragraph(text=text),),
        images=(Image(id=PICTURE, url=f"https://{paper.id}.example/flood.jpg"),),
        fetched_at=NOW,
    )


def headline() -> Headline:
    return Headline(article_id="a_1", title=TITLE, source=PAPER, indexed_at=NOW)


def report(reporter: str) -> ImageReport:
    return ImageReport(image_id=PICTURE, article_id="a_1", reporter=reporter, reported_at=NOW)


async def polls(stand: Stand) -> None:
    async with LocalPaper() as paper:
        paper.write("/news/1", "رصيف جديد بميناء آسفي")
        await publish(stand.admin, paper.source())
        async with stand.process() as process:
            await sees(process, lambda: some(stand, PAGES), "a page")
            await sees(process, lambda: some(stand, SOURCE_HEALTH), "the health of the newspaper")


async def extracts(stand: Stand) -> None:
    await publish(stand.admin, page())
    async with stand.process() as process:
        await sees(process, lambda: some(stand, ARTICLES), "an article")


async def enriches(stand: Stand) -> None:
    await publish(stand.admin, article(1, PAPER, "رست الباخرة بميناء آسفي صباح السبت محملة بالحبوب."))
    async with stand.process() as process:
        await sees(process, lambda: some(stand, ENRICHED), "an enriched article")


async def embeds(stand: Stand) -> None:
    await publish(stand.admin, enriched(1))
    async with stand.process() as process:
        await sees(process, lambda: some(stand, VECTORS), "a vector")


async def clusters(stand: Stand) -> None:
    await publish(stand.admin, enriched(1), enriched(2))

    async def assigned() -> bool:
        changes = await events(stand.admin, STORIES)
        return {"a_1", "a_2"} <= {one.article_id for change in changes for one in change.assigned}

    async with stand.process() as process:
        await sees(process, assigned, "a story of both articles")


async def moderates(stand: Stand) -> None:
    await publish(stand.admin, *(report(reader) for reader in "abc"))
    async with stand.process() as process:
        await sees(process, lambda: some(stand, IMAGE_STATES), "a hidden picture")


async def indexes(stand: Stand) -> None:
    await publish(stand.admin, enriched(1))
    own = SearchSettings(**stand.admin.model_dump())
    client = connect(own, 30)

    async def found() -> bool:
        alias = own.named("articles")
        if not await client.indices.exists_alias(name=alias):
            return False
        await client.indices.refresh(index=alias)
        return bool((await client.count(index=alias))["count"] == 1)

    try:
        async with stand.process() as process:
            await sees(process, found, "a searchable document")
            await sees(process, lambda: some(stand, HEADLINES), "a headline")
    finally:
        await client.close()


async def serves(stand: Stand) -> None:
    """A search of what was indexed, the ticker, the stages, and a reader's report of a picture."""
    own = SearchSettings(**stand.admin.model_dump())
    await publish(stand.admin, enriched(1), headline())
    client = connect(own, 30)
    await Rebuild(client, own, lambda done, total=None: None).run()
    await client.close()
    port = claim(0, "the gateway")
    address = f"http://127.0.0.1:{port}"
    async with (
        stand.process(NASHRA_PORT=str(port), NASHRA_SECRET="s" * 32) as process,
        aiohttp.ClientSession(address) as session,
    ):

        async def ready() -> bool:
            try:
                async with session.get("/readyz") as answer:
                    return answer.status == 200
            except aiohttp.ClientError:
                return False

        await sees(process, ready, "the gateway to be ready")
        for path in ("/v1/search?q=أكادير", "/v1/headlines"):
            async with session.get(path) as answer:
                assert answer.status == 200, await answer.text()
                assert [item["title"] for item in (await answer.json())["items"]] == [TITLE]
        async with session.get("/v1/status") as answer:
            assert (await answer.json())["degraded"] == []
        async with session.post(f"/v1/images/{PICTURE}/reports") as answer:
            assert answer.status == 202, await answer.text()
        await sees(process, lambda: some(stand, IMAGE_REPORTS), "a report")


async def tells(stand: Stand) -> None:
    """An alert's receiver of what was indexed, and what came of it."""
    own = SearchSettings(**stand.admin.model_dump())
    client = connect(own, 30)
    async with Receiver(names=()) as receiver:
        await publish(stand.admin, alert("flood", "فيضانات أكادير", receiver), enriched(1), headline())
        await Rebuild(client, own, lambda done, total=None: None).run()
        await client.close()
        async with stand.process() as process:
            await sees(process, lambda: some(stand, ALERT_DELIVERIES), "a delivery")
        assert receiver.articles("/flood") == {"a_1": 1}


WORK = {
    "poll": polls,
    "extract": extracts,
    "enrich": enriches,
    "embed": embeds,
    "stories": clusters,
    "moderate": moderates,
    "index": indexes,
    "alerts": tells,
    "gateway": serves,
}


async def some(stand: Stand, topic: Topic[E]) -> bool:
    return bool(await events(stand.admin, topic))


@pytest.mark.parametrize("stand", WORK, indirect=True)
async def test_a_role_works_with_the_grants_of_the_chart_and_no_others(stand: Stand) -> None:
    if stand.name == "embed" and not installed():
        pytest.skip("needs the extra: pip install 'nashra[semantic]'")
    await WORK[stand.name](stand)
    assert not DENIED.findall(stand.log.read_text())
    assert await dead_letters(stand.admin) == []
    await stays_in_its_place(stand)


def test_every_role_is_tried() -> None:
    assert set(WORK) == {role.value for role in Role}


async def stays_in_its_place(stand: Stand) -> None:
    """Every topic that its user is not granted refuses a write, and a read."""
    reads, writes = granted(stand.name, "Read"), granted(stand.name, "Write")
    every = {*(topic.name for topic in ALL), DEAD_LETTERS.name}
    async with AIOKafkaProducer(**kafka_options(stand.role)) as producer:
        for topic in sorted(every - writes):
            with pytest.raises(TopicAuthorizationFailedError):
                await producer.send_and_wait(stand.role.named(topic), b"x")
    for topic in sorted(every - reads):
        consumer = AIOKafkaConsumer(**kafka_options(stand.role))
        await consumer.start()
        try:
            consumer.assign([TopicPartition(stand.role.named(topic), 0)])
            with pytest.raises(TopicAuthorizationFailedError):
                await asyncio.wait_for(consumer.getone(), 20)
        finally:
            await consumer.stop()


def granted(role: str, operation: str) -> set[str]:
    return {acl["name"] for acl in CHART["users"][role] if operation in acl["operations"]}

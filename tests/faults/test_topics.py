"""Topics that are missing, made anew, or shorter than the lag of their reader."""

from __future__ import annotations

import asyncio
from collections.abc import AsyncIterator, Iterable
from contextlib import asynccontextmanager
from pathlib import Path

import pytest
from aiokafka import TopicPartition
from aiokafka.admin import AIOKafkaAdminClient, RecordsToDelete
from services.contracts.topics import ARTICLES, PAGES
from services.runtime.provision import provision
from services.runtime.scan import extent
from services.runtime.settings import Settings
from tests.workers.pages import page
from tests.workers.process import WorkerProcess, eventually
from tests.workers.topics import committed, dead_letters, events, publish

DELETED_S = 2.0  # until a broker has forgotten a topic


@pytest.fixture
async def ours(settings: Settings) -> Settings:
    await provision(settings)
    return settings


def names(numbers: Iterable[int]) -> set[str]:
    return {f"a_{number}" for number in numbers}


async def publish_pages(settings: Settings, numbers: Iterable[int]) -> None:
    await publish(settings, *(page(f"a_{number}") for number in numbers))


async def arrive(settings: Settings, expected: set[str]) -> None:
    async def arrived() -> bool:
        return {article.id for article in await events(settings, ARTICLES)} == expected

    await eventually(arrived, f"{len(expected)} articles", 90)


@asynccontextmanager
async def admin_of(settings: Settings) -> AsyncIterator[AIOKafkaAdminClient]:
    admin = AIOKafkaAdminClient(bootstrap_servers=settings.kafka)
    await admin.start()
    try:
        yield admin
    finally:
        await admin.close()


async def delete(settings: Settings, topic: str) -> None:
    async with admin_of(settings) as admin:
        await admin.delete_topics([topic])
    await asyncio.sleep(DELETED_S)


async def test_r1_what_goes_to_a_missing_topic_waits_until_somebody_makes_it(
    ours: Settings, tmp_path: Path
) -> None:
    async with WorkerProcess("tests.workers.pages", ours, tmp_path / "log") as worker:
        await worker.ready()
        await delete(ours, ARTICLES.physical(ours.namespace))
        await publish_pages(ours, range(20))
        await asyncio.sleep(2)
        assert await committed(ours, ours.named("nashra-extract")) == 0
        await provision(ours)
        await arrive(ours, names(range(20)))
    assert await dead_letters(ours) == []


async def test_r1_a_topic_that_is_made_anew_is_read_from_its_beginning(
    ours: Settings, tmp_path: Path
) -> None:
    async with WorkerProcess("tests.workers.pages", ours, tmp_path / "log"):
        await publish_pages(ours, range(20))
        await arrive(ours, names(range(20)))
        await delete(ours, PAGES.physical(ours.namespace))
        await provision(ours)
        await publish_pages(ours, range(20, 30))
        await arrive(ours, names(range(30)))


async def test_r1_what_expired_before_it_was_read_is_told(ours: Settings, tmp_path: Path) -> None:
    topic = PAGES.physical(ours.namespace)
    await publish_pages(ours, range(10))
    async with WorkerProcess("tests.workers.pages", ours, tmp_path / "first.log") as first:
        await arrive(ours, names(range(10)))
        assert await first.terminate(20) == 0
    await publish_pages(ours, range(10, 40))
    async with admin_of(ours) as admin:
        ends = {partition: end for partition, (_, end) in (await extent(ours, topic)).items()}
        await admin.delete_records(
            {TopicPartition(topic, partition): RecordsToDelete(end) for partition, end in ends.items()}
        )
    await publish_pages(ours, range(40, 60))
    async with WorkerProcess("tests.workers.pages", ours, tmp_path / "second.log") as second:
        await arrive(ours, names((*range(10), *range(40, 60))))
        metrics = (await second.ask("/metrics"))[1]
    assert f'nashra_expired_messages_total{{topic="{topic}"}} 30.0' in metrics
    assert "messages expired before they were read" in second.log

"""Stock Faust loses messages; the safe stage does not. The same broker, the same faults."""

from __future__ import annotations

import asyncio
import json
import signal
from collections.abc import Sequence
from pathlib import Path

import pytest
from aiokafka.admin import AIOKafkaAdminClient, NewTopic
from aiokafka.admin.config_resource import ConfigResource, ConfigResourceType
from services.contracts.topics import ARTICLES, DEAD_LETTERS, PAGES
from services.runtime.faust_adapter.watch import EXIT_BUG
from services.runtime.provision import provision
from services.runtime.settings import Settings
from tests.workers.pages import page
from tests.workers.process import WorkerProcess, eventually
from tests.workers.topics import committed, dead_letters, events, publish, publish_raw

OURS = "tests.workers.pages"
STOCK = "tests.workers.stock"


class StockRun:
    """Stock Faust on a topic with one partition: what it committed, and what it handled."""

    def __init__(self, settings: Settings, directory: Path, mode: str) -> None:
        self._settings = settings
        self._directory = directory
        self._mode = mode
        self.topic = settings.named("stock")
        self.group = settings.named("stock-group")
        self._handled = directory / "handled"

    async def prepare(self, values: Sequence[bytes]) -> None:
        admin = AIOKafkaAdminClient(bootstrap_servers=self._settings.kafka)
        await admin.start()
        await admin.create_topics([NewTopic(self.topic, 1, 1)])
        await admin.close()
        await publish_raw(self._settings, self.topic, [(None, value) for value in values])

    def worker(self, **env: str) -> WorkerProcess:
        return WorkerProcess(
            STOCK,
            self._settings,
            self._directory / "stock.log",
            self._mode,
            STOCK_GROUP=self.group,
            STOCK_TOPIC=self.topic,
            STOCK_HANDLED=str(self._handled),
            **env,
        )

    async def committed_all(self, count: int) -> None:
        async def done() -> bool:
            return await committed(self._settings, self.group) == count

        await eventually(done, f"stock Faust to commit {count}")

    def handled(self) -> set[str]:
        return set(self._handled.read_text().split()) if self._handled.exists() else set()


async def test_stock_faust_loses_the_batch_of_an_exception(settings: Settings, tmp_path: Path) -> None:
    stock = StockRun(settings, tmp_path, "in-batches")
    await stock.prepare([*(b"m%d" % n for n in range(9)), b"fails"])
    async with stock.worker(STOCK_FAILS="1"):
        await stock.committed_all(10)  # also what it never handled
    assert stock.handled() == {"m0", "m1", "m2", "m3", "m4"}


async def test_stock_faust_loses_a_slow_message_when_it_is_killed(settings: Settings, tmp_path: Path) -> None:
    stock = StockRun(settings, tmp_path, "side-by-side")
    await stock.prepare([b"slow", *(b"m%d" % n for n in range(9))])
    async with stock.worker(STOCK_FAILS="1") as worker:
        await stock.committed_all(10)
        await worker.kill()
    assert stock.handled() == {f"m{n}" for n in range(9)}


async def test_stock_faust_skips_a_poison_message_without_a_word(settings: Settings, tmp_path: Path) -> None:
    stock = StockRun(settings, tmp_path, "typed")
    await stock.prepare([json.dumps({"n": n}).encode() if n != 4 else b"{poison" for n in range(10)])
    async with stock.worker():
        await stock.committed_all(10)
    assert stock.handled() == {str(n) for n in range(10) if n != 4}


@pytest.fixture
async def ours(settings: Settings) -> Settings:
    await provision(settings)
    return settings


async def all_arrive(settings: Settings, ids: set[str]) -> None:
    async def arrived() -> bool:
        return {article.id for article in await events(settings, ARTICLES)} == ids

    await eventually(arrived, f"{len(ids)} articles")


async def test_ours_loses_nothing_to_an_exception(ours: Settings, tmp_path: Path) -> None:
    await publish(ours, *(page(f"a_{n}", befall="crash" if n == 4 else None) for n in range(10)))
    async with WorkerProcess(OURS, ours, tmp_path / "failing.log", NASHRA_TEST_CRASH="1") as failing:
        assert await failing.exit_code() == EXIT_BUG
        assert "a bug in the handler" in failing.log
    async with WorkerProcess(OURS, ours, tmp_path / "fixed.log"):
        await all_arrive(ours, {f"a_{n}" for n in range(10)})


async def test_ours_loses_nothing_to_a_kill_and_repeats_a_batch_at_most(
    ours: Settings, tmp_path: Path
) -> None:
    ids = [f"a_{n}" for n in range(24)]
    await publish(ours, *(page(one, befall="slow") for one in ids))
    async with WorkerProcess(OURS, ours, tmp_path / "first.log") as first:

        async def under_way() -> bool:
            return len(await events(ours, ARTICLES)) >= 10

        await eventually(under_way, "the first batch")
        await asyncio.sleep(0.5)  # into the middle of the next one
        await first.kill()
    async with WorkerProcess(OURS, ours, tmp_path / "second.log"):
        await all_arrive(ours, set(ids))
        articles = await events(ours, ARTICLES)
    assert len(articles) - len(ids) <= 10 * ours.partitions


async def test_ours_keeps_a_poison_message_as_a_dead_letter(ours: Settings, tmp_path: Path) -> None:
    topic = PAGES.physical(ours.namespace)
    await publish_raw(ours, topic, [(b"a_0", page("a_0").encode()), (b"a_0", b"{poison")])
    await publish(ours, page("a_1"))
    async with WorkerProcess(OURS, ours, tmp_path / "worker.log"):
        await all_arrive(ours, {"a_0", "a_1"})

        async def buried() -> bool:
            return [letter.origin.value for letter in await dead_letters(ours)] == [b"{poison"]

        await eventually(buried, "the dead letter")


async def test_ours_commits_nothing_that_the_dead_letter_topic_did_not_take(
    ours: Settings, tmp_path: Path
) -> None:
    await publish_raw(ours, PAGES.physical(ours.namespace), [(b"a_0", b"{poison" + b" " * 2000)])
    await limit_dead_letters(ours, 500)
    async with WorkerProcess(OURS, ours, tmp_path / "worker.log") as worker:

        async def waits() -> bool:
            return "dead-letter topic" in (await worker.ask("/readyz"))[1]

        await eventually(waits, "the stage to wait")
        assert await committed(ours, ours.named("nashra-extract")) == 0
        await limit_dead_letters(ours, 1_000_000)

        async def buried() -> bool:
            return len(await dead_letters(ours)) == 1

        await eventually(buried, "the dead letter")
        worker.send(signal.SIGTERM)
        assert await worker.exit_code(10) == 0
    assert await committed(ours, ours.named("nashra-extract")) == 1


async def limit_dead_letters(settings: Settings, size: int) -> None:
    """The largest message that the dead-letter topic takes, in bytes."""
    admin = AIOKafkaAdminClient(bootstrap_servers=settings.kafka)
    await admin.start()
    try:
        name = DEAD_LETTERS.physical(settings.namespace)
        config = {"max.message.bytes": str(size)}
        await admin.alter_configs([ConfigResource(ConfigResourceType.TOPIC, name, config)])
    finally:
        await admin.close()

"""What the index role exports of the state of the platform, also right after a restart."""

from __future__ import annotations

import re
from datetime import UTC, datetime
from pathlib import Path

from prometheus_client import REGISTRY
from services.contracts.dead_letter import DeadLetter, Origin, Reason
from services.contracts.topics import DEAD_LETTERS, ENRICHED
from services.runtime import dead_letters, decisions
from services.runtime.producer import EventProducer, settle
from services.runtime.provision import provision
from services.runtime.settings import Settings
from services.search.cluster import connect
from services.search.index_gauges import IndexGauges
from services.search.settings import SearchSettings
from tests.integration.search.articles import article
from tests.workers.process import WorkerProcess, eventually
from tests.workers.topics import publish

DIED = datetime(2025, 4, 5, 9, tzinfo=UTC)


async def bury(settings: Settings, count: int) -> None:
    topic = DEAD_LETTERS.physical(settings.namespace)
    async with EventProducer(settings, "test") as producer:
        for n in range(count):
            origin = Origin(ENRICHED.physical(settings.namespace), 0, n, 0, b"a_1", b"{}")
            letter = DeadLetter(origin, "index.enriched.v1", Reason.REJECTED, "مرفوض", 1, DIED)
            await settle(await producer.enqueue_raw(topic, origin.key, origin.value, letter.headers()))


async def test_the_index_role_tells_of_freshness_disks_generations_and_dead_letters(
    settings: Settings, tmp_path: Path
) -> None:
    await provision(settings)
    await bury(settings, 3)
    await publish(settings, article("port", "ميناء آسفي", "توسعة."))
    async with WorkerProcess(
        "services.cli", settings, tmp_path / "log", "run", "index",
        NASHRA_ELASTICSEARCH=settings.elasticsearch,
    ) as worker:  # fmt: skip

        async def indexed() -> bool:
            return "nashra_end_to_end_seconds_count 1.0" in (await worker.ask("/metrics"))[1]

        await eventually(indexed, "the article in the index")
    async with WorkerProcess(
        "services.cli", settings, tmp_path / "again", "run", "index",
        NASHRA_ELASTICSEARCH=settings.elasticsearch,
    ) as worker:  # fmt: skip

        async def told() -> bool:
            _, metrics = await worker.ask("/metrics")
            return 'nashra_newest_article_timestamp_seconds{source="alalam"}' in metrics

        await eventually(told, "the freshness of a newspaper that wrote before the restart")
        _, metrics = await worker.ask("/metrics")
    assert 'nashra_dead_letters_waiting{reason="rejected",stage="index.enriched.v1"} 3.0' in metrics
    (died,) = re.findall(r"^nashra_dead_letters_oldest_timestamp_seconds (\S+)", metrics, re.MULTILINE)
    assert float(died) == DIED.timestamp()
    name = rf"{settings.named('articles')}-v\d+-first"
    assert re.search(rf'nashra_index_generation_info{{generation="{name}",state="live"}} 1.0', metrics)
    assert re.search(r'nashra_index_disk_used_ratio{node="[^"]+"} 0\.\d+', metrics)


async def test_what_was_decided_on_waits_no_longer(settings: Settings) -> None:
    await provision(settings)
    await bury(settings, 2)
    search = SearchSettings(**settings.model_dump())
    client = connect(search, 10)
    gauges = IndexGauges(client, search)
    labels = {"stage": "index.enriched.v1", "reason": "rejected"}

    await gauges._dead_letters()
    assert REGISTRY.get_sample_value("nashra_dead_letters_waiting", labels) == 2.0
    await decisions.discard(settings, await dead_letters.entries(settings))
    await gauges._dead_letters()
    assert REGISTRY.get_sample_value("nashra_dead_letters_waiting", labels) is None
    assert REGISTRY.get_sample_value("nashra_dead_letters_oldest_timestamp_seconds") == 0.0
    await client.close()

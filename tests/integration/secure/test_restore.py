"""The drill of docs/operations.md, «Backups»: snapshot, lose the index, restore, read the rest again."""

from __future__ import annotations

import hashlib
from datetime import UTC, datetime
from pathlib import Path

import orjson
from aiokafka import AIOKafkaConsumer, TopicPartition
from elasticsearch import AsyncElasticsearch
from services.contracts.article import EnrichedArticle
from services.contracts.topics import ENRICHED
from services.embedded.engines import Engines
from services.embedded.secured import Secured
from services.runtime.access import kafka_options
from services.runtime.lag import stage_lags
from services.runtime.provision import provision
from services.runtime.settings import Settings
from tests.integration.search.articles import article
from tests.integration.secure.programs import environment
from tests.workers.process import WorkerProcess, eventually
from tests.workers.topics import publish

BEFORE, AFTER = range(20), range(20, 30)


def written(number: int, revision: int = 1) -> EnrichedArticle:
    title = f"ميناء آسفي يستقبل الباخرة {number}، الصيغة {revision}"
    return article(str(number), title, f"رست الباخرة رقم {number} بميناء آسفي.", revision=revision)


async def test_a_snapshot_and_the_rest_of_the_topics_are_the_same_documents(
    guarded: Engines, secured: Secured, unlimited: Settings, tmp_path: Path
) -> None:
    settings = unlimited.model_copy(update={"namespace": "drill", "state_dir": tmp_path})
    await provision(settings)
    role = WorkerProcess(
        "services.cli", settings, tmp_path / "index.log", "run", "index", **environment(settings)
    )
    async with AsyncElasticsearch(
        guarded.elasticsearch, ca_certs=str(secured.ca), headers={"Authorization": secured.elastic}
    ) as client:
        await publish(settings, *(written(number) for number in BEFORE))
        async with role:
            await complete(client, settings, len(BEFORE))
            moment = datetime.now(UTC)
            await snapshot(client)
            await publish(settings, *(written(number) for number in AFTER), written(0, revision=2))
            await complete(client, settings, len(BEFORE) + len(AFTER))
            assert await role.terminate(30) == 0
        before = await documents(client)

        for name in await client.indices.get(index="drill-*"):
            await client.indices.delete(index=name)
        await client.snapshot.restore(
            repository="drill", snapshot="first", indices="drill-*", wait_for_completion=True
        )
        assert len(await documents(client)) == len(BEFORE)
        await go_back(settings, moment)
        async with role:
            await complete(client, settings, len(BEFORE) + len(AFTER))
            assert await role.terminate(30) == 0
        assert await documents(client) == before


async def snapshot(client: AsyncElasticsearch) -> None:
    await client.snapshot.create_repository(
        name="drill", repository={"type": "fs", "settings": {"location": "drill"}}
    )
    taken = await client.snapshot.create(
        repository="drill",
        snapshot="first",
        indices="drill-*",
        include_global_state=False,
        wait_for_completion=True,
    )
    assert taken["snapshot"]["state"] == "SUCCESS"


async def go_back(settings: Settings, moment: datetime) -> None:
    """As `kafka-consumer-groups.sh --reset-offsets --to-datetime` does, for a group without members."""
    consumer = AIOKafkaConsumer(
        **kafka_options(settings), group_id=settings.named("nashra-index"), enable_auto_commit=False
    )
    await consumer.start()
    try:
        topic = ENRICHED.physical(settings.namespace)
        partitions = [TopicPartition(topic, number) for number in range(settings.partitions)]
        consumer.assign(partitions)
        found = await consumer.offsets_for_times(dict.fromkeys(partitions, int(moment.timestamp() * 1000)))
        ends = await consumer.end_offsets(partitions)
        await consumer.commit({tp: place.offset if (place := found[tp]) else ends[tp] for tp in partitions})
    finally:
        await consumer.stop()


async def complete(client: AsyncElasticsearch, settings: Settings, expected: int) -> None:
    """So many articles are searchable, and the index role has read everything."""

    async def all_there() -> bool:
        if not await client.indices.exists_alias(name="drill-articles"):
            return False
        waiting = [lag.records for lag in await stage_lags(settings) if lag.role == "index"]
        return not any(waiting) and len(await documents(client)) == expected

    await eventually(all_there, f"{expected} documents", 50)


async def documents(client: AsyncElasticsearch) -> dict[str, str]:
    """Hash of the sorted source of each article but for the moment at which it was indexed, by id."""
    await client.indices.refresh(index="drill-articles")
    hits = (await client.search(index="drill-articles", size=100))["hits"]["hits"]
    return {hit["_id"]: _hash(hit["_source"]) for hit in hits}


def _hash(source: dict[str, object]) -> str:
    content = {field: value for field, value in source.items() if field != "indexed_at"}
    return hashlib.sha256(orjson.dumps(content, option=orjson.OPT_SORT_KEYS)).hexdigest()

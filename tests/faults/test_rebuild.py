"""R7 and R8: the index is disposable, and a new generation takes over without anybody noticing.

`NASHRA_TEST_ARTICLES` is how many articles (2,000).
"""

from __future__ import annotations

import asyncio
import hashlib
import os
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

import orjson
import pytest
from services.contracts.article import EnrichedArticle, Image
from services.contracts.image import ImageState
from services.contracts.withdrawal import Withdrawal
from services.runtime.lag import stage_lags
from services.runtime.producer import EventProducer
from services.runtime.provision import provision
from services.runtime.settings import Settings
from services.search import generations, rebuild
from services.search.cluster import AsyncElasticsearch, connect
from services.search.errors import RebuildRefused
from services.search.reader import Reader
from services.search.rebuild import Rebuild
from services.search.results import Filters, SearchRequest, SourceActivity
from services.search.settings import SearchSettings
from tests.integration.search.articles import ALALAM, article
from tests.workers.process import WorkerProcess, eventually
from tests.workers.topics import publish

ARTICLES = int(os.environ.get("NASHRA_TEST_ARTICLES", "2000"))
REVISED, WITHDRAWN = range(0, ARTICLES, 10), range(5, ARTICLES, 100)
FEW = 100
MOMENT = datetime(2025, 4, 6, tzinfo=UTC)


def written(number: int, revision: int = 1) -> EnrichedArticle:
    image = Image(id=f"i_{number}", url=f"https://alalam.example/{number}.jpg")
    return article(
        str(number),
        f"ميناء آسفي يستقبل الباخرة {number}، الصيغة {revision}",
        f"رست الباخرة رقم {number} بميناء آسفي صباح السبت محملة بالحبوب.",
        revision=revision,
        images=(image,),
    )


def withdrawal(number: int) -> Withdrawal:
    return Withdrawal(
        article_id=f"a_{number}", source=ALALAM, revision=1, decided_by="operator:salma", decided_at=MOMENT
    )


def hidden(number: int) -> ImageState:
    return ImageState(
        image_id=f"i_{number}", article_id=f"a_{number}", state="hidden", revision=1, changed_at=MOMENT
    )


class Live:
    """A platform of topics, an index role and an index."""

    def __init__(self, settings: SearchSettings, client: AsyncElasticsearch, log: Path) -> None:
        self.settings = settings
        self.client = client
        self._log = log

    def role(self) -> WorkerProcess:
        return WorkerProcess(
            "services.cli", self.settings, self._log, "run", "index",
            NASHRA_ELASTICSEARCH=self.settings.elasticsearch,
        )  # fmt: skip

    async def rebuild(self, into: str | None = None) -> rebuild.Rebuilt:
        return await Rebuild(self.client, self.settings, lambda done, total=None: None).run(into)

    async def documents(self, index: str | None = None, *, but: str | None = None) -> dict[str, str]:
        """Hash of the sorted source of each document, by id."""
        name = index or self.settings.named("articles")
        await self.client.indices.refresh(index=name)
        found: dict[str, str] = {}
        further: dict[str, Any] = {}
        while True:
            page = await self.client.search(index=name, size=1000, sort=["id"], **further)
            hits = page["hits"]["hits"]
            if not hits:
                return found
            further = {"search_after": hits[-1]["sort"]}
            for hit in hits:
                source = {field: value for field, value in hit["_source"].items() if field != but}
                text = orjson.dumps(source, option=orjson.OPT_SORT_KEYS)
                found[hit["_id"]] = hashlib.sha256(text).hexdigest()

    async def count(self, expected: int) -> None:
        """Wait until so many articles are searchable and the index role has read everything."""

        async def complete() -> bool:
            try:
                await self.client.indices.refresh(index=self.settings.named("articles"))
                counted = await self.client.count(index=self.settings.named("articles"))
            except Exception:  # noqa: BLE001 # there is no index yet
                return False
            return bool(counted["count"] == expected) and not await self.lag()

        await eventually(complete, f"{expected} documents", 90)

    async def lag(self) -> int:
        """Messages that the index role has not finished: also revisions, which change no count."""
        group = self.settings.named("nashra-index")
        return sum(lag.records for lag in await stage_lags(self.settings) if lag.group == group)


@pytest.fixture
async def live(settings: Settings, tmp_path: Path) -> AsyncIterator[Live]:
    own = SearchSettings(**settings.model_dump())
    await provision(own)
    client = connect(own, 30)
    yield Live(own, client, tmp_path / "index.log")
    await client.close()


async def accept_all(settings: Settings) -> int:
    """Articles, second revisions, hidden images and withdrawals; how many articles are to be found."""
    await publish(settings, *(written(number) for number in range(ARTICLES)))
    await publish(settings, *(written(number, 2) for number in REVISED), *(hidden(n) for n in REVISED))
    await publish(settings, *(withdrawal(number) for number in WITHDRAWN))
    return ARTICLES - len(WITHDRAWN)


async def test_r7_a_deleted_index_is_rebuilt_to_the_same_documents(live: Live) -> None:
    expected = await accept_all(live.settings)
    async with live.role() as role:
        await live.count(expected)
        assert await role.terminate() == 0
    before = await live.documents()
    before_but_moments = await live.documents(but="indexed_at")

    beside = await live.rebuild()
    assert (beside.documents, beside.rejected) == (expected, 0)
    assert await live.documents() == before  # moments too: they are read from the generation before

    for name in await live.client.indices.get(index=live.settings.named("*")):
        await live.client.indices.delete(index=name)
    first = await live.rebuild()
    assert first.documents == expected
    assert await live.documents(but="indexed_at") == before_but_moments
    of_the_log = await live.documents()
    for name in await live.client.indices.get(index=live.settings.named("*")):
        await live.client.indices.delete(index=name)
    await live.rebuild()
    assert await live.documents() == of_the_log  # a rebuild from nothing is a function of the topics
    async with Reader(live.settings) as reader:
        found = await reader.search(SearchRequest(filters=Filters(ids=("a_0", "a_1"))))
        assert {item.id: item.lead_image for item in found.items} == {"a_0": None, "a_1": "i_1"}
    print(f"R7: {expected} documents of {ARTICLES} articles, identical; rebuilt in {first.seconds} s")


async def test_r8_a_new_generation_takes_over_under_reads_and_writes(live: Live) -> None:
    expected = await accept_all(live.settings)
    async with live.role():
        await live.count(expected)
        before = await generations.live_generation(live.client, live.settings)
        async with under_load(live) as load:
            await asyncio.sleep(1)
            done = await live.rebuild()
            await asyncio.sleep(2)
        await live.count(expected + len(load.accepted))
        documents = await live.documents()
    assert load.failed == []
    assert load.missing == []
    assert load.searches > 10
    assert {f"a_{number}" for number in load.accepted} <= set(documents)
    assert done.previous == before
    assert done.generation == await generations.live_generation(live.client, live.settings)
    assert before in await generations.names(live.client, live.settings)
    print(
        f"R8: {done.records} records rebuilt in {done.seconds} s under {load.searches} searches and "
        f"{len(load.accepted)} new articles: 0 failed, 0 missing"
    )


async def test_the_way_back_has_what_was_written_since(live: Live) -> None:
    await publish(live.settings, written(1))
    async with live.role():
        await live.count(1)
        first = await generations.live_generation(live.client, live.settings)
        await live.rebuild()
        await publish(live.settings, written(2), written(1, 2))
        await live.count(2)
        newest = await live.documents(but="indexed_at")
        done = await live.rebuild(into=first)
    assert done.generation == first == await generations.live_generation(live.client, live.settings)
    assert await live.documents(but="indexed_at") == newest


async def test_an_interrupted_rebuild_goes_on(live: Live, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(rebuild, "CHECKPOINT_S", 0.0)
    await publish(live.settings, *(written(number) for number in range(ARTICLES)))

    def interrupt(done: int, total: int | None = None) -> None:
        if done >= ARTICLES // 2:
            raise KeyboardInterrupt

    with pytest.raises(KeyboardInterrupt):
        await Rebuild(live.client, live.settings, interrupt).run()
    building = await generations.building_generation(live.client, live.settings)
    assert building is not None
    assert await generations.live_generation(live.client, live.settings) is None
    filled = sum((await generations.checkpoint(live.client, building)).values())
    done = await live.rebuild()
    assert done.generation == building
    assert done.resumed == (filled > 0)
    assert (done.records, done.documents) == (ARTICLES - filled, ARTICLES)


async def test_ctrl_c_keeps_the_place_that_was_reached(live: Live) -> None:
    await publish(live.settings, *(written(number) for number in range(ARTICLES)))
    running: list[asyncio.Task[object]] = []

    def stop_half_way(done: int, total: int | None = None) -> None:
        if done >= ARTICLES // 2:
            running[0].cancel()

    running.append(asyncio.create_task(Rebuild(live.client, live.settings, stop_half_way).run()))
    with pytest.raises(asyncio.CancelledError):
        await running[0]
    building = await generations.building_generation(live.client, live.settings)
    assert building is not None
    filled = sum((await generations.checkpoint(live.client, building)).values())
    assert filled > 0
    done = await live.rebuild()
    assert (done.resumed, done.records, done.documents) == (True, ARTICLES - filled, ARTICLES)


async def test_a_generation_that_another_run_left_incomplete_is_never_shown(live: Live) -> None:
    await publish(live.settings, *(written(number) for number in range(FEW)))
    before = await generations.provision(live.client, live.settings)
    other: list[str] = []
    batches = rebuild.batches

    async def a_moment_later(records: AsyncIterator[Any], size: int) -> AsyncIterator[list[Any]]:
        async for batch in batches(records, size):
            if not other and await generations.building_generation(live.client, live.settings):
                other.append(await generations.create(live.client, live.settings, MOMENT))
            yield batch

    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(rebuild, "batches", a_moment_later)
        with pytest.raises(RebuildRefused, match="another run builds another generation"):
            await live.rebuild()
    assert await generations.live_generation(live.client, live.settings) == before
    assert await generations.building_generation(live.client, live.settings) == other[0]
    assert (await live.rebuild()).documents == FEW  # goes on with the other one


async def test_two_runs_of_one_generation_both_end_well(live: Live) -> None:
    await publish(live.settings, *(written(number) for number in range(FEW)))
    name = await generations.create(live.client, live.settings, MOMENT)
    done = await asyncio.gather(live.rebuild(), live.rebuild())
    assert {(one.generation, one.documents) for one in done} == {(name, FEW)}
    assert await generations.live_generation(live.client, live.settings) == name


class Load:
    """What readers saw and writers wrote."""

    def __init__(self) -> None:
        self.over = asyncio.Event()
        self.accepted: list[int] = []
        self.searches = 0
        self.failed: list[str] = []
        self.missing: list[str] = []


@asynccontextmanager
async def under_load(live: Live) -> AsyncIterator[Load]:
    """Writers add articles, readers look for those that they saw before, until the block ends."""
    load = Load()
    tasks = [asyncio.create_task(write(live, load)), asyncio.create_task(read(live, load))]
    try:
        yield load
    finally:
        load.over.set()
        await asyncio.gather(*tasks)


async def write(live: Live, load: Load) -> None:
    number = ARTICLES
    async with EventProducer(live.settings, "test") as producer:
        while not load.over.is_set():
            await producer.publish([written(number)])
            load.accepted.append(number)
            number += 1
            await asyncio.sleep(0.02)


async def read(live: Live, load: Load) -> None:
    """Whatever a list showed once, it must show ever after; so must the page of an article."""
    seen = 0
    async with Reader(live.settings) as reader:
        while not load.over.is_set():
            try:
                found = await reader.search(SearchRequest(text="ميناء آسفي", total="exact"))
                stored = await reader.article("a_1")
                activity = await reader.activity()
            except Exception as error:  # noqa: BLE001 # any failure is one that a reader would see
                load.failed.append(repr(error))
                continue
            assert found.total is not None
            assert isinstance(activity.get("alalam"), SourceActivity)
            if found.total.value < seen:
                load.missing.append(f"{seen - found.total.value} of {seen}")
            if stored is None:
                load.missing.append("a_1")
            seen = max(seen, found.total.value)
            load.searches += 1

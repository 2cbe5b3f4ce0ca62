"""The roles `embed` and `index` on real engines: articles go in, searches are ranked by meaning."""

from __future__ import annotations

from pathlib import Path

import pytest
from services.arabic.embedding import MODEL, Embedder, installed, passage
from services.contracts.topics import ENRICHED, VECTORS
from services.contracts.vector import ArticleVector
from services.runtime.lag import stage_lags
from services.runtime.provision import provision
from services.runtime.settings import Settings
from services.search.cluster import NotFoundError, connect
from services.search.errors import IndexUnavailable
from services.search.query_vectors import QueryVectors
from services.search.reader import Reader
from services.search.rebuild import Rebuild
from services.search.results import Ranking, SearchRequest
from services.search.settings import SearchSettings
from services.search.vectors import alias
from tests.integration.search.articles import article
from tests.workers.process import WorkerProcess, eventually
from tests.workers.topics import events, publish, publish_raw

pytestmark = pytest.mark.skipif(not installed(), reason="needs the extra: pip install 'nashra[semantic]'")

PORTS = [article(f"p{number}", f"ميناء آسفي {number}", f"رست الباخرة {number}.") for number in range(20)]


def worker(settings: Settings, directory: Path, role: str) -> WorkerProcess:
    return WorkerProcess(
        "services.cli", settings, directory / f"{role}.log", "run", role,
        NASHRA_ELASTICSEARCH=settings.elasticsearch,
    )  # fmt: skip


async def embedded(settings: Settings) -> set[str]:
    return {event.article_id for event in await events(settings, VECTORS)}


async def ranking(settings: Settings) -> Ranking | None:
    """By what a search for a harbour is ranked; None before the index is there."""
    async with Reader(settings, query_vectors=QueryVectors(Embedder(), 10)) as reader:
        try:
            return (await reader.search(SearchRequest(text="ميناء"))).ranking
        except IndexUnavailable:
            return None


async def test_every_article_gets_its_vector_though_the_role_is_killed(
    settings: Settings, tmp_path: Path
) -> None:
    await provision(settings)
    assert "nashra-embed" not in " ".join(lag.group for lag in await stage_lags(settings))
    await publish_raw(settings, ENRICHED.physical(settings.namespace), [(b"a_bad", b"{")])
    await publish(settings, *PORTS)
    async with worker(settings, tmp_path, "embed") as first:

        async def some() -> bool:
            return len(await embedded(settings)) >= 3

        await eventually(some, "the first vectors", 90)
        await first.kill()
    await publish(settings, article("p0", "ميناء آسفي يتوسع", "توسعة.", revision=2))
    async with worker(settings, tmp_path, "embed") as second:

        async def all_of_them() -> bool:
            made = {(event.article_id, event.revision) for event in await events(settings, VECTORS)}
            return made >= {("a_p0", 2), *((one.article_id, 1) for one in PORTS)}

        await eventually(all_of_them, "every vector", 90)
        assert await second.terminate() == 0
    made = await events(settings, VECTORS)
    assert {event.article_id for event in made} == {one.article_id for one in PORTS}
    again = {(event.article_id, event.revision): event for event in made}
    assert all(again[event.article_id, event.revision] == event for event in made)
    port = PORTS[3].article
    assert again[port.id, 1] == ArticleVector(
        article_id=port.id,
        revision=1,
        model=MODEL,
        vector=Embedder().passages([passage(port.title, port.text)])[0],
    )
    lags = {lag.group: lag.records for lag in await stage_lags(settings) if lag.topic.endswith(ENRICHED.name)}
    assert lags[settings.named("nashra-embed")] == 0


async def test_searches_are_ranked_by_meaning_once_vectors_are_there_and_again_after_a_rebuild(
    settings: Settings, tmp_path: Path
) -> None:
    own = SearchSettings(**settings.model_dump())
    await provision(own)
    await publish(own, *PORTS[:8])
    async with worker(own, tmp_path, "index") as index:

        async def by(expected: Ranking) -> None:
            async def so() -> bool:
                return await ranking(own) == expected

            await eventually(so, f"searches ranked by {expected}", 90)

        await by("text")
        async with worker(own, tmp_path, "embed"):
            await by("semantic")
            await eventually(lambda: _counted(own, 8), "8 vectors in the index", 90)
        made = len(await events(own, VECTORS))
        client = connect(own, 30)
        await client.indices.delete(index=f"{alias(own)}-v1")
        await Rebuild(client, own, lambda done, total=None: None).run()
        await client.close()
        await eventually(lambda: _counted(own, 8), "8 vectors in the index", 30)
        await by("semantic")
        assert len(await events(own, VECTORS)) == made
        assert await index.terminate() == 0


async def _counted(settings: SearchSettings, expected: int) -> bool:
    client = connect(settings, 30)
    try:
        await client.indices.refresh(index=alias(settings))
        return bool((await client.count(index=alias(settings)))["count"] == expected)
    except NotFoundError:
        return False
    finally:
        await client.close()

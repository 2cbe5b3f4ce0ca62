"""The role `index` as a process: topics in, index and headlines out."""

from __future__ import annotations

from datetime import UTC, datetime
from pathlib import Path

from services.contracts.article import Image
from services.contracts.dead_letter import Reason
from services.contracts.image import ImageState
from services.contracts.topics import ENRICHED, HEADLINES
from services.runtime.provision import provision
from services.search import generations
from services.search.cluster import connect
from services.search.errors import IndexUnavailable
from services.search.reader import Reader
from services.search.results import SearchRequest
from services.search.settings import SearchSettings
from tests.integration.search.articles import article
from tests.workers.process import WorkerProcess, eventually
from tests.workers.topics import dead_letters, events, publish, publish_raw

PHOTO = Image(id="i_port", url="https://alalam.example/port.jpg")
HIDDEN = ImageState(
    image_id="i_port",
    article_id="a_port",
    state="hidden",
    revision=1,
    changed_at=datetime(2025, 4, 5, tzinfo=UTC),
)


async def an_index_that_refuses_sections(settings: SearchSettings) -> None:
    """Contracts bound all that Elasticsearch would refuse, so that it takes a mapping of another kind."""
    async with connect(settings, 30) as client:
        await generations.provision_states(client, settings)
        await client.indices.create(
            index=generations.generation_name(settings),
            mappings={"properties": {"section": {"type": "integer"}}},
            aliases={settings.named(generations.ARTICLES): {"is_write_index": True}},
        )


async def test_an_article_is_searchable_and_then_a_headline(
    search_settings: SearchSettings, tmp_path: Path
) -> None:
    settings = search_settings
    await provision(settings)
    await an_index_that_refuses_sections(settings)
    poison = article("poison", "سم", "نص.", section="رياضة")
    await publish(settings, HIDDEN, article("port", "ميناء آسفي", "توسعة.", images=(PHOTO,)), poison)
    await publish(settings, article("port", "ميناء آسفي يتوسع", "توسعة.", revision=2, images=(PHOTO,)))
    await publish_raw(settings, ENRICHED.physical(settings.namespace), [(b"a_bad", b"{")])
    await publish(settings, article("late", "خبر آسفي المتأخر", "جاء بعد كل شيء."))
    async with (
        Reader(settings) as reader,
        WorkerProcess(
            "services.cli",
            settings,
            tmp_path / "log",
            "run",
            "index",
            NASHRA_ELASTICSEARCH=settings.elasticsearch,
            NASHRA_REPLICAS=settings.replicas,
        ) as worker,
    ):

        async def found() -> bool:
            try:
                result = await reader.search(SearchRequest(text="اسفي"))
            except IndexUnavailable:
                return False
            titles = {item.title for item in result.items}
            pictures = [item.lead_image for item in result.items]
            return titles == {"ميناء آسفي يتوسع", "خبر آسفي المتأخر"} and not any(pictures)

        await eventually(found, "two articles, the newest revision, its image hidden")

        async def said() -> bool:
            return len(await events(settings, HEADLINES)) >= 3

        await eventually(said, "a headline for each revision")
        assert await worker.terminate() == 0
    spoken = [(event.article_id, event.revision) for event in await events(settings, HEADLINES)]
    assert set(spoken) == {("a_port", 1), ("a_port", 2), ("a_late", 1)}
    assert all(event.indexed_at for event in await events(settings, HEADLINES))
    assert {letter.reason for letter in await dead_letters(settings)} == {
        Reason.REJECTED,
        Reason.UNDECODABLE,
    }

"""The role `enrich` on real Kafka: an article goes in, its enriched form comes out."""

from __future__ import annotations

from datetime import UTC, datetime
from pathlib import Path

from services.contracts.article import Article, EnrichedArticle, Paragraph
from services.contracts.dead_letter import Reason
from services.contracts.source import SourceRef
from services.contracts.topics import ARTICLES, ENRICHED
from services.runtime.provision import provision
from services.runtime.settings import Settings
from tests.workers.process import WorkerProcess, eventually
from tests.workers.topics import dead_letters, events, publish, publish_raw

MATCH = Article(
    id="a_match",
    revision=2,
    source=SourceRef(id="manara", name="منارة الساحل", country="ma"),
    url="https://manara.example/123",
    title="تعادل في آخر أنفاس المباراة",
    blocks=(Paragraph(text="سجل المهاجم هدف التعادل في الوقت بدل الضائع أمام جماهير الملعب."),),
    fetched_at=datetime(2025, 4, 5, tzinfo=UTC),
)
COLUMN = MATCH.model_copy(update={"id": "a_column", "section_hint": "كُتّاب وآراء"})


async def _enriched(settings: Settings, count: int) -> dict[str, EnrichedArticle]:
    async def enough() -> bool:
        return len(await events(settings, ENRICHED)) >= count

    await eventually(enough, f"{count} enriched articles")
    return {event.article_id: event for event in await events(settings, ENRICHED)}


async def test_articles_come_out_with_what_was_found_about_them(settings: Settings, tmp_path: Path) -> None:
    await provision(settings)
    await publish_raw(settings, ARTICLES.physical(settings.namespace), [(b"a_bad", b'{"id": "a_bad"}')])
    await publish(settings, MATCH, COLUMN)
    async with WorkerProcess("services.cli", settings, tmp_path / "log", "run", "enrich") as worker:
        found = await _enriched(settings, 2)
        assert await worker.terminate() == 0
    match, column = found["a_match"], found["a_column"]
    assert match.article == MATCH
    assert (match.lang, match.section, match.section_from) == ("ar", "sports", "classifier")
    assert (column.section, column.section_from) == ("opinion", "newspaper")
    assert match.keywords
    assert match.word_count == 11
    assert [letter.reason for letter in await dead_letters(settings)] == [Reason.UNDECODABLE]

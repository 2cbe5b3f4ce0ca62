"""Entities on real engines: from an article to the index, from a decision to the next article."""

from __future__ import annotations

import asyncio
import json
import os
import subprocess
import sys
from datetime import UTC, datetime
from pathlib import Path

from services.contracts.article import Article, EnrichedArticle, Paragraph
from services.contracts.source import SourceRef
from services.contracts.topics import ARTICLES, AUDIT, ENRICHED
from services.runtime.provision import provision
from services.runtime.settings import Settings
from services.search.errors import IndexUnavailable
from services.search.reader import Reader
from services.search.results import EntityCandidate
from tests.workers.process import WorkerProcess, eventually, platform
from tests.workers.topics import events, publish

NAME = "e_n-n3man-al7basy"


def article(id_: str, newspaper: str, text: str) -> Article:
    return Article(
        id=f"a_{id_}",
        source=SourceRef(id=newspaper, name=newspaper, country="tn"),
        url=f"https://{newspaper}.example/{id_}",
        title="مهرجان سوسة يفتتح دورته",
        blocks=(Paragraph(text=text),),
        fetched_at=datetime(2025, 4, 5, tzinfo=UTC),
    )


FIRST = article("1", "alfajr", "قال نعمان الحباسي مدير المهرجان إن وفدا من أغادير سيحضر.")
SECOND = article("2", "almasa", "أكد نعمان الحباسي أن الدورة ناجحة، وحضر وفد أكادير.")


async def enriched(settings: Settings, id_: str) -> EnrichedArticle:
    async def there() -> bool:
        return any(event.article_id == id_ for event in await events(settings, ENRICHED))

    await eventually(there, f"{id_} enriched", 90)
    return next(event for event in await events(settings, ENRICHED) if event.article_id == id_)


async def candidates(settings: Settings) -> tuple[EntityCandidate, ...]:
    async with Reader(settings) as reader:
        try:
            return await reader.entity_candidates(10)
        except IndexUnavailable:
            return ()


async def nashra(settings: Settings, *arguments: str) -> subprocess.CompletedProcess[str]:
    return await asyncio.to_thread(
        subprocess.run,
        [sys.executable, "-m", "services.cli", "entities", *arguments],
        env={**os.environ, **platform(settings), "NASHRA_ELASTICSEARCH": settings.elasticsearch},
        capture_output=True,
        text=True,
        timeout=180,
        check=False,
    )


async def test_a_decision_reaches_the_next_article_and_a_restart(settings: Settings, tmp_path: Path) -> None:
    await provision(settings)
    await publish(settings, FIRST, SECOND)
    async with (
        WorkerProcess(
            "services.cli",
            settings,
            tmp_path / "index.log",
            "run",
            "index",
            NASHRA_ELASTICSEARCH=settings.elasticsearch,
        ),
        WorkerProcess("services.cli", settings, tmp_path / "enrich.log", "run", "enrich") as worker,
    ):
        before = {one.id: one for one in (await enriched(settings, "a_1")).entities}
        assert {"e_agadir", "e_sousse", NAME} <= before.keys()
        assert (before["e_agadir"].name, before["e_agadir"].forms) == ("أكادير", ("أغادير",))

        async def offered() -> bool:
            found = {one.entity.id: one for one in await candidates(settings)}
            return NAME in found and found[NAME].newspaper_count == 2

        await eventually(offered, "the name among the candidates", 90)
        listed = await nashra(settings, "candidates", "--json")
        assert [one["name"] for one in json.loads(listed.stdout)["candidates"]] == ["نعمان الحباسي"]
        dry = await nashra(settings, "block", NAME, "--dry-run", "--json")
        assert json.loads(dry.stdout)["dry_run"] is True
        accepted = await nashra(settings, "accept", NAME, "--spelling", "الفنان الحباسي", "--yes", "--json")
        assert json.loads(accepted.stdout)["records"][0]["name"] == "نعمان الحباسي"
        assert (await nashra(settings, "block", "e_agadir", "--note", "للتجربة", "--yes")).returncode == 0
        unknown = await nashra(settings, "merge", "e_sousse", "e_nobody", "--yes")
        assert unknown.returncode == 1
        assert "no entity e_nobody" in unknown.stderr

        await publish(settings, article("3", "alfajr", "حضر الفنان الحباسي مع وفد أكادير."))
        later = await enriched(settings, "a_3")
        assert {one.id for one in later.entities} == {NAME, "e_sousse"}
        assert await worker.terminate() == 0
    async with WorkerProcess("services.cli", settings, tmp_path / "again.log", "run", "enrich"):
        await publish(settings, article("4", "alfajr", "وفد أكادير يغادر."))
        assert {one.id for one in (await enriched(settings, "a_4")).entities} == {"e_sousse"}
    acts = [(act.verb, act.ids) for act in await events(settings, AUDIT)]
    assert acts == [("accept", (NAME,)), ("block", ("e_agadir",))]
    assert len(await events(settings, ARTICLES)) == 4

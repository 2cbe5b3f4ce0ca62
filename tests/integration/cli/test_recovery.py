"""Withdraw, put back, replay and reindex as an operator types them, with the index role running."""

from __future__ import annotations

import asyncio
import json
import os
import subprocess
import sys
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest
from services.contracts.topics import HEADLINES
from services.runtime.provision import provision
from services.runtime.settings import Settings
from services.search.errors import IndexUnavailable
from services.search.reader import Reader
from services.search.results import SearchRequest
from tests.integration.search.articles import article
from tests.workers.process import WorkerProcess, eventually, platform
from tests.workers.topics import events, publish

Nashra = Callable[..., subprocess.CompletedProcess[str]]


@pytest.fixture
def nashra(settings: Settings) -> Nashra:
    environment = {
        **os.environ,
        **platform(settings),
    }

    def run(*arguments: str) -> subprocess.CompletedProcess[str]:
        return subprocess.run(
            [sys.executable, "-m", "services.cli", *arguments],
            env=environment,
            capture_output=True,
            text=True,
            timeout=180,
            check=False,
        )

    return run


async def said(nashra: Nashra, *arguments: str) -> Any:
    done = await asyncio.to_thread(nashra, *arguments, "--json")
    assert done.returncode == 0, done.stderr
    return json.loads(done.stdout)


async def test_an_article_is_withdrawn_stays_so_and_is_put_back(
    settings: Settings, nashra: Nashra, tmp_path: Path
) -> None:
    await provision(settings)
    await publish(settings, article("port", "ميناء آسفي", "توسعة."), article("train", "قطار آسفي", "رحلات."))
    async with (
        Reader(settings) as reader,
        WorkerProcess(
            "services.cli", settings, tmp_path / "log", "run", "index",
            NASHRA_ELASTICSEARCH=settings.elasticsearch,
        ),
    ):  # fmt: skip

        async def shown(*ids: str) -> None:
            async def so() -> bool:
                try:
                    found = await reader.search(SearchRequest(text="آسفي"))
                except IndexUnavailable:
                    return False
                return {item.id for item in found.items} == set(ids)

            await eventually(so, f"{ids} in a search")

        await shown("a_port", "a_train")
        planned = await said(nashra, "withdraw", "a_port", "--reason", "legal", "--dry-run")
        assert (planned["title"], planned["dry_run"]) == ("ميناء آسفي", True)
        taken = await said(nashra, "withdraw", "a_port", "--reason", "legal", "--yes")
        assert (taken["action"], taken["revision"]) == ("withdraw", 1)
        await shown("a_train")

        replayed = await said(nashra, "replay", "enriched.v1", "--from", "2025-01-01", "--yes")
        assert replayed["chosen"] == 2
        rebuilt = await said(nashra, "reindex")
        assert (rebuilt["documents"], rebuilt["withdrawn"]) == (1, 1)
        await shown("a_train")

        back = await said(nashra, "withdraw", "a_port", "--reason", "error", "--undo", "--yes")
        assert (back["action"], back["revision"]) == ("restore", 2)
        await shown("a_port", "a_train")
        (other,) = [g for g in (await said(nashra, "index", "list"))["generations"] if not g["live"]]
        switched = await said(nashra, "index", "switch", other["name"])
        assert switched["live"] == other["name"]
        await shown("a_port", "a_train")
        spoken = [(line.article_id, line.kind) for line in await events(settings, HEADLINES)]
    assert {kind for id_, kind in spoken if id_ == "a_train"} == {"new"}
    assert [kind for id_, kind in spoken if id_ == "a_port"][:3] == ["new", "retract", "new"]


async def test_mistakes_are_told(settings: Settings, nashra: Nashra) -> None:
    await provision(settings)
    unknown = nashra("withdraw", "a_nobody", "--reason", "legal", "--yes")
    assert unknown.returncode == 1
    assert "no article a_nobody was ever accepted" in unknown.stderr
    for wrong in (("replay", "headlines.v1"), ("replay", "enriched.v1", "--from", "أمس")):
        done = nashra(*wrong, "--dry-run")
        assert done.returncode == 2
        assert "is" in done.stderr

"""From the last release to this commit, and back: the old wheel writes topics and index, we go on with them.

The wheel is built from the commit that `deploy/release-commits` names; a checkout without history has none.
"""

from __future__ import annotations

import asyncio
import json
import os
import subprocess
import sys
import zipfile
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import pytest
from services.runtime.settings import Settings
from services.search.cluster import connect
from services.search.settings import SearchSettings
from tests.workers.process import eventually, platform

ROOT = Path(__file__).parents[3]
ROLES = ("extract", "enrich", "index")
SECONDS = 120


@pytest.fixture(scope="module")
def released(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """The wheel of the last release, unpacked as pip does."""
    lines = (ROOT / "deploy" / "release-commits").read_text("utf-8").splitlines()
    version, commit = [line for line in lines if not line.startswith("#")][-1].split()
    directory = tmp_path_factory.mktemp(f"nashra-{version}")
    archive = subprocess.run(["git", "archive", commit], cwd=ROOT, capture_output=True, check=False)
    if archive.returncode:
        pytest.skip(f"the history does not hold {commit[:10]}, of which {version} was made")
    tree = directory / "tree"
    tree.mkdir()
    subprocess.run(["tar", "-x", "-C", str(tree)], input=archive.stdout, check=True)
    subprocess.run(
        [sys.executable, "-m", "hatchling", "build", "-t", "wheel", "-d", str(directory)],
        cwd=tree, check=True, capture_output=True,
    )  # fmt: skip
    with zipfile.ZipFile(next(directory.glob("*.whl"))) as wheel:
        wheel.extractall(directory / "site")
    return directory / "site"


@dataclass(frozen=True, slots=True)
class Version:
    """One version of the program, on a platform. `code`: the directory that has its packages."""

    code: Path
    settings: Settings
    directory: Path

    @property
    def _environment(self) -> dict[str, str]:
        return {**os.environ, **platform(self.settings), "PYTHONPATH": str(self.code)}

    async def run(self, *words: str) -> Any:
        """The JSON that a command prints."""
        process = await asyncio.create_subprocess_exec(
            sys.executable, "-m", "services.cli", *words, "--json", cwd=self.directory, env=self._environment,
            stdout=subprocess.PIPE, stderr=subprocess.PIPE,
        )  # fmt: skip
        out, err = await asyncio.wait_for(process.communicate(), SECONDS)
        assert process.returncode in {0, 3}, f"{words}: {err.decode()}"
        return json.loads(out)

    @asynccontextmanager
    async def at_work(self, *roles: str) -> AsyncIterator[None]:
        """These roles; they leave with 0."""
        with (self.directory / f"{self.code.parent.name}.log").open("ab") as log:
            processes = [
                await asyncio.create_subprocess_exec(
                    sys.executable, "-m", "services.cli", "run", role, cwd=self.directory,
                    env=self._environment, stdout=log, stderr=log,
                )
                for role in roles
            ]  # fmt: skip
        try:
            yield
            for process in processes:
                process.terminate()
            codes = await asyncio.gather(*(process.wait() for process in processes))
            assert codes == [0] * len(roles)
        finally:
            for process in processes:
                if process.returncode is None:
                    process.kill()
                    await process.wait()

    async def ingest(self, *names: str) -> None:
        await asyncio.gather(*(self._ingest(name) for name in names))

    async def _ingest(self, name: str) -> None:
        file = self.directory / f"{name}.html"
        texts = (f"رست الباخرة {name} بميناء آسفي صباح السبت محملة بالحبوب." for _ in range(4))
        text = "".join(f"<p>{text} وأفرغت حمولتها قبل الظهر.</p>" for text in texts)
        file.write_text(
            f"<title>الباخرة {name}</title><article><h1>ميناء آسفي يستقبل {name}</h1>{text}</article>"
        )
        address = f"https://alalam.example/2025/04/05/{name}-reaches-the-port"
        await self.run("ingest", str(file), "--url", address, "--source", "alalam")

    async def indexes(self, count: int) -> None:
        """Until readers have so many articles."""
        async with connect(SearchSettings(elasticsearch=self.settings.elasticsearch), 30) as client:
            articles = self.settings.named("articles")

            async def all_there() -> bool:
                found = await client.options(ignore_status=404).count(index=articles)
                return int(found.body.get("count", 0)) >= count

            await eventually(all_there, f"the index to have {count} articles", SECONDS)
            await client.indices.refresh(index=articles)

    async def finds(self, *names: str) -> None:
        """Search finds exactly these articles."""
        await self.indexes(len(names))
        result = await self.run("search", "آسفي")
        assert {item["title"].rpartition(" ")[2] for item in result["items"]} == set(names)


async def test_the_last_release_is_upgraded_and_gone_back_to(
    released: Path, settings: Settings, tmp_path: Path
) -> None:
    old, new = Version(released, settings, tmp_path), Version(ROOT, settings, tmp_path)
    async with old.at_work(*ROLES):
        await old.ingest("سلا")
        await old.indexes(1)
    async with new.at_work(*ROLES):
        if (await new.run("index", "plan"))["steps"]:
            await new.run("reindex")
        await new.ingest("تطوان")
        await new.finds("سلا", "تطوان")
    generations = (await old.run("index", "list"))["generations"]
    readable = [one for one in generations if one["schema"] == _schema(released)]
    assert readable, "nothing is left to go back to"
    if not readable[0]["live"]:
        await old.run("index", "switch", readable[0]["name"])
    async with old.at_work("index"):
        await old.finds("سلا", "تطوان")


def _schema(code: Path) -> int:
    """What a version writes."""
    text = (code / "services" / "search" / "mapping.py").read_text("utf-8")
    return next(int(line.split("=")[1]) for line in text.splitlines() if line.startswith("SCHEMA = "))

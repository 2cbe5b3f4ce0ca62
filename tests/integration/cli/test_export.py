"""`nashra export` on a real index: whole files, and what Ctrl-C or a crash leaves gone on with."""

from __future__ import annotations

import asyncio
import csv
import json
from collections.abc import AsyncGenerator, AsyncIterator, Callable
from datetime import datetime
from pathlib import Path
from typing import Any

import pytest
from arro3.io import read_parquet
from services.cli.main import command_line
from services.runtime.settings import Settings
from services.search.reader import Reader
from services.search.results import SearchRequest, StoredArticle
from services.search.settings import SearchSettings
from tests.integration.search.articles import SABAH, article
from tests.integration.search.conftest import Index, opened
from tests.workers.process import platform
from typer.testing import CliRunner, Result

Nashra = Callable[..., Result]
IDS = [f"a_{first}{second}" for first in "abcdefghij" for second in "abcdefghij"]


@pytest.fixture
async def index(settings: Settings) -> AsyncIterator[Index]:
    async for index in opened(SearchSettings(**settings.model_dump())):
        others = [article("sabah", "كأس العرش", "تعادل الفريقان.", source=SABAH, section="sports")]
        ports = [article(id_[2:], f"ميناء آسفي {id_}", "بدأت أشغال\n\nالتوسعة.") for id_ in IDS]
        await index.add(*ports, *others)
        yield index


@pytest.fixture
def nashra(index: Index, settings: Settings) -> Callable[..., Any]:
    environment = platform(settings)

    def run(*arguments: str) -> Result:
        app = command_line(["export"])
        # a group, so that the name of the command is among its words
        return CliRunner().invoke(app, ["export", *arguments], env=environment)

    async def aside(*arguments: object) -> Result:
        return await asyncio.to_thread(run, *map(str, arguments))

    return aside


def interrupt(monkeypatch: pytest.MonkeyPatch, after: int) -> None:
    """Ctrl-C while so many articles are written."""
    walk = Reader.walk

    async def interrupted(
        self: Reader, request: SearchRequest, as_of: datetime, after_id: str | None = None
    ) -> AsyncGenerator[list[StoredArticle], None]:
        count = 0
        async for articles in walk(self, request, as_of, after_id):
            yield articles
            count += len(articles)
            if count >= after:
                raise KeyboardInterrupt

    monkeypatch.setattr(Reader, "walk", interrupted)


def ids_of(file: Path) -> list[str]:
    match file.suffix:
        case ".jsonl":
            return [json.loads(line)["id"] for line in file.read_text("utf-8").splitlines()]
        case ".csv":
            with file.open(encoding="utf-8", newline="") as rows:
                return [row["id"] for row in csv.DictReader(rows)]
        case _:
            return list(read_parquet(file).read_all()["id"].to_pylist())


async def test_what_ctrl_c_leaves_is_gone_on_with(
    nashra: Any, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    for form in ("jsonl", "csv", "parquet"):
        out = tmp_path / f"ports.{form}"
        with monkeypatch.context() as patched:
            interrupt(patched, 40)
            stopped = await nashra(out, "--source", "alalam")
        assert stopped.exit_code == 130
        assert f"stopped: nashra export {out} --resume goes on" in stopped.stderr
        again = await nashra(out, "--source", "alalam")
        assert "an export broke off after 40 articles; --resume goes on" in str(again.exception)
        assert names(tmp_path) == {f"ports.{form}.part", f"ports.{form}.job"}
        with (tmp_path / f"ports.{form}.part").open("ab") as draft:
            draft.write(b'{"id": "a_half of a rec')  # a crash in the middle of a record
        done = await nashra(out, "--resume", "--json")
        assert done.exit_code == 0, done.stderr
        told = json.loads(done.stdout)
        assert (told["articles"], told["format"]) == (100, form)
        assert ids_of(out) == IDS
        assert names(tmp_path) == {f"ports.{form}"}
        whole = await nashra(out, "--resume")
        assert (whole.exit_code, whole.stderr.splitlines()[-1]) == (0, f"{out} is whole")
        out.unlink()


def names(folder: Path) -> set[str]:
    return {file.name for file in folder.iterdir()}


async def test_filters_and_refusals(nashra: Any, tmp_path: Path) -> None:
    out = tmp_path / "out.csv"
    done = await nashra(out, "كأس", "--section", "sports", "--fields", "title,source", "--bom")
    assert done.exit_code == 0, done.stderr
    assert out.read_bytes() == "\ufeffid,title,source\r\na_sabah,كأس العرش,assabah\r\n".encode()
    assert "1 article" in done.stderr
    for words, said in {
        (str(out),): "is there already; --force replaces it",
        (str(tmp_path / "out.xlsx"),): "ends in none of jsonl, csv, parquet",
        (str(tmp_path / "new.csv"), "--from", "أمس"): "from: give a day (2025-04-05)",
        (str(tmp_path / "new.csv"), "--fields", "body"): "no field is called body",
    }.items():
        refused = await nashra(*words)
        assert refused.exit_code != 0
        assert said in str(refused.exception)
    replaced = await nashra(out, "--force", "--copies", "once")
    assert replaced.exit_code == 0, replaced.stderr
    assert len(ids_of(out)) == 101


async def test_other_filters_do_not_go_on(
    nashra: Any, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    out = tmp_path / "out.jsonl"
    with monkeypatch.context() as patched:
        interrupt(patched, 20)
        await nashra(out)
    refused = await nashra(out, "--section", "sports", "--resume")
    assert "begun with other filters" in str(refused.exception)
    (tmp_path / "out.jsonl.part").write_bytes(b"")
    lost = await nashra(out, "--resume")
    assert "lacks what was written; --force begins anew" in str(lost.exception)
    assert (await nashra(out, "--force")).exit_code == 0
    assert len(ids_of(out)) == 101

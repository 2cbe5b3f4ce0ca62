"""A thousand poisoned events as an operator deals with them: group, edit, redrive at a rate, indexed once."""

from __future__ import annotations

import asyncio
import csv
import getpass
import json
import time
from collections import Counter
from collections.abc import Callable
from pathlib import Path
from typing import Any

import orjson
import pytest
from services.cli.errors import CommandError
from services.cli.main import command_line
from services.contracts.topics import ENRICHED, HEADLINES
from services.runtime.producer import EventProducer
from services.runtime.provision import provision
from services.runtime.scan import scan
from services.runtime.settings import Settings
from services.search.cluster import connect
from tests.integration.search.articles import article
from tests.workers.process import WorkerProcess, eventually, platform
from tests.workers.topics import events, publish_raw
from typer.testing import CliRunner, Result

POISONED = 1000
GOOD = 1100  # more than the poisoned, or the stage would hold: a bad deploy
PATIENCE_S = 120  # two thousand messages through a role that starts, on a machine that is busy
Nashra = Callable[..., Result]


@pytest.fixture
def nashra(settings: Settings) -> Nashra:
    environment = platform(settings)

    def run(*arguments: str, **override: str) -> Result:
        app = command_line(["dlq"])
        return CliRunner().invoke(app, ["dlq", *arguments], env={**environment, **override})

    return run


async def said(nashra: Nashra, *arguments: str, **override: str) -> Any:
    done = await asyncio.to_thread(nashra, *arguments, "--json", **override)
    assert done.exit_code == 0, done.stderr
    return json.loads(done.stdout)


def poisoned(n: int) -> tuple[bytes, bytes]:
    """Key and value of an article that a bad deploy wrote without a usable revision."""
    event = article(f"bad{n}", f"الخبر المعطوب {n}", "نص الخبر.")
    document = orjson.loads(event.encode())
    document["article"]["revision"] = "أولى"
    return event.article_id.encode(), orjson.dumps(document)


async def publish_mixed(settings: Settings) -> None:
    """Poisoned and good ones in turn, as a bad worker beside good ones writes them."""
    name = ENRICHED.physical(settings.namespace)
    async with EventProducer(settings, "test") as producer:
        sent = []
        for n in range(GOOD):
            sent.append(await producer.enqueue(article(f"good{n}", f"خبر {n}", "نص.")))
            if n < POISONED:
                sent.append(await producer.enqueue_raw(name, *poisoned(n)))
        await asyncio.gather(*sent)


async def test_a_thousand_poisoned_events(settings: Settings, nashra: Nashra, tmp_path: Path) -> None:
    await provision(settings)
    client = connect(settings, 10)

    async def indexed(count: int) -> None:
        async def so() -> bool:
            index = settings.named("articles")
            if not await client.indices.exists_alias(name=index):
                return False
            await client.indices.refresh(index=index)
            return int((await client.count(index=index))["count"]) == count

        await eventually(so, f"{count} articles in the index", PATIENCE_S)

    async with client, WorkerProcess(
        "services.cli", settings, tmp_path / "log", "run", "index",
        NASHRA_ELASTICSEARCH=settings.elasticsearch,
    ):  # fmt: skip
        await publish_mixed(settings)
        await indexed(GOOD)

        async def buried() -> bool:
            (group,) = (await said(nashra, "groups"))["groups"] or [{"count": 0}]
            return bool(group["count"] == POISONED)

        await eventually(buried, "a thousand dead letters in one group", PATIENCE_S)
        (group,) = (await said(nashra, "groups"))["groups"]
        assert group["first_seen"] <= group["last_seen"]
        assert 0 <= group["oldest_age_s"] < 120
        assert "revision" in group["message"]
        for act in ("list", "edit", "redrive", "discard"):
            mistaken = await asyncio.to_thread(nashra, act, "--group", "00000000")
            assert (mistaken.exit_code, "no dead letter has the cause 00000000" in mistaken.stderr) == (
                1,
                True,
            )

        chosen = ("--group", group["fingerprint"])
        one = (await said(nashra, "list", *chosen))["dead_letters"][0]
        shown = await said(nashra, "show", one["id"])
        assert json.loads(shown["value"])["article"]["revision"] == "أولى"

        wrong = await asyncio.to_thread(nashra, "edit", *chosen, "--set", "article.revision=0x1", "--yes")
        assert wrong.exit_code == 1
        assert "article.revision" in wrong.stderr
        repair = ("edit", *chosen, "--set", "article.revision=1")
        planned = await said(nashra, *repair, "--dry-run")
        assert (planned["edited"], len(planned["ids"])) == (0, POISONED)
        assert '+    "revision": 1,' in planned["diffs"][one["id"]]
        assert (await said(nashra, *repair, "--yes"))["edited"] == POISONED

        started = time.monotonic()
        sent = await said(nashra, "redrive", *chosen, "--rate", "500/s", "--yes")
        assert sent["redriven"] == POISONED
        assert time.monotonic() - started > POISONED / 500 * 0.9
        again = await said(nashra, "redrive", *sent["ids"][:3], "--yes")
        assert (again["redriven"], set(again["already"].values())) == (0, {"redriven"})

        await indexed(GOOD + POISONED)

        async def told() -> Counter[str]:
            return Counter([line.article_id for line in await events(settings, HEADLINES)])

        async def all_told() -> bool:
            return len(await told()) == GOOD + POISONED

        await eventually(all_told, "a headline of each", PATIENCE_S)
        assert set((await told()).values()) == {1}
    records = [record async for record in scan(settings, ENRICHED.physical(settings.namespace))]
    assert len(records) == GOOD + 2 * POISONED

    assert (await said(nashra, "groups"))["groups"] == []
    acts = (await said(nashra, "audit"))["acts"]
    assert [(act["verb"], act["count"], act["by"]) for act in acts] == [
        ("edit", POISONED, getpass.getuser()),
        ("redrive", POISONED, getpass.getuser()),
    ]
    assert acts[0]["note"] == "set article.revision=1"
    printed = await asyncio.to_thread(nashra, "audit", "--csv")
    (first, _) = csv.DictReader(printed.stdout.splitlines())
    assert len(first["ids"].split()) == POISONED


async def test_a_letter_is_edited_in_the_operators_editor(
    settings: Settings, nashra: Nashra, tmp_path: Path
) -> None:
    await provision(settings)
    async with WorkerProcess(
        "services.cli", settings, tmp_path / "log", "run", "index",
        NASHRA_ELASTICSEARCH=settings.elasticsearch,
    ):  # fmt: skip
        await publish_raw(settings, ENRICHED.physical(settings.namespace), [poisoned(0)])

        async def buried() -> bool:
            return bool((await said(nashra, "list"))["dead_letters"])

        await eventually(buried, "the dead letter")
    (letter,) = (await said(nashra, "list"))["dead_letters"]
    nobody = await asyncio.to_thread(nashra, "edit", letter["id"], EDITOR="", VISUAL="")
    assert isinstance(nobody.exception, CommandError)
    assert "no terminal" in str(nobody.exception)
    changes = {"EDITOR": 'sed -i s/\\"أولى\\"/1/'}
    refused = await asyncio.to_thread(nashra, "edit", letter["id"], "--yes", EDITOR="sed -i s/أولى/ثانية/")
    assert refused.exit_code == 1
    assert "article.revision" in refused.stderr
    unable = await asyncio.to_thread(nashra, "edit", letter["id"], EDITOR="no-such-editor")
    assert unable.exit_code == 1
    assert isinstance(unable.exception, CommandError)
    assert (await said(nashra, "edit", letter["id"], "--dry-run", **changes))["ids"] == [letter["id"]]
    assert (await said(nashra, "edit", letter["id"], "--yes", **changes))["edited"] == 1
    after = await said(nashra, "show", letter["id"])
    assert json.loads(after["value"])["article"]["revision"] == "أولى"
    assert json.loads(after["edited"]["value"])["article"]["revision"] == 1

"""The commands as an operator types them, against real engines: what they print, how they leave."""

from __future__ import annotations

import asyncio
import json
import os
import subprocess
import sys
from collections.abc import Callable
from datetime import UTC, datetime
from functools import partial
from pathlib import Path
from typing import Any

import pytest
from services.contracts.dead_letter import DeadLetter, Origin, Reason
from services.contracts.topics import DEAD_LETTERS, PAGES, WITHDRAWALS
from services.press.server import Press
from services.runtime.producer import EventProducer, settle
from services.runtime.provision import provision
from services.runtime.scan import scan
from services.runtime.settings import Settings
from tests.workers.process import platform
from tests.workers.topics import publish_raw

MOMENT = datetime(2025, 4, 5, tzinfo=UTC)
Nashra = Callable[..., subprocess.CompletedProcess[str]]

REGISTRY = """
newspapers:
- id: alfajr
  name: الفجر
  country: ma
  feeds: ["https://alfajr.example/feed"]
- id: almasa
  name: المساء
  country: tn
  feeds: ["https://almasa.example/rss.xml"]
"""


@pytest.fixture
def nashra(settings: Settings, tmp_path: Path) -> Nashra:
    environment = {
        **os.environ,
        **platform(settings),
        "NASHRA_STATE_DIR": str(tmp_path),
    }

    def run(*arguments: str, **override: str) -> subprocess.CompletedProcess[str]:
        return subprocess.run(
            [sys.executable, "-m", "services.cli", *arguments],
            env={**environment, **override},
            capture_output=True,
            text=True,
            timeout=180,
            check=False,
        )

    return run


def said(done: subprocess.CompletedProcess[str], code: int = 0) -> Any:
    assert done.returncode == code, done.stderr
    return json.loads(done.stdout)


def test_topics_are_planned_created_and_then_as_declared(nashra: Nashra) -> None:
    before = said(nashra("topics", "plan", "--json"), code=3)
    assert {found["kind"] for found in before["differences"]} == {"missing"}
    created = said(nashra("topics", "apply", "--json"))["created"]
    assert len(created) == len(before["differences"])
    assert said(nashra("topics", "plan", "--json")) == {"differences": []}


def test_the_index_is_planned_created_and_listed(nashra: Nashra) -> None:
    assert said(nashra("index", "plan", "--json"), code=3)["live"] is None
    live = said(nashra("index", "apply", "--json"))["live"]
    assert said(nashra("index", "plan", "--json"))["steps"] == []
    assert [
        (found["name"], found["live"]) for found in said(nashra("index", "list", "--json"))["generations"]
    ] == [(live, True)]
    refused = nashra("index", "delete", live, "--yes")
    assert refused.returncode == 2
    assert "is live" in refused.stderr


def test_newspapers_are_registered_switched_off_and_on(nashra: Nashra, tmp_path: Path) -> None:
    registry = tmp_path / "registry.yaml"
    registry.write_text(REGISTRY, encoding="utf-8")
    assert said(nashra("sources", "list", "--json")) == {"sources": []}
    assert said(nashra("sources", "apply", str(registry), "--dry-run", "--json"))["registered"] == [
        "alfajr",
        "almasa",
    ]
    assert said(nashra("sources", "list", "--json")) == {"sources": []}
    said(nashra("sources", "apply", str(registry), "--json"))
    said(nashra("sources", "disable", "almasa", "--json"))
    listed = said(nashra("sources", "list", "--json"))["sources"]
    assert [(found["id"], found["name"], found["enabled"]) for found in listed] == [
        ("alfajr", "الفجر", True),
        ("almasa", "المساء", False),
    ]
    assert nashra("sources", "enable", "nobody").returncode == 1


async def test_a_newspaper_is_discovered_from_its_address_and_tried(nashra: Nashra) -> None:
    async with Press() as press:
        home = f"{press.url}manara/"
        allow = press.url.removeprefix("http://").rstrip("/")
        run = partial(asyncio.to_thread, nashra)
        found = said(
            await run("sources", "add", home, "--allow", allow, "--id", "manara", "--dry-run", "--json")
        )
        assert found["source"]["name"] == next(s.name for s in press.sources() if s.id == "manara")
        assert found["feeds"][0]["entries"]
        assert said(await run("sources", "list", "--json")) == {"sources": []}
        unfit = await run("sources", "add", home, "--allow", allow, "--id", "منارة", "--yes", "--json")
        assert (unfit.returncode, "should match pattern" in unfit.stderr) == (2, True)
        assert "Traceback" not in unfit.stderr
        said(await run("sources", "add", home, "--allow", allow, "--id", "manara", "--yes", "--json"))
        tried = said(await run("sources", "test", "manara", "--json"))
        assert [feed["error"] for feed in tried["feeds"]] == [None]
        assert tried["article"]["read"]["title"] == tried["feeds"][0]["entries"][0]["title"]
    closed = await run("sources", "test", "manara")
    assert closed.returncode == 1


def test_a_private_address_is_refused_without_leave(nashra: Nashra) -> None:
    refused = nashra("sources", "add", "http://127.0.0.1:9/", "--dry-run")
    assert refused.returncode == 1
    assert "127.0.0.1" in refused.stderr
    assert "Traceback" not in refused.stderr


def test_a_registry_with_a_mistake_is_refused_with_its_line(nashra: Nashra, tmp_path: Path) -> None:
    registry = tmp_path / "registry.yaml"
    registry.write_text(REGISTRY.replace("country: tn", "country: Tunisia"), encoding="utf-8")
    refused = nashra("sources", "apply", str(registry))
    assert refused.returncode == 1
    assert "registry.yaml:7" in refused.stderr.replace("\n", "")


def test_files_are_published_as_pages_and_bad_lines_named(nashra: Nashra, tmp_path: Path) -> None:
    file = tmp_path / "news.jsonl"
    good = {
        "source": "الفجر",
        "url": "https://alfajr.example/1",
        "title": "خبر",
        "content": "نص الخبر كاملا هنا.",
    }
    file.write_text(f"{json.dumps(good, ensure_ascii=False)}\nnot json\n", encoding="utf-8")
    report = said(nashra("ingest", str(file), "--json"))
    assert report["pages"] == 1
    assert "news.jsonl:2" in report["bad"][0]


def test_an_empty_platform_is_told_as_it_is(nashra: Nashra) -> None:
    said(nashra("topics", "apply", "--json"))
    said(nashra("index", "apply", "--json"))
    status = said(nashra("status", "--json"))
    assert status["dead_letters"] == 0
    assert all(lag["records"] == 0 for lag in status["lags"])
    assert said(nashra("dlq", "groups", "--json")) == {"groups": []}
    assert said(nashra("search", "الرباط", "--json"))["items"] == []


async def test_dead_letters_are_sent_back_or_set_aside_once(nashra: Nashra, settings: Settings) -> None:
    run = partial(asyncio.to_thread, nashra)
    said(await run("topics", "apply", "--json"))
    pages = PAGES.physical(settings.namespace)
    async with EventProducer(settings, "test") as producer:
        for offset in range(2):
            origin = Origin(pages, 0, offset, 0, b"a_1", "صفحة".encode())
            letter = DeadLetter(
                origin, "extract.pages.v1", Reason.UNPARSABLE, "no page", 1, datetime.now(UTC)
            )
            topic = DEAD_LETTERS.physical(settings.namespace)
            await settle(await producer.enqueue_raw(topic, b"a_1", origin.value, letter.headers()))
    first, second = [letter["id"] for letter in said(await run("dlq", "list", "--json"))["dead_letters"]]
    planned = said(await run("dlq", "redrive", first, "--dry-run", "--json"))
    assert planned == {"redriven": 0, "ids": [first], "already": {}, "dry_run": True}
    assert said(await run("dlq", "redrive", first, "--yes", "--json"))["redriven"] == 1
    assert said(await run("dlq", "discard", second, "--yes", "--json"))["discarded"] == 1
    assert said(await run("dlq", "redrive", "--all", "--yes", "--json"))["redriven"] == 0
    again = said(await run("dlq", "redrive", first, "--yes", "--json"))
    assert (again["redriven"], again["already"]) == (0, {first: "redriven"})
    sent_back = [record async for record in scan(settings, pages)]
    assert [record.value for record in sent_back] == ["صفحة".encode()]


def test_relevance_is_measured_on_judgements_of_ones_own(nashra: Nashra, tmp_path: Path) -> None:
    texts = {
        "d1": "ميناء آسفي يستقبل أول باخرة",
        "d2": "مهرجان تيميتار في أكادير",
        "d3": "أسعار الزيتون ترتفع",
    }
    corpus = [json.dumps({"_id": id_, "title": "", "text": text}) for id_, text in texts.items()]
    (tmp_path / "corpus.jsonl").write_text("\n".join(corpus), encoding="utf-8")
    (tmp_path / "queries.tsv").write_text("q1\tميناء اسفي\nq2\tتيميتار أڭادير\n", encoding="utf-8")
    (tmp_path / "qrels.tsv").write_text("q1\t0\td1\t1\nq2\t0\td2\t1\n", encoding="utf-8")
    figures = said(nashra("eval", "relevance", str(tmp_path), "--json"))["configurations"]
    assert figures["default"]["ndcg@10"] == 1.0
    (tmp_path / "qrels.tsv").write_text("q1 0 d1\n", encoding="utf-8")  # without a relevance
    refused = nashra("eval", "relevance", str(tmp_path))
    assert refused.returncode == 1
    assert "qrels.tsv:1" in refused.stderr


def test_without_kafka_a_command_says_so_in_one_line(nashra: Nashra) -> None:
    failed = nashra("topics", "plan", NASHRA_KAFKA="127.0.0.1:1")
    assert failed.returncode == 1
    assert failed.stderr == "no Kafka at 127.0.0.1:1; start it or set NASHRA_KAFKA\n"


def test_without_elasticsearch_a_command_says_so_in_one_line(nashra: Nashra) -> None:
    failed = nashra("index", "list", NASHRA_ELASTICSEARCH="http://127.0.0.1:1")
    assert failed.returncode == 1
    (line,) = failed.stderr.splitlines()
    assert line.startswith("no Elasticsearch at http://127.0.0.1:1: ")
    assert line.endswith("; start it or set NASHRA_ELASTICSEARCH")


async def test_what_cannot_be_read_is_one_line_whatever_there_is_of_it(
    settings: Settings, nashra: Nashra
) -> None:
    await provision(settings)
    await publish_raw(settings, WITHDRAWALS.physical(settings.namespace), [(b"a_x", b"{poison")] * 50)
    unknown = await asyncio.to_thread(nashra, "withdraw", "a_aaaaaaaaaaaaaaaa", "--reason", "error", "--yes")
    assert unknown.returncode == 1
    _, left_out, told = unknown.stderr.splitlines()
    assert '"records": 50' in left_out
    assert "no article a_aaaaaaaaaaaaaaaa was ever accepted" in told


def test_settings_are_dumped_with_secrets_masked(nashra: Nashra) -> None:
    dumped = said(nashra("config", "dump", "--json", NASHRA_SECRET="very-secret-indeed"))
    assert dumped["NASHRA_SECRET"] == "**********"
    assert "very-secret-indeed" not in json.dumps(dumped)


def test_synonyms_are_added_taken_out_and_moved_as_a_file(nashra: Nashra, tmp_path: Path) -> None:
    file = tmp_path / "names.yaml"
    file.write_text("person:\n  - [لقجع, Lekjaa]\nplace:\n  - [أكادير, Agadyr]\n", encoding="utf-8")
    assert len(said(nashra("synonyms", "import", str(file), "--dry-run", "--json"))["groups"]) == 2
    said(nashra("synonyms", "import", str(file), "--json"))
    said(nashra("synonyms", "remove", "sale", "--json"))
    groups = said(nashra("synonyms", "list", "--json"))["groups"]
    names = {group["names"][0]: group["names"] for group in groups}
    assert names["لقجع"] == ["لقجع", "Lekjaa"]
    assert {"أغادير", "Agadyr"} <= set(names["أكادير"])
    assert "سلا" not in names
    assert nashra("synonyms", "export", str(file)).returncode == 0
    assert said(nashra("synonyms", "import", str(file), "--json"))["groups"] == []
    refused = nashra("synonyms", "add", "لقجع")
    assert (refused.returncode, "needs two spellings" in refused.stderr) == (1, True)

"""The doctor on real engines: a sound platform gives no failure, and each fault is named with its fix."""

from __future__ import annotations

import asyncio
import json
from collections.abc import Callable
from typing import Any, TypeVar

import pytest
from aiokafka.admin import AIOKafkaAdminClient
from elasticsearch import AsyncElasticsearch
from services.cli.checks.finding import Finding, Grade
from services.cli.doctor import diagnose
from services.cli.main import command_line
from services.gateway.settings import GatewaySettings
from services.runtime.provision import provision
from services.runtime.settings import Settings
from services.search import generations
from services.search.cluster import connect
from services.search.settings import SearchSettings
from typer.testing import CliRunner

WELL = ("kafka", "topics", "dead letters", "elasticsearch", "index template", "index alias", "analysis")

S = TypeVar("S", bound=Settings)
Examine = Callable[[], dict[str, list[Finding]]]


def of_kind(kind: type[S], settings: Settings, **own: Any) -> S:
    return kind(**settings.model_dump(), **own)


@pytest.fixture
async def platform(settings: Settings) -> Settings:
    """Topics and an index as the roles make them; nobody works on them."""
    await provision(settings)
    search = of_kind(SearchSettings, settings)
    client = connect(search, 30)
    await generations.provision(client, search)
    await client.close()
    return settings


@pytest.fixture
def examine(platform: Settings) -> Examine:
    """What the doctor finds now, by the name of the check."""

    def findings() -> dict[str, list[Finding]]:
        gateway = of_kind(GatewaySettings, platform, secret="0123456789abcdef0123456789abcdef")
        by_check: dict[str, list[Finding]] = {}
        for finding in diagnose(gateway, of_kind(SearchSettings, platform)):
            by_check.setdefault(finding.check, []).append(finding)
        return by_check

    return findings


async def with_client(settings: Settings, *steps: Callable[[AsyncElasticsearch], Any]) -> None:
    async with AsyncElasticsearch(settings.elasticsearch) as client:
        for step in steps:
            await step(client)


def test_a_sound_platform_has_no_failure(examine: Examine) -> None:
    found = examine()

    failures = [
        finding for findings in found.values() for finding in findings if finding.grade is Grade.FAILED
    ]
    assert failures == []
    for check in (
        "kafka",
        "topics",
        "dead letters",
        "elasticsearch",
        "index template",
        "index alias",
        "analysis",
    ):
        assert [finding.grade for finding in found[check]] == [Grade.OK], found[check]
    assert "no worker plays enrich, extract, index, moderate, poll" in found["workers"][0].what


def test_a_deleted_topic_is_missed(platform: Settings, examine: Examine) -> None:
    async def delete() -> None:
        admin = AIOKafkaAdminClient(bootstrap_servers=platform.kafka)
        await admin.start()
        await admin.delete_topics([platform.named("enriched.v1")])
        await admin.close()

    asyncio.run(delete())

    (found,) = examine()["topics"]
    assert found.grade is Grade.FAILED
    assert platform.named("enriched.v1") in found.what
    assert found.fix == "nashra topics apply"


def test_a_changed_template_is_seen(platform: Settings, examine: Examine) -> None:
    name = platform.named("articles")
    other: Any = {"index_patterns": [f"{name}-v*"], "_meta": {"schema": 1}, "template": {"settings": {}}}

    async def overwrite(client: AsyncElasticsearch) -> None:
        await client.indices.put_index_template(name=name, **other)

    asyncio.run(with_client(platform, overwrite))

    (found,) = examine()["index template"]
    assert found.grade is Grade.DEGRADED
    assert found.fix == "nashra index apply"


def test_an_alias_that_points_nowhere_is_seen(platform: Settings, examine: Examine) -> None:
    name = platform.named("articles")

    async def remove(client: AsyncElasticsearch) -> None:
        await client.indices.delete_alias(index=f"{name}-v*", name=name)

    asyncio.run(with_client(platform, remove))

    (found,) = examine()["index alias"]
    assert found.grade is Grade.FAILED
    assert "points at nothing" in found.what


def test_the_command_prints_json_and_its_exit_code_tells(
    platform: Settings, monkeypatch: pytest.MonkeyPatch
) -> None:
    for name in ("kafka", "elasticsearch", "namespace", "partitions", "state_dir"):
        monkeypatch.setenv(f"NASHRA_{name.upper()}", str(getattr(platform, name)))

    result = CliRunner().invoke(command_line(["doctor"]), ["doctor", "--json"])

    findings = json.loads(result.stdout)["findings"]
    assert result.exit_code == 3  # nobody works, and the secret is the default one
    assert {"check", "grade", "what", "why", "fix"} == set(findings[0])
    assert all(finding["fix"] for finding in findings if finding["grade"] != "ok")


def test_engines_that_are_away_are_two_findings(
    tmp_path_factory: pytest.TempPathFactory, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("NASHRA_KAFKA", "127.0.0.1:9")
    monkeypatch.setenv("NASHRA_ELASTICSEARCH", "http://127.0.0.1:9")
    monkeypatch.setenv("NASHRA_STATE_DIR", str(tmp_path_factory.mktemp("state")))

    result = CliRunner().invoke(command_line(["doctor"]), ["doctor"])

    assert result.exit_code == 1
    assert "no Kafka at 127.0.0.1:9" in result.stdout
    assert "no Elasticsearch at http://127.0.0.1:9" in result.stdout
    assert "fix: start it (`nashra up`)" in result.stdout

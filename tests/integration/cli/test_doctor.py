"""The doctor on real engines: a sound platform is found sound, and of each fault exactly that is found.

The platform is made once. Every fault is put in, looked at, and taken out again.
"""

from __future__ import annotations

import asyncio
import json
import resource
import socket
import time
import uuid
import zoneinfo
from collections.abc import AsyncIterator, Callable
from contextlib import asynccontextmanager, suppress
from datetime import UTC, datetime
from functools import partial
from importlib import resources
from pathlib import Path
from typing import Any, TypeVar

import pytest
from aiokafka import AIOKafkaConsumer, AIOKafkaProducer
from aiokafka.admin import AIOKafkaAdminClient
from aiokafka.admin.config_resource import ConfigResource, ConfigResourceType
from babel import Locale
from elasticsearch import AsyncElasticsearch
from pydantic import SecretStr
from services.cli.doctor import edge
from services.cli.doctor.command import diagnose
from services.cli.doctor.finding import Finding, Grade
from services.cli.main import command_line
from services.contracts.dead_letter import DeadLetter, Origin, Reason
from services.contracts.headline import Headline
from services.contracts.source import Source, SourceRef
from services.contracts.topics import AUDIT, DEAD_LETTERS, HEADLINES, PAGES
from services.embedded.java import find_java
from services.gateway.app import create_app
from services.gateway.settings import GatewaySettings
from services.runtime import dead_letters, decisions
from services.runtime.lag import OPTIONAL, consuming_stages
from services.runtime.producer import EventProducer, settle
from services.runtime.provision import provision, topic_specs
from services.runtime.settings import Settings
from services.search import generations
from services.search.cluster import connect
from services.search.mapping import SCHEMA
from services.search.settings import SearchSettings
from tests.conftest import Addresses, delete_indices, delete_topics
from tests.integration.cli.interference import (
    misadvertising_kafka,
    spoilt_elasticsearch,
    withholding_proxy,
)
from tests.integration.gateway.serving import served
from tests.workers.process import eventually
from typer.testing import CliRunner

OF_THIS_MACHINE = {
    "java",
    "state directory",
    "ports",
    "disk",
    "memory",
    "open files",
    "time zones",
    "locale",
    "secret",
}
SECRET = SecretStr("0123456789abcdef0123456789abcdef")
HOUR_MS = 3_600_000

S = TypeVar("S", bound=Settings)


def of_kind(kind: type[S], settings: Settings, **own: Any) -> S:
    return kind(**{**settings.model_dump(), **own})


class Crew:
    """A worker in every group, that finishes whatever comes."""

    def __init__(self, settings: Settings) -> None:
        self._settings = settings
        self._consumers: dict[str, AIOKafkaConsumer] = {}
        self._work: dict[str, asyncio.Task[None]] = {}

    async def hire(self, role: str) -> None:
        topics = [self._settings.named(topic) for found, topic in consuming_stages() if found == role]
        consumer = AIOKafkaConsumer(
            *topics,
            bootstrap_servers=self._settings.kafka,
            group_id=self._settings.named(f"nashra-{role}"),
            auto_offset_reset="earliest",
            auto_commit_interval_ms=100,
        )
        await consumer.start()
        self._consumers[role] = consumer
        self.work(role)

    def work(self, role: str) -> None:
        self._work[role] = asyncio.create_task(self._finish_all(self._consumers[role]))

    async def idle(self, role: str) -> None:
        """It stays in the group and finishes nothing."""
        self._work[role].cancel()
        with suppress(asyncio.CancelledError):
            await self._work[role]

    async def fire(self, role: str) -> None:
        await self.idle(role)
        await self._consumers.pop(role).stop()

    async def stop(self) -> None:
        for role in list(self._consumers):
            await self.fire(role)

    @staticmethod
    async def _finish_all(consumer: AIOKafkaConsumer) -> None:
        async for _ in consumer:
            pass


class Patient:
    """A sound platform, and what the doctor finds when something of it is changed."""

    def __init__(self, settings: Settings, crew: Crew, client: AsyncElasticsearch) -> None:
        self.settings = settings
        self.crew = crew
        self.client = client

    async def findings(
        self, url: str | None = None, patience_s: float = 1.0, **changed: Any
    ) -> list[Finding]:
        gateway = of_kind(GatewaySettings, self.settings, **{"port": 0, "secret": SECRET, **changed})
        search = of_kind(SearchSettings, self.settings, **changed)
        door = partial(edge.examine, patience_s=patience_s)
        return await asyncio.to_thread(diagnose, gateway, search, url, door)

    async def faults(self, url: str | None = None, **changed: Any) -> dict[str, Finding]:
        """What is not well with the platform, by check; this machine may be short of anything."""
        found = [f for f in await self.findings(url, **changed) if f.grade is not Grade.OK]
        return {f.check: f for f in found if f.check not in OF_THIS_MACHINE}

    async def only_fault(self, check: str, url: str | None = None, **changed: Any) -> Finding:
        found = await self.faults(url, **changed)
        assert set(found) == {check}, found
        return found[check]


@pytest.fixture(scope="module")
async def patient(engines: Addresses, tmp_path_factory: pytest.TempPathFactory) -> AsyncIterator[Patient]:
    settings = Settings(
        kafka=engines.kafka,
        elasticsearch=engines.elasticsearch,
        namespace=f"t{uuid.uuid4().hex[:10]}",
        state_dir=tmp_path_factory.mktemp("state"),
        partitions=2,
    )
    await provision(settings)
    search = of_kind(SearchSettings, settings)
    client = connect(search, 30)
    await generations.provision(client, search)
    crew = Crew(settings)
    for role in {role for role, _ in consuming_stages()} - OPTIONAL:
        await crew.hire(role)
    yield Patient(settings, crew, client)
    await crew.stop()
    await client.close()
    await delete_topics(settings)
    delete_indices(settings)


@asynccontextmanager
async def administering(settings: Settings) -> AsyncIterator[AIOKafkaAdminClient]:
    admin = AIOKafkaAdminClient(bootstrap_servers=settings.kafka)
    await admin.start()
    try:
        yield admin
    finally:
        await admin.close()


async def written(settings: Settings, topic: str, at_ms: int, partition: int = 0) -> None:
    """A record that says that it was written then."""
    async with AIOKafkaProducer(bootstrap_servers=settings.kafka) as producer:
        await producer.send_and_wait(topic, b"{}", key=b"a_1", partition=partition, timestamp_ms=at_ms)


def closed_port() -> int:
    with socket.socket() as taken:
        taken.bind(("127.0.0.1", 0))
        port: int = taken.getsockname()[1]
        return port


async def test_a_sound_platform_is_found_sound(patient: Patient) -> None:
    assert await patient.faults() == {}


# Kafka


async def test_kafka_is_away(patient: Patient) -> None:
    found = await patient.faults(kafka="127.0.0.1:9")
    assert found["kafka"].what.startswith("no Kafka at 127.0.0.1:9")
    assert "nashra up" in found["kafka"].fix
    assert "NASHRA_KAFKA" in found["kafka"].fix
    assert set(found) == {"kafka"}


async def test_the_broker_advertises_another_address(patient: Patient) -> None:
    port = closed_port()
    async with misadvertising_kafka(patient.settings.kafka, port) as address:
        found = await patient.only_fault("kafka", kafka=address)
    assert f"sends its clients to 127.0.0.1:{port}, where nobody is" in found.what
    assert "advertised.listeners" in found.fix


async def test_a_topic_is_missing(patient: Patient) -> None:
    name = AUDIT.physical(patient.settings.namespace)
    async with administering(patient.settings) as admin:
        await admin.delete_topics([name])
    found = await patient.only_fault("topics")
    assert found.grade is Grade.FAILED
    assert name in found.what
    assert found.fix == "nashra topics apply"
    await provision(patient.settings)
    assert await patient.faults() == {}


async def test_topics_have_other_partitions(patient: Patient) -> None:
    found = await patient.only_fault("topics", partitions=3)
    assert "has 2 partitions, 3 are declared" in found.what
    assert "NASHRA_PARTITIONS=2" in found.fix


@pytest.mark.parametrize(
    ("name", "value", "why"),
    [("retention.ms", "60000", "messages go"), ("cleanup.policy", "compact", "compaction")],
)
async def test_a_topic_keeps_its_messages_in_another_way(
    patient: Patient, name: str, value: str, why: str
) -> None:
    pages = next(topic for topic in topic_specs(patient.settings) if topic.name.endswith("-pages.v1"))

    async def configure(config: dict[str, str]) -> None:
        async with administering(patient.settings) as admin:
            await admin.alter_configs([ConfigResource(ConfigResourceType.TOPIC, pages.name, config)])

    await configure({**pages.config(), name: value})
    found = await patient.only_fault("topics")
    await configure(pages.config())
    assert f"{name}={value}" in found.what
    assert found.why.startswith(why)
    assert found.fix.endswith(f"--alter --topic {pages.name} --add-config {name}={pages.config()[name]}")


async def test_nobody_plays_a_role(patient: Patient) -> None:
    await patient.crew.fire("enrich")
    found = await patient.only_fault("workers")
    await patient.crew.hire("enrich")
    assert found.what == "no worker runs enrich"
    assert "nashra run enrich" in found.fix


async def test_a_worker_finishes_nothing(patient: Patient) -> None:
    await patient.crew.idle("extract")
    pages = PAGES.physical(patient.settings.namespace)
    await written(patient.settings, pages, int(time.time() * 1000) - HOUR_MS)
    found = await patient.only_fault("lag")
    patient.crew.work("extract")
    assert "extract is 36" in found.what
    assert "1 wait" in found.what
    assert "nashra run extract" in found.fix
    await eventually(partial(_sound, patient), "the crew to finish the record")


async def _sound(patient: Patient) -> bool:
    return not await patient.faults()


async def test_a_letter_is_dead(patient: Patient) -> None:
    settings = patient.settings
    origin = Origin(PAGES.physical(settings.namespace), 0, 1, 0, b"a_1", "صفحة".encode())
    letter = DeadLetter(origin, "extract.pages.v1", Reason.UNPARSABLE, "لا عنوان", 1, datetime.now(UTC))
    async with EventProducer(settings, "test") as producer:
        topic = DEAD_LETTERS.physical(settings.namespace)
        await settle(await producer.enqueue_raw(topic, b"a_1", origin.value, letter.headers()))
    found = await patient.only_fault("dead letters")
    await decisions.discard(settings, await dead_letters.entries(settings))
    assert "1 dead letter waits for a decision, the oldest died" in found.what
    assert "nashra dlq groups" in found.fix
    assert await patient.faults() == {}


async def test_the_clock_of_a_writer_is_ahead(patient: Patient) -> None:
    headlines = HEADLINES.physical(patient.settings.namespace)
    await written(patient.settings, headlines, int(time.time() * 1000) + HOUR_MS // 6)
    found = await patient.only_fault("clocks")
    await written(patient.settings, headlines, int(time.time() * 1000))
    assert f"the writer of the newest record of {headlines}" in found.what
    assert "s ahead" in found.what
    assert "timedatectl set-ntp true" in found.fix


# Elasticsearch


async def test_elasticsearch_is_away(patient: Patient) -> None:
    found = await patient.only_fault("elasticsearch", elasticsearch="http://127.0.0.1:9")
    assert found.what.startswith("no Elasticsearch at http://127.0.0.1:9")
    assert "NASHRA_ELASTICSEARCH" in found.fix


def old(path: str, _: bytes, answer: Any) -> Any:
    if path == "/":
        answer["version"]["number"] = "8.19.1"
    return answer


def node(path: str, _: bytes, answer: Any, change: Callable[[dict[str, Any]], None]) -> Any:
    if path.startswith("/_nodes/stats"):
        for found in answer["nodes"].values():
            change(found)
    return answer


def full_disk(found: dict[str, Any]) -> None:
    found["fs"]["total"]["available_in_bytes"] = found["fs"]["total"]["total_in_bytes"] // 20


def full_heap(found: dict[str, Any]) -> None:
    found["jvm"]["mem"]["heap_used_percent"] = 98


def slow_clock(found: dict[str, Any]) -> None:
    found["timestamp"] -= 90_000


def other_stemmer(path: str, asked: bytes, answer: Any) -> Any:
    if path.endswith("/_analyze") and b"tokenizer" in asked:  # not by the name that the index gave it
        answer["tokens"] = [{**token, "token": f"{token['token']}ة"} for token in answer["tokens"]]
    return answer


@pytest.mark.parametrize(
    ("spoil", "check", "what", "fix"),
    [
        (old, "elasticsearch", "Elasticsearch 8.19.1 is not of the 9 series", "NASHRA_ELASTICSEARCH"),
        (partial(node, change=full_disk), "disk watermark", "is 95% full", "nashra index delete"),
        (partial(node, change=full_heap), "heap", "is 98% full", "ES_JAVA_OPTS"),
        (partial(node, change=slow_clock), "clocks", "s behind", "timedatectl"),
        (other_stemmer, "analysis", "probes differ", "artifacts.lock"),
    ],
    ids=["version", "disk", "heap", "clock", "analysis"],
)
async def test_what_elasticsearch_says_of_itself(
    patient: Patient, spoil: Any, check: str, what: str, fix: str
) -> None:
    async with spoilt_elasticsearch(patient.settings.elasticsearch, spoil) as address:
        found = await patient.only_fault(check, elasticsearch=address)
    assert what in found.what
    assert fix in found.fix


async def test_a_shard_has_no_node(patient: Patient) -> None:
    name = patient.settings.named(f"{generations.ARTICLES}-v{SCHEMA}-lost")
    nowhere = {"index.routing.allocation.require.rack": "lost"}
    await patient.client.indices.create(index=name, settings=nowhere, wait_for_active_shards="0")
    found = await patient.only_fault("cluster health")
    await patient.client.indices.delete(index=name)
    assert found.what == f"red: 1 shard has no node, of {name}"
    assert "/_cluster/allocation/explain" in found.fix


async def test_the_template_is_of_another_code(patient: Patient) -> None:
    name = patient.settings.named("articles")
    other: Any = {"index_patterns": [f"{name}-v*"], "_meta": {"schema": 0}, "template": {"settings": {}}}
    await patient.client.indices.put_index_template(name=name, **other)
    changed = await patient.only_fault("index template")
    await patient.client.indices.delete_index_template(name=name)
    missing = await patient.only_fault("index template")
    own = generations.template(of_kind(SearchSettings, patient.settings))
    await patient.client.indices.put_index_template(name=name, **own)
    assert (changed.grade, missing.grade) == (Grade.DEGRADED, Grade.FAILED)
    assert changed.fix == missing.fix == "nashra index apply"


async def test_the_alias_points_nowhere(patient: Patient) -> None:
    name = patient.settings.named("articles")
    live = await generations.live_generation(patient.client, patient.settings)
    assert live
    await patient.client.indices.delete_alias(index=live, name=name)
    found = await patient.only_fault("index alias")
    await generations.switch(patient.client, patient.settings, live)
    assert "points at nothing" in found.what
    assert found.fix.startswith("nashra index apply")


async def test_the_live_index_has_other_analyzers(patient: Patient) -> None:
    live = await generations.live_generation(patient.client, patient.settings)
    assert live
    other = patient.settings.named(f"{generations.ARTICLES}-v{SCHEMA}-other")
    unfolded: Any = {"analysis.analyzer.folded.char_filter": [], "analysis.analyzer.stem.char_filter": []}
    await patient.client.indices.create(index=other, settings=unfolded)
    await generations.switch(patient.client, patient.settings, other)
    found = await patient.only_fault("index analysis")
    await generations.switch(patient.client, patient.settings, live)
    await patient.client.indices.delete(index=other)
    assert f"{other} reads" in found.what
    assert found.fix.startswith("nashra reindex")


async def test_a_newspaper_is_stale(patient: Patient) -> None:
    source = Source(id="alalam", name="العلم", country="ma")
    async with EventProducer(patient.settings, "test") as producer:
        await producer.publish([source])
        found = await patient.only_fault("freshness")
        await producer.publish([source.model_copy(update={"enabled": False})])
    assert "alalam (never)" in found.what
    assert found.fix.startswith("nashra sources test alalam")
    assert await patient.faults() == {}


# the door


async def test_a_proxy_holds_the_ticker_back(patient: Patient) -> None:
    gateway = of_kind(GatewaySettings, patient.settings, secret=SECRET)
    async with served(create_app(gateway)) as address:
        async with withholding_proxy(address) as proxy:
            held = await patient.only_fault("ticker", proxy)

        async def publish() -> None:
            async with EventProducer(patient.settings, "test") as producer:
                for n in range(100):
                    line = Headline(
                        article_id=f"a_{n}", title=f"خبر {n}", source=SourceRef(id="a", name="العلم")
                    )
                    await producer.publish([line])
                    await asyncio.sleep(0.2)

        publishing = asyncio.create_task(publish())
        assert await patient.faults(address, patience_s=10) == {}
        publishing.cancel()
    assert "a proxy holds it back" in held.what
    assert "proxy_buffering off" in held.fix


async def test_nobody_opens_the_door(patient: Patient) -> None:
    found = await patient.only_fault("ticker", f"http://127.0.0.1:{closed_port()}")
    assert "cannot be opened" in found.what
    assert "nashra run gateway" in found.fix


# this machine


async def of_machine(patient: Patient, check: str, **changed: Any) -> Finding:
    (found,) = [f for f in await patient.findings(**changed) if f.check == check]
    return found


async def test_the_secret_is_the_default_one(patient: Patient) -> None:
    found = await of_machine(patient, "secret", secret=SecretStr("change-me"))
    assert found.what == "NASHRA_SECRET is the default one"
    assert "openssl rand -hex 32" in found.fix


async def test_the_port_is_taken(patient: Patient) -> None:
    with socket.socket() as taken:
        taken.bind(("127.0.0.1", 0))
        taken.listen()
        port = taken.getsockname()[1]
        found = await of_machine(patient, "ports", port=port)
    assert f"{port} (gateway)" in found.what
    assert f"ss -ltnp 'sport = :{port}'" in found.fix


async def test_few_files_may_be_open(patient: Patient) -> None:
    soft, hard = resource.getrlimit(resource.RLIMIT_NOFILE)
    resource.setrlimit(resource.RLIMIT_NOFILE, (1000, hard))
    try:
        found = await of_machine(patient, "open files")
    finally:
        resource.setrlimit(resource.RLIMIT_NOFILE, (soft, hard))
    assert found.what == "only 1000 open files are allowed"
    assert "ulimit -n 65536" in found.fix


async def test_the_zones_are_older_than_the_law(patient: Patient, tmp_path: Path) -> None:
    """A database in which Casablanca never left UTC+1."""
    (tmp_path / "Africa").mkdir()
    always = resources.files("tzdata.zoneinfo.Etc") / "GMT-1"
    (tmp_path / "Africa" / "Casablanca").write_bytes(always.read_bytes())
    before = zoneinfo.TZPATH
    zoneinfo.reset_tzpath([str(tmp_path)])
    zoneinfo.ZoneInfo.clear_cache(only_keys=["Africa/Casablanca"])
    try:
        found = await of_machine(patient, "time zones")
    finally:
        zoneinfo.reset_tzpath(list(before))
        zoneinfo.ZoneInfo.clear_cache(only_keys=["Africa/Casablanca"])
    assert "1:00:00 from UTC, should be +0" in found.what
    assert found.fix.startswith("pip install --upgrade tzdata")


async def test_the_months_are_of_another_country(patient: Patient, monkeypatch: pytest.MonkeyPatch) -> None:
    egypt = Locale.parse("ar_EG")
    monkeypatch.setattr("services.cli.doctor.machine.Locale.parse", lambda _: egypt)
    found = await of_machine(patient, "locale")
    assert "instead of 'يوليوز'" in found.what
    assert "babel" in found.fix


async def test_there_is_no_java(patient: Patient, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("services.embedded.java.bundled_home", lambda: None)
    monkeypatch.setattr("services.cli.doctor.machine.find_java", partial(find_java, {}, places=()))
    found = await of_machine(patient, "java")
    assert "`nashra up` cannot start" in found.why
    assert "JAVA_HOME" in found.fix


# the command


def test_the_command_prints_json_and_its_exit_code_tells(
    patient: Patient, monkeypatch: pytest.MonkeyPatch
) -> None:
    for name in ("kafka", "elasticsearch", "namespace", "partitions", "state_dir"):
        monkeypatch.setenv(f"NASHRA_{name.upper()}", str(getattr(patient.settings, name)))

    result = CliRunner().invoke(command_line(["doctor"]), ["doctor", "--json"])

    findings = json.loads(result.stdout)["findings"]
    assert result.exit_code == 3  # the secret is the default one
    assert {"check", "grade", "what", "why", "fix"} == set(findings[0])
    assert all(finding["fix"] and finding["why"] for finding in findings if finding["grade"] != "ok")


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

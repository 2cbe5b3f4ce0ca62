"""`nashra doctor`: look at everything that can be wrong; say what, why it matters, and the exact fix."""

from __future__ import annotations

import asyncio
import shutil
from collections.abc import Awaitable, Iterable
from dataclasses import asdict
from datetime import datetime, timedelta
from zoneinfo import ZoneInfo, ZoneInfoNotFoundError

import typer
from babel import Locale
from rich.markup import escape

from services.cli.checks import broker, index, machine
from services.cli.checks.finding import Finding, Grade, exit_code
from services.cli.output import Json, console, print_json
from services.cli.platform import Platform, settings_of
from services.contracts.topics import DEAD_LETTERS
from services.embedded.errors import PortTaken
from services.embedded.java import find_jdk
from services.embedded.ports import claim
from services.gateway.settings import GatewaySettings
from services.runtime import dead_letters, groups, provision
from services.runtime.access import Refused, Unreachable
from services.runtime.settings import Settings
from services.search import generations, golden
from services.search.access import refusal
from services.search.cluster import ApiError, AsyncElasticsearch, NotFoundError, TransportError, connect
from services.search.mapping import SCHEMA
from services.search.settings import SearchSettings

TIMEOUT_S = 10.0
MEGABYTE = 1_000_000
MARKS = {Grade.OK: "[green]✓[/green]", Grade.DEGRADED: "[yellow]![/yellow]", Grade.FAILED: "[red]✗[/red]"}


def doctor(as_json: Json = False) -> None:
    """Check this machine, Kafka and Elasticsearch; exit 0 when all is well, 1 when not, 3 when degraded."""
    findings = diagnose(settings_of(GatewaySettings), settings_of(SearchSettings))
    if as_json:
        print_json({"findings": [asdict(finding) for finding in findings]})
    else:
        for finding in findings:
            _print(finding)
    raise typer.Exit(exit_code(findings))


def diagnose(gateway: GatewaySettings, search: SearchSettings) -> list[Finding]:
    """Every finding, also the good ones, in the order in which a fault should be looked for."""
    return [*_machine(gateway), *asyncio.run(_engines(search))]


def _print(finding: Finding) -> None:
    mark = f"{MARKS[finding.grade]} [bold]{finding.check}[/bold]: "
    console.print(mark + escape(finding.what), soft_wrap=True)
    if finding.grade is not Grade.OK:
        console.print(f"    why: {finding.why}\n    fix: {finding.fix}", markup=False, soft_wrap=True)


def _machine(settings: GatewaySettings) -> Iterable[Finding]:
    yield machine.java(find_jdk)
    yield machine.ports(_taken_ports(settings))
    directory = next(path for path in (settings.state_dir, *settings.state_dir.parents) if path.exists())
    yield machine.disk(settings.state_dir, shutil.disk_usage(directory).free // MEGABYTE)
    yield machine.time_zones(_casablanca())
    yield machine.months(Locale.parse("ar_MA").months["format"]["wide"])
    if not Platform.running(settings.state_dir):  # which has a secret of its own
        yield machine.secret(settings.secret.get_secret_value())


def _taken_ports(settings: GatewaySettings) -> dict[str, int]:
    """Ports that a platform started now would want and not get; none when it runs already.

    Only the gateway's: `nashra up` finds others for the engines by itself.
    """
    if Platform.running(settings.state_dir):
        return {}
    try:
        claim(settings.port, "the gateway", settings.host)
    except PortTaken:
        return {"gateway": settings.port}
    return {}


def _casablanca() -> timedelta | None:
    try:
        return datetime(2025, 4, 5, 12, tzinfo=ZoneInfo("Africa/Casablanca")).utcoffset()
    except ZoneInfoNotFoundError:
        return None


async def _engines(settings: SearchSettings) -> list[Finding]:
    return [*await _kafka(settings), *await _elasticsearch(settings)]


async def _kafka(settings: Settings) -> list[Finding]:
    try:
        differences = await provision.plan(settings)
        states = await groups.group_states(settings)
        missing = {found.topic for found in differences if found.kind == "missing"}
        readable = DEAD_LETTERS.physical(settings.namespace) not in missing
        letters = await dead_letters.entries(settings) if readable else []
    except Refused as refused:
        return [broker.refused(refused)]
    except Unreachable as error:
        return [broker.unreachable(settings.kafka, str(error.__cause__ or error))]
    return [
        broker.reachable(settings.kafka),
        *broker.topics(settings.kafka, differences),
        *broker.groups(states),
        broker.dead_letters(sum(letter.fate is None for letter in letters)),
    ]


async def _elasticsearch(settings: SearchSettings) -> list[Finding]:
    client = connect(settings, TIMEOUT_S)
    try:
        info = await client.info()
        return [
            index.version(info["version"]["number"]),
            *[await check for check in _index_checks(client, settings)],
        ]
    except (TransportError, ApiError) as error:
        if refused := await refusal(settings, error):
            return [index.refused(refused)]
        return [index.unreachable(settings.elasticsearch, str(error.message))]
    finally:
        await client.close()


def _index_checks(client: AsyncElasticsearch, settings: SearchSettings) -> Iterable[Awaitable[Finding]]:
    yield _health(client)
    yield _room(client)
    yield _template(client, settings)
    yield _alias(client, settings)
    yield _tokens(client)


async def _health(client: AsyncElasticsearch) -> Finding:
    found = await client.cluster.health()
    return index.health(found["status"], found["unassigned_shards"])


async def _room(client: AsyncElasticsearch) -> Finding:
    stats = await client.nodes.stats(metric="fs")
    disks = {node["name"]: node["fs"]["total"] for node in stats["nodes"].values()}
    return index.room(
        {name: 1 - fs["available_in_bytes"] / fs["total_in_bytes"] for name, fs in disks.items()}
    )


async def _template(client: AsyncElasticsearch, settings: SearchSettings) -> Finding:
    name = settings.named(generations.ARTICLES)
    wanted = generations.template(settings)["template"]["settings"]["analysis"]
    try:
        answer = await client.indices.get_index_template(name=name)
    except NotFoundError:
        return index.template(name, None, SCHEMA, analysis_matches=False)
    found = answer["index_templates"][0]["index_template"]
    analysis = found.get("template", {}).get("settings", {}).get("index", {}).get("analysis", {})
    return index.template(
        name, found.get("_meta", {}), SCHEMA, analysis_matches=_texts(analysis) == _texts(wanted)
    )


def _texts(settings: object) -> object:
    """Settings as Elasticsearch gives them back: every value a text."""
    if isinstance(settings, dict):
        return {name: _texts(value) for name, value in settings.items()}
    if isinstance(settings, list):
        return [_texts(value) for value in settings]
    return str(settings).lower() if isinstance(settings, bool) else str(settings)


async def _alias(client: AsyncElasticsearch, settings: SearchSettings) -> Finding:
    found = await generations.generations(client, settings)
    live = {generation.name: generation.schema for generation in found if generation.live}
    return index.alias(settings.named(generations.ARTICLES), live, SCHEMA)


async def _tokens(client: AsyncElasticsearch) -> Finding:
    probes = golden.probes()
    differences = []
    for probe in probes:
        answer = await client.indices.analyze(**probe.request())
        found = tuple(token["token"] for token in answer["tokens"])
        if found != probe.tokens:
            differences.append(index.Difference(probe.analyzer, probe.text, probe.tokens, found))
    return index.tokens(differences, len(probes))

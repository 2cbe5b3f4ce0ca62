"""Elasticsearch: can it be reached, is it well, does it hold what the code expects."""

from __future__ import annotations

from collections.abc import Awaitable, Iterable
from datetime import UTC, datetime
from typing import Any

from services.cli.checks import index
from services.cli.checks.clocks import Ahead
from services.cli.checks.finding import Finding
from services.cli.checks.index import Difference
from services.search import generations, golden
from services.search.access import refusal
from services.search.cluster import (
    ApiError,
    AsyncElasticsearch,
    BadRequestError,
    NotFoundError,
    TransportError,
    connect,
)
from services.search.golden import Probe
from services.search.mapping import SCHEMA
from services.search.settings import SearchSettings

TIMEOUT_S = 10.0
LIVE_PROBES = 10


async def examine(settings: SearchSettings, clocks: list[Ahead]) -> list[Finding]:
    """`clocks`: gets what the nodes say of theirs."""
    client = connect(settings, TIMEOUT_S)
    try:
        info = await client.info()
        findings = [index.version(info["version"]["number"])]
        for check in _checks(client, settings, clocks):
            findings += await check
    except (TransportError, ApiError) as error:
        if refused := await refusal(settings, error):
            return [index.refused(refused)]
        return [index.unreachable(settings.elasticsearch, str(error.message))]
    else:
        return findings
    finally:
        await client.close()


def _checks(
    client: AsyncElasticsearch, settings: SearchSettings, clocks: list[Ahead]
) -> Iterable[Awaitable[list[Finding]]]:
    yield _health(client, settings)
    yield _nodes(client, clocks)
    yield _template(client, settings)
    yield _alias(client, settings)
    yield _analysis(client, settings)


async def _health(client: AsyncElasticsearch, settings: SearchSettings) -> list[Finding]:
    """Of our own indices: a cluster may be shared."""
    kinds = (generations.ARTICLES, generations.IMAGES, generations.WITHDRAWALS)
    ours = [settings.named(f"{kind}-v*") for kind in kinds]
    found = await client.cluster.health(index=ours, expand_wildcards="all", level="indices")
    red = [name for name, state in found["indices"].items() if state["status"] == "red"]
    return [index.health(found["status"], found["unassigned_shards"], red)]


async def _nodes(client: AsyncElasticsearch, clocks: list[Ahead]) -> list[Finding]:
    stats = await client.nodes.stats(metric="fs,jvm")
    now = datetime.now(UTC).timestamp()
    nodes: dict[str, Any] = {node["name"]: node for node in stats["nodes"].values()}
    for name, node in nodes.items():
        clocks.append(Ahead(f"Elasticsearch node {name}", node["timestamp"] / 1000 - now))
    disks = {name: node["fs"]["total"] for name, node in nodes.items()}
    full = {name: 1 - fs["available_in_bytes"] / fs["total_in_bytes"] for name, fs in disks.items()}
    heaps = {name: node["jvm"]["mem"]["heap_used_percent"] / 100 for name, node in nodes.items()}
    return [index.room(full), index.heap(heaps)]


async def _template(client: AsyncElasticsearch, settings: SearchSettings) -> list[Finding]:
    name = settings.named(generations.ARTICLES)
    wanted = generations.template(settings)["template"]["settings"]["analysis"]
    try:
        answer = await client.indices.get_index_template(name=name)
    except NotFoundError:
        return [index.template(name, None, SCHEMA, analysis_matches=False)]
    found = answer["index_templates"][0]["index_template"]
    analysis = found.get("template", {}).get("settings", {}).get("index", {}).get("analysis", {})
    matches = _texts(analysis) == _texts(wanted)
    return [index.template(name, found.get("_meta", {}), SCHEMA, analysis_matches=matches)]


def _texts(settings: object) -> object:
    """Settings as Elasticsearch gives them back: every value a text."""
    if isinstance(settings, dict):
        return {name: _texts(value) for name, value in settings.items()}
    if isinstance(settings, list):
        return [_texts(value) for value in settings]
    return str(settings).lower() if isinstance(settings, bool) else str(settings)


async def _alias(client: AsyncElasticsearch, settings: SearchSettings) -> list[Finding]:
    found = await generations.generations(client, settings)
    live = {generation.name: generation.schema for generation in found if generation.live}
    findings = [index.alias(settings.named(generations.ARTICLES), live, SCHEMA)]
    for name, schema in live.items():
        if schema == SCHEMA and len(live) == 1:
            findings.append(await _live_analysis(client, name))
    return findings


async def _live_analysis(client: AsyncElasticsearch, name: str) -> Finding:
    """What the live generation itself makes of some of the probes, by the names of its own analyzers."""
    probes = golden.probes()
    some = probes[:: max(1, len(probes) // LIVE_PROBES)][:LIVE_PROBES]
    found = [await _differs(client, probe, {"analyzer": probe.analyzer}, name) for probe in some]
    return index.live_tokens(name, [difference for difference in found if difference], len(some))


async def _analysis(client: AsyncElasticsearch, settings: SearchSettings) -> list[Finding]:
    """What the cluster makes of all probes when it is told our analyzers in full.

    Through the live generation, where there is one: what names no index is seldom allowed to an API key.
    """
    probes = golden.probes()
    name = await generations.live_generation(client, settings)
    found = [await _differs(client, probe, golden.spelt_out(probe.analyzer), name) for probe in probes]
    return [index.tokens([difference for difference in found if difference], len(probes))]


async def _differs(
    client: AsyncElasticsearch, probe: Probe, analyzer: dict[str, Any], name: str | None
) -> Difference | None:
    try:
        answer = await client.indices.analyze(index=name, text=probe.text, **analyzer)
    except BadRequestError as error:  # the index has no such analyzer
        return Difference(probe.analyzer, probe.text, probe.tokens, (f"({error.message})",))
    found = tuple(token["token"] for token in answer["tokens"])
    return None if found == probe.tokens else Difference(probe.analyzer, probe.text, probe.tokens, found)

"""Elasticsearch: can it be reached, is it well, does it hold what the code expects."""

from __future__ import annotations

from collections.abc import Awaitable, Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import UTC, datetime
from typing import Any

from services.cli.doctor.finding import Finding, degraded, failed, ok
from services.cli.doctor.machine import Ahead
from services.cli.output import counted
from services.cli.platform import Platform
from services.runtime.errors import Refused
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


async def examine(
    settings: SearchSettings, clocks: list[Ahead], running: Platform | None = None
) -> list[Finding]:
    """`clocks`: gets what the nodes say of theirs. `running`: the platform of this state directory."""
    client = connect(settings, TIMEOUT_S)
    try:
        info = await client.info()
        findings = [version(info["version"]["number"])]
        for check in _checks(client, settings, clocks):
            findings += await check
    except (TransportError, ApiError) as error:
        if refused := await refusal(settings, error):
            return [no_access(refused)]
        return [unreachable(settings.elasticsearch, str(error.message), running)]
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
    return [health(found["status"], found["unassigned_shards"], red)]


async def _nodes(client: AsyncElasticsearch, clocks: list[Ahead]) -> list[Finding]:
    stats = await client.nodes.stats(metric="fs,jvm")
    now = datetime.now(UTC).timestamp()
    nodes: dict[str, Any] = {node["name"]: node for node in stats["nodes"].values()}
    for name, node in nodes.items():
        clocks.append(Ahead(f"Elasticsearch node {name}", node["timestamp"] / 1000 - now))
    disks = {name: node["fs"]["total"] for name, node in nodes.items()}
    full = {name: 1 - fs["available_in_bytes"] / fs["total_in_bytes"] for name, fs in disks.items()}
    heaps = {name: node["jvm"]["mem"]["heap_used_percent"] / 100 for name, node in nodes.items()}
    return [room(full), heap(heaps)]


async def _template(client: AsyncElasticsearch, settings: SearchSettings) -> list[Finding]:
    name = settings.named(generations.ARTICLES)
    wanted = generations.template(settings)["template"]["settings"]["analysis"]
    try:
        answer = await client.indices.get_index_template(name=name)
    except NotFoundError:
        return [template(name, None, SCHEMA, analysis_matches=False)]
    found = answer["index_templates"][0]["index_template"]
    analysis = found.get("template", {}).get("settings", {}).get("index", {}).get("analysis", {})
    matches = _texts(analysis) == _texts(wanted)
    return [template(name, found.get("_meta", {}), SCHEMA, analysis_matches=matches)]


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
    findings = [alias(settings.named(generations.ARTICLES), live, SCHEMA)]
    for name, schema in live.items():
        if schema == SCHEMA and len(live) == 1:
            findings.append(await _live_analysis(client, name))
    return findings


async def _live_analysis(client: AsyncElasticsearch, name: str) -> Finding:
    """What the live generation itself makes of some of the probes, by the names of its own analyzers."""
    probes = golden.probes()
    some = probes[:: max(1, len(probes) // LIVE_PROBES)][:LIVE_PROBES]
    found = [await _differs(client, probe, {"analyzer": probe.analyzer}, name) for probe in some]
    return live_tokens(name, [difference for difference in found if difference], len(some))


async def _analysis(client: AsyncElasticsearch, settings: SearchSettings) -> list[Finding]:
    """What the cluster makes of all probes when it is told our analyzers in full.

    Through the live generation, where there is one: what names no index is seldom allowed to an API key.
    """
    probes = golden.probes()
    name = await generations.live_generation(client, settings)
    found = [await _differs(client, probe, golden.spelt_out(probe.analyzer), name) for probe in probes]
    return [tokens([difference for difference in found if difference], len(probes))]


async def _differs(
    client: AsyncElasticsearch, probe: Probe, analyzer: dict[str, Any], name: str | None
) -> Difference | None:
    try:
        answer = await client.indices.analyze(index=name, text=probe.text, **analyzer)
    except BadRequestError as error:  # the index has no such analyzer
        return Difference(probe.analyzer, probe.text, probe.tokens, (f"({error.message})",))
    found = tuple(token["token"] for token in answer["tokens"])
    return None if found == probe.tokens else Difference(probe.analyzer, probe.text, probe.tokens, found)


OLDEST, NEWEST = 9, 9
LOW_WATERMARK = 0.85
FULL_HEAP = 0.95  # above it the parent circuit breaker refuses requests


@dataclass(frozen=True, slots=True)
class Difference:
    """A probe whose tokens are not those of the golden file."""

    analyzer: str
    text: str
    expected: tuple[str, ...]
    found: tuple[str, ...]


def unreachable(address: str, reason: str, running: Platform | None = None) -> Finding:
    return failed(
        "elasticsearch",
        f"no Elasticsearch at {address}: {reason}",
        "articles wait in Kafka, and readers find nothing",
        (running and running.revival("elasticsearch"))
        or "start it (`nashra up`), or set NASHRA_ELASTICSEARCH",
    )


def no_access(found: Refused) -> Finding:
    return failed(
        "elasticsearch", found.problem, "articles wait in Kafka, and readers find nothing", found.fix
    )


def version(number: str) -> Finding:
    major = int(number.split(".", maxsplit=1)[0])
    if OLDEST <= major <= NEWEST:
        return ok("elasticsearch", f"Elasticsearch {number} answers")
    return failed(
        "elasticsearch",
        f"Elasticsearch {number} is not of the {OLDEST} series",
        "the client and the index settings are made and tested for that series only",
        f"point NASHRA_ELASTICSEARCH to a cluster of version {OLDEST}",
    )


def health(status: str, unassigned: int, red: Sequence[str] = ()) -> Finding:
    """`red`: the indices of which a part has no node."""
    if status == "green":
        return ok("cluster health", "green")
    if status == "yellow":
        return degraded(
            "cluster health",
            f"yellow: {counted(unassigned, 'copy of a shard has', 'copies of shards have')} no node",
            "the loss of one node would lose the index until it is rebuilt from Kafka",
            "add a node, or lower NASHRA_REPLICAS for new generations",
        )
    return failed(
        "cluster health",
        f"red: {counted(unassigned, 'shard has', 'shards have')} no node, of {', '.join(red)}",
        "part of the articles cannot be found or written",
        "GET /_cluster/allocation/explain says why; bring the missing node back or free its disk",
    )


def room(used: Mapping[str, float]) -> Finding:
    """`used`: the share of the disk in use by node."""
    full = {node: share for node, share in used.items() if share >= LOW_WATERMARK}
    if not full:
        return ok("disk watermark", "every node is below it")
    node, share = max(full.items(), key=lambda item: item[1])
    return degraded(
        "disk watermark",
        f"the disk of node {node} is {share:.0%} full",
        f"above {LOW_WATERMARK:.0%} a node takes no new shards, and at 95% its indices become read-only",
        "free some space on it, add a node, or delete old generations (nashra index delete)",
    )


def heap(used: Mapping[str, float]) -> Finding:
    """`used`: the share of the heap in use by node, also what the next collection frees."""
    full = {node: share for node, share in used.items() if share >= FULL_HEAP}
    if not full:
        return ok("heap", "every node has room in its heap")
    node, share = max(full.items(), key=lambda item: item[1])
    return degraded(
        "heap",
        f"the heap of node {node} is {share:.0%} full",
        "the node stops to collect garbage, refuses large requests, and may leave the cluster",
        "give it more (ES_JAVA_OPTS=-Xmx4g, half of the machine's memory at most), or add a node",
    )


def template(name: str, found: Mapping[str, Any] | None, schema: int, analysis_matches: bool) -> Finding:
    """`found`: the `_meta` of the template of that name; None when there is none."""
    if found is None:
        return failed(
            "index template",
            f"there is no index template {name}",
            "a new generation would guess its mapping and its Arabic would not be analysed",
            "nashra index apply",
        )
    if found.get("schema") == schema and analysis_matches:
        return ok("index template", f"{name} is what the code writes")
    return degraded(
        "index template",
        f"{name} is of schema {found.get('schema')} or has another analysis; the code has schema {schema}",
        "a new generation would not be what queries expect",
        "nashra index apply",
    )


def alias(name: str, targets: Mapping[str, int], schema: int) -> Finding:
    """`targets`: the generations behind the alias, with their schema."""
    if not targets:
        return failed(
            "index alias",
            f"the alias {name} points at nothing",
            "readers find nothing",
            "nashra index apply, or nashra index switch GENERATION",
        )
    if len(targets) > 1:
        return failed(
            "index alias",
            f"the alias {name} points at {', '.join(sorted(targets))}",
            "articles would appear twice",
            f"nashra index switch {max(targets)}",
        )
    ((generation, found),) = targets.items()
    if found == schema:
        return ok("index alias", f"{name} → {generation}")
    return degraded(
        "index alias",
        f"{generation} has schema {found}, the code has {schema}",
        "fields that queries use are missing from it",
        "nashra index plan shows the steps to a new generation",
    )


def live_tokens(name: str, differences: Sequence[Difference], probes: int) -> Finding:
    """`differences` of some of the golden file's probes, as the live generation itself reads them."""
    if not differences:
        return ok("index analysis", f"{name} reads {probes} Arabic probes as the code does")
    first = differences[0]
    return failed(
        "index analysis",
        f"{name} reads {len(differences)} of {probes} probes in another way; {first.analyzer} of "
        f"«{first.text}»: {' '.join(first.found) or 'nothing'} instead of {' '.join(first.expected)}",
        "it was made with other analyzers: what is in it cannot be found by the words of the code",
        "nashra reindex builds a generation with those of the code, and switches to it",
    )


def tokens(differences: Sequence[Difference], probes: int) -> Finding:
    """`differences` of the golden file's `probes`."""
    if not differences:
        return ok("analysis", f"all {probes} Arabic probes give the tokens of the golden file")
    first = differences[0]
    return failed(
        "analysis",
        f"{len(differences)} of {probes} probes differ; {first.analyzer} of «{first.text}»: "
        f"{' '.join(first.found) or 'nothing'} instead of {' '.join(first.expected)}",
        "queries and articles would be cut into different words, and readers would miss what is there",
        "use the Elasticsearch version of deploy/embedded/artifacts.lock, with its analysis-common module",
    )

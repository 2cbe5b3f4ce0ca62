"""Elasticsearch: version, health, room, template and alias as the code wants them, and the same tokens."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from services.cli.checks.finding import Finding, degraded, failed, ok
from services.runtime.errors import Refused

OLDEST, NEWEST = 9, 9
LOW_WATERMARK = 0.85
FULL_HEAP = 0.95  # above it the parent circuit breaker refuses requests


@dataclass(frozen=True, slots=True)
class Difference:
    """A probe whose tokens are not those of the golden file."""

    analyzer: str
    text: str
    wanted: tuple[str, ...]
    found: tuple[str, ...]


def unreachable(address: str, reason: str) -> Finding:
    return failed(
        "elasticsearch",
        f"no Elasticsearch at {address}: {reason}",
        "articles wait in Kafka, and readers find nothing",
        "start it (`nashra up`), or set NASHRA_ELASTICSEARCH",
    )


def refused(refusal: Refused) -> Finding:
    return failed(
        "elasticsearch", refusal.problem, "articles wait in Kafka, and readers find nothing", refusal.fix
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
            f"yellow: {unassigned} copies of shards have no node",
            "the loss of one node would lose the index until it is rebuilt from Kafka",
            "add a node, or lower NASHRA_REPLICAS for new generations",
        )
    return failed(
        "cluster health",
        f"red: {unassigned} shards have no node, of {', '.join(red)}",
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
        f"«{first.text}»: {' '.join(first.found) or 'nothing'} instead of {' '.join(first.wanted)}",
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
        f"{' '.join(first.found) or 'nothing'} instead of {' '.join(first.wanted)}",
        "queries and articles would be cut into different words, and readers would miss what is there",
        "use the Elasticsearch version of deploy/embedded/artifacts.lock, with its analysis-common module",
    )

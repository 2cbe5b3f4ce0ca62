"""What the chart promises, for every example: who runs as whom, who may reach whom, and what helm refuses."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest
import yaml
from services.cli.run import Role
from services.contracts.topics import ALL, DEAD_LETTERS
from tests.integration.deploy.conftest import CHART, Manifest, helm, render

WORKLOADS = {"Deployment", "Job"}
OUTSIDE = {"poll", "alerts", "gateway"}
DRAIN_S = 20  # a stage's drain and the ticker's `bye`


def of_kind(manifests: list[Manifest], *kinds: str) -> list[Manifest]:
    return [item for item in manifests if item["kind"] in kinds]


def pods(manifests: list[Manifest]) -> Iterator[tuple[str, dict[str, Any]]]:
    for item in of_kind(manifests, *WORKLOADS):
        yield item["metadata"]["name"], item["spec"]["template"]["spec"]


def role_of(item: Manifest) -> str:
    role: str = item["spec"]["template"]["metadata"]["labels"]["nashra.io/role"]
    return role


def test_helm_finds_no_fault(programs: Path, example: Path) -> None:
    done = helm(programs, "lint", "--strict", str(CHART), "-f", str(example))

    assert done.returncode == 0, done.stdout


def test_every_role_that_is_enabled_has_a_deployment(manifests: list[Manifest], example: Path) -> None:
    values = yaml.safe_load((CHART / "values.yaml").read_text("utf-8"))["roles"]
    values |= yaml.safe_load(example.read_text("utf-8")).get("roles", {})

    assert {role.value for role in Role} <= set(values)
    deployed = {role_of(item) for item in of_kind(manifests, "Deployment")} - {"cli"}
    assert deployed == {name for name, role in values.items() if role["enabled"]}


def test_nothing_runs_as_root_or_may_become_it(manifests: list[Manifest]) -> None:
    for name, pod in pods(manifests):
        assert pod["securityContext"]["runAsNonRoot"] is True, name
        assert pod["securityContext"]["seccompProfile"] == {"type": "RuntimeDefault"}, name
        assert pod["automountServiceAccountToken"] is False, name
        for container in [*pod.get("initContainers", []), *pod["containers"]]:
            security = container["securityContext"]
            assert security["readOnlyRootFilesystem"] is True, name
            assert security["allowPrivilegeEscalation"] is False, name
            assert security["capabilities"] == {"drop": ["ALL"]}, name
            assert container["resources"]["limits"]["memory"], name
            assert container["resources"]["requests"]["cpu"], name
        assert not any("hostPath" in volume for volume in pod["volumes"]), name


def test_a_process_may_finish_what_it_has_begun(manifests: list[Manifest]) -> None:
    for item in of_kind(manifests, "Deployment"):
        if role_of(item) != "cli":
            assert item["spec"]["template"]["spec"]["terminationGracePeriodSeconds"] > DRAIN_S


def test_probes_ask_our_own_endpoints(manifests: list[Manifest]) -> None:
    for item in of_kind(manifests, "Deployment"):
        if role_of(item) == "cli":
            continue
        (container,) = item["spec"]["template"]["spec"]["containers"]
        named = {port["name"] for port in container["ports"]}
        for probe, path in (
            ("startupProbe", "/livez"),
            ("livenessProbe", "/livez"),
            ("readinessProbe", "/readyz"),
        ):
            asked = container[probe]["httpGet"]
            assert asked["path"] == path
            assert asked["port"] in named


def test_nobody_comes_in_or_goes_out_unless_named(manifests: list[Manifest]) -> None:
    policies = {item["metadata"]["name"]: item["spec"] for item in of_kind(manifests, "NetworkPolicy")}
    denied = policies["nashra-default-deny"]
    assert set(denied["policyTypes"]) == {"Ingress", "Egress"}
    assert "ingress" not in denied
    assert "egress" not in denied
    for item in of_kind(manifests, *WORKLOADS):
        labels = item["spec"]["template"]["metadata"]["labels"]
        assert denied["podSelector"]["matchLabels"].items() <= labels.items()


def test_only_poll_alerts_and_the_image_proxy_reach_the_outside(manifests: list[Manifest]) -> None:
    opened = set()
    for policy in of_kind(manifests, "NetworkPolicy"):
        for rule in policy["spec"].get("egress", []):
            for target in rule.get("to", []):
                if "ipBlock" in target:
                    (expression,) = policy["spec"]["podSelector"]["matchExpressions"]
                    opened |= set(expression["values"])
                    assert {"10.0.0.0/8", "192.168.0.0/16", "169.254.0.0/16"} <= {
                        *target["ipBlock"]["except"]
                    }
    assert opened == OUTSIDE


def test_every_password_comes_from_a_secret(manifests: list[Manifest]) -> None:
    for name, pod in pods(manifests):
        for container in [*pod.get("initContainers", []), *pod["containers"]]:
            for variable in container["env"]:
                if any(word in variable["name"] for word in ("PASSWORD", "SECRET", "API_KEY")):
                    assert "secretKeyRef" in variable["valueFrom"], name


def test_a_stage_has_no_more_processes_than_partitions(manifests: list[Manifest], example: Path) -> None:
    values = yaml.safe_load((CHART / "values.yaml").read_text("utf-8"))
    values |= yaml.safe_load(example.read_text("utf-8"))
    scaled = of_kind(manifests, "ScaledObject")
    assert bool(scaled) == values["autoscaling"]
    deployed = {item["metadata"]["name"]: item for item in of_kind(manifests, "Deployment")}
    for item in scaled:
        assert item["spec"]["maxReplicaCount"] <= values["partitions"]
        target = deployed[item["spec"]["scaleTargetRef"]["name"]]
        assert "replicas" not in target["spec"]  # an upgrade must not undo what KEDA did
        for trigger in item["spec"]["triggers"]:
            assert trigger["metadata"]["limitToPartitionsWithLag"] == "true"
            prefix = f"{values['namespace']}-" if values["namespace"] else ""
            assert trigger["metadata"]["consumerGroup"] == f"{prefix}nashra-{role_of(target)}"


def test_topics_are_those_of_the_contracts(manifests: list[Manifest], example: Path) -> None:
    topics = of_kind(manifests, "KafkaTopic")
    if not topics:
        assert "external" in example.stem
        return
    namespace = yaml.safe_load(example.read_text("utf-8")).get("namespace", "")
    assert {item["metadata"]["name"] for item in topics} == {
        *(topic.physical(namespace) for topic in ALL),
        DEAD_LETTERS.physical(namespace),
    }


def test_a_role_writes_only_its_own_topics(manifests: list[Manifest]) -> None:
    for user in of_kind(manifests, "KafkaUser"):
        role = user["metadata"]["name"].removeprefix("nashra-")
        if role == "cli":
            continue
        written = {
            acl["resource"]["name"].removeprefix("press-")
            for acl in user["spec"]["authorization"]["acls"]
            if "Write" in acl["operations"] and acl["resource"]["patternType"] == "literal"
        }
        own = {topic.name for topic in ALL if role in topic.producer.split(", ")}
        assert written <= own | {DEAD_LETTERS.name}


@pytest.mark.parametrize(
    ("value", "reason"),
    [
        ("roles.pol.replicas=1", "pol"),
        ("partitions=0", "partitions"),
        ("kafka.provider=msk", "provider"),
        ("elasticsearch.version=8.1.0", "version"),
        ("namespace=Blue", "namespace"),
    ],
)
def test_a_value_that_means_nothing_is_refused(programs: Path, value: str, reason: str) -> None:
    done = helm(programs, "template", "nashra", str(CHART), "--set", value)

    assert done.returncode != 0
    assert reason in done.stderr


def test_external_engines_need_their_addresses(programs: Path) -> None:
    for value in ("kafka.provider=external", "elasticsearch.provider=external"):
        assert helm(programs, "template", "nashra", str(CHART), "--set", value).returncode != 0


def test_metrics_are_not_behind_the_ingress(programs: Path) -> None:
    values = ("--set", "ingress.enabled=true,ingress.host=news.example")
    (ingress,) = of_kind(render(programs, *values), "Ingress")
    (rule,) = ingress["spec"]["rules"]
    backends = {path["path"]: path["backend"]["service"]["name"] for path in rule["http"]["paths"]}
    assert backends == {"/": "nashra-gateway", "/metrics": "nashra-workers"}

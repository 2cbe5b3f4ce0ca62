"""A real API server takes every object of every example as it is, and gives it back."""

from __future__ import annotations

from pathlib import Path

import pytest
from tests.integration.deploy.api_server import ApiServer, Refused
from tests.integration.deploy.conftest import Manifest

RESTRICTED = {
    f"pod-security.kubernetes.io/{mode}": "restricted" for mode in ("enforce", "warn", "audit")
}  # fmt: skip


def test_the_server_takes_every_object(
    kubernetes: ApiServer, manifests: list[Manifest], example: Path
) -> None:
    namespace = f"news-{example.stem}"
    kubernetes.create(
        {
            "apiVersion": "v1",
            "kind": "Namespace",
            "metadata": {"name": namespace, "labels": RESTRICTED},
        },
        "",
    )
    warnings = [
        f"{item['kind']} {item['metadata']['name']}: {warning}"
        for item in manifests
        for warning in kubernetes.create(item, namespace)
    ]

    # among them: what the strictest of Kubernetes' pod security standards would refuse
    assert warnings == []
    for item in manifests:
        assert kubernetes.read(item, namespace)["metadata"]["name"] == item["metadata"]["name"]


def test_the_server_refuses_what_it_does_not_know(kubernetes: ApiServer) -> None:
    topic = {
        "apiVersion": "kafka.strimzi.io/v1",
        "kind": "KafkaTopic",
        "metadata": {"name": "articles.v1"},
        "spec": {"partitions": 4, "replica": 3},
    }
    with pytest.raises(Refused, match="replica"):
        kubernetes.create(topic, "default")


def test_a_pod_that_may_be_root_draws_a_warning(kubernetes: ApiServer) -> None:
    namespace = {"name": "strict", "labels": RESTRICTED}
    kubernetes.create({"apiVersion": "v1", "kind": "Namespace", "metadata": namespace}, "")
    labels = {"app": "root"}
    warnings = kubernetes.create(
        {
            "apiVersion": "apps/v1",
            "kind": "Deployment",
            "metadata": {"name": "root"},
            "spec": {
                "selector": {"matchLabels": labels},
                "template": {
                    "metadata": {"labels": labels},
                    "spec": {"containers": [{"name": "root", "image": "nashra:0.1.0"}]},
                },
            },
        },
        "strict",
    )
    assert any("runAsNonRoot" in warning for warning in warnings)

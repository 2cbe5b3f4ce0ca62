"""Dashboards and alerts speak of metrics that exist."""

from __future__ import annotations

import json
import re
from pathlib import Path

import pytest
import yaml
from prometheus_client import REGISTRY
from services.runtime import metrics

DEPLOY = Path(__file__).parents[3] / "deploy"
NAME = re.compile(r"\bnashra_[a-z_]+")
DASHBOARDS = sorted((DEPLOY / "grafana" / "dashboards").glob("*.json"))


def exported() -> set[str]:
    """Every series name that a process can export."""
    suffixes = {"counter": ("_total",), "histogram": ("_bucket", "_sum", "_count"), "gauge": ("",)}
    assert metrics.EVENTS in REGISTRY._collector_to_names  # importing the module registers them
    return {
        family.name + suffix
        for family in REGISTRY.collect()
        if family.name.startswith("nashra_")
        for suffix in suffixes.get(family.type, ("",))
    }


@pytest.mark.parametrize("path", DASHBOARDS, ids=lambda path: path.stem)
def test_a_dashboard_shows_metrics_that_exist(path: Path) -> None:
    dashboard = json.loads(path.read_text("utf-8"))
    expressions = [target["expr"] for panel in dashboard["panels"] for target in panel["targets"]]

    used = {name for expression in expressions for name in NAME.findall(expression)}

    assert used
    assert used <= exported()


def test_alerts_watch_metrics_that_exist_and_say_what_to_do() -> None:
    (group,) = yaml.safe_load((DEPLOY / "prometheus" / "alerts.yml").read_text("utf-8"))["groups"]

    for rule in group["rules"]:
        assert set(NAME.findall(rule["expr"])) <= exported()
        assert rule["annotations"]["fix"]

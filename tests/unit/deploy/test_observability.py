"""Dashboards and alerts speak of metrics that exist."""

from __future__ import annotations

import json
import re
from pathlib import Path
from typing import Any

import pytest
import yaml
from prometheus_client import REGISTRY
from prometheus_client.metrics import MetricWrapperBase
from services.runtime import metrics

DEPLOY = Path(__file__).parents[3] / "deploy"
NAME = re.compile(r"\bnashra_[a-z_]+")
BY = re.compile(r"\bby \(([^)]*)\)")
FROM_SCRAPING = {"role", "instance", "le"}
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


def labels() -> dict[str, set[str]]:
    """By series name, the labels that the code gives it."""
    found: dict[str, set[str]] = {}
    for metric in vars(metrics).values():
        if isinstance(metric, MetricWrapperBase):
            for name in REGISTRY._collector_to_names[metric]:
                found[name] = {*metric._labelnames, "le"}
    return found


def expressions() -> list[str]:
    """Of every panel and alert."""
    boards = [json.loads(path.read_text("utf-8")) for path in DASHBOARDS]
    shown = [target["expr"] for board in boards for panel in board["panels"] for target in panel["targets"]]
    return [*shown, *(rule["expr"] for rule in rules())]


def rules() -> list[dict[str, Any]]:
    (group,) = yaml.safe_load((DEPLOY / "prometheus" / "alerts.yml").read_text("utf-8"))["groups"]
    found: list[dict[str, Any]] = group["rules"]
    return found


@pytest.mark.parametrize("path", DASHBOARDS, ids=lambda path: path.stem)
def test_a_dashboard_shows_metrics_that_exist(path: Path) -> None:
    dashboard = json.loads(path.read_text("utf-8"))
    expressions = [target["expr"] for panel in dashboard["panels"] for target in panel["targets"]]

    used = {name for expression in expressions for name in NAME.findall(expression)}

    assert used
    assert used <= exported()


def test_there_is_a_dashboard_for_each_question() -> None:
    boards = [json.loads(path.read_text("utf-8")) for path in DASHBOARDS]
    assert [path.stem for path in DASHBOARDS] == ["dead-letters", "gateway", "overview", "pipeline", "search"]
    assert len({board["uid"] for board in boards}) == len(boards)
    assert boards[2]["panels"][0]["title"] == "Age of the newest article"  # freshness first


@pytest.mark.parametrize("path", DASHBOARDS, ids=lambda path: path.stem)
def test_panels_fill_the_grid_without_covering_each_other(path: Path) -> None:
    taken: set[tuple[int, int]] = set()
    for panel in json.loads(path.read_text("utf-8"))["panels"]:
        place = panel["gridPos"]
        cells = {
            (x, y)
            for x in range(place["x"], place["x"] + place["w"])
            for y in range(place["y"], place["y"] + place["h"])
        }
        assert max(x for x, _ in cells) < 24
        assert not cells & taken, panel["title"]
        taken |= cells


@pytest.mark.parametrize("expression", expressions())
def test_labels_exist_on_the_metrics_they_are_asked_of(expression: str) -> None:
    known = FROM_SCRAPING.union(*(labels()[name] for name in NAME.findall(expression)))
    asked = {name.strip() for found in BY.findall(expression) for name in found.split(",")}
    assert asked <= known
    assert expression.count("(") == expression.count(")")


@pytest.mark.parametrize("rule", rules(), ids=lambda rule: rule["alert"])
def test_an_alert_watches_what_exists_and_leads_to_what_to_do(rule: dict[str, Any]) -> None:
    assert set(NAME.findall(rule["expr"])) <= exported()
    assert rule["annotations"]["fix"]
    assert rule["labels"]["severity"] in {"page", "ticket"}
    page, _, anchor = rule["annotations"]["runbook"].partition("#")
    headings = re.findall(r"^## (.+)$", (DEPLOY.parent / page).read_text("utf-8"), re.MULTILINE)
    assert anchor in {anchored(heading) for heading in headings}


def anchored(heading: str) -> str:
    """The anchor that a heading of Markdown gets."""
    return re.sub(r"[^\w\- ]", "", heading.lower()).replace(" ", "-")

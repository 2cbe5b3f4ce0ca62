"""The chart's topics and Kafka users are those of the code."""

from __future__ import annotations

import runpy
from pathlib import Path

import yaml
from services.cli.run import Role
from services.contracts.topics import ALL, DEAD_LETTERS

ROOT = Path(__file__).parents[3]
CHART = ROOT / "deploy" / "helm" / "nashra"


def test_the_topics_are_written_from_the_contracts() -> None:
    generate = runpy.run_path(str(ROOT / "deploy" / "helm" / "generate.py"))

    assert generate["FILE"].read_text("utf-8") == generate["text"](), "make docs writes it anew"


def test_every_topic_and_every_role_is_there() -> None:
    declared = yaml.safe_load((CHART / "files" / "kafka.yaml").read_text("utf-8"))
    assert {topic["name"] for topic in declared["topics"]} == {topic.name for topic in ALL} | {
        DEAD_LETTERS.name
    }
    assert {role.value for role in Role} <= set(declared["users"])


def test_alerts_and_dashboards_are_the_same_files() -> None:
    assert (CHART / "files" / "alerts.yml").resolve() == ROOT / "deploy" / "prometheus" / "alerts.yml"
    assert (CHART / "files" / "dashboards").resolve() == ROOT / "deploy" / "grafana" / "dashboards"


def test_chart_and_wheel_have_one_version() -> None:
    chart = yaml.safe_load((CHART / "Chart.yaml").read_text("utf-8"))
    pyproject = (ROOT / "pyproject.toml").read_text("utf-8")
    assert f'version = "{chart["appVersion"]}"' in pyproject
    assert chart["version"] == chart["appVersion"]

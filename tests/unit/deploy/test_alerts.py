"""Each alert through Prometheus' own promtool: it fires when it must, and is silent when all is well."""

from __future__ import annotations

import os
import shutil
import subprocess
from collections.abc import Mapping
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

import pytest
import yaml

ALERTS = Path(__file__).parents[3] / "deploy" / "prometheus" / "alerts.yml"
BUILT = Path(os.environ.get("XDG_CACHE_HOME") or "~/.cache").expanduser() / "nashra" / "deploy" / "promtool"
PROMTOOL = shutil.which("promtool") or (str(BUILT) if BUILT.exists() else None)
DEAD = 'nashra_dead_letters_waiting{stage="enrich.articles.v1", reason="invalid", instance="a"}'
CLASS = {"stage": "enrich.articles.v1", "reason": "invalid"}
HELD = 'nashra_stage_held{stage="enrich.articles.v1"}'
EXPIRED = 'nashra_expired_messages_total{topic="pages.v1", instance="a"}'
LAG = 'nashra_stage_lag_seconds{stage="extract.pages.v1"}'
STORIES_LAG = 'nashra_stage_lag_seconds{stage="stories.enriched.v1"}'
OLDEST = "nashra_dead_letters_oldest_timestamp_seconds"
READY = 'nashra_ready{role="index", instance="a"}'
FOUND, NOT_FOUND = "nashra_search_seconds_count", "nashra_search_zero_results_total"
FAST, SLOW, ALL = (f'nashra_search_seconds_bucket{{le="{most}"}}' for most in ("0.5", "5", "+Inf"))
NEWEST = 'nashra_newest_article_timestamp_seconds{source="alalam", instance="a"}'
FAILING = 'nashra_alert_receivers_failing{role="alerts", instance="a"}'
DISK = 'nashra_index_disk_used_ratio{node="n"}'
UP = 'up{role="index", instance="a"}'
A = {"role": "index", "instance": "a"}
DAY = 1440


def of(instance: str, series: str) -> str:
    """The same series of another process."""
    return series.replace('instance="a"', f'instance="{instance}"')


@dataclass(frozen=True, slots=True)
class Case:
    """`series` as promtool writes them, a value a minute: `_` none, `a+bxn`. `fires`: its labels, or None."""

    alert: str
    what: str
    series: Mapping[str, str]
    minute: int
    fires: Mapping[str, str] | None = field(default_factory=dict)


CASES = (
    Case("NothingNew", "nothing for 20 min", {NEWEST: "0x60"}, 25),
    Case("NothingNew", "one of two writes", {NEWEST: "0x60", of("b", NEWEST): "0+60x60"}, 25, None),
    Case("StageBehind", "falls back", {LAG: "0+30x60"}, 30, {"stage": "extract.pages.v1"}),
    Case("StageBehind", "catches up", {LAG: "3000-30x60"}, 30, None),
    Case("StoriesBehind", "articles wait", {STORIES_LAG: "300x60"}, 20, {"stage": "stories.enriched.v1"}),
    Case("StoriesBehind", "for a moment", {STORIES_LAG: "300x2 0x60"}, 20, None),
    Case("StageHeld", "held", {HELD: "_x5 1x5"}, 6, {"stage": "enrich.articles.v1"}),
    Case("MessagesExpired", "while it runs", {EXPIRED: "0x60 5x30"}, 65, {"topic": "pages.v1"}),
    Case("MessagesExpired", "before it is scraped", {EXPIRED: "_x60 5x30"}, 62, {"topic": "pages.v1"}),
    Case("MessagesExpired", "long ago", {EXPIRED: "0x60 5x60"}, 100, None),
    Case("NewDeadLetterClass", "the first of a class", {DEAD: "_x60 3x30"}, 62, CLASS),
    Case("NewDeadLetterClass", "a class of yesterday", {DEAD: f"3x60 _x60 5x{DAY}"}, 125, None),
    Case("NewDeadLetterClass", "index anew", {DEAD: "3x60", of("b", DEAD): "_x62 3x30"}, 64, None),
    Case("DeadLettersWait", "since yesterday", {OLDEST: f"60x{DAY + 60}"}, DAY + 20),
    Case("DeadLettersWait", "none", {OLDEST: f"0x{DAY + 60}"}, DAY + 20, None),
    Case("SearchesFindNothing", "more than yesterday",
         {FOUND: f"0+60x{DAY + 120}", NOT_FOUND: f"0+3x{DAY} {3 * DAY}+30x120"}, DAY + 60),
    Case("SearchesFindNothing", "as yesterday",
         {FOUND: f"0+60x{DAY + 120}", NOT_FOUND: f"0+6x{DAY + 120}"}, DAY + 60, None),
    Case("SearchSlow", "one of ten", {FAST: "0+90x60", SLOW: "0+100x60", ALL: "0+100x60"}, 30),
    Case("SearchSlow", "one of a hundred", {FAST: "0+99x60", SLOW: "0+100x60", ALL: "0+100x60"}, 30, None),
    Case("ReceiversFail", "for long", {FAILING: "0x10 2x90"}, 90),
    Case("ReceiversFail", "for a moment", {FAILING: "0x10 2x30 0x60"}, 90, None),
    Case("DiskFilling", "90 %", {DISK: "0.9x20"}, 10, {"node": "n"}),
    Case("DiskFilling", "80 %", {DISK: "0.8x20"}, 10, None),
    Case("ReadinessFlaps", "comes and goes", {READY: "1 0 1 0 1 0 1 0 1 0"}, 9, A),
    Case("ReadinessFlaps", "restarted once", {READY: "1 1 0 0 1 1 1 1 1 1"}, 9, None),
    Case("RoleDown", "hangs", {UP: "1x5 0x10"}, 9, A),
    Case("RoleDown", "is gone, and its address with it", {UP: "1x60 _x60"}, 80, {"role": "index"}),
    Case("RoleDown", "has another address", {UP: "1x60 _x60", of("b", UP): "_x60 1x60"}, 80, None),
)  # fmt: skip


@pytest.mark.skipif(
    PROMTOOL is None,
    reason="needs promtool: make lint-deploy builds it with Go, and Debian's package prometheus has it",
)
@pytest.mark.parametrize("case", CASES, ids=lambda case: f"{case.alert}: {case.what}")
def test_an_alert_fires_when_it_must_and_only_then(case: Case, tmp_path: Path) -> None:
    severity = rules(tmp_path)[case.alert]
    fired = [] if case.fires is None else [{"exp_labels": {"severity": severity, **case.fires}}]
    (tmp_path / "test.yml").write_text(yaml.safe_dump({
        "rule_files": ["rules.yml"],
        "tests": [{
            "interval": "1m",
            "input_series": [{"series": name, "values": values} for name, values in case.series.items()],
            "alert_rule_test": [
                {"alertname": case.alert, "eval_time": f"{case.minute}m", "exp_alerts": fired}
            ],
        }],
    }))  # fmt: skip
    promtool("test", "rules", str(tmp_path / "test.yml"))


@pytest.mark.skipif(
    PROMTOOL is None,
    reason="needs promtool: make lint-deploy builds it with Go, and Debian's package prometheus has it",
)
def test_prometheus_takes_its_configuration() -> None:
    promtool("check", "config", str(ALERTS.with_name("prometheus.yml")))


def test_every_alert_has_a_case() -> None:
    fired = {case.alert for case in CASES if case.fires is not None}
    assert fired == {rule["alert"] for rule in written()}


def rules(directory: Path) -> dict[str, str]:
    """The alerts without their texts, for promtool; the severity of each."""
    found = [{name: part for name, part in rule.items() if name != "annotations"} for rule in written()]
    (directory / "rules.yml").write_text(yaml.safe_dump({"groups": [{"name": "nashra", "rules": found}]}))
    return {rule["alert"]: rule["labels"]["severity"] for rule in found}


def written() -> list[dict[str, Any]]:
    (group,) = yaml.safe_load(ALERTS.read_text("utf-8"))["groups"]
    found: list[dict[str, Any]] = group["rules"]
    return found


def promtool(*arguments: str) -> None:
    done = subprocess.run([PROMTOOL or "", *arguments], capture_output=True, text=True, check=False)
    assert done.returncode == 0, done.stdout + done.stderr

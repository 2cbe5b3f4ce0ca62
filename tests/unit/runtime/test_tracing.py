"""The current step of a trace: in what is logged and published inside; free of charge where nobody asked."""

from __future__ import annotations

import json
import subprocess
import sys

import pytest
from services.contracts.trace import Trace
from services.runtime import logs, tracing
from services.runtime.settings import Settings
from tests.unit.runtime.test_logs import _root_logger_restored

__all__ = ["_root_logger_restored"]

OFF = """
import sys
from services.runtime import tracing
tracing.start("extract")
with tracing.step("poll.fetch", source="alalam"):
    tracing.tell("extract.pages.v1", tracing.current(), 0)
assert not tracing.exporting()
tracing.stop()
assert not [name for name in sys.modules if name.startswith("opentelemetry")]
"""


def test_a_step_inside_a_step_follows_from_it() -> None:
    with tracing.step("poll.fetch") as fetch:
        assert fetch.parent_id is None
        with tracing.step("inner") as inner:
            assert (inner.trace_id, inner.parent_id) == (fetch.trace_id, fetch.span_id)
        assert tracing.current() == fetch
    assert tracing.current() is None


def test_lines_carry_the_id_of_their_step_and_others_none(capsys: pytest.CaptureFixture[str]) -> None:
    logs.configure(Settings(log_format="json"))
    step = Trace.begin()
    with tracing.within(step):
        logs.get_logger("test").warning("خبر")
    logs.get_logger("test").warning("خبر")
    first, second = map(json.loads, capsys.readouterr().err.splitlines())
    assert first["trace_id"] == step.trace_id
    assert "trace_id" not in second


def test_without_a_collector_nothing_of_opentelemetry_is_imported() -> None:
    subprocess.run([sys.executable, "-c", OFF], check=True, env={"PATH": "/usr/bin", "PYTHONPATH": "."})


@pytest.mark.parametrize(
    "environment",
    [
        {"OTEL_EXPORTER_OTLP_ENDPOINT": ""},
        {"OTEL_EXPORTER_OTLP_ENDPOINT": "http://x", "OTEL_SDK_DISABLED": "true"},
    ],
)
def test_the_standard_variables_switch_it_off(
    monkeypatch: pytest.MonkeyPatch, environment: dict[str, str]
) -> None:
    for name, value in environment.items():
        monkeypatch.setenv(name, value)
    tracing.start("extract")
    assert not tracing.exporting()

"""What the role `moderate` does with one report, and when it writes."""

from __future__ import annotations

from datetime import UTC, datetime
from typing import Any

from services.contracts.image import ImageReport, ImageState
from services.enrich.moderation import Policy
from services.enrich.moderation_app import create_app, moderate
from services.enrich.settings import EnrichSettings
from services.runtime.outcome import Done

POLICY = Policy(threshold=1, window_days=7)
REPORT = ImageReport(
    image_id="i_1", article_id="a_1", reporter="a", reported_at=datetime(2025, 4, 5, tzinfo=UTC)
)


def test_the_case_is_written_only_when_the_stage_says_so() -> None:
    cases: dict[str, Any] = {}
    outcome = moderate(cases, REPORT, POLICY)
    assert isinstance(outcome, Done)
    assert [type(event) for event in outcome.events] == [ImageState]
    assert cases == {}
    assert outcome.remember is not None
    outcome.remember()
    assert cases["i_1"]["state"] == "hidden"


def test_what_is_known_already_is_neither_told_nor_written() -> None:
    cases: dict[str, Any] = {}
    first = moderate(cases, REPORT, POLICY)
    assert isinstance(first, Done)
    assert first.remember is not None
    first.remember()
    assert moderate(cases, REPORT, POLICY) == Done()


def test_the_app_reads_reports_and_connects_to_nothing_before_it_runs() -> None:
    app = create_app(EnrichSettings(kafka="127.0.0.1:1", namespace="t"))
    assert [stage.topic for stage in app.stages] == ["t-image-reports.v1"]

"""The role `moderate`: image-reports.v1 → image-states.v1. Cases live in a table that survives a restart."""

from __future__ import annotations

from collections.abc import MutableMapping, Sequence
from functools import partial
from typing import Any

from services.contracts.image import ImageReport
from services.contracts.topics import IMAGE_REPORTS, IMAGE_STATES
from services.enrich.moderation import Case, Policy, change, consider
from services.enrich.settings import EnrichSettings
from services.runtime.faust_adapter.worker import Worker, worker
from services.runtime.outcome import Done, Outcome, Record
from services.runtime.stage import stage


def create_app(settings: EnrichSettings) -> Worker:
    """Wire the topics and the table of cases; nothing connects until the worker runs."""
    policy = Policy(settings.report_threshold, settings.report_window_days, settings.report_min_age_s)
    app = worker("moderate", settings)
    cases = app.table("image-cases")

    async def handle(records: Sequence[Record[ImageReport]]) -> Sequence[Outcome]:
        return [moderate(cases, record.event, policy) for record in records]

    stage(app, settings, IMAGE_REPORTS, handle, IMAGE_STATES)
    return app


def moderate(cases: MutableMapping[str, Any], report: ImageReport, policy: Policy) -> Outcome:
    """One report; the case is written only once the broker has the change of state."""
    before = Case.read(cases.get(report.image_id))
    after = consider(before, report, policy)
    if after == before:
        return Done()
    event = change(before, after, report)
    remember = partial(cases.__setitem__, report.image_id, after.stored())
    return Done((event,) if event else (), remember)

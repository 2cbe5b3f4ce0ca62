"""The wiring of the role `enrich`."""

from __future__ import annotations

from services.enrich.app import create_app
from services.enrich.settings import EnrichSettings


def test_the_app_reads_articles_and_connects_to_nothing_before_it_runs() -> None:
    app = create_app(EnrichSettings(kafka="127.0.0.1:1", namespace="t"))
    assert [stage.topic for stage in app.stages] == ["t-articles.v1"]

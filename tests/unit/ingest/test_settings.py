from __future__ import annotations

import pytest
from pydantic import ValidationError
from services.ingest.settings import IngestSettings


@pytest.mark.parametrize(
    ("name", "value"), [("POLL_MIN_SECONDS", "0"), ("POLL_CONCURRENCY", "0"), ("HOST_PAUSE_SECONDS", "-1")]
)
def test_absurd_values_are_refused_at_start(monkeypatch: pytest.MonkeyPatch, name: str, value: str) -> None:
    monkeypatch.setenv(f"NASHRA_{name}", value)
    with pytest.raises(ValidationError):
        IngestSettings()

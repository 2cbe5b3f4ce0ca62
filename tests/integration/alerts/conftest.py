"""The roles `index` and `alerts` as processes, told of articles and of alerts."""

from __future__ import annotations

from collections.abc import AsyncIterator
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

import pytest
from services.contracts.alert import Alert
from services.runtime.provision import provision
from services.runtime.settings import Settings
from tests.integration.alerts.receiver import SECRET, Receiver
from tests.workers.process import WorkerProcess, platform

QUICK = {
    "NASHRA_ALERT_RETRY_MAX_SECONDS": "1",
    "NASHRA_SECRET": SECRET,
    "NASHRA_LOG_FORMAT": "json",
}


def role(settings: Settings, name: str, log: Path, **environment: str) -> WorkerProcess:
    """A role that waits for a receiver no longer than a test can."""
    here = {**platform(settings), **QUICK, **environment}
    return WorkerProcess("services.cli", settings, log, "run", name, **here)


def alert(name: str, query: str, receiver: Receiver | None = None, **more: Any) -> Alert:
    """Its webhook has the name as its path."""
    to = {"url": f"{receiver.url}/{name}", "allow": (f"127.0.0.1:{receiver.port}",)} if receiver else {}
    return Alert(id=f"al_{name}", name=name, query=query, decided_at=datetime.now(UTC), **{**to, **more})


@pytest.fixture
async def index_role(settings: Settings, tmp_path: Path) -> AsyncIterator[WorkerProcess]:
    await provision(settings)
    async with role(settings, "index", tmp_path / "index.log") as worker:
        yield worker

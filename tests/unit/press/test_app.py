"""The press as a process of its own."""

from __future__ import annotations

import asyncio
import os
import signal
from collections.abc import AsyncIterator
from pathlib import Path

import pytest
from services.ingest.sources import load
from services.press.app import run_press
from tests.workers.process import eventually


@pytest.fixture
async def _own_signals() -> AsyncIterator[None]:
    """Gives the signals that the press listens to back to pytest."""
    yield
    for signum in (signal.SIGTERM, signal.SIGINT):
        asyncio.get_running_loop().remove_signal_handler(signum)


@pytest.mark.usefixtures("_own_signals")
async def test_serves_until_it_is_asked_to_stop_and_writes_a_registry_that_loads(tmp_path: Path) -> None:
    registry = tmp_path / "press.yaml"
    running = asyncio.create_task(run_press("127.0.0.1", 0, hold=0, drip_s=1, sources_file=registry))

    async def written() -> bool:
        return registry.exists() and "warraq" in registry.read_text(encoding="utf-8")

    await eventually(written, "the registry", seconds=5)
    os.kill(os.getpid(), signal.SIGTERM)
    assert await asyncio.wait_for(running, 5) == 0
    sources = load(registry)
    assert {source.id for source in sources} >= {"manara", "warraq"}
    assert all(source.crawl_delay == 0 and source.allow for source in sources)

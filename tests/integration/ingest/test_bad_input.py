"""What the open web sends costs an error or a dead letter each, in bounded time, and reaches nothing."""

from __future__ import annotations

from collections.abc import AsyncIterator
from pathlib import Path

import pytest
from services.ingest.extract.sandbox import Sandbox
from services.ingest.settings import IngestSettings
from tests.integration.ingest.bad_input import CASES, Case, laboratory

TABLE = Path(__file__).parents[3] / "docs" / "bad-input.md"
LONGEST_S = 8.0  # on a busy machine; the table has what a quiet one took


@pytest.fixture(scope="module")
async def sandbox() -> AsyncIterator[Sandbox]:
    pool = Sandbox(IngestSettings(extract_processes=1))
    yield pool
    await pool.close()


@pytest.mark.parametrize("case", CASES, ids=lambda case: f"{case.group}: {case.name}")
async def test_bad_input_gets_what_it_must(sandbox: Sandbox, case: Case) -> None:
    async with laboratory(sandbox) as (lab, heard):
        result = await lab.measure(case)
        assert heard == [], "the canary heard something"
    assert result.got == case.expected
    assert result.seconds < LONGEST_S


def test_the_table_tells_of_each() -> None:
    told = TABLE.read_text(encoding="utf-8")
    assert [case.name for case in CASES if f"| {case.name} |" not in told] == [], "run docs/bad_input.py"

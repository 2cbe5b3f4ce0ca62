"""Write docs/bad-input.md: what each class of bad input got in a run on this machine, and what it cost."""

from __future__ import annotations

import asyncio
import platform
import sys
from itertools import groupby
from pathlib import Path

from services.ingest.extract.sandbox import Sandbox
from services.ingest.settings import IngestSettings

ROOT = Path(__file__).parents[1]
sys.path.insert(0, str(ROOT))

from tests.integration.ingest.bad_input import CASES, Case, Result, laboratory  # noqa: E402 # the tests' own cases

TARGET = ROOT / "docs" / "bad-input.md"
HEADINGS = {
    "address": "URLs that lead inside",
    "name": "Names that lead inside",
    "redirect": "Redirects",
    "exchange": "Exchanges",
    "feed": "Feeds",
    "page": "Pages",
}
INTRODUCTION = """# Bad input

Written by `.venv/bin/python docs/bad_input.py`; `tests/integration/ingest/test_bad_input.py` holds every row.
A canary that listens on loopback heard nothing from any of them.

What is fetched gets a typed error (`services/web/errors.py`), which the poller's schedule knows how to
take. An exchange may take 2 s here, 20 s in production. A page that cannot be read is one dead letter with
its bytes; the process that read it goes on or is replaced. *read*: harmless, and the Arabic comes out
whole. MB: by how much the peak memory of the poller and its reading process grew, row after row.
"""


async def measured() -> list[tuple[Case, Result]]:
    sandbox = Sandbox(IngestSettings(extract_processes=1))
    results = []
    try:
        async with laboratory(sandbox) as (lab, heard):
            for case in CASES:
                result = await lab.measure(case)
                if heard or result.got != case.expected:
                    raise SystemExit(f"{case.group}: {case.name}: {result.got}, heard {heard}")
                results.append((case, result))
    finally:
        await sandbox.close()
    return results


def table(results: list[tuple[Case, Result]]) -> str:
    rows = ["| class | what it got | seconds | MB |", "| --- | --- | --- | --- |"]
    rows += [
        f"| {case.name} | {result.got} | {result.seconds:.3f} | {result.megabytes:.0f} |"
        for case, result in results
    ]
    return "\n".join(rows)


def main() -> None:
    results = asyncio.run(measured())
    parts = [INTRODUCTION]
    for group, found in groupby(results, key=lambda pair: pair[0].group):
        parts.append(f"## {HEADINGS[group]}\n\n{table(list(found))}\n")
    parts.append(f"Python {platform.python_version()}, {platform.machine()}.\n")
    TARGET.write_text("\n".join(parts), encoding="utf-8")


if __name__ == "__main__":
    main()

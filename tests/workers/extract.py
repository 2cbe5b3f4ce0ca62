"""The role `extract` as a process of its own, with short limits."""

from __future__ import annotations

import asyncio
import sys

from services.ingest.extract.app import create_app
from services.ingest.settings import IngestSettings
from services.runtime.faust_adapter.worker import run_worker

if __name__ == "__main__":
    short = IngestSettings(extract_processes=1, extract_seconds=2.0)
    sys.exit(asyncio.run(run_worker(create_app(short))))

"""Engines and workers of a benchmark's own, as separate processes, torn down at its end."""

from __future__ import annotations

import asyncio
import os
import sys
import tempfile
import time
import uuid
from collections.abc import AsyncIterator, Iterator, Sequence
from contextlib import ExitStack, asynccontextmanager, contextmanager
from pathlib import Path

from services.cli.supervisor import Program, Supervisor
from services.embedded.engines import Engines
from services.runtime.lag import stage_lags
from services.runtime.provision import provision
from services.search.cluster import ApiError, AsyncElasticsearch, connect
from services.search.settings import SearchSettings


@contextmanager
def engines() -> Iterator[tuple[str, str]]:
    """Kafka and Elasticsearch: those of NASHRA_TEST_KAFKA and NASHRA_TEST_ELASTICSEARCH, else new ones."""
    kafka, elasticsearch = os.environ.get("NASHRA_TEST_KAFKA"), os.environ.get("NASHRA_TEST_ELASTICSEARCH")
    if kafka and elasticsearch:
        yield kafka, elasticsearch
        return
    with ExitStack() as stack:
        directory = stack.enter_context(tempfile.TemporaryDirectory(prefix="nashra-bench-"))
        started = stack.enter_context(Engines(Path(directory), elasticsearch_heap_mb=1024))
        yield started.kafka, started.elasticsearch


@contextmanager
def fresh_settings(partitions: int = 4) -> Iterator[SearchSettings]:
    """Settings in a namespace of their own on running engines."""
    with (
        engines() as (kafka, elasticsearch),
        tempfile.TemporaryDirectory(prefix="nashra-bench-") as directory,
    ):
        yield SearchSettings(
            kafka=kafka,
            elasticsearch=elasticsearch,
            namespace=f"b{uuid.uuid4().hex[:8]}",
            state_dir=Path(directory),
            partitions=partitions,
        )


@asynccontextmanager
async def workers(settings: SearchSettings, roles: Sequence[str]) -> AsyncIterator[None]:
    """One process a role, ready to take messages."""
    environment = {
        "NASHRA_KAFKA": settings.kafka,
        "NASHRA_ELASTICSEARCH": settings.elasticsearch,
        "NASHRA_NAMESPACE": settings.namespace,
        "NASHRA_STATE_DIR": str(settings.state_dir),
        "NASHRA_PARTITIONS": str(settings.partitions),
        "NASHRA_LOG_LEVEL": "warning",
    }
    programs = [
        Program(
            role,
            (sys.executable, "-m", "services.cli", "run", role),
            environment,
            settings.state_dir / f"{role}.log",
        )
        for role in roles
    ]
    await provision(settings)
    async with Supervisor(programs):
        yield


async def indexed(
    client: AsyncElasticsearch, settings: SearchSettings, count: int, timeout_s: float = 300
) -> None:
    """Return when so many articles can be searched. Raises TimeoutError."""
    deadline = time.monotonic() + timeout_s
    alias = settings.named("articles")
    while True:
        try:
            found = (await client.count(index=alias, ignore_unavailable=True))["count"]
        except ApiError:  # the index is being created
            found = 0
        if found >= count:
            return
        if time.monotonic() > deadline:
            lags = [lag for lag in await stage_lags(settings) if lag.records]
            raise TimeoutError(f"{found} of {count} articles after {timeout_s} s; behind: {lags}")
        await asyncio.sleep(0.05)


async def caught_up(settings: SearchSettings, roles: Sequence[str], most: int = 0) -> None:
    """Return when no stage of these roles has more than `most` records before it."""
    groups = {settings.named(f"nashra-{role}") for role in roles}
    while True:
        lags = await stage_lags(settings)
        if all(lag.records <= most for lag in lags if lag.group in groups):
            return
        await asyncio.sleep(0.25)


__all__ = ["caught_up", "connect", "fresh_settings", "indexed", "workers"]

"""A broker of the fault suite's own, which may be killed; services reach it through a proxy."""

from __future__ import annotations

import asyncio
import os
import signal
from pathlib import Path

from services.contracts.cache import default_cache
from services.embedded import kafka
from services.embedded.java import find_java
from services.embedded.ports import claim
from services.embedded.process import Engine, Host
from services.embedded.progress import quiet

HEAP_MB = 384


class Broker:
    """Real Kafka on two listeners: one for the tests, one that it tells its clients to reach by a proxy."""

    def __init__(self, directory: Path) -> None:
        self._directory = directory
        self._host = Host(find_java(), default_cache(), quiet, ())
        self._port = claim(0, "Kafka")
        self.proxied = kafka.Proxied(claim(0, "Kafka behind the proxy"), claim(0, "the proxy of Kafka"))
        self._engine: Engine | None = None

    @property
    def address(self) -> str:
        """Past the proxy, for what the test itself asks."""
        return f"127.0.0.1:{self._port}"

    async def start(self) -> None:
        """Returns when it answers."""
        self._engine = await asyncio.to_thread(
            kafka.launch, self._host, self._directory, self._port, HEAP_MB, self.proxied
        )
        await asyncio.to_thread(self._engine.await_ready)

    async def kill(self) -> None:
        """SIGKILL: what the kernel has not got is lost."""
        assert self._engine is not None
        os.killpg(self._engine.process.pid, signal.SIGKILL)
        await asyncio.to_thread(self._engine.process.stop, 5)

    async def stop(self) -> None:
        assert self._engine is not None
        await asyncio.to_thread(self._engine.process.stop, 8)

"""Kafka and Elasticsearch together, under one work directory, for as long as the context is open."""

from __future__ import annotations

import fcntl
import os
import time
from pathlib import Path
from types import TracebackType
from typing import TextIO

from services.embedded import elasticsearch, kafka
from services.embedded.artifacts import MEGABYTE, default_cache, require_space
from services.embedded.errors import WorkDirInUse
from services.embedded.java import find_java
from services.embedded.process import Engine, Host
from services.embedded.progress import Tell, quiet
from services.embedded.secured import Secured, secured

WORKING_SPACE = 500 * MEGABYTE
STOP_S = 8.0  # `nashra up` leaves within 15 s, its workers before the engines
GRACE_S = 12.0  # engines whose parent was killed need about as long to leave


class Engines:
    """Real engines on loopback. Port 0 takes a free one; `kafka` and `elasticsearch` say where they are.

    Everything they write is under `work_dir`, which may be deleted when they are stopped. Downloads and the
    unpacked server are in `cache_dir`, shared by all work directories. With `secure`, both speak TLS and ask
    who is there; `secured` says what to answer.
    """

    def __init__(
        self,
        work_dir: Path,
        kafka_port: int = 0,
        elasticsearch_port: int = 0,
        *,
        kafka_heap_mb: int = 512,
        elasticsearch_heap_mb: int = 512,
        cache_dir: Path | None = None,
        secure: bool = False,
    ) -> None:
        self._work_dir = work_dir.absolute()
        self._cache = cache_dir or default_cache()
        self._kafka_wanted = (kafka_port, kafka_heap_mb)
        self._elasticsearch_wanted = (elasticsearch_port, elasticsearch_heap_mb)
        self._secure = secure
        self.secured: Secured | None = None
        self._kafka: Engine | None = None
        self._elasticsearch: Engine | None = None
        self._lock: TextIO | None = None

    @property
    def kafka(self) -> str:
        """`127.0.0.1:port` of the broker; empty while there is none."""
        return self._kafka.address if self._kafka else ""

    @property
    def elasticsearch(self) -> str:
        """`http://127.0.0.1:port` of the node, or `https://…`; empty while there is none."""
        return self._elasticsearch.address if self._elasticsearch else ""

    def start(self, progress: Tell = quiet) -> None:
        """Return when both answer. Raises an `EngineError`; then nothing is left running."""
        java = find_java()
        self._work_dir.mkdir(parents=True, exist_ok=True)
        self._cache.mkdir(parents=True, exist_ok=True)
        self._lock = _hold(self._work_dir)
        host = Host(java, self._cache, progress, (self._lock.fileno(),))
        progress(str(java))
        try:
            require_space(self._work_dir, WORKING_SPACE)
            self._launch(host)
            progress("starting Kafka and Elasticsearch")
            for engine in self._running():
                engine.await_ready()
        except BaseException:
            self.stop()
            raise
        progress(f"Kafka at {self.kafka}, Elasticsearch at {self.elasticsearch}")

    def stop(self) -> None:
        """Both leave in order, within `STOP_S` together; what does not is killed."""
        for engine in self._running():
            engine.process.ask_to_stop()
        deadline = time.monotonic() + STOP_S
        for engine in self._running():
            engine.process.stop(max(0.0, deadline - time.monotonic()))
        self._kafka = self._elasticsearch = None
        if self._lock is not None:
            self._lock.close()
            self._lock = None

    def _launch(self, host: Host) -> None:
        self.secured = secured(host.java, self._work_dir / "secured") if self._secure else None
        # Elasticsearch first: it needs longest
        self._elasticsearch = elasticsearch.launch(
            host, self._work_dir / "elasticsearch", *self._elasticsearch_wanted, self.secured
        )
        self._kafka = kafka.launch(host, self._work_dir / "kafka", *self._kafka_wanted, secured=self.secured)

    def _running(self) -> list[Engine]:
        return [engine for engine in (self._kafka, self._elasticsearch) if engine]

    def __enter__(self) -> Engines:
        self.start()
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        self.stop()


def _hold(work_dir: Path) -> TextIO:
    """A lock that the engines inherit: it is free when the last of them is gone. Raises `WorkDirInUse`."""
    file = (work_dir / "lock").open("w", encoding="utf-8")
    deadline = time.monotonic() + GRACE_S
    while True:
        try:
            fcntl.flock(file, fcntl.LOCK_EX | fcntl.LOCK_NB)
        except BlockingIOError:
            if time.monotonic() > deadline:
                file.close()
                raise WorkDirInUse(work_dir) from None
            time.sleep(0.2)
        else:
            file.write(f"{os.getpid()}\n")
            file.flush()
            return file

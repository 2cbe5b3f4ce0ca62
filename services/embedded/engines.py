"""Kafka and Elasticsearch together, under one work directory, for as long as the context is open."""

from __future__ import annotations

import fcntl
import os
import time
from pathlib import Path
from types import TracebackType
from typing import TextIO

from services.embedded.artifacts import MEGABYTE, default_cache, require_space
from services.embedded.elasticsearch import Elasticsearch
from services.embedded.errors import WorkDirInUse
from services.embedded.java import find_jdk
from services.embedded.kafka import Kafka
from services.embedded.progress import Tell, quiet

WORKING_SPACE = 500 * MEGABYTE
STOP_S = 10.0
GRACE_S = 12.0  # engines whose parent was killed need about as long to leave


class Engines:
    """Real engines on loopback. Port 0 takes a free one; `kafka` and `elasticsearch` say where they are.

    Everything they write is under `work_dir`, which may be deleted when they are stopped. Downloads and the
    unpacked server are in `cache_dir`, shared by all work directories.
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
    ) -> None:
        self._work_dir = work_dir.absolute()
        self._cache = cache_dir or default_cache()
        self._kafka = Kafka(self._work_dir / "kafka", kafka_port, kafka_heap_mb)
        self._elasticsearch = Elasticsearch(
            self._work_dir / "elasticsearch", elasticsearch_port, elasticsearch_heap_mb
        )
        self._lock: TextIO | None = None

    @property
    def kafka(self) -> str:
        """`127.0.0.1:port` of the running broker."""
        return self._kafka.address

    @property
    def elasticsearch(self) -> str:
        """`http://127.0.0.1:port` of the running node."""
        return self._elasticsearch.url

    @property
    def pids(self) -> tuple[int, ...]:
        """The process groups of the engines that run."""
        return tuple(pid for pid in (self._kafka.pid, self._elasticsearch.pid) if pid)

    def start(self, progress: Tell = quiet) -> None:
        """Return when both answer. Raises an `EngineError`; then nothing is left running."""
        jdk = find_jdk()
        self._work_dir.mkdir(parents=True, exist_ok=True)
        self._cache.mkdir(parents=True, exist_ok=True)
        self._lock = _hold(self._work_dir)
        held = (self._lock.fileno(),)
        try:
            require_space(self._work_dir, WORKING_SPACE)
            # Elasticsearch first: it needs longest
            self._elasticsearch.launch(jdk, self._cache, progress, held)
            self._kafka.launch(jdk, self._cache, progress, held)
            progress("starting Kafka and Elasticsearch")
            self._kafka.await_ready()
            self._elasticsearch.await_ready()
        except BaseException:
            self.stop()
            raise
        progress(f"Kafka at {self.kafka}, Elasticsearch at {self.elasticsearch}")

    def stop(self) -> None:
        """Both leave in order, within `STOP_S`; what does not is killed."""
        self._kafka.ask_to_stop()
        self._elasticsearch.ask_to_stop()
        self._kafka.stop(STOP_S)
        self._elasticsearch.stop(STOP_S)
        if self._lock is not None:
            self._lock.close()
            self._lock = None

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

"""Kafka and Elasticsearch together, under one work directory, for as long as the context is open."""

from __future__ import annotations

import fcntl
import os
import threading
import time
from collections.abc import Callable
from pathlib import Path
from types import TracebackType
from typing import TextIO

from services.contracts.cache import default_cache
from services.embedded import elasticsearch, kafka, locks
from services.embedded.artifacts import MEGABYTE, require_space
from services.embedded.errors import EngineError
from services.embedded.java import find_java
from services.embedded.process import Engine, Host
from services.embedded.progress import Tell, quiet
from services.embedded.secured import Secured, secured
from services.runtime.logs import get_logger

WORKING_SPACE = 500 * MEGABYTE
STOP_S = 8.0  # `nashra up` leaves within 15 s, its workers before the engines
GRACE_S = 12.0  # engines whose parent was killed need about as long to leave
BACKOFF_S = (0.5, 30.0)
STEADY_S = 60.0
WATCH_S = 0.5

log = get_logger(__name__)


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
        self._running: dict[str, Engine] = {}
        self._launchers: dict[str, Callable[[int], Engine]] = {}
        self._lock: TextIO | None = None
        self._keepers: list[threading.Thread] = []
        self._stopping = threading.Event()
        self._launching = threading.Lock()  # nothing is launched any more once `stop` has listed what runs

    @property
    def kafka(self) -> str:
        """`127.0.0.1:port` of the broker; empty while there is none."""
        return self._address("kafka")

    @property
    def elasticsearch(self) -> str:
        """`http://127.0.0.1:port` of the node, or `https://…`; empty while there is none."""
        return self._address("elasticsearch")

    @property
    def logs(self) -> dict[str, str]:
        """Where each running engine writes its log."""
        return {name: str(engine.process.log) for name, engine in self._running.items()}

    def _address(self, name: str) -> str:
        return self._running[name].address if name in self._running else ""

    def start(self, progress: Tell = quiet) -> None:
        """Return when both answer. Raises an `EngineError`; then nothing is left running."""
        self.launch(progress)
        self.await_ready()
        progress(f"Kafka at {self.kafka}, Elasticsearch at {self.elasticsearch}")

    def launch(self, progress: Tell = quiet) -> None:
        """Start the processes of both, without waiting until they answer; their addresses are known then.

        Raises an `EngineError`; then nothing is left running.
        """
        self._stopping.clear()
        java = find_java()
        self._work_dir.mkdir(parents=True, exist_ok=True)
        self._cache.mkdir(parents=True, exist_ok=True)
        self._lock = _hold(self._work_dir)
        host = Host(java, self._cache, progress, (self._lock.fileno(),))
        progress(str(java))
        try:
            require_space(self._work_dir, WORKING_SPACE)
            self._launch(host)
        except BaseException:
            self.stop()
            raise
        progress("starting Kafka and Elasticsearch")

    def await_ready(self, *names: str) -> None:
        """Return when these answer, by default both. Raises an `EngineError`; then nothing is left."""
        try:
            for name in names or ("kafka", "elasticsearch"):
                self._running[name].await_ready()
        except BaseException:
            self.stop()
            raise

    def keep_alive(self) -> None:
        """From now on start again, at its address, an engine that ends by itself; the log tells."""
        for name in self._running:
            keeper = threading.Thread(target=self._keep, args=(name,), name=f"keep-{name}", daemon=True)
            keeper.start()
            self._keepers.append(keeper)

    def stop(self) -> None:
        """Both leave in order, within `STOP_S` together; what does not is killed."""
        self._stopping.set()
        with self._launching:
            running = list(self._running.values())
        for engine in running:
            engine.process.ask_to_stop()
        deadline = time.monotonic() + STOP_S
        for engine in running:
            engine.process.stop(max(0.0, deadline - time.monotonic()))
        for keeper in self._keepers:
            keeper.join()
        self._keepers.clear()
        self._running.clear()
        if self._lock is not None:
            self._lock.close()
            self._lock = None

    def _launch(self, host: Host) -> None:
        self.secured = secured(host.java, self._work_dir / "secured") if self._secure else None

        def launch_elasticsearch(port: int) -> Engine:
            directory, heap_mb = self._work_dir / "elasticsearch", self._elasticsearch_wanted[1]
            return elasticsearch.launch(host, directory, port, heap_mb, self.secured)

        def launch_kafka(port: int) -> Engine:
            directory, heap_mb = self._work_dir / "kafka", self._kafka_wanted[1]
            return kafka.launch(host, directory, port, heap_mb, secured=self.secured)

        self._launchers = {"elasticsearch": launch_elasticsearch, "kafka": launch_kafka}
        # Elasticsearch first: it needs longest
        self._running["elasticsearch"] = launch_elasticsearch(self._elasticsearch_wanted[0])
        self._running["kafka"] = launch_kafka(self._kafka_wanted[0])

    def _keep(self, name: str) -> None:
        """Runs in a thread of its own until the engines stop."""
        pause, longest = BACKOFF_S
        since = time.monotonic()
        while not self._stopping.wait(WATCH_S):
            engine = self._running[name].process
            if (code := engine.exit_code) is None:
                continue
            pause = BACKOFF_S[0] if time.monotonic() - since > STEADY_S else pause
            details = {"exit_code": code, "seconds": pause, "log": str(engine.log)}
            log.warning(f"{engine.engine} ended, starting it again", **details)
            if self._stopping.wait(pause):
                return
            pause, since = min(pause * 2, longest), time.monotonic()
            try:
                self._start_again(name)
            except EngineError as error:
                if not self._stopping.is_set():
                    log.error(f"{engine.engine} did not start", problem=error.problem, fix=error.fix)  # noqa: TRY400 # the error says it all
            else:
                log.warning(f"{engine.engine} is back", seconds=round(time.monotonic() - since, 1))

    def _start_again(self, name: str) -> None:
        """Returns when it answers at its old address. Raises an `EngineError`."""
        old = self._running[name]
        old.process.stop(0)  # children may have outlived the first of them, and would hold port and data
        require_space(self._work_dir, WORKING_SPACE)
        with self._launching:
            if self._stopping.is_set():
                return
            self._running[name] = self._launchers[name](int(old.address.rpartition(":")[2]))
        self._running[name].await_ready()

    def __enter__(self) -> Engines:
        self.start()
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        self.stop()


def _hold(work_dir: Path) -> TextIO:
    """A lock that the engines inherit: it is free when the last of them is gone. Raises `EngineError`."""
    file = (work_dir / locks.FILE).open("w", encoding="utf-8")
    deadline = time.monotonic() + GRACE_S
    while True:
        try:
            fcntl.flock(file, fcntl.LOCK_EX | fcntl.LOCK_NB)
        except BlockingIOError:
            if time.monotonic() > deadline:
                file.close()
                raise EngineError(
                    f"other engines run on {work_dir}",
                    "stop the other `nashra up`, or choose another directory with NASHRA_STATE_DIR",
                ) from None
            time.sleep(0.2)
        else:
            file.write(f"{os.getpid()}\n")
            file.flush()
            return file

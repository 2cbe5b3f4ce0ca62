"""Elasticsearch as one node on loopback, as root or not, sized for a laptop."""

from __future__ import annotations

import http.client
import os
import shutil
import subprocess
from collections.abc import Sequence
from pathlib import Path

from services.embedded.errors import RootRefused
from services.embedded.java import VECTORS, Jdk
from services.embedded.plugin import installed
from services.embedded.ports import LOOPBACK, claim
from services.embedded.process import EngineProcess
from services.embedded.progress import Tell

START_S = 180.0
# root becomes user 1000 of a namespace of its own; outside, the files still belong to root
UNROOT = ("unshare", "--user", "--map-user=1000", "--map-group=1000")
UNWANTED_OPTIONS = ("-Xlog:gc", "-XX:+HeapDumpOnOutOfMemoryError")  # gigabytes of files that nobody reads


class Elasticsearch:
    """A node whose data, logs and configuration live under `directory`."""

    def __init__(self, directory: Path, port: int, heap_mb: int) -> None:
        self._directory = directory
        self._wanted_port = port
        self._heap_mb = heap_mb
        self._process: EngineProcess | None = None
        self.url = ""
        self._port = 0

    @property
    def pid(self) -> int | None:
        return self._process.pid if self._process else None

    def launch(self, jdk: Jdk, cache: Path, tell: Tell, held: Sequence[int]) -> None:
        """Start without waiting; `await_ready` waits. Raises `EngineError`s."""
        self._port = claim(self._wanted_port, "Elasticsearch")
        home = installed(jdk, cache, tell)
        configuration = self._configure(home, jdk, claim(0, "Elasticsearch's transport"))
        temporary = self._directory / "tmp"
        temporary.mkdir(exist_ok=True)
        environment = {
            **os.environ,
            "ES_JAVA_HOME": str(jdk.home),
            "ES_PATH_CONF": str(configuration),
            "ES_TMPDIR": str(temporary),
            "ES_JAVA_OPTS": f"-Xms{self._heap_mb}m -Xmx{self._heap_mb}m",
        }
        log = self._directory / "elasticsearch.log"
        log.unlink(missing_ok=True)
        command: list[str | Path] = [*_unroot(), home / "bin" / "elasticsearch"]
        self._process = EngineProcess("Elasticsearch", command, log, environment, held)
        self.url = f"http://{LOOPBACK}:{self._port}"

    def await_ready(self) -> None:
        if self._process is not None:
            self._process.wait_until(lambda: healthy(self._port), START_S)

    def ask_to_stop(self) -> None:
        if self._process is not None:
            self._process.ask_to_stop()

    def stop(self, timeout_s: float) -> None:
        if self._process is not None:
            self._process.stop(timeout_s)
            self._process = None

    def _configure(self, home: Path, jdk: Jdk, transport_port: int) -> Path:
        configuration = self._directory / "config"
        shutil.copytree(home / "config", configuration, dirs_exist_ok=True)
        settings = {
            "cluster.name": "nashra",
            "node.name": "embedded",
            "discovery.type": "single-node",
            "network.host": LOOPBACK,
            "http.port": self._port,
            "transport.port": transport_port,
            "path.data": self._directory / "data",
            "path.logs": self._directory / "logs",
            "xpack.security.enabled": "false",
            # percentages would stop a laptop whose large disk is nearly full
            "cluster.routing.allocation.disk.watermark.low": "2gb",
            "cluster.routing.allocation.disk.watermark.high": "1gb",
            "cluster.routing.allocation.disk.watermark.flood_stage": "500mb",
        }
        lines = "".join(f"{name}: {value}\n" for name, value in settings.items())
        (configuration / "elasticsearch.yml").write_text(lines, "utf-8")
        options = (home / "config" / "jvm.options").read_text("utf-8").splitlines()
        (configuration / "jvm.options").write_text("\n".join(_kept(options, jdk)) + "\n", "utf-8")
        return configuration


def _kept(options: Sequence[str], jdk: Jdk) -> list[str]:
    unwanted = UNWANTED_OPTIONS if VECTORS in jdk.modules else (*UNWANTED_OPTIONS, VECTORS)
    return [line for line in options if not any(word in line for word in unwanted)]


def _unroot() -> tuple[str, ...]:
    """What stands before a command that must not run as root. Raises `RootRefused`."""
    if os.geteuid() != 0:
        return ()
    try:
        subprocess.run([*UNROOT, "true"], check=True, capture_output=True)
    except (OSError, subprocess.CalledProcessError) as error:
        raise RootRefused from error
    return UNROOT


def healthy(port: int) -> bool:
    """Whether the node answers and has its shards."""
    connection = http.client.HTTPConnection(LOOPBACK, port, timeout=5)
    try:
        connection.request("GET", "/_cluster/health?wait_for_status=yellow&timeout=2s")
        return connection.getresponse().status == http.client.OK
    except (OSError, http.client.HTTPException):
        return False
    finally:
        connection.close()

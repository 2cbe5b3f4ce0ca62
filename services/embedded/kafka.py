"""Kafka in one process, broker and controller (KRaft), sized for a laptop."""

from __future__ import annotations

import os
import socket
import struct
import subprocess
from collections.abc import Sequence
from pathlib import Path

from services.embedded.artifacts import fetch, locked
from services.embedded.errors import EngineFailed
from services.embedded.java import Jdk
from services.embedded.ports import LOOPBACK, claim
from services.embedded.process import EngineProcess
from services.embedded.progress import Tell
from services.runtime.producer import ENVELOPE_BYTES, MAX_EVENT_BYTES

START_S = 120.0
CLUSTER_ID = "bmFzaHJhLWVtYmVkZGVkLQ"  # any 16 bytes in base64; one work directory is one cluster
LOGGING = """\
rootLogger.level = warn
rootLogger.appenderRef.out.ref = out
logger.server.name = kafka.server.KafkaRaftServer
logger.server.level = info
appender.out.type = Console
appender.out.name = out
appender.out.layout.type = PatternLayout
appender.out.layout.pattern = %d{ISO8601} %p %c{1} %m%n
"""


class Kafka:
    """A broker on loopback whose data live under `directory`."""

    def __init__(self, directory: Path, port: int, heap_mb: int) -> None:
        self._directory = directory
        self._wanted_port = port
        self._heap_mb = heap_mb
        self._process: EngineProcess | None = None
        self.address = ""

    @property
    def pid(self) -> int | None:
        return self._process.pid if self._process else None

    def launch(self, jdk: Jdk, cache: Path, tell: Tell, held: Sequence[int]) -> None:
        """Start without waiting; `await_ready` waits. Raises `EngineError`s."""
        port = claim(self._wanted_port, "Kafka")
        jars = fetch(locked("kafka"), cache, tell)
        properties = self._configure(port, claim(0, "Kafka's controller"))
        java = self._java(jdk, jars)
        if not (self._directory / "data" / "meta.properties").exists():
            self._format(java, properties)
        log = self._directory / "kafka.log"
        log.unlink(missing_ok=True)
        self._process = EngineProcess("Kafka", [*java, "kafka.Kafka", properties], log, os.environ, held)
        self.address = f"{LOOPBACK}:{port}"

    def await_ready(self) -> None:
        if self._process is not None:
            self._process.wait_until(lambda: answers(self.address), START_S)

    def ask_to_stop(self) -> None:
        if self._process is not None:
            self._process.ask_to_stop()

    def stop(self, timeout_s: float) -> None:
        if self._process is not None:
            self._process.stop(timeout_s)
            self._process = None

    def _java(self, jdk: Jdk, jars: Sequence[Path]) -> list[str]:
        return [
            str(jdk.java),
            f"-Xmx{self._heap_mb}m",
            "-XX:+ExitOnOutOfMemoryError",
            f"-Dlog4j2.configurationFile={self._directory / 'log4j2.properties'}",
            "-cp",
            ":".join(map(str, jars)),
        ]

    def _configure(self, port: int, controller_port: int) -> Path:
        self._directory.mkdir(parents=True, exist_ok=True)
        (self._directory / "log4j2.properties").write_text(LOGGING, "utf-8")
        settings = {
            "process.roles": "broker,controller",
            "node.id": 1,
            "controller.quorum.voters": f"1@{LOOPBACK}:{controller_port}",
            "controller.listener.names": "CONTROLLER",
            "listeners": f"PLAINTEXT://{LOOPBACK}:{port},CONTROLLER://{LOOPBACK}:{controller_port}",
            "advertised.listeners": f"PLAINTEXT://{LOOPBACK}:{port}",
            "log.dirs": self._directory / "data",
            "auto.create.topics.enable": "false",
            "group.initial.rebalance.delay.ms": 0,
            "message.max.bytes": MAX_EVENT_BYTES + ENVELOPE_BYTES,
            "offsets.topic.num.partitions": 8,
            "offsets.topic.replication.factor": 1,
            "transaction.state.log.num.partitions": 8,
            "transaction.state.log.replication.factor": 1,
            "transaction.state.log.min.isr": 1,
            "share.coordinator.state.topic.replication.factor": 1,
            "share.coordinator.state.topic.min.isr": 1,
            "log.cleaner.dedupe.buffer.size": 16 * 1024 * 1024,  # 128 MB by default, a quarter of our heap
        }
        path = self._directory / "server.properties"
        path.write_text("".join(f"{name}={value}\n" for name, value in settings.items()), "utf-8")
        return path

    def _format(self, java: Sequence[str], properties: Path) -> None:
        done = subprocess.run(
            [*java, "kafka.tools.StorageTool", "format", "-t", CLUSTER_ID, "-c", str(properties)],
            capture_output=True,
            text=True,
            check=False,
        )
        if done.returncode:
            tail = (done.stderr or done.stdout).strip()[-1000:]
            raise EngineFailed("Kafka", "could not format its storage", properties, tail)


def answers(address: str) -> bool:
    """Whether a Kafka broker answers an ApiVersions request there."""
    host, port = address.rsplit(":", 1)
    request = struct.pack(">hhih", 18, 0, 1, -1)  # ApiVersions v0, correlation id 1, no client id
    try:
        with socket.create_connection((host, int(port)), timeout=2) as connection:
            connection.sendall(struct.pack(">i", len(request)) + request)
            return len(connection.recv(8)) > 0
    except OSError:
        return False

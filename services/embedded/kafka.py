"""Kafka in one process, broker and controller (KRaft), sized for a laptop."""

from __future__ import annotations

import os
import socket
import ssl
import struct
import subprocess
from collections.abc import Mapping, Sequence
from pathlib import Path
from typing import NamedTuple

from services.embedded.artifacts import fetch, locked
from services.embedded.errors import engine_failed
from services.embedded.ports import LOOPBACK, claim
from services.embedded.process import Engine, EngineProcess, Host
from services.embedded.secured import Secured
from services.runtime.producer import ENVELOPE_BYTES, MAX_EVENT_BYTES

START_S = 120.0
CLUSTER_ID = "bmFzaHJhLWVtYmVkZGVkLQ"  # any 16 bytes in base64; one work directory is one cluster
SCRAM = "SCRAM-SHA-512"
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


class Proxied(NamedTuple):
    """A second listener at `port`, whose clients are told to come to `advertised`, where a proxy listens."""

    port: int
    advertised: int


def launch(
    host: Host,
    directory: Path,
    port: int,
    heap_mb: int,
    proxied: Proxied | None = None,
    secured: Secured | None = None,
) -> Engine:
    """Start a broker whose data live under `directory`, without waiting for it. Raises `EngineError`s.

    Secured, it speaks TLS, asks for a SCRAM-SHA-512 password, and lets nobody but its admin do anything yet.
    """
    port = claim(port, "Kafka")
    directory.mkdir(parents=True, exist_ok=True)
    java = _java(host, directory, heap_mb)
    listening = _listeners(port, claim(0, "Kafka's controller"), proxied, secured)
    properties = _configure(directory, listening)
    if not (directory / "data" / "meta.properties").exists():
        _format(java, properties, secured)
    address = f"{LOOPBACK}:{port}"
    return Engine(
        process=EngineProcess(
            "Kafka", [*java, "kafka.Kafka", properties], directory / "kafka.log", os.environ, host.lock_fds
        ),
        address=address,
        healthy=lambda: answers(address, secured.ca if secured else None),
        start_s=START_S,
    )


def _java(host: Host, directory: Path, heap_mb: int) -> list[str]:
    jars = fetch(locked("kafka"), host.cache, host.tell)
    logging = directory / "log4j2.properties"
    logging.write_text(LOGGING, "utf-8")
    return [
        str(host.java.program),
        f"-Xmx{heap_mb}m",
        "-XX:+ExitOnOutOfMemoryError",
        f"-Dlog4j2.configurationFile={logging}",
        "-cp",
        ":".join(map(str, jars)),
    ]


def _listeners(
    port: int, controller_port: int, proxied: Proxied | None, secured: Secured | None
) -> dict[str, object]:
    name = "SASL_SSL" if secured else "PLAINTEXT"
    listeners, advertised = f"{name}://{LOOPBACK}:{port}", f"{name}://{LOOPBACK}:{port}"
    if proxied:
        listeners += f",PROXIED://{LOOPBACK}:{proxied.port}"
        advertised += f",PROXIED://{LOOPBACK}:{proxied.advertised}"
    return {
        "controller.quorum.voters": f"1@{LOOPBACK}:{controller_port}",
        "controller.listener.names": "CONTROLLER",
        "listeners": f"{listeners},CONTROLLER://{LOOPBACK}:{controller_port}",
        "advertised.listeners": advertised,
        "listener.security.protocol.map": f"{name}:{name},PROXIED:PLAINTEXT,CONTROLLER:PLAINTEXT",
        "inter.broker.listener.name": name,
        **(_security(secured) if secured else {}),
    }


def _security(secured: Secured) -> dict[str, object]:
    login = "org.apache.kafka.common.security.scram.ScramLoginModule required"
    return {
        "sasl.enabled.mechanisms": SCRAM,
        "sasl.mechanism.inter.broker.protocol": SCRAM,
        f"listener.name.sasl_ssl.{SCRAM.lower()}.sasl.jaas.config": (
            f'{login} username="{secured.kafka_admin}" password="{secured.password}";'
        ),
        "ssl.keystore.type": "PKCS12",
        "ssl.keystore.location": secured.keystore,
        "ssl.keystore.password": secured.password,
        "ssl.truststore.type": "PEM",
        "ssl.truststore.location": secured.ca,
        "authorizer.class.name": "org.apache.kafka.metadata.authorizer.StandardAuthorizer",
        # the controller's listener, on a port that nobody is told, knows its only client by no name
        "super.users": f"User:{secured.kafka_admin};User:ANONYMOUS",
    }


def _configure(directory: Path, listening: Mapping[str, object]) -> Path:
    settings = {
        "process.roles": "broker,controller",
        "node.id": 1,
        **listening,
        "log.dirs": directory / "data",
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
    path = directory / "server.properties"
    path.touch(mode=0o600)
    path.write_text("".join(f"{name}={value}\n" for name, value in settings.items()), "utf-8")
    return path


def _format(java: Sequence[str], properties: Path, secured: Secured | None) -> None:
    command = [*java, "kafka.tools.StorageTool", "format", "-t", CLUSTER_ID, "-c", str(properties)]
    if secured:
        for user in (secured.kafka_admin, secured.kafka_user):
            command += ["--add-scram", f"{SCRAM}=[name={user},password={secured.password}]"]
    done = subprocess.run(command, capture_output=True, text=True, check=False)
    if done.returncode:
        tail = (done.stderr or done.stdout).strip()[-1000:]
        raise engine_failed("Kafka", "could not format its storage", properties, tail)


def answers(address: str, ca: Path | None = None) -> bool:
    """Whether a Kafka broker answers an ApiVersions request there; over TLS with the authority `ca`."""
    host, port = address.rsplit(":", 1)
    request = struct.pack(">hhih", 18, 0, 1, -1)  # ApiVersions v0, correlation id 1, no client id
    try:
        with _connected(host, int(port), ca) as connection:
            connection.sendall(struct.pack(">i", len(request)) + request)
            return len(connection.recv(8)) > 0
    except OSError:
        return False


def _connected(host: str, port: int, ca: Path | None) -> socket.socket:
    connection = socket.create_connection((host, port), timeout=2)
    if ca is None:
        return connection
    return ssl.create_default_context(cafile=ca).wrap_socket(connection, server_hostname=host)

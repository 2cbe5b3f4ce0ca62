"""Elasticsearch as one node on loopback, as root or not, sized for a laptop."""

from __future__ import annotations

import http.client
import os
import shutil
import ssl
import subprocess
from collections.abc import Mapping, Sequence
from pathlib import Path

from services.embedded.errors import EngineError, engine_failed
from services.embedded.java import VECTORS, Java
from services.embedded.plugin import installed
from services.embedded.ports import LOOPBACK, claim
from services.embedded.process import Engine, EngineProcess, Host
from services.embedded.secured import Secured

START_S = 180.0
# root becomes user 1000 of a namespace of its own; outside, the files still belong to root
UNROOT = ("unshare", "--user", "--map-user=1000", "--map-group=1000")
KEYSTORE = "http.p12"
TLS = {
    "xpack.security.enabled": "true",
    "xpack.security.autoconfiguration.enabled": "false",
    "xpack.security.http.ssl.enabled": "true",
    "xpack.security.http.ssl.keystore.path": KEYSTORE,
}
SECRETS = ("bootstrap.password", "xpack.security.http.ssl.keystore.secure_password")
UNWANTED_OPTIONS = ("-Xlog:gc", "-XX:+HeapDumpOnOutOfMemoryError")  # gigabytes of files that nobody reads


def launch(host: Host, directory: Path, port: int, heap_mb: int, secured: Secured | None = None) -> Engine:
    """Start a node whose data and settings live under `directory`, without waiting. Raises `EngineError`s.

    Secured, it speaks TLS and answers nobody without a password or an API key.
    """
    port = claim(port, "Elasticsearch")
    home = installed(host.java, host.cache, host.tell)
    temporary = directory / "tmp"
    temporary.mkdir(parents=True, exist_ok=True)
    environment = {
        **os.environ,
        "ES_JAVA_HOME": str(host.java.home),
        "ES_PATH_CONF": str(directory / "config"),
        "ES_TMPDIR": str(temporary),
        "ES_JAVA_OPTS": f"-Xms{heap_mb}m -Xmx{heap_mb}m",
    }
    _configure(home, host.java, directory, port, secured)
    if secured:
        _keep_secrets(home, directory / "config", environment, secured)
    command: list[str | Path] = [*_unroot(), home / "bin" / "elasticsearch"]
    log = directory / "elasticsearch.log"
    return Engine(
        process=EngineProcess("Elasticsearch", command, log, environment, host.lock_fds),
        address=f"{'https' if secured else 'http'}://{LOOPBACK}:{port}",
        healthy=lambda: healthy(port, secured),
        start_s=START_S,
    )


def _configure(home: Path, java: Java, directory: Path, port: int, secured: Secured | None) -> None:
    configuration = directory / "config"
    shutil.copytree(home / "config", configuration, dirs_exist_ok=True)
    settings = {
        "cluster.name": "nashra",
        "node.name": "embedded",
        "discovery.type": "single-node",
        "network.host": LOOPBACK,
        "http.port": port,
        "transport.port": claim(0, "Elasticsearch's transport"),
        "path.data": directory / "data",
        "path.logs": directory / "logs",
        "path.repo": directory / "snapshots",  # where a snapshot repository may lie
        **(TLS if secured else {"xpack.security.enabled": "false"}),
        # percentages would stop a laptop whose large disk is nearly full
        "cluster.routing.allocation.disk.watermark.low": "2gb",
        "cluster.routing.allocation.disk.watermark.high": "1gb",
        "cluster.routing.allocation.disk.watermark.flood_stage": "500mb",
    }
    lines = "".join(f"{name}: {value}\n" for name, value in settings.items())
    (configuration / "elasticsearch.yml").write_text(lines, "utf-8")
    options = (home / "config" / "jvm.options").read_text("utf-8").splitlines()
    (configuration / "jvm.options").write_text("\n".join(_options_for(options, java)) + "\n", "utf-8")


def _keep_secrets(home: Path, configuration: Path, environment: Mapping[str, str], secured: Secured) -> None:
    """The certificate, and in the server's own keystore the passwords. Raises `EngineError`."""
    shutil.copy(secured.keystore, configuration / KEYSTORE)
    add = [home / "bin" / "elasticsearch-keystore", "add", "--force", "--stdin", *SECRETS]
    done = subprocess.run(
        list(map(str, add)),
        input=f"{secured.password}\n" * len(SECRETS),
        env=dict(environment),
        capture_output=True,
        text=True,
        check=False,
    )
    if done.returncode:
        raise engine_failed("Elasticsearch", "keeps no secret", configuration, done.stderr.strip()[-500:])


def _options_for(options: Sequence[str], java: Java) -> list[str]:
    unwanted = UNWANTED_OPTIONS if VECTORS in java.modules else (*UNWANTED_OPTIONS, VECTORS)
    return [line for line in options if not any(word in line for word in unwanted)]


def _unroot() -> tuple[str, ...]:
    """What stands before a command that must not run as root. Raises `EngineError`."""
    if os.geteuid() != 0:
        return ()
    try:
        subprocess.run([*UNROOT, "true"], check=True, capture_output=True)
    except (OSError, subprocess.CalledProcessError) as error:
        raise EngineError(
            "Elasticsearch refuses to run as root, and `unshare --user` is not possible here",
            "run nashra as another user, or allow user namespaces (sysctl user.max_user_namespaces)",
        ) from error
    return UNROOT


def healthy(port: int, secured: Secured | None = None) -> bool:
    """Whether the node answers and has its shards."""
    connection, headers = http.client.HTTPConnection(LOOPBACK, port, timeout=5), {}
    if secured:
        trust = ssl.create_default_context(cafile=secured.ca)
        connection = http.client.HTTPSConnection(LOOPBACK, port, timeout=5, context=trust)
        headers["Authorization"] = secured.elastic
    try:
        connection.request("GET", "/_cluster/health?wait_for_status=yellow&timeout=2s", headers=headers)
        return connection.getresponse().status == http.client.OK
    except (OSError, http.client.HTTPException):
        return False
    finally:
        connection.close()

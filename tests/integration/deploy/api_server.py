"""A real Kubernetes API server and etcd on loopback: it stores and checks objects, and runs none of them."""

from __future__ import annotations

import http.client
import json
import secrets
import ssl
import subprocess
import time
from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path
from typing import Any
from urllib.parse import quote

from services.embedded.ports import claim

START_S = 120


class Refused(Exception):
    """The server does not take an object; its text says why."""


@dataclass(frozen=True, slots=True)
class ApiServer:
    """Speaks to one server as its administrator."""

    port: int
    token: str

    def call(self, method: str, path: str, body: Any = None) -> tuple[int, Any, list[str]]:
        """Status, JSON and warnings of one request."""
        # the server made its certificate itself a moment ago, and nobody else is on this port
        context = ssl._create_unverified_context()
        connection = http.client.HTTPSConnection("127.0.0.1", self.port, context=context, timeout=60)
        try:
            connection.request(
                method,
                path,
                None if body is None else json.dumps(body),
                {"Authorization": f"Bearer {self.token}", "Content-Type": "application/json"},
            )
            response = connection.getresponse()
            warnings = [value for name, value in response.getheaders() if name.lower() == "warning"]
            content = response.read()
        finally:
            connection.close()
        return response.status, json.loads(content) if content[:1] == b"{" else content.decode(), warnings

    def create(self, item: Mapping[str, Any], namespace: str) -> list[str]:
        """Store an object, every unknown field refused; the server's warnings. Raises `Refused`."""
        path = self._collection(item, namespace)
        status, answer, warnings = self.call("POST", f"{path}?fieldValidation=Strict", item)
        if status not in {200, 201}:
            message = answer.get("message", answer) if isinstance(answer, dict) else answer
            raise Refused(f"{item['kind']} {item['metadata']['name']}: {message}")
        return warnings

    def read(self, item: Mapping[str, Any], namespace: str) -> dict[str, Any]:
        """The object as it is stored."""
        name = quote(item["metadata"]["name"])
        status, answer, _ = self.call("GET", f"{self._collection(item, namespace)}/{name}")
        assert status == 200, answer
        found: dict[str, Any] = answer
        return found

    def _collection(self, item: Mapping[str, Any], namespace: str) -> str:
        group = item["apiVersion"]
        root = f"/apis/{group}" if "/" in group else f"/api/{group}"
        status, answer, _ = self.call("GET", root)
        if status != 200:
            raise Refused(f"{item['kind']}: the server knows no {group}")
        for resource in answer["resources"]:
            if resource["kind"] == item["kind"] and "/" not in resource["name"]:
                where = f"/namespaces/{namespace}" if resource["namespaced"] else ""
                return f"{root}{where}/{resource['name']}"
        raise Refused(f"{group} has no {item['kind']}")


@contextmanager
def api_server(programs: Path, directory: Path) -> Iterator[ApiServer]:
    """Start etcd and kube-apiserver in `directory`; both are gone afterwards."""
    etcd_port, peer_port, port = claim(0, "etcd"), claim(0, "etcd"), claim(0, "the API server")
    token = secrets.token_hex(16)
    (directory / "tokens.csv").write_text(f"{token},admin,1,system:masters\n")
    key = directory / "accounts.key"
    subprocess.run(["openssl", "genrsa", "-out", str(key), "2048"], check=True, capture_output=True)
    etcd_url, peer_url = f"http://127.0.0.1:{etcd_port}", f"http://127.0.0.1:{peer_port}"
    with (directory / "log").open("wb") as log:
        etcd = subprocess.Popen(
            [
                *(str(programs / "etcd"), "--data-dir", str(directory / "etcd"), "--unsafe-no-fsync"),
                *("--listen-client-urls", etcd_url, "--advertise-client-urls", etcd_url),
                *("--listen-peer-urls", peer_url, "--initial-advertise-peer-urls", peer_url),
                *("--initial-cluster", f"default={peer_url}"),
            ],
            stdout=log,
            stderr=log,
        )
        server = subprocess.Popen(
            [
                *(str(programs / "kube-apiserver"), "--etcd-servers", etcd_url),
                *("--bind-address", "127.0.0.1", "--secure-port", str(port)),
                *("--advertise-address", "127.0.0.1", "--endpoint-reconciler-type", "none"),
                *("--cert-dir", str(directory / "certificates"), "--service-cluster-ip-range", "10.0.0.0/24"),
                *("--token-auth-file", str(directory / "tokens.csv"), "--authorization-mode", "AlwaysAllow"),
                *("--service-account-issuer", "https://127.0.0.1", "--service-account-key-file", str(key)),
                *("--service-account-signing-key-file", str(key)),
            ],
            stdout=log,
            stderr=log,
        )
        try:
            started = ApiServer(port, token)
            _wait(started, server, directory / "log")
            yield started
        finally:
            for process in (server, etcd):
                process.kill()
                process.wait()


def _wait(server: ApiServer, process: subprocess.Popen[bytes], log: Path) -> None:
    end = time.monotonic() + START_S
    while time.monotonic() < end and process.poll() is None:
        try:
            if server.call("GET", "/readyz")[0] == 200:
                return
        except OSError:
            pass
        time.sleep(0.2)
    raise AssertionError(f"no API server: {log.read_text('utf-8', 'replace')[-2000:]}")

"""The engines as a whole: from an empty directory, with data over a restart, without a trace when stopped."""

from __future__ import annotations

import json
import os
import signal
import socket
import subprocess
import sys
import urllib.request
from collections.abc import Iterator, Mapping, Sequence
from contextlib import contextmanager
from pathlib import Path

import psutil
import pytest
from aiokafka import AIOKafkaConsumer, AIOKafkaProducer, TopicPartition
from aiokafka.admin import AIOKafkaAdminClient, NewTopic
from services.embedded.engines import Engines
from services.embedded.errors import PortTaken
from structlog.testing import capture_logs
from tests.workers.process import eventually

CHECKOUT = Path(__file__).parents[3]
SUPERVISOR = """
import sys, time
from pathlib import Path
from services.embedded.engines import Engines
engines = Engines(Path(sys.argv[1]))
engines.start()
print(engines.kafka, engines.elasticsearch, flush=True)
time.sleep(600)
"""


def ask(url: str, method: str = "GET", body: object = None) -> dict[str, object]:
    request = urllib.request.Request(
        url, json.dumps(body).encode() if body else None, {"Content-Type": "application/json"}, method=method
    )
    with urllib.request.urlopen(request, timeout=30) as response:
        answer: dict[str, object] = json.load(response)
        return answer


def processes_of(directory: Path) -> list[psutil.Process]:
    """Every process that was started for this work directory."""
    found = []
    for process in psutil.process_iter(["cmdline", "environ", "status"]):
        words = [*(process.info["cmdline"] or []), *(process.info["environ"] or {}).values()]
        if process.info["status"] != psutil.STATUS_ZOMBIE and any(str(directory) in word for word in words):
            found.append(process)
    return [process for process in found if process.pid != os.getpid()]


async def write(kafka: str) -> None:
    admin = AIOKafkaAdminClient(bootstrap_servers=kafka)
    await admin.start()
    await admin.create_topics([NewTopic("articles", 1, 1)])
    await admin.close()
    producer = AIOKafkaProducer(bootstrap_servers=kafka)
    await producer.start()
    await producer.send_and_wait("articles", "خبر".encode())
    await producer.stop()


async def first_message(kafka: str) -> str:
    consumer = AIOKafkaConsumer(bootstrap_servers=kafka)
    await consumer.start()
    try:
        partition = TopicPartition("articles", 0)
        consumer.assign([partition])
        await consumer.seek_to_beginning(partition)
        return str((await consumer.getone()).value.decode())
    finally:
        await consumer.stop()


def events(lines: Sequence[Mapping[str, object]]) -> set[object]:
    """What was logged."""
    return {line["event"] for line in lines}


@contextmanager
def killed_at_the_end(work: Path) -> Iterator[tuple[str, str]]:
    """The addresses of engines whose supervisor then ends by SIGKILL, which nobody can catch."""
    supervisor = subprocess.Popen(
        [sys.executable, "-c", SUPERVISOR, str(work)], stdout=subprocess.PIPE, text=True, cwd=CHECKOUT
    )
    assert supervisor.stdout is not None
    with supervisor.stdout:
        kafka, elasticsearch = supervisor.stdout.readline().split()
    yield kafka, elasticsearch
    supervisor.send_signal(signal.SIGKILL)
    supervisor.wait()


def addresses(work: Path) -> set[str]:
    """Where the engines of a work directory listen."""
    return {
        connection.laddr.ip.removeprefix("::ffff:")
        for process in processes_of(work)
        for connection in process.net_connections("tcp")
        if connection.status == psutil.CONN_LISTEN
    }


@pytest.mark.skipif(sys.platform != "linux", reason="only Linux's kernel ends children with their parent")
async def test_data_outlive_a_supervisor_that_ends_and_engines_that_are_killed(tmp_path: Path) -> None:
    work = tmp_path / "work"
    with killed_at_the_end(work) as (kafka, elasticsearch):
        await write(kafka)
        ask(f"{elasticsearch}/articles/_doc/1?refresh=true", "PUT", {"title": "خبر"})
    _, left = psutil.wait_procs(processes_of(work), timeout=30)
    assert left == []

    with Engines(work) as engines:
        assert addresses(work) == {"127.0.0.1"}
        assert await first_message(engines.kafka) == "خبر"
        assert ask(f"{engines.elasticsearch}/articles/_doc/1")["_source"] == {"title": "خبر"}

        before = (engines.kafka, engines.elasticsearch)
        with capture_logs() as lines:
            engines.keep_alive()
            for process in processes_of(work):
                process.kill()

            async def revived() -> bool:
                return {"Kafka is back", "Elasticsearch is back"} <= events(lines)

            await eventually(revived, "both engines to be back", 120)
        assert {"Kafka ended, starting it again", "Elasticsearch ended, starting it again"} <= events(lines)
        assert (engines.kafka, engines.elasticsearch) == before
        assert await first_message(engines.kafka) == "خبر"
        assert ask(f"{engines.elasticsearch}/articles/_doc/1")["_source"] == {"title": "خبر"}
    assert processes_of(work) == []


@pytest.mark.parametrize("engine", ["Kafka", "Elasticsearch"])
def test_a_taken_port_is_refused_before_anything_starts(tmp_path: Path, engine: str) -> None:
    with socket.create_server(("127.0.0.1", 0)) as other:
        port = other.getsockname()[1]
        engines = Engines(
            tmp_path,
            kafka_port=port if engine == "Kafka" else 0,
            elasticsearch_port=port if engine == "Elasticsearch" else 0,
        )
        with pytest.raises(PortTaken, match=f"port {port} for {engine} is taken .*take another port"):
            engines.start()

    assert processes_of(tmp_path) == []

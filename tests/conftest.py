"""Fixtures that several kinds of test share: real engines, a namespace of one's own, the shared data.

Engines are started once for a run, in a temporary directory, when a test first asks for them; with
NASHRA_TEST_KAFKA and NASHRA_TEST_ELASTICSEARCH set, those are used instead and left running. A test isolates
itself with the namespace of its `settings`; what it made there is deleted after it.
"""

from __future__ import annotations

import http.client
import os
import uuid
from collections.abc import AsyncIterator, Iterator
from dataclasses import dataclass
from pathlib import Path
from urllib.parse import urlsplit

import hypothesis
import pytest
from aiokafka.admin import AIOKafkaAdminClient
from services.embedded.engines import Engines
from services.runtime.settings import Settings

# the same examples in every run, however slow the machine is that day
hypothesis.settings.register_profile("repeatable", deadline=None, derandomize=True)
hypothesis.settings.load_profile("repeatable")

SHARED_DATA = Path(__file__).parents[2] / "shared" / "data"


@dataclass(frozen=True, slots=True)
class Addresses:
    """Where the engines of this test run are."""

    kafka: str
    elasticsearch: str


@pytest.fixture(scope="session")
def engines(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Addresses]:
    """Real Kafka and Elasticsearch."""
    kafka, elasticsearch = (
        os.environ.get("NASHRA_TEST_KAFKA"),
        os.environ.get("NASHRA_TEST_ELASTICSEARCH"),
    )
    if kafka and elasticsearch:
        yield Addresses(kafka, elasticsearch)
        return
    with Engines(tmp_path_factory.mktemp("engines")) as started:
        yield Addresses(started.kafka, started.elasticsearch)


@pytest.fixture(scope="session")
def kafka(engines: Addresses) -> str:
    """`host:port` of the broker."""
    return engines.kafka


@pytest.fixture(scope="session")
def elasticsearch(engines: Addresses) -> str:
    """URL of the node."""
    return engines.elasticsearch


@pytest.fixture
async def settings(engines: Addresses, tmp_path: Path) -> AsyncIterator[Settings]:
    """Settings of a platform that no other test knows."""
    own = Settings(
        kafka=engines.kafka,
        elasticsearch=engines.elasticsearch,
        namespace=f"t{uuid.uuid4().hex[:10]}",
        state_dir=tmp_path / "state",
        partitions=2,
    )
    yield own
    await delete_topics(own)
    delete_indices(own)


@pytest.fixture(scope="session")
def shared_data() -> Path:
    """Real pages and articles beside the checkout; they are not part of the project."""
    if not SHARED_DATA.is_dir():
        pytest.skip(f"needs the real data of {SHARED_DATA}, which are not part of the project")
    return SHARED_DATA


async def delete_topics(settings: Settings) -> None:
    admin = AIOKafkaAdminClient(bootstrap_servers=settings.kafka)
    await admin.start()
    try:
        own = [topic for topic in await admin.list_topics() if topic.startswith(f"{settings.namespace}-")]
        if own:
            await admin.delete_topics(own)
    finally:
        await admin.close()


def delete_indices(settings: Settings) -> None:
    address = urlsplit(settings.elasticsearch)
    connection = http.client.HTTPConnection(address.hostname or "", address.port, timeout=30)
    try:
        # by exact name: a cluster may forbid deleting by pattern
        connection.request("GET", f"/_cat/indices/{settings.namespace}-*?h=index&expand_wildcards=all")
        names = connection.getresponse().read().decode().split()
        for name in names:
            connection.request("DELETE", f"/{name}")
            connection.getresponse().read()
        for kind in ("_index_template", "_component_template"):
            connection.request("DELETE", f"/{kind}/{settings.namespace}-*")
            connection.getresponse().read()
    finally:
        connection.close()

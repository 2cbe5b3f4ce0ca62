"""The test stand: a broker and an index behind proxies, and the roles that work between them."""

from __future__ import annotations

import random
from collections.abc import AsyncIterator
from contextlib import AsyncExitStack, asynccontextmanager
from dataclasses import dataclass
from pathlib import Path
from urllib.parse import urlsplit

from services.runtime.provision import provision
from services.search.settings import SearchSettings
from tests.conftest import delete_indices
from tests.faults.broker import Broker
from tests.faults.elasticsearch_proxy import ElasticsearchProxy
from tests.faults.fleet import Member
from tests.faults.proxy import LOOPBACK, TcpProxy

PARTITIONS = 4
BULK_TIMEOUT_S = 10.0  # instead of 30: a test does not wait so long for a request that hangs


@dataclass
class Stand:
    """`settings` go past the proxies, for the tests themselves; the roles get those of `proxied`."""

    settings: SearchSettings
    broker: Broker
    kafka: TcpProxy
    elasticsearch: TcpProxy
    answers: ElasticsearchProxy
    directory: Path

    @property
    def proxied(self) -> SearchSettings:
        return self.settings.model_copy(
            update={
                "kafka": self.kafka.address,
                "elasticsearch": f"http://{self.elasticsearch.address}",
            }
        )

    def member(self, role: str, number: int = 1) -> Member:
        """A role of the platform, as an operator runs it."""
        name = f"{role}-{number}"
        settings = self.proxied
        return Member(
            name, "services.cli", settings, self.directory / f"{name}.log", "run", role,
            NASHRA_ELASTICSEARCH=settings.elasticsearch,
            NASHRA_STATE_DIR=str(self.directory / name),
            NASHRA_BULK_TIMEOUT_S=str(BULK_TIMEOUT_S),
        )  # fmt: skip


@asynccontextmanager
async def stand(broker: Broker, elasticsearch: str, namespace: str, directory: Path) -> AsyncIterator[Stand]:
    """Proxies before running engines, and a namespace with its topics."""
    settings = SearchSettings(
        kafka=broker.address,
        elasticsearch=elasticsearch,
        namespace=namespace,
        state_dir=directory / "state",
        partitions=PARTITIONS,
    )
    await provision(settings)
    async with AsyncExitStack() as stack:
        kafka = await stack.enter_async_context(
            TcpProxy(LOOPBACK, broker.proxied.port, listen=broker.proxied.advertised)
        )
        answers = await stack.enter_async_context(ElasticsearchProxy(elasticsearch, random.Random(namespace)))
        index = await stack.enter_async_context(TcpProxy(LOOPBACK, answers.port))
        assert urlsplit(elasticsearch).hostname == LOOPBACK
        yield Stand(settings, broker, kafka, index, answers, directory)
    delete_indices(settings)

"""A broker that may be killed, and a stand for each module of tests.

NASHRA_SOAK=1 plays longer outages, more seeds, and each fault on its own; NASHRA_SEED plays one run again.
"""

from __future__ import annotations

import logging
import os
import random
import uuid
from collections.abc import AsyncIterator

import pytest
from services.search.cluster import AsyncElasticsearch, connect
from services.search.settings import SearchSettings
from tests.faults.broker import Broker
from tests.faults.history import History
from tests.faults.stand import Stand, stand

logging.getLogger("aiokafka").setLevel(logging.CRITICAL)  # it tells each failure that we play

SOAK = bool(os.environ.get("NASHRA_SOAK"))


def pytest_generate_tests(metafunc: pytest.Metafunc) -> None:
    if "seed" in metafunc.fixturenames:
        chosen = os.environ.get("NASHRA_SEED")
        fresh = random.SystemRandom()
        many = 3 if SOAK and "fault" not in metafunc.fixturenames else 1
        seeds = [int(chosen)] if chosen else [fresh.randrange(10**6) for _ in range(many)]
        metafunc.parametrize("seed", seeds)


@pytest.fixture(scope="session")
async def broker(tmp_path_factory: pytest.TempPathFactory) -> AsyncIterator[Broker]:
    own = Broker(tmp_path_factory.mktemp("broker"))
    await own.start()
    yield own
    await own.stop()


@pytest.fixture
async def bench(
    broker: Broker, elasticsearch: str, tmp_path_factory: pytest.TempPathFactory
) -> AsyncIterator[Stand]:
    """Topics, an index and proxies that no other test knows."""
    namespace = f"t{uuid.uuid4().hex[:10]}"
    async with stand(broker, elasticsearch, namespace, tmp_path_factory.mktemp("stand")) as own:
        yield own


@pytest.fixture
async def client(elasticsearch: str) -> AsyncIterator[AsyncElasticsearch]:
    made = connect(SearchSettings(elasticsearch=elasticsearch), 30)
    yield made
    await made.close()


@pytest.fixture
def history(seed: int) -> History:
    return History(seed)

"""Engines of their own that speak TLS and ask who is there, and a platform that may do what it needs."""

from __future__ import annotations

from collections.abc import Iterator

import pytest
from pydantic import SecretStr
from services.embedded.engines import Engines
from services.embedded.secured import Secured
from services.runtime.settings import Settings
from services.search.access import reader, writer
from tests.integration.secure.grants import api_key, grant

NAMESPACE = "secure"
EVERYTHING = {"cluster": ["all"], "indices": [{"names": ["*"], "privileges": ["all"]}]}


@pytest.fixture(scope="session")
def guarded(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Engines]:
    """Kafka with TLS, SCRAM and ACLs, Elasticsearch with TLS and API keys."""
    with Engines(tmp_path_factory.mktemp("secure"), secure=True) as engines:
        yield engines


@pytest.fixture(scope="session")
def secured(guarded: Engines) -> Secured:
    assert guarded.secured is not None
    return guarded.secured


@pytest.fixture(scope="session")
def unlimited(guarded: Engines, secured: Secured) -> Settings:
    """Settings of the broker's administrator, and of an API key that may do everything."""
    key = api_key(guarded.elasticsearch, secured, "unlimited", EVERYTHING)
    return Settings(
        kafka=guarded.kafka,
        kafka_security="sasl_tls",
        kafka_user=secured.kafka_admin,
        kafka_password=SecretStr(secured.password),
        kafka_ca=secured.ca,
        elasticsearch=guarded.elasticsearch,
        elasticsearch_ca=secured.ca,
        elasticsearch_api_key=SecretStr(key),
        partitions=2,
    )


@pytest.fixture(scope="session")
async def platform(guarded: Engines, secured: Secured, unlimited: Settings) -> Settings:
    """Settings with the least that the platform has to be allowed."""
    await grant(unlimited, secured.kafka_user, f"{NAMESPACE}-")
    own = unlimited.model_copy(update={"kafka_user": secured.kafka_user, "namespace": NAMESPACE})
    key = api_key(guarded.elasticsearch, secured, "writer", writer(own))
    return own.model_copy(update={"elasticsearch_api_key": SecretStr(key)})


@pytest.fixture(scope="session")
def reading(guarded: Engines, secured: Secured, platform: Settings) -> Settings:
    """The same with the key of a gateway, which may only read."""
    key = api_key(guarded.elasticsearch, secured, "reader", reader(platform))
    return platform.model_copy(update={"elasticsearch_api_key": SecretStr(key)})

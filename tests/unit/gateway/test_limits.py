from __future__ import annotations

import pytest
from fastapi import FastAPI
from pydantic import SecretStr
from services.gateway.limits import Quotas
from services.gateway.settings import GatewaySettings
from tests.unit.gateway.asgi import Client
from tests.unit.gateway.conftest import running
from tests.unit.gateway.fakes import IMAGE, fake_gateway


@pytest.fixture
def gateway_settings() -> GatewaySettings:
    return GatewaySettings(secret=SecretStr("s"), quota_per_minute=3, trusted_proxies="10.0.0.0/8")


async def test_the_quota_counts_down_and_then_refuses_with_a_time_to_wait(client: Client) -> None:
    left = [(await client.get("/v1/sections")).headers["ratelimit"].split(";")[1] for _ in range(3)]
    assert left == ["r=2", "r=1", "r=0"]
    refused = await client.get("/v1/sections")
    assert refused.status == 429
    assert refused.headers["content-type"] == "application/problem+json"
    assert 1 <= int(refused.headers["retry-after"]) <= 60
    assert refused.headers["ratelimit-policy"] == '"anon";q=3;w=60'
    problem = refused.json()
    assert problem["code"] == "quota-exceeded"
    assert problem["violated-policies"] == ["anon"]


async def test_health_is_free(client: Client) -> None:
    statuses = [(await client.get("/livez")).status for _ in range(10)]
    assert statuses == [200] * 10


async def test_clients_are_counted_apart(app: FastAPI) -> None:
    for _ in range(3):
        await Client(app, "192.0.2.1").get("/v1/sections")
    assert (await Client(app, "192.0.2.2").get("/v1/sections")).status == 200


async def test_a_forwarded_address_counts_only_from_our_proxies(app: FastAPI) -> None:
    direct, proxied = Client(app, "192.0.2.1"), Client(app, "10.0.0.1")
    seen = [await direct.get("/v1/sections", x_forwarded_for=f"198.51.100.{number}") for number in range(4)]
    assert seen[-1].status == 429
    seen = [await proxied.get("/v1/sections", x_forwarded_for=f"198.51.100.{number}") for number in range(4)]
    assert seen[-1].status == 200


async def test_reports_have_a_quota_of_their_own() -> None:
    settings = GatewaySettings(secret=SecretStr("s"), quota_per_minute=1000)
    async with running(fake_gateway(settings)) as app:
        answers = [await Client(app).post(f"/v1/images/{IMAGE}/reports") for _ in range(21)]
    assert answers[0].headers["ratelimit-policy"] == '"reports";q=20;w=60, "anon";q=1000;w=60'
    assert answers[-1].status == 429
    assert answers[-1].json()["violated-policies"] == ["reports"]


@pytest.mark.parametrize(
    ("forwarded", "client"),
    [
        ("198.51.100.9", "198.51.100.9"),
        ("1.1.1.1, 198.51.100.9", "198.51.100.9"),
        ("198.51.100.9, 10.0.0.2", "198.51.100.9"),
        ("", "10.0.0.1"),
    ],
)
async def test_the_nearest_address_that_is_no_proxy_is_counted(
    app: FastAPI, forwarded: str, client: str
) -> None:
    for _ in range(3):
        await Client(app, client).get("/v1/sections")
    refused = await Client(app, "10.0.0.1").get("/v1/sections", x_forwarded_for=forwarded)
    assert refused.status == 429


def test_memory_of_clients_is_bounded() -> None:
    quotas = Quotas(per_minute=5, clients=10)
    for number in range(100):
        quotas.take(quotas.anonymous, f"client {number}")
    assert len(quotas) == 10


class Clock:
    now = 1_743_887_040.0  # a window of the clock begins

    def __call__(self) -> float:
        return self.now


def test_the_window_slides() -> None:
    clock = Clock()
    quotas = Quotas(per_minute=10, clock=clock)
    clock.now += 30
    assert [quotas.take(quotas.anonymous, "a").allowed for _ in range(11)] == [True] * 10 + [False]
    clock.now += 45  # a quarter into the next window: three quarters of the last one still count
    assert [quotas.take(quotas.anonymous, "a").allowed for _ in range(4)] == [True] * 3 + [False]


@pytest.mark.parametrize("elapsed", [0.0, 7.0, 30.0, 59.0])
def test_after_the_time_it_is_told_a_client_is_served(elapsed: float) -> None:
    clock = Clock()
    quotas = Quotas(per_minute=10, clock=clock)
    for _ in range(2):
        clock.now += elapsed
        while (usage := quotas.take(quotas.anonymous, "a")).allowed:
            pass
        clock.now += usage.renewed_s
        assert quotas.take(quotas.anonymous, "a").allowed


def test_refused_requests_do_not_prolong_the_wait() -> None:
    quotas = Quotas(per_minute=2)
    usages = [quotas.take(quotas.anonymous, "a") for _ in range(5)]
    assert [usage.allowed for usage in usages] == [True, True, False, False, False]

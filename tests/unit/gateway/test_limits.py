from __future__ import annotations

import pytest
from fastapi import FastAPI
from pydantic import SecretStr
from services.gateway.limits import BoundedWindows, Quotas, counted_as
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


def test_an_ipv6_household_is_one_client() -> None:
    assert (
        counted_as("2001:db8:1:2::1") == counted_as("2001:db8:1:2:ffff::9") != counted_as("2001:db8:1:3::1")
    )


def test_memory_of_clients_is_bounded() -> None:
    windows = BoundedWindows(clients=10)
    for number in range(100):
        windows.acquire_sliding_window_entry(f"client {number}", 5, 60)
    assert windows.reset() == 10


def test_refused_requests_do_not_prolong_the_wait() -> None:
    quotas = Quotas(per_minute=2)
    standings = [quotas.take(quotas.anonymous, "a") for _ in range(5)]
    assert [standing.allowed for standing in standings] == [True, True, False, False, False]

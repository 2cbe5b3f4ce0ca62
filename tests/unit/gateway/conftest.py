"""A gateway of fakes: an index of a few articles in memory, a producer that keeps what it is given."""

from __future__ import annotations

from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from functools import cache

import pytest
from fastapi import FastAPI
from pydantic import SecretStr
from services.gateway.app import _layers, create_app
from services.gateway.settings import GatewaySettings
from services.gateway.state import Gateway
from services.runtime import logs
from tests.unit.gateway.asgi import Client
from tests.unit.gateway.fakes import fake_gateway


@pytest.fixture(autouse=True, scope="session")
def logging() -> None:
    """As in production: the renderer of an unconfigured structlog takes seconds for one traceback."""
    logs.configure(GatewaySettings(log_format="json"))


@pytest.fixture
def gateway_settings() -> GatewaySettings:
    return GatewaySettings(secret=SecretStr("a secret of tests"), quota_per_minute=100_000)


@pytest.fixture
def gateway(gateway_settings: GatewaySettings) -> Gateway:
    return fake_gateway(gateway_settings)


@pytest.fixture
async def app(gateway: Gateway) -> AsyncIterator[FastAPI]:
    application, gateways = _application(gateway.settings)
    gateways[:] = [gateway]
    application.user_middleware = _layers(gateway.settings)  # caches and quotas are of one test
    application.middleware_stack = None
    async with application.router.lifespan_context(application):
        yield application


@cache
def _application(settings: GatewaySettings) -> tuple[FastAPI, list[Gateway]]:
    """FastAPI builds the models of a route when it is first asked for, which takes longer than most tests."""
    gateways: list[Gateway] = []

    @asynccontextmanager
    async def hold(_: GatewaySettings) -> AsyncIterator[Gateway]:
        yield gateways[0]

    return create_app(settings, hold), gateways


@pytest.fixture
def client(app: FastAPI) -> Client:
    return Client(app)


@asynccontextmanager
async def running(gateway: Gateway) -> AsyncIterator[FastAPI]:
    """The real application around this gateway, started."""

    @asynccontextmanager
    async def hold(_: GatewaySettings) -> AsyncIterator[Gateway]:
        yield gateway

    application = create_app(gateway.settings, hold)
    async with application.router.lifespan_context(application):
        yield application

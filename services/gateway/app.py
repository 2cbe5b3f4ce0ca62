"""The gateway as an ASGI application: wiring only, nothing connects before it starts."""

from __future__ import annotations

from collections.abc import AsyncIterator, Callable
from contextlib import AbstractAsyncContextManager, asynccontextmanager
from functools import cache

from fastapi import FastAPI
from starlette.middleware import Middleware
from starlette.middleware.cors import CORSMiddleware
from uvicorn.middleware.proxy_headers import ProxyHeadersMiddleware

from services.gateway import apidoc, problem_responses
from services.gateway.bodies import Bodies
from services.gateway.edge import Edge
from services.gateway.limits import Quotas, RateLimits
from services.gateway.response_cache import ResponseCache
from services.gateway.routers import (
    articles,
    attention,
    entities,
    export,
    feeds,
    headlines,
    images,
    meta,
    pages,
    search,
    sources,
    status,
    stories,
    trending,
    websub,
)
from services.gateway.settings import GatewaySettings
from services.gateway.state import Gateway
from services.gateway.wiring import assemble

EXPOSED_HEADERS = [
    "ETag",
    "Export-Cursor",
    "Link",
    "RateLimit",
    "RateLimit-Policy",
    "Retry-After",
    "X-Request-Id",
    "Content-Language",
]
Assemble = Callable[[GatewaySettings], AbstractAsyncContextManager[Gateway]]


def create_app(settings: GatewaySettings, assemble: Assemble = assemble) -> FastAPI:
    """`assemble` makes what the routes hold; a test brings its own."""

    @asynccontextmanager
    async def lifespan(app: FastAPI) -> AsyncIterator[None]:
        async with assemble(settings) as gateway:
            app.state.gateway = gateway
            yield

    app = FastAPI(
        title="نشرة Nashra",
        version=meta.running_version(),
        lifespan=lifespan,
        middleware=_layers(settings),
        openapi_url=None,
        docs_url=None,
        redoc_url=None,
        telemetry={"tracing": False, "metrics": False, "logs": False},
    )
    problem_responses.install(app)
    for part in (
        headlines,
        export,
        articles,
        search,
        stories,
        entities,
        attention,
        trending,
        sources,
        images,
        feeds,
        status,
        websub,
        meta,
        pages,
    ):
        app.include_router(part.router)
    app.openapi = cache(lambda: apidoc.describe(app))  # type: ignore[method-assign] # FastAPI's documented way
    return app


def _quotas(settings: GatewaySettings) -> Quotas:
    return Quotas(settings.quota_per_minute, exports_per_minute=settings.exports_per_minute)


def _layers(settings: GatewaySettings) -> list[Middleware]:
    """Outermost first. Anybody's page may read the API, so CORS allows every origin, and no credentials."""
    return [
        Middleware(ProxyHeadersMiddleware, trusted_hosts=settings.trusted_proxies),
        Middleware(Edge),
        Middleware(
            CORSMiddleware,
            allow_origins=["*"],
            allow_methods=["GET", "HEAD", "POST", "QUERY"],
            allow_headers=["*"],
            expose_headers=EXPOSED_HEADERS,
            max_age=86_400,
        ),
        Middleware(RateLimits, quotas=_quotas(settings)),
        Middleware(Bodies),
        Middleware(ResponseCache),
    ]

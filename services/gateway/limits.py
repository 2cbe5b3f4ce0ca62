"""Quotas of anonymous clients, told on every answer (draft-ietf-httpapi-ratelimit-headers, Sep 2025)."""

from __future__ import annotations

import math
import time
from collections.abc import Callable
from dataclasses import dataclass

from cachetools import LRUCache
from starlette.types import ASGIApp, Message, Receive, Scope, Send

from services.gateway.clients import address_of, household
from services.gateway.problems import problem

WINDOW_S = 60
MAX_CLIENTS = 50_000
REPORTS_PER_MINUTE = 20
IMAGES_PER_REQUEST = 4  # a page shows many pictures, and a reader's browser keeps them
FREE = ("/static/", "/livez", "/readyz", "/metrics", "/robots.txt", "/favicon")


@dataclass(frozen=True, slots=True)
class Policy:
    """`name` is public. `quota`: so many requests in `WINDOW_S`."""

    name: str
    quota: int

    @property
    def header(self) -> str:
        return f'"{self.name}";q={self.quota};w={WINDOW_S}'


@dataclass(frozen=True, slots=True)
class QuotaUsage:
    """What a client has left under a policy, and in how many seconds that is renewed."""

    policy: Policy
    allowed: bool
    remaining: int
    renewed_s: int

    @property
    def header(self) -> str:
        return f'"{self.policy.name}";r={self.remaining};t={self.renewed_s}'


@dataclass(slots=True)
class Window:
    """The requests of one window of the clock, and of the one before it."""

    number: int
    requests: int = 0
    before: int = 0

    def at(self, number: int) -> Window:
        if number == self.number:
            return self
        return Window(number, before=self.requests if number == self.number + 1 else 0)


class Quotas:
    """Requests by address (IPv6: by /64) in a sliding window: two counters a client.

    The client longest unseen is forgotten first.
    """

    def __init__(
        self,
        per_minute: int,
        reports_per_minute: int = REPORTS_PER_MINUTE,
        *,
        exports_per_minute: int = 10,
        clients: int = MAX_CLIENTS,
        clock: Callable[[], float] = time.time,
    ) -> None:
        self.anonymous = Policy("anon", per_minute)
        self.images = Policy("images", per_minute * IMAGES_PER_REQUEST)
        self.reports = Policy("reports", reports_per_minute)
        self.exports = Policy("exports", exports_per_minute)
        self._windows: LRUCache[tuple[str, str], Window] = LRUCache(clients)
        self._clock = clock

    def __len__(self) -> int:
        """The clients that are remembered."""
        return len(self._windows)

    def take(self, policy: Policy, client: str) -> QuotaUsage:
        """Counts one request, unless it is refused: who goes on asking does not wait longer for it."""
        number, elapsed = divmod(self._clock() / WINDOW_S, 1)
        key = (policy.name, client)
        window = self._windows.get(key, Window(int(number))).at(int(number))
        weighted = math.floor(window.before * (1 - elapsed)) + window.requests
        allowed = weighted < policy.quota
        if allowed:
            window.requests += 1
            self._windows[key] = window
        left = policy.quota - weighted - allowed
        return QuotaUsage(policy, allowed, max(0, left), _renewed_in(window, policy.quota, elapsed))

    def policies(self, method: str, path: str) -> tuple[Policy, ...]:
        """The strictest first."""
        if method == "POST" and path.endswith("/reports"):
            return (self.reports, self.anonymous)
        if path.startswith("/images/") and method in {"GET", "HEAD"}:
            return (self.images,)
        if path == "/v1/articles/export":
            return (self.exports, self.anonymous)
        return (self.anonymous,)


def _renewed_in(window: Window, quota: int, elapsed: float) -> int:
    """Seconds until the quota grows: the window before has faded enough, or the next one begins."""
    if window.requests >= quota or not window.before:
        fraction = 1 - elapsed
    else:
        fraction = 1 - (quota - window.requests) / window.before - elapsed
    return math.floor(max(0.0, fraction) * WINDOW_S + 0.001) + 1  # just then it is still one too many


class RateLimits:
    """Pure ASGI: refuses with 429 what is over quota, and tells the usage on everything else."""

    def __init__(self, app: ASGIApp, quotas: Quotas) -> None:
        self._app = app
        self._quotas = quotas

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        if scope["type"] != "http":
            await self._app(scope, receive, send)
            return
        if scope["path"].startswith(FREE):
            await self._app(scope, receive, send)
            return
        client = household(address_of(scope))
        policies = self._quotas.policies(scope["method"], scope["path"])
        usages = [self._quotas.take(policy, client) for policy in policies]
        headers = ratelimit_headers(usages)
        refused = [usage for usage in usages if not usage.allowed]
        if refused:
            raise _exceeded(refused, headers)

        async def tell(message: Message) -> None:
            if message["type"] == "http.response.start":
                message["headers"] = [*message.get("headers", ()), *headers]
            await send(message)

        await self._app(scope, receive, tell)


def ratelimit_headers(usages: list[QuotaUsage]) -> list[tuple[bytes, bytes]]:
    policies = ", ".join(usage.policy.header for usage in usages)
    left = ", ".join(usage.header for usage in usages)
    return [(b"ratelimit-policy", policies.encode()), (b"ratelimit", left.encode())]


def _exceeded(refused: list[QuotaUsage], headers: list[tuple[bytes, bytes]]) -> Exception:
    wait = max(usage.renewed_s for usage in refused)
    names = [usage.policy.name for usage in refused]
    return problem(
        "quota-exceeded",
        f"more than {refused[0].policy.quota} requests in {WINDOW_S} s; try again in {wait} s",
        extra={"violated-policies": names},
        headers={"Retry-After": str(wait), **{name.decode(): value.decode() for name, value in headers}},
    )

"""Quotas of anonymous clients, told on every answer (draft-ietf-httpapi-ratelimit-headers, Sep 2025)."""

from __future__ import annotations

import math
import time
from collections import OrderedDict
from dataclasses import dataclass
from functools import lru_cache

from limits import RateLimitItem, RateLimitItemPerMinute
from limits.storage import Storage
from limits.storage.base import SlidingWindowCounterSupport
from limits.strategies import SlidingWindowCounterRateLimiter
from starlette.types import ASGIApp, Message, Receive, Scope, Send

from services.gateway import clients
from services.gateway.problems import problem

WINDOW_S = 60
MAX_CLIENTS = 50_000
REPORTS_PER_MINUTE = 20
IMAGES_PER_REQUEST = 4  # a page shows many pictures, and a reader's browser keeps them
FREE = ("/static/", "/livez", "/readyz", "/metrics", "/robots.txt", "/favicon")


class BoundedWindows(Storage, SlidingWindowCounterSupport):
    """Two counters a client, the one longest unseen forgotten first; the library's own store has no bound."""

    STORAGE_SCHEME = None

    def __init__(self, clients: int = MAX_CLIENTS) -> None:
        super().__init__()
        self._clients = clients
        self._windows: OrderedDict[str, tuple[int, int, int]] = (
            OrderedDict()
        )  # window number, previous, current

    def acquire_sliding_window_entry(self, key: str, limit: int, expiry: int, amount: int = 1) -> bool:
        now = time.time()
        window, before, during = self._at(key, int(now / expiry))
        weighted = before * (1 - now / expiry % 1) + during
        if math.floor(weighted) + amount > limit:
            return False
        self._windows[key] = (window, before, during + amount)
        self._windows.move_to_end(key)
        if len(self._windows) > self._clients:
            self._windows.popitem(last=False)
        return True

    def get_sliding_window(self, key: str, expiry: int) -> tuple[int, float, int, float]:
        now = time.time()
        _, before, during = self._at(key, int(now / expiry))
        left = (1 - now / expiry % 1) * expiry
        return before, left, during, left + expiry

    def clear_sliding_window(self, key: str, expiry: int) -> None:  # noqa: ARG002 # as the library calls it
        self._windows.pop(key, None)

    def _at(self, key: str, window: int) -> tuple[int, int, int]:
        known, before, during = self._windows.get(key, (window, 0, 0))
        if known == window:
            return window, before, during
        return window, during if known == window - 1 else 0, 0

    @property
    def base_exceptions(self) -> type[Exception]:
        return ValueError

    def incr(self, key: str, expiry: int, amount: int = 1) -> int:
        self.acquire_sliding_window_entry(key, 2**31, expiry, amount)
        return self.get(key)

    def get(self, key: str) -> int:
        return self._windows.get(key, (0, 0, 0))[2]

    def get_expiry(self, key: str) -> float:  # noqa: ARG002 # as the library calls it
        return time.time() + WINDOW_S

    def check(self) -> bool:
        return True

    def reset(self) -> int | None:
        held = len(self._windows)
        self._windows.clear()
        return held

    def clear(self, key: str) -> None:
        self._windows.pop(key, None)


@dataclass(frozen=True, slots=True)
class Policy:
    """`name` is public. `item`: so many requests a minute."""

    name: str
    item: RateLimitItem

    @property
    def declared(self) -> str:
        return f'"{self.name}";q={self.item.amount};w={WINDOW_S}'


@dataclass(frozen=True, slots=True)
class Standing:
    """What a client has left under a policy, and in how many seconds that is renewed."""

    policy: Policy
    allowed: bool
    left: int
    renewed_s: int

    @property
    def told(self) -> str:
        return f'"{self.policy.name}";r={self.left};t={self.renewed_s}'


class Quotas:
    """Counts requests by address (IPv6: by /64)."""

    def __init__(self, per_minute: int, reports_per_minute: int = REPORTS_PER_MINUTE) -> None:
        self._limiter = SlidingWindowCounterRateLimiter(BoundedWindows())
        self.anonymous = Policy("anon", RateLimitItemPerMinute(per_minute, namespace="anon"))
        images = RateLimitItemPerMinute(per_minute * IMAGES_PER_REQUEST, namespace="images")
        self.images = Policy("images", images)
        self.reports = Policy("reports", RateLimitItemPerMinute(reports_per_minute, namespace="reports"))

    def take(self, policy: Policy, client: str) -> Standing:
        allowed = self._limiter.hit(policy.item, client)
        reset, left = self._limiter.get_window_stats(policy.item, client)
        return Standing(policy, allowed, max(0, left), max(1, math.ceil(reset - time.time())))

    def policies(self, method: str, path: str) -> tuple[Policy, ...]:
        """The strictest first."""
        if method == "POST" and path.endswith("/reports"):
            return (self.reports, self.anonymous)
        if path.startswith("/images/") and method in {"GET", "HEAD"}:
            return (self.images,)
        return (self.anonymous,)


class RateLimits:
    """Pure ASGI: refuses with 429 what is over quota, and tells the standing on everything else."""

    def __init__(self, app: ASGIApp, quotas: Quotas, trusted: tuple[clients.Network, ...]) -> None:
        self._app = app
        self._quotas = quotas
        self._trusted = trusted

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        if scope["type"] != "http":
            await self._app(scope, receive, send)
            return
        address = scope["nashra.client"] = clients.address_of(scope, self._trusted)
        if scope["path"].startswith(FREE):
            await self._app(scope, receive, send)
            return
        counted = counted_as(address)
        policies = self._quotas.policies(scope["method"], scope["path"])
        standings = [self._quotas.take(policy, counted) for policy in policies]
        headers = told(standings)
        refused = [standing for standing in standings if not standing.allowed]
        if refused:
            raise _exceeded(refused, headers)

        async def tell(message: Message) -> None:
            if message["type"] == "http.response.start":
                message["headers"] = [*message.get("headers", ()), *headers]
            await send(message)

        await self._app(scope, receive, tell)


@lru_cache(maxsize=4096)
def counted_as(address: str) -> str:
    """An IPv6 household changes addresses at will inside its /64."""
    return clients.subnet(address) if ":" in address else address


def told(standings: list[Standing]) -> list[tuple[bytes, bytes]]:
    declared = ", ".join(standing.policy.declared for standing in standings)
    left = ", ".join(standing.told for standing in standings)
    return [(b"ratelimit-policy", declared.encode()), (b"ratelimit", left.encode())]


def _exceeded(refused: list[Standing], headers: list[tuple[bytes, bytes]]) -> Exception:
    wait = max(standing.renewed_s for standing in refused)
    names = [standing.policy.name for standing in refused]
    return problem(
        "quota-exceeded",
        f"more than {refused[0].policy.item.amount} requests in {WINDOW_S} s; try again in {wait} s",
        extra={"violated-policies": names},
        headers={"Retry-After": str(wait), **{name.decode(): value.decode() for name, value in headers}},
    )

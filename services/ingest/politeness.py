"""Reading newspapers politely: robots.txt first, one request to a host at a time, a rest between two."""

from __future__ import annotations

import asyncio
import time
from collections.abc import Awaitable, Callable, Collection, Mapping
from dataclasses import dataclass, field
from functools import lru_cache, partial
from urllib.parse import urlsplit

from services.ingest import robots
from services.ingest.errors import Disallowed, Resting
from services.web.addresses import REMEMBERED, target_of
from services.web.decoding import Limits
from services.web.errors import Elsewhere, ForbiddenAddress, HttpStatus, NotAllowed, Oversized
from services.web.http import MAX_REDIRECTS, Client, Response, Trail

ROBOTS_TTL_S = 86_400.0  # RFC 9309 §2.4
PATIENCE_S = 30.0  # a longer wait is not slept through: the caller is told when to come back
FORGET_AFTER = 10_000


@dataclass(slots=True)
class _Host:
    name: str
    turn: asyncio.Lock = field(default_factory=asyncio.Lock)
    free_at: float = 0.0


@dataclass(frozen=True, slots=True)
class _CachedRules:
    rules: robots.Rules
    until: float


class PoliteClient:
    """The guarded client with manners: `pause` seconds between requests to one host, or the crawl delay."""

    def __init__(self, client: Client, product: str, pause: float, concurrency: int = 64) -> None:
        self._client = client
        self._exchanges = asyncio.Semaphore(concurrency)
        self._product = product
        self._pause = pause
        self._hosts: dict[str, _Host] = {}
        self._robots: dict[str, _CachedRules] = {}

    async def get(
        self,
        url: str,
        *,
        allow: Collection[str] = (),
        headers: Mapping[str, str] | None = None,
        limits: Limits | None = None,
        pause: float | None = None,
    ) -> Response:
        """As `GuardedClient.get`; `pause` of a source's configuration replaces the general one.

        A redirect to another host is followed only as its robots.txt and its turn allow.
        Raises `FetchError`: also `Disallowed` by robots.txt, and `Resting` when the host asked for a rest.
        """
        trail = Trail()
        while trail.redirects <= MAX_REDIRECTS:
            rules = await self.rules_of(url, allow)
            if not rules.allows(url):
                raise Disallowed(f"robots.txt of {urlsplit(url).netloc} disallows {url}")
            rest = max(self._pause if pause is None else pause, rules.crawl_delay or 0.0)
            ask = partial(
                self._client.get, url, allow=allow, headers=headers, limits=limits, stay=True, trail=trail
            )
            try:
                return await self._send(url, rest, ask)
            except Elsewhere as redirect:
                url = redirect.url
        raise NotAllowed(f"more than {MAX_REDIRECTS} redirects, the last to {url}")

    async def post(self, url: str, form: Mapping[str, str], *, allow: Collection[str] = ()) -> Response:
        """As `GuardedClient.post`, in the host's turn; an address that asks for forms has no robots.txt."""
        return await self._send(url, self._pause, partial(self._client.post, url, form, allow=allow))

    async def rules_of(self, url: str, allow: Collection[str] = ()) -> robots.Rules:
        """The robots.txt rules for `url`'s host, fetched at most once a day.

        None there (4xx) allows everything. A host that fails (5xx, no answer) raises `FetchError`: RFC 9309
        §2.3.1.4 forbids fetching then, and the caller's back-off asks again.
        """
        try:
            origin = _origin(url)
            known = self._robots.get(origin)
            if known is None:
                target_of(url, allow)  # before anything is sent or remembered
        except (ForbiddenAddress, ValueError) as error:
            raise NotAllowed(str(error)) from error
        if known is None or known.until < time.monotonic():
            _trim(self._robots)
            rules = await self._read_rules(f"{origin}/robots.txt", allow)
            known = self._robots[origin] = _CachedRules(rules, time.monotonic() + ROBOTS_TTL_S)
        return known.rules

    async def _read_rules(self, url: str, allow: Collection[str]) -> robots.Rules:
        try:
            response = await self._send(url, 0.0, partial(self._client.get, url, allow=allow))
        except HttpStatus as error:
            if error.passing:
                raise
            return robots.Rules()
        except (NotAllowed, Oversized) as error:
            raise Disallowed(f"robots.txt cannot be read, so nothing else is: {error}") from error
        return robots.parse(response.body[: robots.MAX_BYTES].decode("utf-8", "replace"), self._product)

    async def _send(self, url: str, rest: float, ask: Callable[[], Awaitable[Response]]) -> Response:
        host = self._host(_origin(url).partition("://")[2].lower())  # one turn for both schemes
        async with host.turn:
            wait = host.free_at - time.monotonic()
            if wait > PATIENCE_S:
                raise Resting(host.name, wait)
            if wait > 0:
                await asyncio.sleep(wait)
            try:
                async with self._exchanges:
                    return await ask()
            except HttpStatus as error:
                rest = max(rest, error.retry_after or 0.0)
                raise
            finally:
                host.free_at = time.monotonic() + rest

    def _host(self, name: str) -> _Host:
        host = self._hosts.get(name)
        if host is None:
            _trim(self._hosts)
            host = self._hosts[name] = _Host(name)
        return host


@lru_cache(REMEMBERED)
def _origin(url: str) -> str:
    """Whose robots.txt counts. Raises `ValueError`."""
    parts = urlsplit(url)
    return f"{parts.scheme}://{parts.netloc}"


def _trim(known: dict[str, _Host] | dict[str, _CachedRules]) -> None:
    """Forget the oldest, so that a web of hosts does not fill the memory; a busy host is never the oldest."""
    while len(known) >= FORGET_AFTER:
        known.pop(next(iter(known)))

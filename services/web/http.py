"""The one guarded door to the open web: every request to a newspaper goes through here.

Names are resolved by us, every address is checked, and the connection goes to a checked address, so that a
second answer of the name server changes nothing. Redirects are followed by us, each checked like the first
request.
"""

from __future__ import annotations

import asyncio
import email.utils
import socket
import ssl
from collections.abc import Collection, Mapping
from dataclasses import dataclass, field, replace
from datetime import UTC, datetime
from types import TracebackType
from typing import Protocol
from urllib.parse import urljoin

import aiohttp
from aiohttp.abc import AbstractResolver, ResolveResult
from yarl import URL

from services.web.addresses import Refused, Target, check_address, literal_address, target_of
from services.web.decoding import Decoder, Limits, Malformed, TooLarge
from services.web.errors import (
    Elsewhere,
    FetchError,
    HttpStatus,
    NotAllowed,
    Oversized,
    TimedOut,
    Unreachable,
    Unreadable,
)

REDIRECTS = {301, 302, 303, 307, 308}
PERMANENT = {301, 308}
MAX_REDIRECTS = 5
TOTAL_S = 20.0
CONNECT_S = 10.0
CHUNK = 65_536


@dataclass(frozen=True, slots=True)
class Response:
    """A document, or none with status 304. `url` ends the redirects; header names are lower case.

    `permanent`: every redirect on the way, if there was one, is meant for ever (301, 308).
    """

    status: int
    url: str
    headers: Mapping[str, str]
    body: bytes = field(repr=False)
    permanent: bool = True

    @property
    def content_type(self) -> str | None:
        return self.headers.get("content-type")


@dataclass(frozen=True, slots=True)
class Hop:
    """A redirect as the server gave it."""

    location: str
    permanent: bool


class Client(Protocol):
    """What fetches: the guarded client, or what wraps it in politeness."""

    async def get(
        self,
        url: str,
        *,
        allow: Collection[str] = (),
        headers: Mapping[str, str] | None = None,
        stay: bool = False,
    ) -> Response:
        """Raises `FetchError`; with `stay` a redirect to another host is `Elsewhere`."""
        ...


class GuardedResolver(AbstractResolver):
    """Resolves a name and gives it back only when every address it has is allowed."""

    def __init__(self, allow: frozenset[str]) -> None:
        self._allow = allow

    async def resolve(
        self, host: str, port: int = 0, family: socket.AddressFamily = socket.AF_UNSPEC
    ) -> list[ResolveResult]:
        found = await asyncio.get_running_loop().getaddrinfo(
            host, port, family=family, type=socket.SOCK_STREAM
        )
        results = [
            ResolveResult(
                hostname=host,
                host=str(where[0]),
                port=port,
                family=kind,
                proto=proto,
                flags=socket.AI_NUMERICHOST,
            )
            for kind, _, proto, _, where in found
        ]
        if f"{host}:{port}" not in self._allow:
            for result in results:
                address = literal_address(result["host"].split("%")[0])
                if address is None:
                    raise Refused(f"{host} resolves to something that is not an address")
                check_address(address)
        return results

    async def close(self) -> None:
        """Nothing is held."""


class GuardedClient:
    """GET with every guard on. Use as an async context manager; one instance a process.

    `per_host`: connections to one host at the same time.
    """

    def __init__(
        self,
        user_agent: str,
        limits: Limits | None = None,
        total_seconds: float = TOTAL_S,
        per_host: int = 1,
    ) -> None:
        self._headers = {
            "User-Agent": user_agent,
            "Accept-Encoding": "gzip, deflate",
            "Accept-Language": "ar, *;q=0.5",
        }
        self._limits = limits or Limits()
        self._total = total_seconds
        self._per_host = per_host
        self._sessions: dict[frozenset[str], aiohttp.ClientSession] = {}

    async def __aenter__(self) -> GuardedClient:
        return self

    async def __aexit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        await self.close()

    async def close(self) -> None:
        for session in self._sessions.values():
            await session.close()
        self._sessions.clear()

    async def get(
        self,
        url: str,
        *,
        allow: Collection[str] = (),
        headers: Mapping[str, str] | None = None,
        stay: bool = False,
    ) -> Response:
        """The document behind `url`, or a 304 when `headers` are conditional. Raises `FetchError`.

        `allow`: the `host:port` pairs of the source's configuration; a redirect is held to them too.
        `stay`: a redirect to another host is not followed but raised as `Elsewhere`.
        """
        try:
            async with asyncio.timeout(self._total):
                return await self._follow(url, frozenset(allow), dict(headers or {}), stay)
        except FetchError:
            raise
        except Refused as error:
            raise NotAllowed(str(error)) from error
        except TooLarge as error:
            raise Oversized(f"{url}: {error}") from error
        except Malformed as error:
            raise Unreadable(f"{url}: {error}") from error
        except TimeoutError as error:
            raise TimedOut(f"{url} took longer than {self._total:.0f} s") from error
        except (aiohttp.ClientConnectionError, ssl.SSLError, OSError) as error:
            raise _connection_failure(url, error) from error
        except (aiohttp.ClientError, ValueError, UnicodeError) as error:
            raise Unreadable(f"{url}: {type(error).__name__}: {error}"[:500]) from error

    async def _follow(self, url: str, allow: frozenset[str], headers: dict[str, str], stay: bool) -> Response:
        permanent = True
        for _ in range(MAX_REDIRECTS + 1):
            target = target_of(url, allow)
            answer = await self._exchange(url, allow, headers)
            if isinstance(answer, Response):
                return replace(answer, permanent=permanent)
            url = next_hop(target, answer.location)
            permanent = permanent and answer.permanent
            if stay and not target.is_site_of(target_of(url, allow)):
                raise Elsewhere(url, permanent=permanent)
        raise NotAllowed(f"more than {MAX_REDIRECTS} redirects, the last to {url}")

    async def _exchange(self, url: str, allow: frozenset[str], headers: dict[str, str]) -> Response | Hop:
        """One request: a response, or the absolute URL it redirects to."""
        session = self._session(allow)
        async with session.get(URL(url), headers=headers, allow_redirects=False) as answer:
            if answer.status in REDIRECTS and "Location" in answer.headers:
                location = urljoin(url, _text(answer.headers["Location"]).strip())
                return Hop(location, answer.status in PERMANENT)
            seen = {name.lower(): _text(value) for name, value in answer.headers.items()}
            if answer.status == 304:
                return Response(304, url, seen, b"")
            if answer.status != 200:
                raise HttpStatus(answer.status, url, retry_after(seen.get("retry-after")))
            return Response(200, url, seen, await self._body(answer))

    async def _body(self, answer: aiohttp.ClientResponse) -> bytes:
        if (answer.content_length or 0) > self._limits.wire:
            raise TooLarge(f"announces {answer.content_length} bytes; {self._limits.wire} are read")
        decoder = Decoder(answer.headers.get("Content-Encoding", ""), self._limits)
        async for chunk in answer.content.iter_chunked(CHUNK):
            decoder.feed(chunk)
        return decoder.finish()

    def _session(self, allow: frozenset[str]) -> aiohttp.ClientSession:
        """One pool of connections for each set of allowed endpoints, so that no other source reuses them."""
        if allow not in self._sessions:
            connector = aiohttp.TCPConnector(
                resolver=GuardedResolver(allow),
                use_dns_cache=False,
                limit=0,
                limit_per_host=self._per_host,
                keepalive_timeout=15,
            )
            self._sessions[allow] = aiohttp.ClientSession(
                connector=connector,
                headers=self._headers,
                cookie_jar=aiohttp.DummyCookieJar(),
                auto_decompress=False,
                trust_env=False,
                timeout=aiohttp.ClientTimeout(total=None, sock_connect=CONNECT_S),
            )
        return self._sessions[allow]


def next_hop(target: Target, location: str) -> str:
    """The absolute URL to ask next. Raises `NotAllowed` when it gives up encryption."""
    location = location.split("#", 1)[0].replace(" ", "%20")
    if target.scheme == "https" and location.lower().startswith("http:"):
        raise NotAllowed(f"a redirect from https to {location[:200]}")
    return location


def _connection_failure(url: str, error: Exception) -> FetchError:
    """aiohttp wraps what the resolver raised; a refused address must stay a refusal."""
    cause: BaseException | None = error
    while cause is not None:
        if isinstance(cause, Refused):
            return NotAllowed(str(cause))
        cause = cause.__cause__ or cause.__context__
    if isinstance(error, aiohttp.ServerTimeoutError):
        return TimedOut(f"{url}: no connection within {CONNECT_S:.0f} s")
    return Unreachable(f"{url}: {type(error).__name__}: {error}"[:500])


def _text(header: str) -> str:
    """aiohttp keeps bytes that are no UTF-8 as surrogates."""
    return header.encode("utf-8", "surrogateescape").decode("utf-8", "replace")


def retry_after(value: str | None, now: datetime | None = None) -> float | None:
    """Seconds to wait, from a number or an HTTP date (RFC 9110 §10.2.3); None when it says neither."""
    if value is None:
        return None
    value = value.strip()
    if value.isascii() and value.isdigit():
        return float(min(int(value), 604_800))
    try:
        moment = email.utils.parsedate_to_datetime(value)
    except (ValueError, TypeError):
        return None
    if moment.tzinfo is None:
        moment = moment.replace(tzinfo=UTC)
    return min(max(0.0, (moment - (now or datetime.now(UTC))).total_seconds()), 604_800.0)

"""The one guarded door to the open web: every request to a newspaper goes through here.

Names are resolved by us, every address is checked, and the connection goes to a checked address, so that a
second answer of the name server changes nothing. Redirects are followed by us, each checked like the first
request.
"""

from __future__ import annotations

import asyncio
import ssl
from collections.abc import Collection, Coroutine, Mapping
from dataclasses import dataclass, field
from types import TracebackType
from typing import Any, Protocol
from urllib.parse import urljoin

import aiohttp
from yarl import URL

from services.web.addresses import Target, target_of
from services.web.decoding import Decoder, Limits
from services.web.errors import (
    Elsewhere,
    FetchError,
    ForbiddenAddress,
    HttpStatus,
    Malformed,
    NoConnection,
    NotAllowed,
    Oversized,
    TimedOut,
    TooManyBytes,
    Unreadable,
)
from services.web.headers import fields_of, retry_after, text_of
from services.web.resolver import GuardedResolver

REDIRECTS = {301, 302, 303, 307, 308}
REPEATING = {307, 308}
PERMANENT = {301, 308}
MAX_REDIRECTS = 5
TOTAL_S = 20.0
CONNECT_S = 10.0
CHUNK = 65_536
SENT_ANSWER = 4096


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


@dataclass(slots=True)
class Trail:
    """What one exchange went through so far; it goes on from there after a redirect to another host.

    `permanent`: every redirect is meant for ever. `cookies`: what servers set on the way, for this exchange
    alone: some answer nobody who does not bring one back (miniflux/miniflux-legacy#407).
    """

    redirects: int = 0
    permanent: bool = True
    cookies: aiohttp.CookieJar | None = None

    def pass_by(self, answer: aiohttp.ClientResponse) -> None:
        """One redirect more."""
        self.redirects += 1
        self.permanent = self.permanent and answer.status in PERMANENT
        if answer.cookies:
            self.cookies = self.cookies or aiohttp.CookieJar(unsafe=True)  # hosts may be addresses
            self.cookies.update_cookies(answer.cookies, answer.url)

    def cookies_for(self, url: URL) -> Mapping[str, str]:
        """The header that brings back what the server at `url` may see."""
        if self.cookies is None or not (found := self.cookies.filter_cookies(url)):
            return {}
        return {"Cookie": "; ".join(f"{name}={morsel.coded_value}" for name, morsel in found.items())}


@dataclass(frozen=True, slots=True)
class Ask:
    """What every place on the way is asked: GET with these headers, or POST with a form."""

    allow: frozenset[str]
    limits: Limits
    headers: Mapping[str, str] = field(default_factory=dict)
    form: Mapping[str, str] | None = None

    def is_redirect(self, answer: aiohttp.ClientResponse) -> bool:
        """A form follows only where it stays a form (RFC 9110 §15.4.8)."""
        codes = REDIRECTS if self.form is None else REPEATING
        return answer.status in codes and "Location" in answer.headers

    def is_met(self, status: int) -> bool:
        return status == 200 if self.form is None else 200 <= status < 300


class Client(Protocol):
    """What fetches: the guarded client, or what wraps it in politeness."""

    async def get(
        self,
        url: str,
        *,
        allow: Collection[str] = (),
        headers: Mapping[str, str] | None = None,
        limits: Limits | None = None,
        stay: bool = False,
        trail: Trail | None = None,
    ) -> Response:
        """Raises `FetchError`; with `stay` a redirect to another host is `Elsewhere`."""
        ...

    async def post(self, url: str, form: Mapping[str, str], *, allow: Collection[str] = ()) -> Response:
        """Raises `FetchError`, also for an answer that is no 2xx."""
        ...


class GuardedClient:
    """GET and POST with every guard on. Use as an async context manager; one instance a process.

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
        limits: Limits | None = None,
        stay: bool = False,
        trail: Trail | None = None,
    ) -> Response:
        """The document behind `url`, or a 304 when `headers` are conditional. Raises `FetchError`.

        `allow`: the `host:port` pairs of the source's configuration; a redirect is held to them too.
        `limits` of this document, where others than a page's. `trail`: of an exchange that goes on here.
        `stay`: a redirect to another host is not followed but raised as `Elsewhere`.
        """
        ask = Ask(frozenset(allow), limits or self._limits, headers or {})
        return await self._guarded(url, self._follow(url, ask, trail or Trail(), stay))

    async def post(self, url: str, form: Mapping[str, str], *, allow: Collection[str] = ()) -> Response:
        """What the server answers to a form, with the same guards. Raises `FetchError`: also for no 2xx."""
        ask = Ask(frozenset(allow), self._limits, form=form)
        return await self._guarded(url, self._follow(url, ask, Trail(), stay=False))

    async def send(
        self, url: str, content: bytes, headers: Mapping[str, str], *, allow: Collection[str] = ()
    ) -> Response:
        """What the server answers to these bytes, whatever its status; a redirect is an answer as well.

        Of its body no more than `SENT_ANSWER` bytes are read, as they come. Raises `FetchError`.
        """
        return await self._guarded(url, self._send(url, content, headers, frozenset(allow)))

    async def _send(
        self, url: str, content: bytes, headers: Mapping[str, str], allow: frozenset[str]
    ) -> Response:
        target = target_of(url, allow)
        async with self._session(allow).post(
            target.url, data=content, headers=headers, allow_redirects=False
        ) as answer:
            body = await answer.content.read(SENT_ANSWER)
            return Response(answer.status, url, fields_of(answer.headers), body)

    async def _guarded(self, url: str, exchange: Coroutine[Any, Any, Response]) -> Response:
        try:
            async with asyncio.timeout(self._total):
                return await exchange
        except FetchError:
            raise
        except ForbiddenAddress as error:
            raise NotAllowed(str(error)) from error
        except TooManyBytes as error:
            raise Oversized(f"{url}: {error}") from error
        except Malformed as error:
            raise Unreadable(f"{url}: {error}") from error
        except TimeoutError as error:
            raise TimedOut(f"{url} took longer than {self._total:.0f} s") from error
        except (aiohttp.ClientConnectionError, ssl.SSLError, OSError) as error:
            raise _connection_failure(url, error) from error
        except (aiohttp.ClientError, ValueError, UnicodeError) as error:
            raise Unreadable(f"{url}: {type(error).__name__}: {error}"[:500]) from error

    async def _follow(self, url: str, ask: Ask, trail: Trail, stay: bool) -> Response:
        while trail.redirects <= MAX_REDIRECTS:
            target = target_of(url, ask.allow)
            answer = await self._exchange(url, target, ask, trail)
            if isinstance(answer, Response):
                return answer
            url = next_hop(target, answer)
            if stay and not target.is_site_of(target_of(url, ask.allow)):
                raise Elsewhere(url)
        raise NotAllowed(f"more than {MAX_REDIRECTS} redirects, the last to {url}")

    async def _exchange(self, url: str, target: Target, ask: Ask, trail: Trail) -> Response | str:
        """One request to the checked target of `url`: a response, or the absolute URL it redirects to."""
        session = self._session(ask.allow)
        method = "GET" if ask.form is None else "POST"
        headers = {**ask.headers, **trail.cookies_for(target.url)}
        async with session.request(
            method, target.url, headers=headers, data=ask.form, allow_redirects=False
        ) as answer:
            if ask.is_redirect(answer):
                trail.pass_by(answer)
                return urljoin(url, text_of(answer.headers["Location"]).strip())
            seen = fields_of(answer.headers)
            if answer.status == 304:
                return Response(304, url, seen, b"", trail.permanent)
            if not ask.is_met(answer.status):
                raise HttpStatus(answer.status, url, retry_after(seen.get("retry-after")))
            return Response(answer.status, url, seen, await _body(answer, ask.limits), trail.permanent)

    def _session(self, allow: frozenset[str]) -> aiohttp.ClientSession:
        """One pool of connections for each set of allowed endpoints, so that no other source reuses them."""
        if allow not in self._sessions:
            resolver = GuardedResolver(allow)
            connector = aiohttp.TCPConnector(
                resolver=resolver,
                socket_factory=resolver.socket,
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


async def _body(answer: aiohttp.ClientResponse, limits: Limits) -> bytes:
    if (answer.content_length or 0) > limits.wire:
        raise TooManyBytes(f"announces {answer.content_length} bytes; {limits.wire} are read")
    decoder = Decoder(answer.headers.get("Content-Encoding", ""), limits)
    async for chunk in answer.content.iter_chunked(CHUNK):
        decoder.feed(chunk)
    return decoder.finish()


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
        if isinstance(cause, ForbiddenAddress):
            return NotAllowed(str(cause))
        cause = cause.__cause__ or cause.__context__
    if isinstance(error, aiohttp.ServerTimeoutError):
        return TimedOut(f"{url}: no connection within {CONNECT_S:.0f} s")
    return NoConnection(f"{url}: {type(error).__name__}: {error}"[:500])

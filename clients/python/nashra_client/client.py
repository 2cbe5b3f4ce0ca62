"""The clients: requests with patience, pages to their end, streams and exports that go on after a break."""

from __future__ import annotations

import asyncio
import json
import time
import uuid
from collections.abc import AsyncGenerator, AsyncIterator, Callable, Iterator, Mapping
from contextlib import asynccontextmanager, contextmanager
from types import TracebackType
from typing import Any, Generic, Literal, NotRequired, Self, TypedDict, TypeVar, Unpack

import httpx

from nashra_client.errors import ConnectionLost, NashraError, problem_of
from nashra_client.events import Event, Events, Lines
from nashra_client.exchange import (
    Attempts,
    ExportPlace,
    Limit,
    limits,
    lost,
    query,
    stream_timeout,
)
from nashra_client.models import ExportRecord
from nashra_client.operations import (
    AsyncOperations,
    ExportArticlesParams,
    Operations,
    StreamHeadlinesParams,
)

T = TypeVar("T")
STREAM = "/v1/headlines/stream"
EXPORT = "/v1/articles/export"
EVENTS = {"Accept": "text/event-stream"}
JSON_LINES = {"Accept": "application/x-ndjson"}


def _headers(language: str) -> dict[str, str]:
    return {"User-Agent": "nashra-client/0.1", "Accept-Language": language}


class PageOf(TypedDict, Generic[T]):
    """What every list answers."""

    items: list[T]
    next: NotRequired[str]


class Nashra(Operations):
    """`patience_s`: how long a call may wait for a quota or a gateway that is away, before it raises.

    `limits`: what the last answer said is left of each quota. `language`: of labels and of `user_message`.
    """

    def __init__(
        self,
        url: str,
        *,
        timeout_s: float = 10.0,
        patience_s: float = 60.0,
        language: Literal["ar", "fr", "en"] = "ar",
        transport: httpx.BaseTransport | None = None,
        sleep: Callable[[float], None] = time.sleep,
    ) -> None:
        self.limits: dict[str, Limit] = {}
        self._timeout_s = timeout_s
        self._patience_s = patience_s
        self._sleep = sleep
        self._http = httpx.Client(
            base_url=url, timeout=timeout_s, headers=_headers(language), transport=transport
        )

    def __enter__(self) -> Self:
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        self.close()

    def close(self) -> None:
        self._http.close()

    def each(self, page: PageOf[T]) -> Iterator[T]:
        """The items of a page, and of all that follow it: `each(search(q="آسفي"))`."""
        while True:
            yield from page["items"]
            following = page.get("next")
            if not following:
                return
            page = self._ask("GET", following)

    def stream(self, **params: Unpack[StreamHeadlinesParams]) -> Iterator[Event]:
        """Headlines as they come, for ever: after a break it resumes where it was.

        After a `gap` events are missing, `list_headlines(after_seq=…)` has those that are still held.
        """
        asked: dict[str, Any] = {**params}
        attempts = Attempts(float("inf"))
        while True:
            events = Events()
            error: NashraError = ConnectionLost("the stream ended")
            try:
                with self._streaming(STREAM, asked, EVENTS) as response:
                    for piece in response.iter_bytes():
                        for event in events.feed(piece):
                            if event.seq is not None:
                                asked["last_event_id"] = event.seq
                            elif event.kind == "hello" and asked.get("last_event_id") is None:
                                asked["last_event_id"] = event.data["head_seq"]
                            attempts.progress()
                            yield event
            except NashraError as raised:
                error = raised
            self._sleep(attempts.pause(error, events.retry_s))

    def export(self, **params: Unpack[ExportArticlesParams]) -> Iterator[ExportRecord]:
        """Every article that the filters find, once; a broken connection is gone on with.

        To go on in another process give `after` (the id of the last record) and the same filters.
        """
        place = ExportPlace({**params})
        attempts = Attempts(self._patience_s)
        while not place.finished:
            lines = Lines()
            try:
                with self._streaming(EXPORT, place.params, JSON_LINES) as response:
                    place.begun(response.headers)
                    for piece in response.iter_bytes():
                        for line in lines.feed(piece):
                            record: ExportRecord = json.loads(line)
                            place.take(record)
                            attempts.progress()
                            yield record
            except NashraError as raised:
                if not place.expired(raised):
                    self._sleep(attempts.pause(raised))
            else:
                return

    @contextmanager
    def _streaming(
        self, path: str, params: Mapping[str, object], headers: Mapping[str, str]
    ) -> Iterator[httpx.Response]:
        try:
            with self._http.stream(
                "GET", path, params=query(params), headers=headers, timeout=stream_timeout(self._timeout_s)
            ) as response:
                self.limits |= limits(response.headers)
                if not response.is_success:
                    raise problem_of(response.status_code, response.headers, response.read())
                yield response
        except httpx.TransportError as error:
            raise lost(error) from error

    def _get(self, path: str, params: Mapping[str, object]) -> Any:
        return self._ask("GET", path, params=query(params))

    def _post(self, path: str, body: Mapping[str, object] | None) -> Any:
        # the same key on every try: it counts once
        return self._ask("POST", path, json=body or {}, headers={"Idempotency-Key": str(uuid.uuid4())})

    def _ask(self, method: str, path: str, **request: Any) -> Any:
        attempts = Attempts(self._patience_s)
        while True:
            try:
                response = self._http.request(method, path, **request)
            except httpx.TransportError as error:
                self._sleep(attempts.pause(lost(error)))
                continue
            self.limits |= limits(response.headers)
            if response.is_success:
                return response.json()
            self._sleep(attempts.pause(problem_of(response.status_code, response.headers, response.content)))


class AsyncNashra(AsyncOperations):
    """`Nashra` with `await` and `async for`."""

    def __init__(
        self,
        url: str,
        *,
        timeout_s: float = 10.0,
        patience_s: float = 60.0,
        language: Literal["ar", "fr", "en"] = "ar",
        transport: httpx.AsyncBaseTransport | None = None,
    ) -> None:
        self.limits: dict[str, Limit] = {}
        self._timeout_s = timeout_s
        self._patience_s = patience_s
        self._http = httpx.AsyncClient(
            base_url=url, timeout=timeout_s, headers=_headers(language), transport=transport
        )

    async def __aenter__(self) -> Self:
        return self

    async def __aexit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        await self.close()

    async def close(self) -> None:
        await self._http.aclose()

    async def each(self, page: PageOf[T]) -> AsyncGenerator[T, None]:
        """The items of a page, and of all that follow it: `each(await search(q="آسفي"))`."""
        while True:
            for item in page["items"]:
                yield item
            following = page.get("next")
            if not following:
                return
            page = await self._ask("GET", following)

    async def stream(self, **params: Unpack[StreamHeadlinesParams]) -> AsyncGenerator[Event, None]:
        """Headlines as they come, for ever: after a break it resumes where it was.

        After a `gap` events are missing, `list_headlines(after_seq=…)` has those that are still held.
        """
        asked: dict[str, Any] = {**params}
        attempts = Attempts(float("inf"))
        while True:
            events = Events()
            error: NashraError = ConnectionLost("the stream ended")
            try:
                async with self._streaming(STREAM, asked, EVENTS) as response:
                    async for piece in response.aiter_bytes():
                        for event in events.feed(piece):
                            if event.seq is not None:
                                asked["last_event_id"] = event.seq
                            elif event.kind == "hello" and asked.get("last_event_id") is None:
                                asked["last_event_id"] = event.data["head_seq"]
                            attempts.progress()
                            yield event
            except NashraError as raised:
                error = raised
            await asyncio.sleep(attempts.pause(error, events.retry_s))

    async def export(self, **params: Unpack[ExportArticlesParams]) -> AsyncGenerator[ExportRecord, None]:
        """Every article that the filters find, once; a broken connection is gone on with.

        To go on in another process give `after` (the id of the last record) and the same filters.
        """
        place = ExportPlace({**params})
        attempts = Attempts(self._patience_s)
        while not place.finished:
            lines = Lines()
            try:
                async with self._streaming(EXPORT, place.params, JSON_LINES) as response:
                    place.begun(response.headers)
                    async for piece in response.aiter_bytes():
                        for line in lines.feed(piece):
                            record: ExportRecord = json.loads(line)
                            place.take(record)
                            attempts.progress()
                            yield record
            except NashraError as raised:
                if not place.expired(raised):
                    await asyncio.sleep(attempts.pause(raised))
            else:
                return

    @asynccontextmanager
    async def _streaming(
        self, path: str, params: Mapping[str, object], headers: Mapping[str, str]
    ) -> AsyncIterator[httpx.Response]:
        try:
            async with self._http.stream(
                "GET", path, params=query(params), headers=headers, timeout=stream_timeout(self._timeout_s)
            ) as response:
                self.limits |= limits(response.headers)
                if not response.is_success:
                    raise problem_of(response.status_code, response.headers, await response.aread())
                yield response
        except httpx.TransportError as error:
            raise lost(error) from error

    async def _get(self, path: str, params: Mapping[str, object]) -> Any:
        return await self._ask("GET", path, params=query(params))

    async def _post(self, path: str, body: Mapping[str, object] | None) -> Any:
        # the same key on every try: it counts once
        return await self._ask("POST", path, json=body or {}, headers={"Idempotency-Key": str(uuid.uuid4())})

    async def _ask(self, method: str, path: str, **request: Any) -> Any:
        attempts = Attempts(self._patience_s)
        while True:
            try:
                response = await self._http.request(method, path, **request)
            except httpx.TransportError as error:
                await asyncio.sleep(attempts.pause(lost(error)))
                continue
            self.limits |= limits(response.headers)
            if response.is_success:
                return response.json()
            pause = attempts.pause(problem_of(response.status_code, response.headers, response.content))
            await asyncio.sleep(pause)

"""A client that speaks ASGI to an application in this process: no socket, no thread, streams as they come."""

from __future__ import annotations

import asyncio
from collections.abc import AsyncIterator, Mapping
from contextlib import asynccontextmanager
from dataclasses import dataclass
from typing import Any
from urllib.parse import quote, unquote, urlsplit

import orjson
from starlette.types import ASGIApp, Message


@dataclass(frozen=True, slots=True)
class Answer:
    status: int
    headers: Mapping[str, str]
    body: bytes

    def json(self) -> Any:
        return orjson.loads(self.body)


class Client:
    """`address` is where requests come from."""

    def __init__(self, app: ASGIApp, address: str = "192.0.2.7") -> None:
        self._app = app
        self._address = address

    async def get(self, url: str, **headers: str) -> Answer:
        return await self.request("GET", url, headers=headers)

    async def post(self, url: str, content: object = None, **headers: str) -> Answer:
        body = b"" if content is None else orjson.dumps(content)
        kind = {"content-type": "application/json"} if body else {}
        return await self.request("POST", url, headers={**kind, **headers}, body=body)

    async def request(
        self, method: str, url: str, *, headers: Mapping[str, str] | None = None, body: bytes = b""
    ) -> Answer:
        sent: list[Message] = []
        incoming = [{"type": "http.request", "body": body, "more_body": False}]

        async def receive() -> Message:
            if incoming:
                return incoming.pop()
            return {"type": "http.disconnect"}

        async def send(message: Message) -> None:
            sent.append(message)

        await self._app(self.scope(method, url, headers or {}), receive, send)
        start, *parts = sent
        found = {name.decode(): value.decode("latin-1") for name, value in start["headers"]}
        return Answer(start["status"], found, b"".join(part.get("body", b"") for part in parts))

    @asynccontextmanager
    async def stream(self, url: str, **headers: str) -> AsyncIterator[AsyncIterator[bytes]]:
        """The body of an endless answer, piece by piece; leaving disconnects."""
        pieces: asyncio.Queue[bytes | None] = asyncio.Queue()
        left = asyncio.Event()

        async def receive() -> Message:
            await left.wait()
            return {"type": "http.disconnect"}

        async def send(message: Message) -> None:
            if message["type"] == "http.response.body":
                await pieces.put(message["body"])
                if not message.get("more_body"):
                    await pieces.put(None)

        async def read() -> AsyncIterator[bytes]:
            while (piece := await asyncio.wait_for(pieces.get(), 30)) is not None:
                yield piece

        asking = {name.replace("_", "-"): value for name, value in headers.items()}
        running = asyncio.ensure_future(self._app(self.scope("GET", url, asking), receive, send))
        try:
            yield read()
        finally:
            left.set()
            await running

    def scope(self, method: str, url: str, headers: Mapping[str, str]) -> dict[str, Any]:
        parts = urlsplit(url)
        raw = quote(parts.path, safe="/%:@!$&'()*+,;=~-._")
        named = {"host": "nashra.test", **{name.replace("_", "-"): value for name, value in headers.items()}}
        return {
            "type": "http",
            "asgi": {"version": "3.0"},
            "http_version": "1.1",
            "method": method,
            "scheme": "http",
            "path": unquote(raw),
            "raw_path": raw.encode(),
            "query_string": quote(parts.query, safe="=&%+,:;/?@!$'()*~-._").encode(),
            "root_path": "",
            "headers": [(name.lower().encode(), value.encode()) for name, value in named.items()],
            "client": (self._address, 50_000),
            "server": ("nashra.test", 80),
            "state": {},
        }

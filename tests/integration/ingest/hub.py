"""A WebSub hub on loopback: verifies intent as the Recommendation says, and pushes signed documents."""

from __future__ import annotations

import asyncio
import hmac
import secrets
from dataclasses import dataclass

import aiohttp
from aiohttp import web
from tests.loopback import LoopbackServer


@dataclass(frozen=True, slots=True)
class Subscriber:
    callback: str
    secret: str


class Hub(LoopbackServer):
    """`subscribers` by topic, once their intent is verified; `asked`: mode and topic of every request."""

    def __init__(self, lease_seconds: int = 3600) -> None:
        super().__init__()
        self.lease_seconds = lease_seconds
        self.subscribers: dict[str, Subscriber] = {}
        self.asked: list[tuple[str, str]] = []
        self._tasks: set[asyncio.Task[None]] = set()

    def application(self) -> web.Application:
        app = web.Application()
        app.router.add_post("/", self._take)
        return app

    async def __aexit__(self, *_: object) -> None:
        await asyncio.gather(*self._tasks, return_exceptions=True)
        await super().__aexit__()

    @property
    def url(self) -> str:
        return f"{super().url}/"

    async def push(self, topic: str, body: bytes, secret: str | None = None) -> int:
        """Send a topic's document to its subscriber; the status that it answers."""
        subscriber = self.subscribers[topic]
        key = (secret or subscriber.secret).encode()
        headers = {
            "Content-Type": "application/rss+xml",
            "Link": f'<{self.url}>; rel="hub", <{topic}>; rel="self"',
            "X-Hub-Signature": f"sha256={hmac.new(key, body, 'sha256').hexdigest()}",
        }
        async with (
            aiohttp.ClientSession() as session,
            session.post(subscriber.callback, data=body, headers=headers) as answer,
        ):
            if answer.status == 410:
                del self.subscribers[topic]
            return answer.status

    async def _take(self, request: web.Request) -> web.Response:
        form = {name: str(value) for name, value in (await request.post()).items()}
        self.asked.append((form["hub.mode"], form["hub.topic"]))
        task = asyncio.create_task(self._verify(form))
        self._tasks.add(task)
        task.add_done_callback(self._tasks.discard)
        return web.Response(status=202)

    async def _verify(self, form: dict[str, str]) -> None:
        challenge, mode, topic = secrets.token_hex(16), form["hub.mode"], form["hub.topic"]
        query = {
            "hub.mode": mode,
            "hub.topic": topic,
            "hub.challenge": challenge,
            "hub.lease_seconds": str(self.lease_seconds),
        }
        async with (
            aiohttp.ClientSession() as session,
            session.get(form["hub.callback"], params=query) as answer,
        ):
            if answer.status != 200 or await answer.text() != challenge:
                return
        if mode == "subscribe":
            self.subscribers[topic] = Subscriber(form["hub.callback"], form["hub.secret"])
        else:
            self.subscribers.pop(topic, None)

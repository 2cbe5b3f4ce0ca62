"""A receiver of webhooks on loopback: checks what it gets as the Standard Webhooks specification says."""

from __future__ import annotations

import asyncio
import base64
import hmac
import json
import time
from collections import Counter
from dataclasses import dataclass, field
from typing import Any

from aiohttp import web
from services.web.webhooks import secret_named
from tests.loopback import LoopbackServer

SECRET = "a platform's secret of the tests"


@dataclass(frozen=True, slots=True)
class Webhook:
    """`signed_by`: the names whose secrets signed it."""

    id: str
    path: str
    signed_by: tuple[str, ...]
    body: dict[str, Any]
    at: float

    @property
    def article(self) -> str:
        found: str = self.body["data"]["article"]["id"]
        return found


@dataclass
class Receiver(LoopbackServer):
    """`names` of the secrets that it knows. `status` of its answers; `hang`: it never answers."""

    names: tuple[str, ...]
    status: int = 204
    hang: bool = False
    headers: dict[str, str] = field(default_factory=dict)
    webhooks: list[Webhook] = field(default_factory=list)
    tries: int = 0

    def __post_init__(self) -> None:
        super().__init__()

    def application(self) -> web.Application:
        app = web.Application()
        app.router.add_post("/{name}", self._take)
        return app

    @property
    def ids(self) -> Counter[str]:
        return Counter(webhook.id for webhook in self.webhooks)

    def articles(self, path: str) -> Counter[str]:
        return Counter(webhook.article for webhook in self.webhooks if webhook.path == path)

    async def _take(self, request: web.Request) -> web.Response:
        self.tries += 1
        if self.hang:
            await asyncio.sleep(3600)
        body = await request.read()
        id_, moment = request.headers["webhook-id"], request.headers["webhook-timestamp"]
        assert abs(time.time() - int(moment)) < 60, "an old message, or a replayed one"
        signatures = request.headers["webhook-signature"].split(" ")
        signed_by = tuple(name for name in self.names if signature(name, id_, moment, body) in signatures)
        if self.status < 300:
            webhook = Webhook(id_, request.path, signed_by, json.loads(body), time.monotonic())
            self.webhooks.append(webhook)
        return web.Response(status=self.status, headers=self.headers)


def signature(name: str, id_: str, moment: str, body: bytes) -> str:
    key = base64.b64decode(secret_named(SECRET, name).removeprefix("whsec_"))
    signed = hmac.digest(key, b".".join([id_.encode(), moment.encode(), body]), "sha256")
    return f"v1,{base64.b64encode(signed).decode()}"

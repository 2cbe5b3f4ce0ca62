"""One try to tell a receiver: signed, through the guarded client, and what its answer means."""

from __future__ import annotations

import asyncio
import time
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import UTC, datetime
from typing import Literal

from services.contracts.alert import Alert
from services.runtime import metrics
from services.web.errors import FetchError, NotAllowed
from services.web.headers import retry_after
from services.web.http import GuardedClient
from services.web.webhooks import secret_named, signed_headers

AT_ONCE = 256  # receivers that one worker waits for; each is asked one thing at a time
LONGEST_ASKED = 3600.0  # seconds that a receiver may ask us to wait
GONE = 410

Verdict = Literal["taken", "failed", "refused", "gone"]


@dataclass(frozen=True, slots=True)
class Answer:
    """`refused`: nothing was sent, and never will be. `gone`: nothing shall be sent there any more.

    `body`: the beginning of it, of a test to be shown. `retry_after`: seconds that the receiver asks to wait.
    """

    verdict: Verdict
    status: int | None = None
    error: str | None = None
    retry_after: float = 0.0
    body: bytes = b""


class Courier:
    """Sends what it is given; `secret` is the platform's, from which those of the alerts follow."""

    def __init__(self, client: GuardedClient, secret: str) -> None:
        self._client = client
        self._secret = secret
        self._room = asyncio.Semaphore(AT_ONCE)

    async def send(self, alert: Alert, id_: str, body: bytes) -> Answer:
        """Whatever happens is an answer."""
        secrets = secrets_of(alert, self._secret)
        async with self._room:
            started = time.perf_counter()
            headers = signed_headers(secrets, id_, datetime.now(UTC), body)
            try:
                response = await self._client.send(alert.url, body, headers, allow=alert.allow)
            except NotAllowed as error:
                return Answer("refused", error=str(error))
            except FetchError as error:
                return Answer("failed", error=str(error))
            finally:
                metrics.WEBHOOK_SECONDS.observe(time.perf_counter() - started)
        status = response.status
        if 200 <= status < 300:
            return Answer("taken", status, body=response.body)
        wait = min(retry_after(response.headers.get("retry-after")) or 0.0, LONGEST_ASKED)
        moved = "; webhooks follow no redirect" if 300 <= status < 400 else ""
        error_ = f"{alert.url} answered {status}{moved}"
        return Answer("gone" if status == GONE else "failed", status, error_, wait, response.body)


def secrets_of(alert: Alert, platform_secret: str) -> Sequence[str]:
    """What signs, the current one first."""
    return [secret_named(platform_secret, name) for name in secret_names(alert)]


def secret_names(alert: Alert) -> Sequence[str]:
    """An alert that names none has a secret of its own."""
    return alert.secrets or (alert.id,)

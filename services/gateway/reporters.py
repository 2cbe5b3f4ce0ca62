"""Who reported what today, without knowing who they are: salted hashes, kept a day in bounded memory."""

from __future__ import annotations

import hashlib
import hmac
import secrets
from dataclasses import dataclass
from datetime import UTC, date, datetime

from cachetools import TTLCache
from fastapi import Request
from itsdangerous import BadData, TimestampSigner
from starlette.responses import Response

from services.gateway.clients import address_of, network_of

COOKIE = "reader"
COOKIE_LIFE_S = 180 * 86_400
DAY_S = 86_400.0
REMEMBERED = 100_000


@dataclass(frozen=True, slots=True)
class Receipt:
    """What was answered to an Idempotency-Key, and to which request."""

    request: str
    status: str


class Reporters:
    """One replica's memory only spares Kafka: the moderation counts distinct reporters itself."""

    def __init__(self, secret: str) -> None:
        self._secret = hashlib.sha256(b"reporters\0" + secret.encode()).digest()
        self._signer = TimestampSigner(
            secret, salt="reader", key_derivation="hmac", digest_method=hashlib.sha256
        )
        self.reported: TTLCache[tuple[str, str], bool] = TTLCache(REMEMBERED, DAY_S)
        self.receipts: TTLCache[tuple[str, str], Receipt] = TTLCache(REMEMBERED, DAY_S)

    def reporter(self, request: Request, *, today: date | None = None) -> str:
        """Equal for the same browser on the same day; tells nothing about it, and nothing across days.

        A browser is its /24 or /64, its User-Agent and our signed cookie; a cookie that we did not give
        counts for nothing, or anybody could be many.
        """
        day = today or datetime.now(UTC).date()
        key = hmac.new(self._secret, day.isoformat().encode(), hashlib.sha256).digest()
        network, agent = network_of(address_of(request.scope)), request.headers.get("user-agent", "")
        identity = "\n".join((network, agent, self._reader(request) or ""))
        return hmac.new(key, identity.encode(), hashlib.sha256).hexdigest()[:32]

    def set_cookie(self, request: Request, response: Response) -> bool:
        """Give a browser what tells it from its neighbours; False when it has that."""
        if self._reader(request):
            return False
        value = self._signer.sign(secrets.token_urlsafe(12)).decode()
        response.set_cookie(COOKIE, value, max_age=COOKIE_LIFE_S, httponly=True, samesite="lax")
        return True

    def _reader(self, request: Request) -> str | None:
        try:
            return self._signer.unsign(request.cookies.get(COOKIE, ""), COOKIE_LIFE_S).decode()
        except BadData:
            return None

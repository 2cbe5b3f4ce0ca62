"""Who reports, without knowing who they are: salted hashes, kept a day in bounded memory."""

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

from services.contracts.image import ImageState
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


@dataclass(frozen=True, slots=True)
class Reader:
    """A browser that has a cookie of ours, and since when."""

    id: str
    since: datetime


class Reporters:
    """One replica's memory only spares Kafka: the moderation counts distinct reporters itself."""

    def __init__(self, secret: str) -> None:
        self._secret = hashlib.sha256(b"reporters\0" + secret.encode()).digest()
        self._signer = TimestampSigner(
            secret, salt="reader", key_derivation="hmac", digest_method=hashlib.sha256
        )
        self.reported: TTLCache[tuple[str, str, bool], bool] = TTLCache(REMEMBERED, DAY_S)
        self.receipts: TTLCache[tuple[str, str], Receipt] = TTLCache(REMEMBERED, DAY_S)
        self.overturned: TTLCache[str, int] = TTLCache(REMEMBERED, DAY_S)

    def reporter(self, request: Request, *, today: date | None = None) -> str:
        """Equal for the same cookie; without one, for the same network and User-Agent on the same day."""
        if reader := self.reader(request):
            return self._hash("reader", reader.id)
        day = today or datetime.now(UTC).date()
        agent = request.headers.get("user-agent", "")
        return self._hash("stranger", day.isoformat(), network_of(address_of(request.scope)), agent)

    def network(self, request: Request) -> str:
        """Equal for every address of the /24 or /64."""
        return self._hash("network", network_of(address_of(request.scope)))

    def reader(self, request: Request) -> Reader | None:
        """None: no cookie, or one that we did not give."""
        try:
            name, since = self._signer.unsign(
                request.cookies.get(COOKIE, ""), COOKIE_LIFE_S, return_timestamp=True
            )
        except BadData:
            return None
        return Reader(name.decode(), since)

    def set_cookie(self, request: Request, response: Response) -> bool:
        """Give a browser what tells it from its neighbours; False when it has that."""
        if self.reader(request):
            return False
        value = self._signer.sign(secrets.token_urlsafe(12)).decode()
        response.set_cookie(COOKIE, value, max_age=COOKIE_LIFE_S, httponly=True, samesite="lax")
        return True

    def take(self, state: ImageState) -> None:
        """An operator showed an image again: who reported it weighs less for a while."""
        if state.state == "cleared":
            for image, reporter, _ in list(self.reported):
                if image == state.image_id:
                    self.overturned[reporter] = self.overturned.get(reporter, 0) + 1

    def _hash(self, *parts: str) -> str:
        return hmac.new(self._secret, "\n".join(parts).encode(), hashlib.sha256).hexdigest()[:32]

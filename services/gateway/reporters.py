"""Who reported what today, without knowing who they are: salted hashes, kept a day in bounded memory."""

from __future__ import annotations

import hashlib
import hmac
import secrets
import time
from collections import OrderedDict
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import UTC, date, datetime
from typing import Generic, TypeVar

from services.gateway import clients

COOKIE = "reader"
COOKIE_LIFE_S = 180 * 86_400
DAY_S = 86_400.0
REMEMBERED = 100_000

K = TypeVar("K")
V = TypeVar("V")


class Remembered(OrderedDict[K, tuple[float, V]], Generic[K, V]):
    """A bounded memory whose entries are forgotten after a day, the oldest first."""

    def recall(self, key: K) -> V | None:
        held = self.get(key)
        return held[1] if held and held[0] > time.monotonic() else None

    def remember(self, key: K, value: V) -> None:
        self[key] = (time.monotonic() + DAY_S, value)
        self.move_to_end(key)
        if len(self) > REMEMBERED:
            self.popitem(last=False)


@dataclass(frozen=True, slots=True)
class Receipt:
    """What was answered to an Idempotency-Key, and to which request."""

    request: str
    status: str


class Reporters:
    """One replica's memory only spares Kafka: the moderation counts distinct reporters itself."""

    def __init__(self, secret: str) -> None:
        self._secret = hashlib.sha256(b"reporters\0" + secret.encode()).digest()
        self.reported: Remembered[tuple[str, str], bool] = Remembered()
        self.receipts: Remembered[tuple[str, str], Receipt] = Remembered()

    def reporter(self, address: str, headers: Mapping[str, str], *, today: date | None = None) -> str:
        """Equal for the same browser on the same day; tells nothing about it, and nothing across days.

        A browser is its /24 or /64, its User-Agent and our signed cookie; a cookie that we did not give
        counts for nothing, or anybody could be many.
        """
        day = today or datetime.now(UTC).date()
        key = hmac.new(self._secret, day.isoformat().encode(), hashlib.sha256).digest()
        reader = self._reader(headers) or ""
        identity = "\n".join((clients.subnet(address), headers.get("user-agent", ""), reader))
        return hmac.new(key, identity.encode(), hashlib.sha256).hexdigest()[:32]

    def cookie_for(self, headers: Mapping[str, str]) -> str | None:
        """A `Set-Cookie` value that tells this browser from its neighbours; None when it has one."""
        if self._reader(headers):
            return None
        reader = secrets.token_urlsafe(12)
        signed = f"{reader}.{self._mark(reader)}"
        return f"{COOKIE}={signed}; Max-Age={COOKIE_LIFE_S}; Path=/; HttpOnly; SameSite=Lax"

    def _reader(self, headers: Mapping[str, str]) -> str | None:
        reader, _, mark = (clients.cookie(headers, COOKIE) or "").partition(".")
        return reader if reader and hmac.compare_digest(mark.encode(), self._mark(reader).encode()) else None

    def _mark(self, reader: str) -> str:
        return hmac.new(self._secret, b"cookie\0" + reader.encode(), hashlib.sha256).hexdigest()[:24]

"""The secrets of a WebSub subscription (W3C Recommendation, 2018): whose callback, whose push it is.

Both are derived from the platform's secret: the role that subscribes and the door that answers need share no
more than that.
"""

from __future__ import annotations

import base64
import hmac
from hashlib import sha256

PATH = "/websub"
METHODS = {"sha1", "sha256", "sha384", "sha512"}  # of `X-Hub-Signature`, W3C WebSub §7


def token_of(secret: str, source_id: str, topic: str) -> str:
    """What only we can write into a callback's address: the proof that we asked for `topic`."""
    return base64.b32encode(_keyed(secret, "callback", source_id, topic)[:20]).decode().lower()


def callback_path(source_id: str, token: str) -> str:
    return f"{PATH}/{source_id}/{token}"


def hub_secret(secret: str, source_id: str, token: str) -> str:
    """The key that a hub signs its pushes to this callback with."""
    return _keyed(secret, "push", source_id, token).hex()


class Signature:
    """`X-Hub-Signature` of a body that is read piece by piece."""

    def __init__(self, key: str, header: str) -> None:
        method, _, self._stated = header.strip().partition("=")
        known = method.lower() if method.lower() in METHODS else None
        self._mac = hmac.new(key.encode(), digestmod=known) if known else None

    def add(self, piece: bytes) -> None:
        if self._mac is not None:
            self._mac.update(piece)

    def holds(self) -> bool:
        """Whether the body was signed with the key; never for a method that is none, or without a header."""
        if self._mac is None:
            return False
        return hmac.compare_digest(self._mac.hexdigest().encode(), self._stated.strip().lower().encode())


def _keyed(secret: str, *parts: str) -> bytes:
    return hmac.new(secret.encode(), "\n".join(parts).encode(), sha256).digest()

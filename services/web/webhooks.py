"""Signed webhooks by the Standard Webhooks specification: whose message it is, and that it is not an old one.

Secrets are derived from the platform's secret by name: who sends and who shows one to an operator share no
more than that, and none is stored. Pure.
"""

from __future__ import annotations

import base64
import hmac
from collections.abc import Sequence
from datetime import datetime
from hashlib import sha256

PREFIX = "whsec_"


def secret_named(platform_secret: str, name: str) -> str:
    """The secret of this name, as a receiver is given it: `whsec_` and 32 bytes in base64."""
    key = hmac.new(platform_secret.encode(), f"webhook\n{name}".encode(), sha256).digest()
    return PREFIX + base64.b64encode(key).decode()


def signed_headers(secrets: Sequence[str], id_: str, at: datetime, body: bytes) -> dict[str, str]:
    """The headers that say who sent this body, and when; a signature by each secret, in their order."""
    moment = str(int(at.timestamp()))
    return {
        "Content-Type": "application/json",
        "webhook-id": id_,
        "webhook-timestamp": moment,
        "webhook-signature": " ".join(_signature(secret, id_, moment, body) for secret in secrets),
    }


def _signature(secret: str, id_: str, moment: str, body: bytes) -> str:
    key = base64.b64decode(secret.removeprefix(PREFIX))
    signed = hmac.new(key, f"{id_}.{moment}.".encode() + body, sha256).digest()
    return f"v1,{base64.b64encode(signed).decode()}"

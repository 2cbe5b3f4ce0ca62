"""What both clients do alike: parameters as a query, quotas as told, and whether and when to try again."""

from __future__ import annotations

import random
import re
from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import date, datetime
from typing import Any

import httpx

from nashra_client.errors import ConnectionLost, NashraError, Problem, QuotaExceeded, Unavailable

SILENCE_S = 40.0  # a stream says something every 12 s
LONGEST_PAUSE_S = 30.0
SEVERAL = (list, tuple, set, frozenset)
USAGE = re.compile(r'"([^"]+)";r=(\d+);t=(\d+)')


@dataclass(frozen=True, slots=True)
class Limit:
    """What is left of a quota, and in how many seconds it is renewed."""

    left: int
    renewed_s: int


def query(params: Mapping[str, object]) -> dict[str, str | list[str]]:
    """`from_` is `from`, a list its values one after the other, a date RFC 3339."""
    return {
        name.removesuffix("_"): [_spelled(one) for one in value]
        if isinstance(value, SEVERAL)
        else _spelled(value)
        for name, value in params.items()
        if value is not None
    }


def _spelled(value: object) -> str:
    if isinstance(value, bool):
        return str(value).lower()
    if isinstance(value, datetime) and value.tzinfo is None:
        raise ValueError(f"{value} has no zone: give an aware datetime, or a date")
    if isinstance(value, date):
        return value.isoformat()
    return str(value)


def limits(headers: Mapping[str, str]) -> dict[str, Limit]:
    """By policy (draft-ietf-httpapi-ratelimit-headers)."""
    found = USAGE.findall(headers.get("ratelimit", ""))
    return {policy: Limit(int(left), int(renewed)) for policy, left, renewed in found}


@dataclass(slots=True)
class Attempts:
    """The tries of one piece of work, which may wait `patience_s` in all without coming any further."""

    patience_s: float
    _failures: int = 0
    _waited: float = field(default=0.0)

    def progress(self) -> None:
        self._failures, self._waited = 0, 0.0

    def pause(self, error: NashraError, least_s: float = 0.0) -> float:
        """Seconds to wait before the next try. Raises the error where that would not help."""
        if not isinstance(error, ConnectionLost | QuotaExceeded | Unavailable):
            raise error
        asked = error.retry_after if isinstance(error, Problem) else None
        doubled = min(LONGEST_PAUSE_S, 0.25 * 2**self._failures) * random.uniform(0.5, 1.0)  # noqa: S311 # jitter
        pause = max(least_s, asked if asked is not None else doubled)
        if self._waited + pause > self.patience_s:
            raise error
        self._failures += 1
        self._waited += pause
        return pause


def lost(error: httpx.TransportError) -> ConnectionLost:
    return ConnectionLost(f"{type(error).__name__}: {error}" if str(error) else type(error).__name__)


def stream_timeout(timeout_s: float) -> httpx.Timeout:
    return httpx.Timeout(timeout_s, read=SILENCE_S)


@dataclass(slots=True)
class ExportPlace:
    """Where an export is: after which record of which moment."""

    params: dict[str, Any]

    def begun(self, headers: Mapping[str, str]) -> None:
        self.params.setdefault("cursor", headers.get("export-cursor"))

    def take(self, record: Mapping[str, Any]) -> None:
        self.params["after"] = record["id"]
        if self.params.get("limit") is not None:
            self.params["limit"] -= 1

    @property
    def finished(self) -> bool:
        return self.params.get("limit") == 0

    def expired(self, error: NashraError) -> bool:
        """Without its cursor, which lives for a day, an export goes on as well."""
        if isinstance(error, Problem) and error.code == "cursor-expired" and self.params.get("after"):
            self.params["cursor"] = None
            return True
        return False

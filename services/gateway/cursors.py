"""Opaque cursors: where a page starts, for which request, until when; signed, and without any authority."""

from __future__ import annotations

import hashlib
import time
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import UTC, datetime
from typing import Any

import orjson
from itsdangerous import BadData, URLSafeSerializer

from services.gateway.problems import Problem, problem

LIFE_S = 86_400

SortValues = tuple[str | int | float | None, ...]


@dataclass(frozen=True, slots=True)
class Cursor:
    """`after`: sort values of the last item seen. `as_of`: the moment that the first page was pinned to.

    `snapshot`: the state of the index that it was taken from.
    """

    after: SortValues
    as_of: datetime | None = None
    snapshot: str | None = None


class Cursors:
    """`request` is what must stay the same from page to page: all but `limit` and `cursor`."""

    def __init__(self, secret: str) -> None:
        self._signed = URLSafeSerializer(
            secret,
            salt="cursor",
            signer_kwargs={"key_derivation": "hmac", "digest_method": hashlib.sha256},
        )

    def write(self, cursor: Cursor, request: Mapping[str, Any], *, now: float | None = None) -> str:
        # by the hour, so that equal pages stay equal
        expires = int((now or time.time()) / 3600 + 1) * 3600 + LIFE_S
        as_of = cursor.as_of.isoformat() if cursor.as_of else None
        parts = [list(cursor.after), as_of, cursor.snapshot, _fingerprint(request), expires]
        text = self._signed.dumps(parts)
        return text if isinstance(text, str) else text.decode()

    def read(self, text: str, request: Mapping[str, Any], first: str, *, now: float | None = None) -> Cursor:
        """Raises Problem cursor-mismatch or cursor-expired; `first` is the address to start again from."""
        try:
            after, as_of, snapshot, fingerprint, expires = self._signed.loads(text)
        except BadData:
            raise _refuse("cursor-mismatch", "the cursor is not one that this service gave", first) from None
        if fingerprint != _fingerprint(request):
            raise _refuse("cursor-mismatch", "only `limit` may change while paging", first)
        if expires < (now or time.time()):
            raise _refuse("cursor-expired", "a cursor lives for a day", first)
        moment = datetime.fromisoformat(as_of).astimezone(UTC) if as_of else None
        return Cursor(tuple(after), moment, snapshot)


def _fingerprint(request: Mapping[str, Any]) -> str:
    canonical = orjson.dumps(request, option=orjson.OPT_SORT_KEYS, default=str)
    return hashlib.sha256(canonical).hexdigest()[:16]


def _refuse(slug: str, detail: str, first: str) -> Problem:
    return problem(slug, detail, extra={"first": first})

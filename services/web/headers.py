"""What a server says in its headers, as text and as seconds. Pure."""

from __future__ import annotations

import email.utils
from datetime import UTC, datetime

from multidict import CIMultiDictProxy


def fields_of(headers: CIMultiDictProxy[str]) -> dict[str, str]:
    """By lower-case name; what a server repeats is one list (RFC 9110 §5.3)."""
    fields: dict[str, str] = {}
    for name, value in headers.items():
        key, text = name.lower(), text_of(value)
        fields[key] = f"{fields[key]}, {text}" if key in fields else text
    return fields


def text_of(header: str) -> str:
    """aiohttp keeps bytes that are no UTF-8 as surrogates."""
    if header.isascii():
        return header
    return header.encode("utf-8", "surrogateescape").decode("utf-8", "replace")


def retry_after(value: str | None, now: datetime | None = None) -> float | None:
    """Seconds to wait, from a number or an HTTP date (RFC 9110 §10.2.3); None when it says neither."""
    if value is None:
        return None
    value = value.strip()
    if value.isascii() and value.isdigit():
        return float(min(int(value), 604_800))
    try:
        moment = email.utils.parsedate_to_datetime(value)
    except (ValueError, TypeError):
        return None
    if moment.tzinfo is None:
        moment = moment.replace(tzinfo=UTC)
    return min(max(0.0, (moment - (now or datetime.now(UTC))).total_seconds()), 604_800.0)

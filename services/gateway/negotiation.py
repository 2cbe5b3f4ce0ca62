"""What a client understands: media types (`Accept`) and languages (`Accept-Language`), RFC 9110 §12.5."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from functools import lru_cache
from typing import Literal

Language = Literal["ar", "fr", "en"]
LANGUAGES: tuple[Language, ...] = ("ar", "fr", "en")

JSON = "application/json"
JSON_LD = "application/ld+json"
PROBLEM = "application/problem+json"
SUGGESTIONS = "application/x-suggestions+json"
EVENT_STREAM = "text/event-stream"
HTML = "text/html"


LONGEST_HEADER = 1_000  # characters that are read of a list of preferences; browsers send 200


def is_json(content_type: bytes) -> bool:
    """`application/json`, or a type of its family (RFC 6839)."""
    media = content_type.partition(b";")[0].strip().lower()
    return media.startswith(b"application/") and media.endswith((b"/json", b"+json"))


def _weighted(header: str) -> Iterator[tuple[str, float]]:
    for part in header[:LONGEST_HEADER].lower().split(","):
        name, *parameters = (piece.strip() for piece in part.split(";"))
        weight = 1.0
        for parameter in parameters:
            if parameter.startswith("q="):
                try:
                    weight = float(parameter[2:])
                except ValueError:
                    weight = 0.0
        if name:
            yield name, weight


@lru_cache(maxsize=256)
def media_type(accept: str | None, offered: Sequence[str]) -> str | None:
    """The offered media type that the client prefers; None when it wants none. `offered` is a tuple."""
    if not accept or not accept.strip():
        return offered[0]
    ranges = dict(_weighted(accept))
    best, best_weight = None, 0.0
    for media in offered:
        family = media.split("/", 1)[0] + "/*"
        weight = ranges.get(media, ranges.get(family, ranges.get("*/*", 0.0)))
        if weight > best_weight:
            best, best_weight = media, weight
    return best


@lru_cache(maxsize=256)
def language(accept_language: str | None) -> Language:
    """The language of labels and messages: what the client prefers of ours, else Arabic."""
    ranked = sorted(_weighted(accept_language or ""), key=lambda pair: -pair[1])
    for name, weight in ranked:
        primary = name.split("-", 1)[0]
        if weight > 0 and primary in LANGUAGES:
            return primary
    return "ar"

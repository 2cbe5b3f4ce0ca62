"""Server-sent events from the bytes of a stream."""

from __future__ import annotations

import json
from collections.abc import Iterator
from dataclasses import dataclass, field
from typing import Any


@dataclass(frozen=True, slots=True)
class Event:
    """`kind`: hello, headline, update, retract, story, gap (some are missing) or bye (the replica stops).

    `seq`: where to resume from, None for what has no place of its own. `data`: the JSON object.
    """

    kind: str
    data: dict[str, Any]
    seq: int | None = None


class Lines:
    """Whole lines of bytes that come in pieces, at LF alone: text may hold every other break of a line."""

    def __init__(self) -> None:
        self._rest: list[bytes] = []

    def feed(self, piece: bytes) -> Iterator[bytes]:
        *whole, rest = piece.split(b"\n")
        if whole:
            yield b"".join((*self._rest, whole[0]))
            yield from whole[1:]
            self._rest = []
        self._rest.append(rest)


@dataclass(slots=True)
class Events:
    """`retry_s`: how long the gateway asks to wait before coming back."""

    retry_s: float = 3.0
    _lines: Lines = field(default_factory=Lines)
    _kind: str = ""
    _seq: int | None = None
    _data: list[str] = field(default_factory=list)

    def feed(self, piece: bytes) -> Iterator[Event]:
        for line in self._lines.feed(piece):
            name, _, value = line.decode().removesuffix("\r").partition(":")
            value = value.removeprefix(" ")
            match name:
                case "event":
                    self._kind = value
                case "data":
                    self._data.append(value)
                case "id":
                    self._seq = int(value)
                case "retry":
                    self.retry_s = int(value) / 1000
                case "" if not line.strip() and self._data:
                    yield Event(self._kind, json.loads("\n".join(self._data)), self._seq)
                    self._kind, self._seq, self._data = "", None, []

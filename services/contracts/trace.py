"""W3C trace context: which steps belong together, as the header `traceparent` of records and requests."""

from __future__ import annotations

import re
import secrets
from collections.abc import Mapping
from dataclasses import dataclass
from typing import Literal

FORM = re.compile(r"00-([0-9a-f]{32})-([0-9a-f]{16})-([0-9a-f]{2})")
SAMPLED = "01"
Kind = Literal["internal", "server", "consumer"]  # of a step
Attributes = Mapping[str, str | int]


@dataclass(frozen=True, slots=True)
class Trace:
    """One step of a trace. `parent_id` is the step that it follows from; None: it is the first."""

    trace_id: str
    span_id: str
    flags: str = SAMPLED
    parent_id: str | None = None

    @classmethod
    def begin(cls) -> Trace:
        return cls(secrets.token_hex(16), secrets.token_hex(8))

    @classmethod
    def following(cls, traceparent: str | None) -> Trace:
        """A step that follows from this one; the first of a new trace when that cannot be read."""
        given = FORM.fullmatch(traceparent or "")
        if given is None or not given[1].strip("0") or not given[2].strip("0"):
            return cls.begin()
        return cls(given[1], secrets.token_hex(8), given[3], given[2])

    @property
    def traceparent(self) -> str:
        """The header for what follows from this step."""
        return f"00-{self.trace_id}-{self.span_id}-{self.flags}"

"""The base of every event, and the CloudEvents 1.0 headers that travel with it (binary mode)."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import UTC, datetime
from uuid import uuid4

from pydantic import BaseModel, ConfigDict

from services.contracts.trace import Trace

CONTENT_TYPE = "application/json"


class Event(BaseModel):
    """Frozen; readers ignore fields they do not know, so that schemas can grow."""

    model_config = ConfigDict(
        frozen=True, extra="ignore", ser_json_bytes="base64", val_json_bytes="base64", allow_inf_nan=False
    )

    def encode(self) -> bytes:
        """The bytes of the topic: compact UTF-8 JSON without the fields that are None."""
        return self.model_dump_json(exclude_none=True).encode()


@dataclass(frozen=True, slots=True)
class Envelope:
    """Who made an event, when, and which trace it belongs to (CloudEvents 1.0, W3C `traceparent`)."""

    id: str
    source: str
    type: str
    time: datetime
    traceparent: str | None = None

    @classmethod
    def new(cls, source: str, type_: str, traceparent: str | None = None) -> Envelope:
        """Without `traceparent` it is the first of a new trace."""
        trace = traceparent or Trace.begin().traceparent
        return cls(id=uuid4().hex, source=source, type=type_, time=datetime.now(UTC), traceparent=trace)

    def forward(self, source: str, type_: str, traceparent: str | None = None) -> Envelope:
        """The envelope of an event that follows from this one: same id, new maker; the step that made it."""
        trace = traceparent or self.traceparent
        return replace(self, source=source, type=type_, time=datetime.now(UTC), traceparent=trace)

    def headers(self) -> list[tuple[str, bytes]]:
        pairs = {
            "ce_specversion": "1.0",
            "ce_id": self.id,
            "ce_source": self.source,
            "ce_type": self.type,
            "ce_time": self.time.isoformat(),
            "content-type": CONTENT_TYPE,
            "traceparent": self.traceparent,
        }
        return [(name, value.encode()) for name, value in pairs.items() if value]

    @classmethod
    def read(cls, headers: Sequence[tuple[str, bytes]] | Mapping[str, bytes]) -> Envelope | None:
        """The envelope in a record's headers, or None when they carry none that can be read."""
        found = dict(headers)
        try:
            return cls(
                id=found["ce_id"].decode(),
                source=found["ce_source"].decode(),
                type=found["ce_type"].decode(),
                time=datetime.fromisoformat(found["ce_time"].decode()),
                traceparent=found["traceparent"].decode() if "traceparent" in found else None,
            )
        except (KeyError, ValueError, AttributeError):
            return None

"""Why a message could not be handled, and the headers that keep the way back to it."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime
from enum import StrEnum


class Reason(StrEnum):
    """Bounded classes, so that they can label a metric."""

    UNDECODABLE = "undecodable"  # not the event that the topic carries
    UNPARSABLE = "unparsable"  # the document cannot be read as what it claims to be
    NO_ARTICLE = "no-article"  # read, but there is no title or no text in it
    TOO_LARGE = "too-large"  # larger than the topic or a limit allows
    TIMEOUT = "timeout"  # extraction took more time or memory than it may
    REJECTED = "rejected"  # Elasticsearch refused the document
    MISPLACED = "misplaced"  # key missing, or not the key of the event


@dataclass(frozen=True, slots=True)
class Origin:
    """Where a record stood, and with which bytes."""

    topic: str
    partition: int
    offset: int
    timestamp_ms: int
    key: bytes | None
    value: bytes | None
    headers: tuple[tuple[str, bytes], ...] = ()


@dataclass(frozen=True, slots=True)
class DeadLetter:
    """A dead letter: the original record, and what befell it."""

    origin: Origin
    stage: str
    reason: Reason
    message: str
    attempts: int
    failed_at: datetime
    traceback: str = ""

    def headers(self) -> list[tuple[str, bytes]]:
        """The original headers, then ours with the prefix `dlq_`."""
        ours = {
            "dlq_topic": self.origin.topic,
            "dlq_partition": str(self.origin.partition),
            "dlq_offset": str(self.origin.offset),
            "dlq_timestamp": str(self.origin.timestamp_ms),
            "dlq_stage": self.stage,
            "dlq_error": self.reason.value,
            "dlq_message": self.message[:2000],
            "dlq_traceback": self.traceback[-8000:],
            "dlq_attempts": str(self.attempts),
            "dlq_failed_at": self.failed_at.isoformat(),
        }
        kept = [(name, value) for name, value in self.origin.headers if not name.startswith("dlq_")]
        return [*kept, *((name, value.encode()) for name, value in ours.items())]

    @classmethod
    def read(
        cls, key: bytes | None, value: bytes | None, headers: tuple[tuple[str, bytes], ...]
    ) -> DeadLetter:
        """The inverse of `headers`. Raises ValueError when they are not those of a dead letter."""
        found = {name: raw.decode("utf-8", "replace") for name, raw in headers if name.startswith("dlq_")}
        try:
            origin = Origin(
                topic=found["dlq_topic"],
                partition=int(found["dlq_partition"]),
                offset=int(found["dlq_offset"]),
                timestamp_ms=int(found["dlq_timestamp"]),
                key=key,
                value=value,
                headers=tuple(pair for pair in headers if not pair[0].startswith("dlq_")),
            )
            return cls(
                origin=origin,
                stage=found["dlq_stage"],
                reason=Reason(found["dlq_error"]),
                message=found.get("dlq_message", ""),
                attempts=int(found.get("dlq_attempts", "1")),
                failed_at=datetime.fromisoformat(found["dlq_failed_at"]),
                traceback=found.get("dlq_traceback", ""),
            )
        except KeyError as error:
            raise ValueError(f"not a dead letter: header {error} is missing") from error

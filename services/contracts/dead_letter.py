"""Why a message could not be handled, and the headers that keep the way back to it."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import datetime
from enum import StrEnum
from typing import Literal, cast, get_args

OURS = ("dlq_", "verdict")  # prefixes of the headers that we add to those of the original record


class Reason(StrEnum):
    """Bounded classes, so that they can label a metric."""

    UNDECODABLE = "undecodable"  # not the event that the topic carries
    UNPARSABLE = "unparsable"  # the document cannot be read as what it claims to be
    NO_ARTICLE = "no-article"  # read, but there is no title or no text in it
    TOO_LARGE = "too-large"  # larger than the topic or a limit allows
    TIMEOUT = "timeout"  # extraction took more time or memory than it may
    REJECTED = "rejected"  # Elasticsearch refused the document
    CRASHED = "crashed"  # it ended a process and its trial, or raised what nobody foresaw
    UNDELIVERED = "undelivered"  # the receiver of a webhook did not take it
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
            "dlq_traceback": self.traceback[-2000:],
            "dlq_attempts": str(self.attempts),
            "dlq_failed_at": self.failed_at.isoformat(),
        }
        kept = [pair for pair in self.origin.headers if not pair[0].startswith(OURS)]
        return [*kept, *((name, value.encode("utf-8", "backslashreplace")) for name, value in ours.items())]

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
                headers=tuple(pair for pair in headers if not pair[0].startswith(OURS)),
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


# claimed: about to be sent back · released: it was not · edited: the record holds what to send instead
Decision = Literal["claimed", "released", "edited", "redriven", "discarded"]
DECISIONS: frozenset[str] = frozenset(get_args(Decision))


@dataclass(frozen=True, slots=True)
class Verdict:
    """What an operator decided on a dead letter: one more record of its topic, in the letter's partition.

    `of`: the letter's id, partition-offset. `run`: the command that ruled, to tell two operators apart.
    """

    decision: Decision
    of: str
    by: str
    at: datetime
    run: str

    def headers(self) -> list[tuple[str, bytes]]:
        ours = {
            "verdict": self.decision,
            "verdict_of": self.of,
            "verdict_by": self.by,
            "verdict_at": self.at.isoformat(),
            "verdict_run": self.run,
        }
        return [(name, value.encode()) for name, value in ours.items()]

    @classmethod
    def read(cls, headers: Iterable[tuple[str, bytes]]) -> Verdict | None:
        """The inverse of `headers`; None for a record that is no verdict."""
        found = {name: raw.decode("utf-8", "replace") for name, raw in headers if name.startswith("verdict")}
        if found.get("verdict") not in DECISIONS:
            return None
        try:
            return cls(
                decision=cast("Decision", found["verdict"]),
                of=found["verdict_of"],
                by=found["verdict_by"],
                at=datetime.fromisoformat(found["verdict_at"]),
                run=found.get("verdict_run", ""),
            )
        except (KeyError, ValueError):
            return None

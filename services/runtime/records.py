"""From the bytes of a record to an event, or to the reason why not."""

from __future__ import annotations

from datetime import UTC, datetime
from typing import Any, TypeVar

from pydantic import ValidationError

from services.contracts.dead_letter import Origin, Reason
from services.contracts.event import Envelope, Event
from services.contracts.topics import Topic
from services.runtime.outcome import Dead, Record

E = TypeVar("E", bound=Event)


def origin_of(record: Any) -> Origin:
    """Where an aiokafka record stood, and with which bytes."""
    return Origin(
        topic=record.topic,
        partition=record.partition,
        offset=record.offset,
        timestamp_ms=record.timestamp or 0,
        key=record.key,
        value=record.value,
        headers=tuple([(name, value or b"") for name, value in record.headers or ()]),
    )


def decode(topic: Topic[E], origin: Origin, stage: str) -> Record[E] | Dead:
    """The record as an event with its envelope; `Dead` when it is not what the topic carries."""
    if origin.value is None:
        return Dead(
            Reason.UNDECODABLE, f"empty value (tombstone); {topic.name} carries {topic.event.__name__}"
        )
    try:
        event = topic.event.model_validate_json(origin.value)
    except ValidationError as error:
        first = error.errors(include_url=False, include_input=False)[0]
        where = ".".join(map(str, first["loc"])) or "document"
        return Dead(Reason.UNDECODABLE, f"not a {topic.event.__name__}: {where}: {first['msg']}")
    expected = topic.key_of(event)
    if origin.key != expected:
        return Dead(Reason.MISPLACED, f"the key is {origin.key!r}, {topic.key} of the event is {expected!r}")
    return Record(
        event=event,
        key=expected,
        envelope=Envelope.read(origin.headers) or Envelope.new(stage, topic.event.__name__),
        partition=origin.partition,
        offset=origin.offset,
        timestamp=_moment(origin.timestamp_ms),
    )


def _moment(timestamp_ms: int) -> datetime:
    """When the record was written; a stamp that no calendar has is as old as can be."""
    try:
        return datetime.fromtimestamp(timestamp_ms / 1000, UTC)
    except (ValueError, OverflowError, OSError):
        return datetime.fromtimestamp(0, UTC)

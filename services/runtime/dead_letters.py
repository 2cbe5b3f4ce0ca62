"""What an operator does with dead letters: list, group, show, send back, set aside.

Nothing is deleted: a verdict is one more record of the dead-letter topic, beside the letter it is about, with
the headers `verdict` (redriven | discarded), `verdict_of` (partition-offset), `verdict_at` and `verdict_by`.
"""

from __future__ import annotations

import getpass
import hashlib
import re
from collections.abc import Iterable, Sequence
from dataclasses import dataclass, replace
from datetime import UTC, datetime
from typing import Literal

from services.contracts.dead_letter import DeadLetter
from services.contracts.topics import DEAD_LETTERS
from services.runtime.producer import EventProducer, settle
from services.runtime.records import origin_of
from services.runtime.scan import scan
from services.runtime.settings import Settings

Fate = Literal["redriven", "discarded"]

REDRIVES = "redrives"  # header of a message that was sent back: how often
VARIABLE = re.compile(r"\d+|[\"'«“][^\"'»”]*[\"'»”]|\b[ai]_[a-z2-7]{16}\b")


class NotFound(LookupError):  # named after the fact
    """No dead letter has this id."""


@dataclass(frozen=True, slots=True)
class Entry:
    """A dead letter without its bytes. `id` is partition-offset in the dead-letter topic."""

    id: str
    topic: str
    stage: str
    reason: str
    message: str
    key: str | None
    size: int
    attempts: int
    failed_at: datetime
    fate: Fate | None = None

    @property
    def fingerprint(self) -> str:
        """Equal for letters of one cause: the stage, the reason, the message without what varies."""
        cause = "\n".join((self.stage, self.reason, VARIABLE.sub("*", self.message)))
        return hashlib.sha256(cause.encode()).hexdigest()[:8]


@dataclass(frozen=True, slots=True)
class Group:
    """Letters of one cause; `message` is that of the last."""

    fingerprint: str
    stage: str
    reason: str
    message: str
    count: int
    first_seen: datetime
    last_seen: datetime


def group(entries: Iterable[Entry]) -> list[Group]:
    """The causes, the most frequent first."""
    by_cause: dict[str, list[Entry]] = {}
    for entry in sorted(entries, key=lambda entry: entry.failed_at):
        by_cause.setdefault(entry.fingerprint, []).append(entry)
    groups = [
        Group(
            fingerprint=fingerprint,
            stage=found[-1].stage,
            reason=found[-1].reason,
            message=found[-1].message,
            count=len(found),
            first_seen=found[0].failed_at,
            last_seen=found[-1].failed_at,
        )
        for fingerprint, found in by_cause.items()
    ]
    return sorted(groups, key=lambda group: (-group.count, group.fingerprint))


async def entries(settings: Settings) -> list[Entry]:
    """All dead letters, oldest first, each with its fate. Raises `Unreachable` or `NoTopic`."""
    found: dict[str, Entry] = {}
    async for record in scan(settings, DEAD_LETTERS.physical(settings.namespace)):
        headers = dict(record.headers)
        if "verdict" in headers:
            about = headers["verdict_of"].decode()
            if about in found:
                fate: Fate = "redriven" if headers["verdict"] == b"redriven" else "discarded"
                found[about] = replace(found[about], fate=fate)
        elif entry := _entry(f"{record.partition}-{record.offset}", record):
            found[entry.id] = entry
    return sorted(found.values(), key=lambda entry: entry.failed_at)


async def show(settings: Settings, id_: str) -> DeadLetter:
    """One letter with its original bytes and headers. Raises `NotFound`, `Unreachable` or `NoTopic`."""
    partition, offset = _place(id_)
    async for record in scan(settings, DEAD_LETTERS.physical(settings.namespace), {partition: offset}):
        if (record.partition, record.offset) == (partition, offset):
            return _letter(record)
    raise NotFound(f"no dead letter {id_}; `nashra dlq list` shows them")


async def redrive(settings: Settings, chosen: Sequence[Entry]) -> int:
    """Send the letters that have no fate back to where they came from, as they were; how many.

    The verdict follows the message: after a crash between the two, a second redrive sends that one again.
    """
    waiting = {_place(entry.id) for entry in chosen if entry.fate is None}
    if not waiting:
        return 0
    start = dict(sorted(waiting, reverse=True))  # the first one of each partition
    async with EventProducer(settings, "dlq") as producer:
        async for record in scan(settings, DEAD_LETTERS.physical(settings.namespace), start):
            if (record.partition, record.offset) in waiting:
                origin = _letter(record).origin
                await settle(
                    await producer.enqueue_raw(
                        origin.topic, origin.key, origin.value, sent_back(origin.headers)
                    )
                )
                await _judge(settings, producer, record.partition, record.offset, "redriven")
    return len(waiting)


async def discard(settings: Settings, chosen: Sequence[Entry]) -> int:
    """Set aside the letters that have no fate; how many."""
    waiting = [_place(entry.id) for entry in chosen if entry.fate is None]
    async with EventProducer(settings, "dlq") as producer:
        for partition, offset in waiting:
            await _judge(settings, producer, partition, offset, "discarded")
    return len(waiting)


def sent_back(headers: Iterable[tuple[str, bytes]]) -> list[tuple[str, bytes]]:
    """The original headers, and how often the message was sent back."""
    kept = [(name, value) for name, value in headers if name != REDRIVES]
    return [*kept, (REDRIVES, str(redrives(headers) + 1).encode())]


def redrives(headers: Iterable[tuple[str, bytes]]) -> int:
    """How often a message with these headers was sent back before."""
    value = dict(headers).get(REDRIVES, b"0")
    return int(value) if value.isdigit() else 0


async def _judge(
    settings: Settings, producer: EventProducer, partition: int, offset: int, fate: Fate
) -> None:
    """Write the verdict beside the letter, in its partition, so that a scan meets it later."""
    verdict = [
        ("verdict", fate.encode()),
        ("verdict_of", f"{partition}-{offset}".encode()),
        ("verdict_at", datetime.now(UTC).isoformat().encode()),
        ("verdict_by", getpass.getuser().encode()),
    ]
    topic = DEAD_LETTERS.physical(settings.namespace)
    await settle(await producer.enqueue_raw(topic, None, b"", verdict, partition=partition))


def _entry(id_: str, record: object) -> Entry | None:
    """None for a record that is no dead letter."""
    try:
        letter = _letter(record)
    except ValueError:
        return None
    origin = letter.origin
    return Entry(
        id=id_,
        topic=origin.topic,
        stage=letter.stage,
        reason=letter.reason.value,
        message=letter.message,
        key=origin.key.decode("utf-8", "replace") if origin.key is not None else None,
        size=len(origin.value or b""),
        attempts=letter.attempts,
        failed_at=letter.failed_at,
    )


def _letter(record: object) -> DeadLetter:
    stored = origin_of(record)
    return DeadLetter.read(stored.key, stored.value, stored.headers)


def _place(id_: str) -> tuple[int, int]:
    """Raises `NotFound` for what is no id."""
    partition, dash, offset = id_.partition("-")
    if not (dash and partition.isdigit() and offset.isdigit()):
        raise NotFound(f"{id_!r} is no id of a dead letter; `nashra dlq list` shows them")
    return int(partition), int(offset)

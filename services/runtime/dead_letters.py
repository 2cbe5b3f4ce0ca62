"""The dead-letter topic as an operator reads it: letters, what was decided on each, groups of one cause.

Nothing is deleted or overwritten: a `Verdict` is one more record, in the partition of the letter it is about.
"""

from __future__ import annotations

import hashlib
import re
from collections.abc import AsyncIterator, Iterable
from dataclasses import dataclass, replace
from datetime import datetime
from typing import Literal

from services.contracts.dead_letter import DeadLetter, Origin, Verdict
from services.contracts.errors import NashraError
from services.contracts.topics import DEAD_LETTERS
from services.runtime.records import origin_of
from services.runtime.scan import Tail, scan
from services.runtime.settings import Settings

Fate = Literal["redriven", "discarded"]

REDRIVES = "redrives"  # header of a message that was sent back: how often
VARIABLE = re.compile(r"\d+|[\"'«“][^\"'»”]*[\"'»”]|\b[ai]_[a-z2-7]{16}\b")


@dataclass(frozen=True, slots=True)
class Entry:
    """A dead letter without its bytes. `id` is partition-offset, `edited` that of what to send instead."""

    id: str
    topic: str
    stage: str
    reason: str
    message: str
    key: str | None
    size: int
    attempts: int
    failed_at: datetime
    edited: str | None = None
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


@dataclass(frozen=True, slots=True)
class History:
    """A letter with its original bytes, what is to be sent instead, and what was decided, in order."""

    letter: DeadLetter
    edited: DeadLetter | None
    verdicts: tuple[Verdict, ...]


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


class Ledger:
    """Every letter and every verdict; `read` takes up what was written since it was called last."""

    def __init__(self, settings: Settings) -> None:
        self._tail = Tail(settings, DEAD_LETTERS.physical(settings.namespace))
        self._entries: dict[str, Entry] = {}
        self._claims: dict[str, list[Verdict]] = {}

    async def read(self) -> list[Entry]:
        """All letters, oldest first. Raises `Unreachable` or `NoTopic`."""
        async for stored in self._tail.since():
            here = f"{stored.partition}-{stored.offset}"
            if verdict := Verdict.read(stored.headers):
                self._judge(verdict, here)
            elif letter := letter_of(stored):
                self._entries[here] = _entry(here, letter)
        return sorted(self._entries.values(), key=lambda entry: entry.failed_at)

    def waiting(self) -> list[Entry]:
        """The letters that nobody has decided on, as of the last `read`."""
        return [entry for entry in self._entries.values() if entry.fate is None]

    def claims(self, id_: str) -> list[Verdict]:
        """The claims on a letter that were not released, the oldest first."""
        return self._claims.get(id_, [])

    def _judge(self, verdict: Verdict, here: str) -> None:
        entry = self._entries.get(verdict.of)
        if entry is None:
            return
        match verdict.decision:
            case "claimed":
                self._claims.setdefault(entry.id, []).append(verdict)
            case "released":
                held = self._claims.get(entry.id, [])
                self._claims[entry.id] = [claim for claim in held if claim.run != verdict.run]
            case "edited":
                self._entries[entry.id] = replace(entry, edited=here)
            case "redriven" | "discarded" as fate:
                self._entries[entry.id] = replace(entry, fate=fate)


async def entries(settings: Settings) -> list[Entry]:
    """All dead letters, oldest first, each with its fate. Raises `Unreachable` or `NoTopic`."""
    return await Ledger(settings).read()


async def show(settings: Settings, id_: str) -> History:
    """One letter and what became of it. Raises `NashraError`, `Unreachable` or `NoTopic`."""
    partition, offset = place(id_)
    letter: DeadLetter | None = None
    edited: DeadLetter | None = None
    verdicts: list[Verdict] = []
    async for record in scan(settings, DEAD_LETTERS.physical(settings.namespace), {partition: offset}):
        stored = origin_of(record)
        verdict = Verdict.read(stored.headers)
        if (stored.partition, stored.offset) == (partition, offset) and verdict is None:
            letter = letter_of(stored)
        elif verdict is not None and verdict.of == id_:
            verdicts.append(verdict)
            edited = letter_of(stored) if verdict.decision == "edited" else edited
    if letter is None:
        raise NashraError(f"no dead letter {id_}; `nashra dlq list` shows them")
    return History(letter, edited, tuple(verdicts))


async def letters(settings: Settings, chosen: Iterable[Entry]) -> AsyncIterator[tuple[str, DeadLetter]]:
    """Id and what is to be sent of each, with its bytes, in one pass over the topic."""
    places = {place(entry.edited or entry.id): entry.id for entry in chosen}
    if not places:
        return
    start = dict(sorted(places, reverse=True))  # the first one of each partition
    async for record in scan(settings, DEAD_LETTERS.physical(settings.namespace), start):
        id_ = places.get((record.partition, record.offset))
        if id_ is not None and (letter := letter_of(origin_of(record))):
            yield id_, letter


def redrives(headers: Iterable[tuple[str, bytes]]) -> int:
    """How often a message with these headers was sent back before."""
    value = dict(headers).get(REDRIVES, b"0")
    return int(value) if value.isdigit() else 0


def letter_of(stored: Origin) -> DeadLetter | None:
    """The letter that a record of the topic holds; None when it is no dead letter."""
    try:
        return DeadLetter.read(stored.key, stored.value, stored.headers)
    except ValueError:
        return None


def place(id_: str) -> tuple[int, int]:
    """Partition and offset. Raises `NashraError` for what is no id."""
    partition, dash, offset = id_.partition("-")
    if not (dash and partition.isdigit() and offset.isdigit()):
        raise NashraError(f"{id_!r} is no id of a dead letter; `nashra dlq list` shows them")
    return int(partition), int(offset)


def _entry(id_: str, letter: DeadLetter) -> Entry:
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

"""What an operator does with dead letters: send back, edit, set aside. Each act leaves an audit line.

A letter goes back once, also when a run is killed half-way or two run at the same time (decision 0014): it is
claimed, sent with the header `dead_letter`, then judged. A claim without a verdict lapses after `CLAIM_S`;
the next run then looks on the topic for what the killed one had sent.
"""

from __future__ import annotations

import asyncio
import getpass
from collections.abc import Callable, Iterable, Mapping, Sequence
from datetime import UTC, datetime, timedelta
from uuid import uuid4

from services.contracts.audit import Act, Verb
from services.contracts.dead_letter import DeadLetter, Decision, Verdict
from services.contracts.topics import DEAD_LETTERS
from services.runtime.dead_letters import REDRIVES, Entry, Ledger, letters, place, redrives
from services.runtime.pace import Pace
from services.runtime.producer import Delivery, EventProducer, settle
from services.runtime.scan import extent, offsets_at, scan
from services.runtime.settings import Settings

CLAIM_S = 30.0
BATCH, BATCH_S = 500, 10.0  # a batch is sent well before its claims lapse
BATCH_BYTES = 32_000_000
CLOCKS_APART = timedelta(minutes=1)
IDS_A_LINE = 10_000
ORIGIN = "dead_letter"  # header of a message that was sent back: the id of its letter

Step = Callable[[int, int], None]
Letter = tuple[str, DeadLetter]  # id, and what to send


async def redrive(
    settings: Settings, chosen: Sequence[Entry], *, rate: float | None = None, step: Step | None = None
) -> list[str]:
    """Send the letters that wait back to where they came from, edited ones as edited; the ids of those sent.

    At most `rate` a second. Cancelled, it leaves nothing half done.
    """
    async with EventProducer(settings, "dlq") as producer:
        decisions = DecisionLog(settings, producer)
        work = _Redrive(settings, decisions, rate, step)
        try:
            await work.run({entry.id for entry in chosen if entry.fate is None})
        finally:
            await decisions.audit("redrive", work.sent, f"at most {rate:g}/s" if rate else None)
    return work.sent


async def discard(settings: Settings, chosen: Sequence[Entry]) -> list[str]:
    """Set aside the letters that wait; their ids."""
    ids = [entry.id for entry in chosen if entry.fate is None]
    async with EventProducer(settings, "dlq") as producer:
        decisions = DecisionLog(settings, producer)
        await decisions.decide("discarded", ids)
        await decisions.audit("discard", ids)
    return ids


async def edit(settings: Settings, edited: Sequence[Letter], note: str) -> None:
    """From now on these are sent instead; the letters stay as they are."""
    async with EventProducer(settings, "dlq") as producer:
        decisions = DecisionLog(settings, producer)
        await decisions.decide("edited", [id_ for id_, _ in edited], dict(edited))
        await decisions.audit("edit", [id_ for id_, _ in edited], note)


def sent_back(headers: Iterable[tuple[str, bytes]], id_: str) -> list[tuple[str, bytes]]:
    """The original headers, which letter the message was, and how often it was sent back."""
    headers = list(headers)
    kept = [pair for pair in headers if pair[0] not in {REDRIVES, ORIGIN}]
    return [*kept, (REDRIVES, str(redrives(headers) + 1).encode()), (ORIGIN, id_.encode())]


class DecisionLog:
    """Writes verdicts and audit lines in the name of the user of this machine. `run` is unique to it."""

    def __init__(self, settings: Settings, producer: EventProducer) -> None:
        self.producer = producer
        self.run = uuid4().hex
        self._by = getpass.getuser()
        self._topic = DEAD_LETTERS.physical(settings.namespace)

    async def decide(
        self, decision: Decision, ids: Sequence[str], instead: Mapping[str, DeadLetter] | None = None
    ) -> None:
        """One verdict a letter, all acknowledged. `instead`: what is to be sent in place of a letter."""
        deliveries = [await self._write(decision, id_, (instead or {}).get(id_)) for id_ in ids]
        for delivery in deliveries:
            await settle(delivery)

    async def audit(self, verb: Verb, ids: Sequence[str], note: str | None = None) -> None:
        """One line for each `IDS_A_LINE` letters; none when nothing was done."""
        now = datetime.now(UTC)
        for start in range(0, len(ids), IDS_A_LINE):
            part = tuple(ids[start : start + IDS_A_LINE])
            act = Act(topic=DEAD_LETTERS.name, verb=verb, ids=part, by=self._by, at=now, note=note)
            await self.producer.publish([act])

    async def _write(self, decision: Decision, id_: str, instead: DeadLetter | None) -> Delivery:
        headers = Verdict(decision, id_, self._by, datetime.now(UTC), self.run).headers()
        key, value = None, b""
        if instead is not None:
            headers = [*instead.headers(), *headers]
            key, value = instead.origin.key, instead.origin.value or b""
        partition, _ = place(id_)
        return await self.producer.enqueue_raw(self._topic, key, value, headers, partition=partition)


class _Redrive:
    def __init__(
        self, settings: Settings, decisions: DecisionLog, rate: float | None, step: Step | None
    ) -> None:
        self._settings = settings
        self._decisions = decisions
        self._pace = Pace(rate)
        self._batch = max(1, min(BATCH, int(rate * BATCH_S))) if rate else BATCH
        self._step = step
        self._ledger = Ledger(settings)
        self.sent: list[str] = []

    async def run(self, ids: set[str]) -> None:
        await self._ledger.read()
        await self._settle_interrupted(ids)
        waiting = self._waiting(ids)
        batch: list[Letter] = []
        size = 0
        async for id_, letter in letters(self._settings, waiting):
            batch.append((id_, letter))
            size += len(letter.origin.value or b"")
            if len(batch) == self._batch or size > BATCH_BYTES:
                await self._send(batch, len(waiting))
                batch, size = [], 0
        await self._send(batch, len(waiting))

    def _waiting(self, ids: set[str]) -> list[Entry]:
        return [entry for entry in self._ledger.waiting() if entry.id in ids]

    async def _send(self, batch: Sequence[Letter], total: int) -> None:
        """Claim, send what the claim was granted for, judge. Cancelled, it judges what it has sent."""
        await self._decisions.decide("claimed", [id_ for id_, _ in batch])
        await self._ledger.read()
        waiting = {entry.id for entry in self._ledger.waiting()}
        granted = [letter for letter in batch if letter[0] in waiting and self._is_ours(letter[0])]
        under_way: dict[str, Delivery] = {}
        try:
            for id_, letter in granted:
                await self._pace.step()
                origin = letter.origin
                under_way[id_] = await self._decisions.producer.enqueue_raw(
                    origin.topic, origin.key, origin.value, sent_back(origin.headers, id_)
                )
                if self._step is not None:
                    self._step(len(self.sent) + len(under_way), total)
        finally:
            for delivery in under_way.values():
                await settle(delivery)
            await self._decisions.decide("redriven", list(under_way))
            await self._decisions.decide("released", [id_ for id_, _ in batch if id_ not in under_way])
            self.sent += under_way

    def _is_ours(self, id_: str) -> bool:
        """The oldest claim that has not lapsed decides: all runs see them in the same order."""
        standing = next((claim for claim in self._ledger.claims(id_) if not _lapsed(claim)), None)
        return standing is not None and standing.run == self._decisions.run

    async def _settle_interrupted(self, ids: set[str]) -> None:
        """Wait for runs that are at work; what a killed one had sent gets the verdict it lacks."""
        while any(not _lapsed(claim) for entry in self._waiting(ids) for claim in self._claims(entry)):
            await asyncio.sleep(1)
            await self._ledger.read()
        claimed = [entry for entry in self._waiting(ids) if self._claims(entry)]
        for topic in {entry.topic for entry in claimed}:
            there = [entry for entry in claimed if entry.topic == topic]
            since = min(self._claims(entry)[0].at for entry in there) - CLOCKS_APART
            sent = await self._sent_since(topic, since)
            await self._decisions.decide("redriven", [entry.id for entry in there if entry.id in sent])
        if claimed:
            await self._ledger.read()

    def _claims(self, entry: Entry) -> list[Verdict]:
        return self._ledger.claims(entry.id)

    async def _sent_since(self, topic: str, since: datetime) -> set[str]:
        """The letters that were sent back to this topic."""
        ends = {partition: end for partition, (_, end) in (await extent(self._settings, topic)).items()}
        start = ends | await offsets_at(self._settings, topic, since)
        headers = [dict(record.headers) async for record in scan(self._settings, topic, start)]
        return {found[ORIGIN].decode() for found in headers if ORIGIN in found}


def _lapsed(claim: Verdict) -> bool:
    return datetime.now(UTC) - claim.at > timedelta(seconds=CLAIM_S)

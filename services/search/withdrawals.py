"""Articles that were taken down stay down, whatever arrives later and in whatever order.

A decision is written to an index of its own, then the article is deleted from every generation. Whoever
writes articles looks for decisions before and after: whichever comes first, at the end the article is gone.
"""

from __future__ import annotations

import asyncio
from collections.abc import AsyncIterable, AsyncIterator, Awaitable, Callable, Iterable, Sequence
from typing import Any

from services.contracts.headline import Headline
from services.contracts.topics import WITHDRAWALS
from services.contracts.withdrawal import Withdrawal
from services.runtime.scan import scan_events
from services.runtime.settings import Settings
from services.search import generations, vectors
from services.search.bulk import BulkResult, BulkWriter, Verdict, Write, delete, waiting_for_elasticsearch
from services.search.cluster import ApiError, AsyncElasticsearch, TransportError, connect
from services.search.errors import NoIndex
from services.search.settings import SearchSettings

MANY = 500
ASK_EVERY_S = 0.2

WriteAll = Callable[[Sequence[Write]], Awaitable[list[BulkResult]]]


class Withdrawals:
    """The decisions that stand, in Elasticsearch. Every call may raise `Transient`."""

    def __init__(self, client: AsyncElasticsearch, settings: SearchSettings) -> None:
        self._client = client
        self._settings = settings
        self._index = settings.named(generations.WITHDRAWALS)
        self._writer = BulkWriter(client, settings, self._index)

    async def decide(self, decisions: Sequence[Withdrawal]) -> list[BulkResult]:
        """Keep each decision, and delete the articles that are withdrawn now."""
        written = await self._writer.write(
            [Write(event.article_id, event.revision, withdrawal_document(event)) for event in decisions]
        )
        await self._remove(await self.standing(event.article_id for event in decisions))
        return written

    async def decide_all(self, decisions: AsyncIterable[Withdrawal]) -> int:
        """The same for a whole topic of them; how many there were."""
        count = 0
        batch: list[Withdrawal] = []
        async for decision in decisions:
            batch.append(decision)
            count += 1
            if len(batch) == MANY:
                await self.decide(batch)
                batch = []
        if batch:
            await self.decide(batch)
        return count

    async def standing(self, article_ids: Iterable[str]) -> set[str]:
        """Those of these articles that are withdrawn, in real time. Raises `NoIndex` without the index."""
        ids = sorted(set(article_ids))
        if not ids:
            return set()
        with waiting_for_elasticsearch():
            found = await self._client.mget(index=self._index, ids=ids, source=["action"])
        if any("error" in document for document in found["docs"]):
            raise NoIndex(f"no index {self._index}")
        return {
            document["_id"]
            for document in found["docs"]
            if document["found"] and document["_source"]["action"] == "withdraw"
        }

    async def admit(self, writes: Sequence[Write], write: WriteAll) -> list[BulkResult]:
        """Let `write` have the articles that are not withdrawn; a verdict for each, in order."""
        ids = [one.id for one in writes]
        withdrawn = await self.standing(ids)
        admitted = [one for one in writes if one.id not in withdrawn]
        verdicts = iter(await write(admitted) if admitted else [])
        written = [BulkResult(Verdict.WITHDRAWN) if id_ in withdrawn else next(verdicts) for id_ in ids]
        meanwhile = await self.standing(one.id for one in admitted)
        await self._remove(meanwhile)
        return [
            BulkResult(Verdict.WITHDRAWN) if id_ in meanwhile else item
            for id_, item in zip(ids, written, strict=True)
        ]

    async def _remove(self, article_ids: set[str]) -> None:
        """From every generation, since going back to one must not bring it back; and what it meant."""
        if article_ids:
            with waiting_for_elasticsearch():
                names = await generations.names(self._client, self._settings)
                names += await vectors.names(self._client, self._settings)
            await delete(self._client, names, sorted(article_ids))


async def decisions(settings: Settings) -> AsyncIterator[Withdrawal]:
    """Every decision that was ever made. Raises `Unreachable` or `NoTopic`."""
    async for record in scan_events(settings, WITHDRAWALS):
        yield record.event


def withdrawal_document(decision: Withdrawal) -> dict[str, Any]:
    return {
        "action": decision.action,
        "reason": decision.reason,
        "revision": decision.revision,
        "decided_at": decision.decided_at.isoformat(timespec="milliseconds"),
    }


def retraction(decision: Withdrawal) -> Headline:
    """What takes an article off every ticker; it says nothing of the article but its id and newspaper."""
    return Headline(article_id=decision.article_id, kind="retract", title="", source=decision.source)


async def awaiting(settings: SearchSettings, decision: Withdrawal, seconds: float) -> bool:
    """Whether the index follows this decision, or a later one, within so many seconds."""
    client = connect(settings, seconds)
    try:
        for _ in range(int(seconds / ASK_EVERY_S)):
            if await _followed(client, settings, decision):
                return True
            await asyncio.sleep(ASK_EVERY_S)
        return False
    finally:
        await client.close()


async def _followed(client: AsyncElasticsearch, settings: SearchSettings, decision: Withdrawal) -> bool:
    try:
        found = await client.get(
            index=settings.named(generations.WITHDRAWALS),
            id=decision.article_id,
            source_includes=["revision"],
        )
    except (ApiError, TransportError):
        return False
    return bool(found["_source"]["revision"] >= decision.revision)

"""Compares what the index and the topics hold with the history, and nothing else."""

from __future__ import annotations

import time
from collections import Counter
from dataclasses import dataclass
from typing import Any

from services.contracts.topics import ENRICHED
from services.runtime.lag import stage_lags
from services.runtime.scan import scan
from services.runtime.settings import Settings
from services.search.cluster import ApiError, AsyncElasticsearch
from tests.faults.history import History
from tests.workers.process import eventually
from tests.workers.topics import dead_letters

PAGE = 1000


@dataclass(frozen=True, slots=True)
class Findings:
    """All empty when the promises hold. Articles are named by id, poison by kind."""

    lost: list[str]
    invented: list[str]
    stale: list[str]
    poison_lost: list[str]
    buried_alive: list[str]

    @property
    def none(self) -> bool:
        return not any((self.lost, self.invented, self.stale, self.poison_lost, self.buried_alive))

    def __str__(self) -> str:
        return "\n".join(
            f"{len(found)} {name}: {', '.join(found[:5])}"
            for name in self.__slots__
            if (found := getattr(self, name))
        )


async def revisions(client: AsyncElasticsearch, settings: Settings) -> dict[str, int]:
    """The revision of every document of the index."""
    index = settings.named("articles")
    await client.indices.refresh(index=index)
    found: dict[str, int] = {}
    further: dict[str, Any] = {}
    while True:
        page = await client.search(
            index=index, size=PAGE, sort=["id"], source_includes=["revision"], **further
        )
        hits = page["hits"]["hits"]
        if not hits:
            return found
        further = {"search_after": hits[-1]["sort"]}
        found |= {hit["_id"]: hit["_source"]["revision"] for hit in hits}


async def counted(client: AsyncElasticsearch, settings: Settings) -> int:
    """How many articles a reader finds now."""
    try:
        return int((await client.count(index=settings.named("articles")))["count"])
    except ApiError:
        return 0  # there is no index yet


async def settled(client: AsyncElasticsearch, settings: Settings, history: History, seconds: float) -> float:
    """The seconds until every stage has read everything and the index has as many documents as articles.

    What does not come is for `check` to name.
    """
    started = time.monotonic()
    groups = {settings.named(f"nashra-{role}") for role in ("enrich", "index")}

    async def all_read() -> bool:
        lags = await stage_lags(settings)
        return not any(lag.records for lag in lags if lag.group in groups)

    async def all_there() -> bool:
        return await counted(client, settings) >= len(history.accepted) and await all_read()

    try:
        await eventually(all_there, f"the stages to catch up\n{history}", seconds)
    except AssertionError:
        if not await all_read():
            raise
    return time.monotonic() - started


async def check(client: AsyncElasticsearch, settings: Settings, history: History) -> Findings:
    """R1 and R2 over the whole history."""
    indexed = await revisions(client, settings)
    letters = Counter(
        (letter.origin.key, letter.origin.value or b"") for letter in await dead_letters(settings)
    )
    poison = {(one.key, one.value or b""): one.kind for one in history.poison}
    return Findings(
        lost=sorted(history.accepted.keys() - indexed.keys()),
        invented=sorted(indexed.keys() - history.accepted.keys()),
        stale=sorted(
            id_ for id_, revision in history.accepted.items() if indexed.get(id_, revision) != revision
        ),
        poison_lost=sorted(kind for one, kind in poison.items() if one not in letters),
        buried_alive=sorted(repr(key) for key, value in letters if (key, value) not in poison),
    )


async def repeated(settings: Settings) -> dict[int, int]:
    """By partition of enriched.v1, how many records say what an earlier one said."""
    seen: set[tuple[str, int]] = set()
    repeated: Counter[int] = Counter()
    async for record in scan(settings, ENRICHED.physical(settings.namespace)):
        article = ENRICHED.event.model_validate_json(record.value).article
        one = (article.id, article.revision)
        repeated[record.partition] += one in seen
        seen.add(one)
    return dict(repeated)

"""What the live generation holds of some articles, read in real time: also before a refresh."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import datetime

from services.runtime.settings import Settings
from services.search.bulk import waiting_for_elasticsearch
from services.search.cluster import AsyncElasticsearch
from services.search.generations import ARTICLES


@dataclass(frozen=True, slots=True)
class Standing:
    """The revision that readers see, and since when."""

    revision: int
    indexed_at: datetime


async def standing(client: AsyncElasticsearch, settings: Settings, ids: Iterable[str]) -> dict[str, Standing]:
    """By article id, those that are indexed. Raises `Transient`."""
    wanted = list(ids)
    if not wanted:
        return {}
    with waiting_for_elasticsearch():
        found = await client.mget(
            index=settings.named(ARTICLES), ids=wanted, source=["revision", "indexed_at"]
        )
    return {
        document["_id"]: Standing(
            document["_source"]["revision"], datetime.fromisoformat(document["_source"]["indexed_at"])
        )
        for document in found["docs"]
        if document.get("found")
    }

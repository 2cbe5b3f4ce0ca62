"""How far a generation has been filled from enriched.v1; kept in the generation itself, for any machine."""

from __future__ import annotations

from collections.abc import Mapping

from services.search.bulk import waiting_for_elasticsearch
from services.search.cluster import AsyncElasticsearch

FIELD = "filled_to"


async def read(client: AsyncElasticsearch, name: str) -> dict[int, int]:
    """By partition the offset to go on from; empty for a generation that no rebuild has filled."""
    with waiting_for_elasticsearch():
        meta = (await client.indices.get_mapping(index=name))[name]["mappings"].get("_meta", {})
    return {int(partition): offset for partition, offset in meta.get(FIELD, {}).items()}


async def write(client: AsyncElasticsearch, name: str, places: Mapping[int, int]) -> None:
    """Raises `Transient`."""
    with waiting_for_elasticsearch():
        meta = (await client.indices.get_mapping(index=name))[name]["mappings"].get("_meta", {})
        filled = {str(partition): offset for partition, offset in places.items()}
        await client.indices.put_mapping(index=name, meta={**meta, FIELD: filled})

"""The index of what articles mean: beside the articles, so that switching it on or off changes none of them.

One for each embedding model, since directions of two models cannot be compared. Vectors are scanned, not
linked into a graph: a search compares a hundred of them, and a graph would cost most of the indexing.
"""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from typing import Any, Final

from services.arabic.embedding import DIMENSIONS, MODEL
from services.contracts.vector import ArticleVector
from services.runtime.settings import Settings
from services.search.bulk import BulkResult, BulkWriter, Write, waiting_for_elasticsearch
from services.search.cluster import AsyncElasticsearch, create_missing
from services.search.errors import NoIndex
from services.search.settings import SearchSettings

VECTORS: Final = "vectors"


def alias(settings: Settings) -> str:
    """What the vectors of this code's model are written to and read from."""
    return settings.named(f"{VECTORS}-{MODEL}")


def vector_mapping() -> dict[str, Any]:
    return {
        "dynamic": "strict",
        "properties": {
            "vector": {
                "type": "dense_vector",
                "dims": DIMENSIONS,
                "element_type": "byte",
                "similarity": "cosine",
                "index_options": {"type": "flat"},
            }
        },
    }


def vector_settings(settings: SearchSettings) -> dict[str, Any]:
    return {
        "number_of_shards": settings.shards,
        "auto_expand_replicas": settings.replicas,
        "refresh_interval": settings.refresh_interval,
        "gc_deletes": "0s",  # as of articles: one that is put back comes with the version that was deleted
    }


async def provision(client: AsyncElasticsearch, settings: SearchSettings) -> None:
    """Create the index where it is missing; safe to call from any number of workers."""
    await create_missing(
        client,
        f"{alias(settings)}-v1",
        settings=vector_settings(settings),
        mappings=vector_mapping(),
        aliases={alias(settings): {"is_write_index": True}},
    )


async def exists(client: AsyncElasticsearch, settings: Settings) -> bool:
    return bool(await client.indices.exists_alias(name=alias(settings)))


async def names(client: AsyncElasticsearch, settings: Settings) -> list[str]:
    """The indices of all models: what is withdrawn leaves every one of them."""
    return sorted(await client.indices.get_alias(index=settings.named(f"{VECTORS}-*")))


async def with_vectors(client: AsyncElasticsearch, settings: Settings, ids: Sequence[str]) -> set[str]:
    """Those of these articles that have a vector, in real time. Raises `Transient`."""
    if not ids:
        return set()
    with waiting_for_elasticsearch():
        found = await client.mget(index=alias(settings), ids=ids, source=False)
    return {document["_id"] for document in found["docs"] if document.get("found")}


def writes(events: Iterable[ArticleVector]) -> list[Write]:
    """The vectors of this code's model as documents."""
    return [
        Write(event.article_id, event.revision, {"vector": event.vector.hex()})
        for event in events
        if event.model == MODEL
    ]


class VectorWriter:
    """Makes the index before the first write, and again when it is gone."""

    def __init__(self, client: AsyncElasticsearch, settings: SearchSettings) -> None:
        self._client = client
        self._settings = settings
        self._writer = BulkWriter(client, settings, alias(settings))
        self._provisioned = False

    async def write(self, writes: Sequence[Write]) -> list[BulkResult]:
        """As `BulkWriter.write`."""
        if not self._provisioned:
            with waiting_for_elasticsearch():
                await provision(self._client, self._settings)
            self._provisioned = True
        try:
            return await self._writer.write(writes)
        except NoIndex:
            self._provisioned = False
            raise


def cosines_body(ids: Sequence[str], vector: bytes) -> dict[str, Any]:
    """The exact cosines of these articles: where a filter leaves no more than `k`, all are compared."""
    return {
        "knn": {
            "field": "vector",
            "query_vector": vector.hex(),
            "k": len(ids),
            "num_candidates": len(ids),
            "filter": {"ids": {"values": list(ids)}},
        },
        "size": len(ids),
        "_source": False,
        "track_total_hits": False,
    }


def cosines(answer: Any) -> dict[str, float]:
    """By article id, -1 to 1; an article without a vector is not among them."""
    return {hit["_id"]: 2 * hit["_score"] - 1 for hit in answer["hits"]["hits"]}

"""The reads that every question to the index is made of: hits, documents, summaries, how far it is."""

from __future__ import annotations

from collections.abc import Collection, Mapping, Sequence
from datetime import UTC, datetime, timedelta
from typing import Any

from services.contracts.image import Visibility
from services.runtime.settings import Settings
from services.search import answers, generations, snapshots
from services.search.cluster import AsyncElasticsearch, NotFoundError, reading
from services.search.kept import Kept
from services.search.results import IndexState, IndexUnavailable, Summary

SETTLED_AFTER = timedelta(seconds=3)
"""How far in the past the index is complete: a refresh (1 s), a bulk request, two clocks."""
GENERATION_KEPT_S = 5.0

Hits = Sequence[Mapping[str, Any]]


class Reads:
    """Every call raises `IndexUnavailable` or `SearchTimeout`."""

    def __init__(self, client: AsyncElasticsearch, settings: Settings) -> None:
        self.articles = settings.named(generations.ARTICLES)
        self._client = client
        self._settings = settings
        self._images = settings.named(generations.IMAGES)
        self._generation = Kept(self._live_generation, GENERATION_KEPT_S)

    async def state(self) -> IndexState:
        generation = await self._generation.get()
        return IndexState(generation, datetime.now(UTC) - SETTLED_AFTER)

    async def ask(self, body: dict[str, Any], preference: str | None = None) -> Any:
        with reading(self._settings):
            answer = await self._client.search(index=self.articles, body=body, preference=preference)
        return answer.body

    async def ask_as_of(self, snapshot: str, body: dict[str, Any]) -> Any:
        """The answer as of this snapshot; None when it is gone."""
        with reading(self._settings):
            return await snapshots.search(self._client, snapshot, body)

    async def snapshot(self) -> str | None:
        """The articles as they are now, under a name."""
        with reading(self._settings):
            return await snapshots.take(self._client, self.articles)

    async def document(self, article_id: str, fields: Sequence[str]) -> Any:
        """The source of a document, or None. It is read in real time: also before a refresh."""
        await self._generation.get()  # a missing index is no missing article
        with reading(self._settings):
            try:
                found = await self._client.get(index=self.articles, id=article_id, source_includes=fields)
            except NotFoundError:
                return None
        return found["_source"]

    async def summaries(
        self, hits: Hits, story_sizes: Mapping[str, int] = answers.NONE_COUNTED
    ) -> list[Summary]:
        states = await self.image_states(answers.images_of(hits))
        hidden = {image for image, state in states.items() if state == "hidden"}
        return [answers.summary(hit, hidden, story_sizes) for hit in hits]

    async def image_states(self, image_ids: Collection[str]) -> dict[str, Visibility]:
        """The states that are known; an image without one is visible."""
        if not image_ids:
            return {}
        with reading(self._settings):
            found = await self._client.mget(index=self._images, ids=list(image_ids), source=["state"])
        return {
            document["_id"]: document["_source"]["state"]
            for document in found["docs"]
            if document.get("found")
        }

    async def _live_generation(self) -> str:
        with reading(self._settings):
            live = await generations.live_generation(self._client, self._settings)
        if live is None:
            raise IndexUnavailable(
                f"no index {self.articles!r} yet: start the index role, or run nashra index apply"
            )
        return live

"""The reads that every question to the index is made of: hits, documents, summaries, how far it is."""

from __future__ import annotations

from collections.abc import Collection, Mapping, Sequence
from datetime import UTC, datetime, timedelta
from typing import Any, Final

from services.contracts.image import Visibility
from services.runtime.cached import Cached
from services.runtime.settings import Settings
from services.search import answers, generations
from services.search.cluster import AsyncElasticsearch, NotFoundError, reading
from services.search.errors import IndexUnavailable
from services.search.results import IndexState, Summary

SETTLED_AFTER = timedelta(seconds=3)
"""How far in the past the index is complete: a refresh (1 s), a bulk request, two clocks."""
GENERATION_CACHED_S = 5.0
WHOLE_ANSWER_S = 30.0
UNKNOWN_LENGTH = 1_000_000
SNAPSHOT_ALIVE: Final = "2m"
"""After the last page of a walk; a point in time holds back segments that a merge would delete."""
LONGEST_SNAPSHOT: Final = 700  # characters; the name of one over very many shards would fit in no cursor

Hits = Sequence[Mapping[str, Any]]


class Reads:
    """Every call raises `IndexUnavailable` or `SearchTimeout`."""

    def __init__(self, client: AsyncElasticsearch, settings: Settings) -> None:
        self.articles = settings.named(generations.ARTICLES)
        self._client = client
        self._settings = settings
        self._stories = settings.named(generations.STORIES)
        self._memberships = settings.named(generations.MEMBERSHIPS)
        self._images = settings.named(generations.IMAGES)
        self._generation = Cached(self._live_generation, GENERATION_CACHED_S)

    async def state(self) -> IndexState:
        generation = await self._generation.get()
        return IndexState(generation, datetime.now(UTC) - SETTLED_AFTER)

    def has_lexemes(self, state: IndexState) -> bool:
        """Whether the live generation has them: until a reindex it may be of an older schema."""
        return generations.is_current(self._settings, state.generation)

    async def ask(self, body: dict[str, Any], preference: str | None = None) -> Any:
        with reading(self._settings):
            answer = await self._client.search(index=self.articles, body=body, preference=preference)
        return answer.body

    async def ask_whole(self, body: dict[str, Any]) -> tuple[Any, int]:
        """The answer of all shards, or an error, for what must miss nothing; and how many bytes it had."""
        patient = self._client.options(request_timeout=WHOLE_ANSWER_S)
        with reading(self._settings):
            answer = await patient.search(index=self.articles, body=body, allow_partial_search_results=False)
        return answer.body, int(answer.meta.headers.get("content-length") or UNKNOWN_LENGTH)

    async def count(self, body: dict[str, Any]) -> int:
        with reading(self._settings):
            answer = await self._client.count(index=self.articles, body=body)
        return int(answer["count"])

    async def frequencies(self, body: dict[str, Any]) -> Any:
        """The terms of a text with the numbers of articles that have them, as one shard counts."""
        with reading(self._settings):
            answer = await self._client.termvectors(index=self.articles, **body)
        return answer.body

    async def ask_as_of(self, snapshot: str, body: dict[str, Any]) -> Any:
        """The answer as of this snapshot, named anew for the next page (`pit_id`); None when it is gone.

        Elasticsearch keeps snapshots and cursors name them: no gateway remembers any, and a list whose
        snapshot is gone goes on as the index stands.
        """
        pit = {"id": snapshot, "keep_alive": SNAPSHOT_ALIVE}
        with reading(self._settings):
            try:
                answer = await self._client.search(body={**body, "pit": pit})
            except NotFoundError:
                return None
        return answer.body

    async def snapshot(self) -> str | None:
        """The articles as they are now, under a name."""
        with reading(self._settings):
            opened = await self._client.open_point_in_time(index=self.articles, keep_alive=SNAPSHOT_ALIVE)
        name: str = opened["id"]
        return name if len(name) <= LONGEST_SNAPSHOT else None

    async def ask_stories(self, body: dict[str, Any]) -> Any:
        await self._generation.get()  # a platform that has no index yet has no stories either
        with reading(self._settings):
            answer = await self._client.search(index=self._stories, body=body)
        return answer.body

    async def story(self, story_id: str) -> Any:
        """The source of a story's document, in real time, or None."""
        with reading(self._settings):
            try:
                found = await self._client.get(index=self._stories, id=story_id)
            except NotFoundError:
                return None
        return found["_source"]

    async def memberships(self, article_ids: Collection[str]) -> dict[str, Any]:
        """By article id, the sources of their memberships, in real time."""
        if not article_ids:
            return {}
        with reading(self._settings):
            found = await self._client.mget(index=self._memberships, ids=list(article_ids))
        return {document["_id"]: document["_source"] for document in found["docs"] if document.get("found")}

    async def document(self, article_id: str, fields: Sequence[str]) -> Any:
        """The source of a document, or None. It is read in real time: also before a refresh."""
        await self._generation.get()  # a missing index is no missing article
        with reading(self._settings):
            try:
                found = await self._client.get(index=self.articles, id=article_id, source_includes=fields)
            except NotFoundError:
                return None
        return found["_source"]

    async def documents(self, article_ids: Collection[str], fields: Sequence[str]) -> list[Any]:
        """The sources of the documents that there are, in real time: also before a refresh."""
        if not article_ids:
            return []
        await self._generation.get()
        with reading(self._settings):
            found = await self._client.mget(
                index=self.articles, ids=list(article_ids), source_includes=list(fields)
            )
        return [document["_source"] for document in found["docs"] if document.get("found")]

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

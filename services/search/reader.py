"""Typed reads of the index; the only thing of this service that another one (the gateway) may import."""

from __future__ import annotations

import asyncio
from collections.abc import Sequence
from datetime import UTC, datetime, timedelta
from types import TracebackType

from services.arabic.lemmas import lemma
from services.runtime.cached import Cached
from services.runtime.settings import Settings
from services.search import related, suggestions
from services.search.access import admitted
from services.search.access import reader as reader_privileges
from services.search.cluster import connect
from services.search.documents import enriched_article
from services.search.query_vectors import QueryVectors
from services.search.reads import Reads
from services.search.reranking import Reranker
from services.search.results import (
    IndexState,
    Reason,
    Related,
    SearchRequest,
    SearchResult,
    SourceActivity,
    StoredArticle,
    StoredImage,
    Suggestion,
    SuggestionKind,
)
from services.search.searcher import Searcher
from services.search.synonyms import Synonyms

REQUEST_TIMEOUT_S = 5.0
ACTIVITY_CACHED_S = 10.0


class Reader:
    """Every call raises `IndexUnavailable` or `SearchTimeout`; `search` also `QuerySyntaxError`.

    Without `synonyms`, names have the spellings that came with the platform; they may change meanwhile.
    """

    def __init__(
        self,
        settings: Settings,
        synonyms: Synonyms | None = None,
        query_vectors: QueryVectors | None = None,
    ) -> None:
        self._settings = settings
        self.synonyms = synonyms or Synonyms()
        self._client = connect(settings, REQUEST_TIMEOUT_S)
        self._reads = Reads(self._client, settings)
        self._sources = Cached(self._indexed_sources, ACTIVITY_CACHED_S)
        self._reranker = Reranker(self._client, settings, query_vectors)
        self._searcher = Searcher(self._reads, self.synonyms, self._reranker)

    async def __aenter__(self) -> Reader:
        return self

    async def __aexit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        self._reranker.close()
        await self._client.close()

    async def admitted(self) -> None:
        """Raises `Refused` when Elasticsearch is there and keeps us out."""
        await admitted(self._settings, reader_privileges(self._settings))

    async def warmed(self) -> None:
        """What the first search would have to wait for, or do without, is in memory: lemmas and the model."""
        await asyncio.gather(asyncio.to_thread(lemma, "نشرة"), self._reranker.warm())

    async def search(self, request: SearchRequest) -> SearchResult:
        """Ranked or listed summaries. With empty text it is a list in the order of `sort`.

        A quotation among other words that nothing holds is loosened to its words, and said to be dropped.
        """
        return await self._searcher.search(request)

    async def article(self, article_id: str) -> StoredArticle | None:
        document = await self._reads.document(article_id, ["enriched", "indexed_at"])
        if document is None:
            return None
        enriched = enriched_article(document)
        states = await self._reads.image_states([image.id for image in enriched.article.images])
        return StoredArticle(enriched, datetime.fromisoformat(document["indexed_at"]), states)

    async def related(
        self, article_id: str, limit: int = 6, reasons: Sequence[Reason] = related.REASONS
    ) -> list[Related]:
        """Same story first, then similar; empty for an unknown id."""
        document = await self._reads.document(article_id, ["id", "story_key", "lang"])
        if document is None:
            return []
        bodies = {
            "story": related.story_body(document, limit),
            "similar": related.similar_body(self._reads.articles, document, limit),
        }
        found = await asyncio.gather(
            *(self._reads.ask(bodies[reason]) for reason in related.REASONS if reason in reasons)
        )
        hits = [hit for answer in found for hit in answer["hits"]["hits"]][:limit]
        summaries = await self._reads.summaries(hits)
        told = len(found[0]["hits"]["hits"]) if "story" in reasons else 0
        best = max((item.score or 0.0 for item in summaries[told:]), default=1.0) or 1.0
        return [
            Related(item, "story", 1.0)
            if place < told
            else Related(item, "similar", round((item.score or 0.0) / best, 4))
            for place, item in enumerate(summaries)
        ]

    async def image(self, image_id: str) -> StoredImage | None:
        answer = await self._reads.ask(
            {
                "query": {"term": {"images": image_id}},
                "size": 1,
                "_source": ["id", "enriched.article.images", "enriched.article.source.id"],
                "track_total_hits": False,
            }
        )
        for hit in answer["hits"]["hits"]:
            states = await self._reads.image_states([image_id])
            for image in hit["_source"]["enriched"]["article"]["images"]:
                if image["id"] == image_id:
                    return StoredImage(
                        id=image_id,
                        article_id=hit["_source"]["id"],
                        source_id=hit["_source"]["enriched"]["article"]["source"]["id"],
                        state=states.get(image_id, "visible"),
                        url=image["url"],
                        alt=image.get("alt"),
                        caption=image.get("caption"),
                        credit=image.get("credit"),
                    )
        return None

    async def suggest(self, text: str, kinds: Sequence[SuggestionKind], limit: int = 8) -> list[Suggestion]:
        """Completions of what was typed so far, the kinds taking turns. Tolerant of hamza and tashkeel."""
        if not text.strip():
            return []
        completed: list[Suggestion] = []
        if not {"query", "entity"}.isdisjoint(kinds):
            asked = suggestions.completion_body(text, limit, entities="entity" in kinds)
            completed = suggestions.completions(text, await self._reads.ask(asked))
        found: list[list[Suggestion]] = []
        for kind in kinds:
            match kind:
                case "query":
                    found.append(suggestions.of_kind(kind, completed))
                case "entity":
                    named = suggestions.names_like(text, self.synonyms.groups())
                    found.append(suggestions.of_kind(kind, [*completed, *named]))
                case "source":
                    found.append(suggestions.sources_named(text, await self._sources.get()))
                case "section":
                    found.append(suggestions.sections_named(text))
        return suggestions.interleave(found, limit)

    async def activity(self) -> dict[str, SourceActivity]:
        """By source id."""
        return {source.id: source.activity for source in await self._sources.get()}

    async def state(self) -> IndexState:
        return await self._reads.state()

    async def _indexed_sources(self) -> list[suggestions.IndexedSource]:
        since = datetime.now(UTC) - timedelta(hours=24)
        return suggestions.indexed_sources(await self._reads.ask(suggestions.activity_body(since)))

"""Typed reads of the index; the only thing of this service that another one (the gateway) may import."""

from __future__ import annotations

import asyncio
from collections.abc import AsyncGenerator, Mapping, Sequence
from datetime import UTC, datetime, timedelta
from types import TracebackType
from typing import Any

from services.arabic.lemmas import lemma
from services.runtime.cached import Cached
from services.runtime.settings import Settings
from services.search import related, story_lists, suggestions
from services.search.access import admitted
from services.search.access import reader as reader_privileges
from services.search.cluster import connect
from services.search.documents import enriched_article
from services.search.query_vectors import QueryVectors
from services.search.reads import Reads
from services.search.reranking import Reranker
from services.search.results import (
    IndexState,
    Membership,
    Reason,
    Related,
    SearchRequest,
    SearchResult,
    SourceActivity,
    StoredArticle,
    StoredImage,
    StoryList,
    StoryMoved,
    StoryRequest,
    StorySummary,
    Suggestion,
    SuggestionKind,
    Summary,
    Total,
)
from services.search.searcher import Searcher
from services.search.stories import membership
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

    def walk(
        self, request: SearchRequest, as_of: datetime, after: str | None = None
    ) -> AsyncGenerator[list[StoredArticle], None]:
        """Every article that text and filters of `request` find, once, by id after `after`, a few at a time.

        Also while articles come, change and go: what is there from beginning to end is not missed, what was
        new after `as_of` is left out. Image states are not read. Raises `QuerySyntaxError` too.
        """
        return self._searcher.walk(request, as_of, after)

    async def count(self, request: SearchRequest) -> int:
        """How many articles a walk finds."""
        return await self._searcher.count(request)

    async def article(self, article_id: str) -> StoredArticle | None:
        document = await self._reads.document(article_id, ["enriched", "indexed_at", "story", "duplicate_of"])
        if document is None:
            return None
        enriched = enriched_article(document)
        states = await self._reads.image_states([image.id for image in enriched.article.images])
        return StoredArticle(enriched, datetime.fromisoformat(document["indexed_at"]), states)

    async def related(
        self, article_id: str, limit: int = 6, reasons: Sequence[Reason] = related.REASONS
    ) -> list[Related]:
        """Same story first, then similar; empty for an unknown id."""
        document = await self._reads.document(article_id, ["id", "story", "lang"])
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
        stories = len(found[0]["hits"]["hits"]) if "story" in reasons else 0
        return related.scored(summaries[:stories], summaries[stories:])

    async def stories(self, request: StoryRequest) -> StoryList:
        """Stories as they are told now; those whose articles are not indexed yet are left out."""
        answer = await self._reads.ask_stories(story_lists.body(request))
        hits = answer["hits"]["hits"]
        summaries = await self._headlines([hit["_source"] for hit in hits])
        items = [story_lists.summary(hit["_source"], summaries, hit["sort"]) for hit in hits]
        found = answer["hits"]["total"]
        return StoryList(
            tuple(item for item in items if item.headlines),
            Total(found["value"], found["relation"]),
            len(hits) == request.limit,
            await self._reads.state(),
        )

    async def story(self, story_id: str) -> StorySummary | StoryMoved | None:
        """One story; where it went; None for an id that never was one, or whose articles are all gone."""
        source = await self._reads.story(story_id)
        moved = False
        for _ in range(story_lists.LONGEST_CHAIN):
            if source is None or not source.get("merged_into"):
                break
            moved, story_id = True, source["merged_into"]
            source = await self._reads.story(story_id)
        if moved:
            return StoryMoved(story_id)
        if source and source.get("article_count"):
            summaries = await self._headlines([source])
            found = story_lists.summary(source, summaries)
            return found if found.headlines else None
        # nobody has decided yet: the articles that say that they are in it
        answer = await self._reads.ask(story_lists.members_body(story_id))
        members = await self._reads.summaries(answer["hits"]["hits"])
        return story_lists.undecided(story_id, members) if members else None

    async def members(self, story_ids: Sequence[str], limit: int) -> dict[str, list[Summary]]:
        """By story, its newest articles, `limit` of each at most; one request for all."""
        if not story_ids:
            return {}
        answer = await self._reads.ask(story_lists.folded_body(story_ids, limit))
        buckets = {
            bucket["key"]: bucket["newest"]["hits"]["hits"]
            for bucket in answer["aggregations"]["stories"]["buckets"]
        }
        found = iter(await self._reads.summaries([hit for hits in buckets.values() for hit in hits]))
        return {story: [next(found) for _ in hits] for story, hits in buckets.items()}

    async def memberships(self, article_ids: Sequence[str]) -> dict[str, Membership]:
        """By article id, why each is in its story; without those about which nothing was decided yet."""
        found = await self._reads.memberships(article_ids)
        return {id_: membership(source) for id_, source in found.items() if source.get("story")}

    async def _headlines(self, stories: Sequence[Mapping[str, Any]]) -> dict[str, Summary]:
        """By article id, the articles that stand for these stories."""
        ids = list(dict.fromkeys(id_ for story in stories for id_ in story_lists.headline_ids(story)))
        if not ids:
            return {}
        answer = await self._reads.ask(story_lists.headlines_body(ids))
        return {item.id: item for item in await self._reads.summaries(answer["hits"]["hits"])}

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

"""Typed reads of the index; the only thing of this service that another one (the gateway) may import."""

from __future__ import annotations

import asyncio
from collections.abc import AsyncGenerator, Collection, Mapping, Sequence
from dataclasses import replace
from datetime import UTC, datetime, timedelta
from types import TracebackType
from typing import Any

from services.arabic.entities.lexicon import Entry
from services.arabic.lemmas import lemma
from services.runtime.cached import Cached
from services.runtime.settings import Settings
from services.search import answers, queries, related, standing, story_lists, suggestions, window_counts
from services.search.access import admitted
from services.search.access import reader as reader_privileges
from services.search.attention_reader import AttentionReader
from services.search.cluster import absence, connect
from services.search.documents import enriched_article
from services.search.entities import Entities
from services.search.entity_reader import EntityReader
from services.search.headline_queries import HeadlineQuery
from services.search.parsing import parse
from services.search.query_vectors import QueryVectors
from services.search.reads import Reads
from services.search.reranking import Reranker
from services.search.results import (
    Attention,
    AttentionRequest,
    EntityCandidate,
    EntityCoverage,
    EntityList,
    EntityMoved,
    EntityRequest,
    Filters,
    IndexState,
    Membership,
    Reason,
    Related,
    SearchRequest,
    SearchResult,
    SignificantWords,
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
    TrendRequest,
    Trends,
    WindowCount,
)
from services.search.searcher import Searcher
from services.search.spellings import recognised
from services.search.standing import Standing, StandingSearches
from services.search.stories import membership
from services.search.synonyms import Synonyms, dialect
from services.search.trending_reader import TrendingReader

REQUEST_TIMEOUT_S = 5.0
ACTIVITY_CACHED_S = 10.0


class Reader:
    """Every call raises `IndexUnavailable` or `SearchTimeout`; `search` also `QuerySyntaxError`.

    Without `synonyms`, names have the spellings that came with the platform; they may change meanwhile, and
    so may who the `entities` are.
    """

    def __init__(
        self,
        settings: Settings,
        synonyms: Synonyms | None = None,
        query_vectors: QueryVectors | None = None,
    ) -> None:
        self._settings = settings
        self.synonyms = synonyms or Synonyms()
        self.entities = Entities()
        self._client = connect(settings, REQUEST_TIMEOUT_S)
        self._reads = Reads(self._client, settings)
        self._sources = Cached(self._indexed_sources, ACTIVITY_CACHED_S)
        self._reranker = Reranker(self._client, settings, query_vectors)
        self._searcher = Searcher(self._reads, self.synonyms, self._reranker)
        self._about = EntityReader(self._reads, self.entities)
        self._attention = AttentionReader(self._reads, self.synonyms)
        self._trending = TrendingReader(self._reads, self.entities)

    async def __aenter__(self) -> Reader:
        return self

    async def __aexit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        await self.close()

    async def close(self) -> None:
        self._reranker.close()
        await self._client.close()

    async def admitted(self) -> None:
        """Raises `Refused` when Elasticsearch is there and keeps us out."""
        await admitted(self._settings, reader_privileges(self._settings))

    async def absence(self) -> str | None:
        """Why Elasticsearch cannot be asked now; None when it answers."""
        return await absence(self._client, self._settings)

    async def warmed(self) -> None:
        """What the first search would have to wait for, or do without, is in memory: lemmas and the model."""
        await asyncio.gather(
            asyncio.to_thread(lemma, "نشرة"),
            asyncio.to_thread(lambda: self.entities.lexicon.find("نشرة")),
            self._reranker.warm(),
        )

    async def search(self, request: SearchRequest) -> SearchResult:
        """Ranked or listed summaries. With empty text it is a list in the order of `sort`.

        A quotation among other words that nothing holds is loosened to its words, and said to be dropped.
        """
        found = await self._searcher.search(self._with_merged_ids(request))
        if "entity" not in found.facets:
            return found
        about = self.entities.facet(found.facets["entity"], request.filters.entity)
        return replace(found, facets={**found.facets, "entity": about})

    def _with_merged_ids(self, request: SearchRequest) -> SearchRequest:
        return replace(request, filters=self.entities.with_merged_ids(request.filters))

    def headline_query(self, text: str) -> HeadlineQuery:
        """The search as a test of headlines, with the spellings of now.

        Raises `QuerySyntaxError`, or `QueryTooLong`.
        """
        query = recognised(parse(text), self.synonyms.spellings, dialect())
        return HeadlineQuery(query)

    def walk(
        self, request: SearchRequest, as_of: datetime, after: str | None = None
    ) -> AsyncGenerator[list[StoredArticle], None]:
        """Every article that text and filters of `request` find, once, by id after `after`, a few at a time.

        Also while articles come, change and go: what is there from beginning to end is not missed, what was
        new after `as_of` is left out. Image states are not read. Raises `QuerySyntaxError` too.
        """
        return self._searcher.walk(self._with_merged_ids(request), as_of, after)

    async def count(self, request: SearchRequest) -> int:
        """How many articles a walk finds."""
        return await self._searcher.count(self._with_merged_ids(request))

    async def attention(self, request: AttentionRequest) -> Attention:
        """How much is written about each query, by bucket. Raises `QuerySyntaxError` too."""
        return await self._attention.attention(self._compared(request))

    async def significant_words(self, request: AttentionRequest, limit: int = 20) -> SignificantWords:
        """What is said with each query more than elsewhere in the period. Raises `QuerySyntaxError` too."""
        return await self._attention.words(self._compared(request), limit)

    def _compared(self, request: AttentionRequest) -> AttentionRequest:
        queries = (
            replace(query, filters=self.entities.with_merged_ids(query.filters)) for query in request.queries
        )
        return replace(request, queries=tuple(queries))

    async def trending(self, request: TrendRequest) -> Trends:
        """What is written about more than before, the surest first."""
        return await self._trending.trends(request)

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
        """Same story first, then similar, then about the same; empty for an unknown id."""
        document = await self._reads.document(article_id, ["id", "story", "lang", "entities"])
        if document is None:
            return []
        own = [id_ for id_ in document.get("entities", ()) if not self.entities.lexicon.is_blocked(id_)]
        about = list(dict.fromkeys(map(self.entities.ids, own)))
        bodies: dict[Reason, dict[str, Any]] = {
            "story": related.story_body(document, limit),
            "similar": related.similar_body(self._reads.articles, document, limit),
        }
        if about:
            bodies["entity"] = related.entity_body(document, about, limit)
        asked = [reason for reason in bodies if reason in reasons]
        found = await asyncio.gather(*(self._reads.ask(bodies[reason]) for reason in asked))
        together: dict[str, Related] = {}
        for reason, answer in zip(asked, found, strict=True):
            hits = answer["hits"]["hits"]
            for item, hit in zip(
                related.scored(reason, await self._reads.summaries(hits)), hits, strict=True
            ):
                shared = self.entities.shared(own, hit["_source"].get("entities", ()))
                together.setdefault(item.article.id, replace(item, shared=shared))
        return list(together.values())[:limit]

    async def stories(self, request: StoryRequest) -> StoryList:
        """Stories as they are told now; those whose articles are not indexed yet are left out."""
        among = None
        if request.entity:
            asked = story_lists.about_body(self.entities.every_id(request.entity))
            among = list(answers.story_sizes(await self._reads.ask(asked)))
        answer = await self._reads.ask_stories(story_lists.body(request, among))
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

    async def standing(self, searches: StandingSearches, article_ids: Collection[str]) -> Standing:
        """Which of these saved searches find which of these articles, as they stand in the index now.

        An article that was written within the last second may be late: ask for it again. One that is gone
        is found by none.
        """
        compiled = searches.compiled(self.synonyms.spellings, self.entities)
        documents = await self._reads.documents(article_ids, standing.READ)
        possible = await asyncio.to_thread(standing.candidates, compiled, documents)
        bodies = standing.confirmations(compiled, possible)
        found = [(await self._reads.ask_whole(body))[0] for body in bodies]
        revisions = {document["id"]: document["revision"] for document in documents}
        return standing.confirmed(found, revisions, possible)

    async def counts(
        self, request: SearchRequest, windows: Sequence[tuple[datetime, datetime]]
    ) -> list[WindowCount]:
        """How much the search finds in each window of `published_at`; copies of a text count once."""
        clause = standing.clause_of(self._with_merged_ids(request), self.synonyms.spellings)
        answer, _ = await self._reads.ask_whole(window_counts.counts_body(clause, windows))
        return window_counts.counts(answer, windows)

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
                    found.append(self._entities_like(text, completed, limit))
                case "source":
                    found.append(suggestions.sources_named(text, await self._sources.get()))
                case "section":
                    found.append(suggestions.sections_named(text))
        return suggestions.interleave(found, limit)

    def _entities_like(self, text: str, completed: Sequence[Suggestion], limit: int) -> list[Suggestion]:
        """Those that articles are about first, then what the lexicon and the synonyms know."""
        lexicon = self.entities.lexicon
        written = suggestions.of_kind("entity", completed)
        listed = [suggestions.entity_suggestion(text, entry) for entry in lexicon.find(text, limit)]
        named = suggestions.names_like(text, self.synonyms.groups())
        found = suggestions.current(text, [*written, *listed, *named], lexicon)
        return suggestions.of_kind("entity", found)

    async def entity(self, entity_id: str) -> Entry | EntityMoved | None:
        """Who it is; who answers for it; None for an id that nobody knows, or that operators blocked."""
        return await self._about.entity(entity_id)

    async def entity_list(self, request: EntityRequest) -> EntityList:
        """Those that most is written about come first."""
        return await self._about.ranking(request)

    async def entity_candidates(self, limit: int) -> tuple[EntityCandidate, ...]:
        """Names that the lexicon lacks, for operators; those of most newspapers first."""
        return await self._about.candidates(limit)

    async def entity_coverage(
        self, entry: Entry, since: datetime | None = None, until: datetime | None = None
    ) -> EntityCoverage:
        """How much is written about it, by whom and beside whom; in the period or ever."""
        return await self._about.coverage(entry, since, until)

    async def entity_entries(self, ids: Collection[str]) -> dict[str, Entry]:
        """By id as given, who they are; without those of which nobody knows a name, or that are blocked."""
        return await self._about.entries(ids)

    async def absent(self, filters: Filters) -> tuple[str, ...]:
        """`source:…`, `lang:…` for each value of these filters that no article has."""
        body, values = queries.presence_body(filters)
        return answers.absent(await self._reads.ask(body), values) if values else ()

    async def activity(self) -> dict[str, SourceActivity]:
        """By source id."""
        return {source.id: source.activity for source in await self._sources.get()}

    async def state(self) -> IndexState:
        return await self._reads.state()

    async def _indexed_sources(self) -> list[suggestions.IndexedSource]:
        since = datetime.now(UTC) - timedelta(hours=24)
        return suggestions.indexed_sources(await self._reads.ask(suggestions.activity_body(since)))

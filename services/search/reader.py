"""Typed reads of the index; the only thing of this service that another one (the gateway) may import."""

from __future__ import annotations

import asyncio
from collections.abc import Collection, Mapping, Sequence
from dataclasses import replace
from datetime import UTC, datetime, timedelta
from functools import partial
from types import TracebackType
from typing import Any

from services.arabic.lemmas import lemma
from services.contracts.image import Visibility
from services.runtime.settings import Settings
from services.search import (
    answers,
    corrections,
    generations,
    grammar,
    queries,
    related,
    scoring,
    snapshots,
    suggestions,
)
from services.search.access import admitted
from services.search.access import reader as reader_privileges
from services.search.cluster import NotFoundError, connect, reading
from services.search.documents import enriched_article
from services.search.kept import Kept
from services.search.query_vectors import QueryVectors
from services.search.reranking import Reranker
from services.search.results import (
    Correction,
    IndexState,
    IndexUnavailable,
    Related,
    SearchRequest,
    SearchResult,
    SourceActivity,
    StoredArticle,
    StoredImage,
    Suggestion,
    SuggestionKind,
    Summary,
)
from services.search.spellings import recognised
from services.search.synonyms import Synonyms

REQUEST_TIMEOUT_S = 5.0
SETTLED_AFTER = timedelta(seconds=3)
"""How far in the past the index is complete: a refresh (1 s), a bulk request, two clocks."""
GENERATION_KEPT_S = 5.0
ACTIVITY_KEPT_S = 10.0
FEW_RESULTS = 3

Hits = Sequence[Mapping[str, Any]]


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
        self._articles = settings.named(generations.ARTICLES)
        self._images = settings.named(generations.IMAGES)
        self._generation = Kept(self._live_generation, GENERATION_KEPT_S)
        self._sources = Kept(self._indexed_sources, ACTIVITY_KEPT_S)
        self._reranker = Reranker(self._client, settings, query_vectors)

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
        query = self._understood(grammar.parse(request.text, request.fields))
        state = await self.state()
        # lists show what is there, change feeds only what no earlier change can precede
        as_of = request.page.as_of or (
            state.complete_through if request.sort == "indexed_at" else datetime.now(UTC)
        )
        answer = await self._answer(request, query, as_of)
        if not answer["hits"]["hits"] and request.match == "loose" and (looser := grammar.unquoted(query)):
            looser = self._understood(looser)
            loosened = await self._answer(request, looser, as_of)
            if loosened["hits"]["hits"]:
                query, answer = looser, loosened
        items = await self._summaries(
            answer["hits"]["hits"], await self._story_sizes(request, query, as_of, answer)
        )
        if request.highlight and request.match == "loose":
            wanted = scoring.lemmas_of(grammar.positive(query.root))
            items = [answers.marked_by_lemma(item, wanted) for item in items]
        return SearchResult(
            items=tuple(items),
            total=answers.total(answer),
            index=replace(state, partial=_is_partial(answer)),
            took_ms=answer["took"],
            ranking=answer.get("ranking", "text"),
            interpreted=answers.interpretation(query),
            did_you_mean=await self._corrections(request, answer),
            facets=answers.facets(answer, request),
            histogram=answers.histogram(answer) if request.histogram else None,
            as_of=as_of,
            snapshot=await self._snapshot(request, answer),
        )

    def _understood(self, query: grammar.Query) -> grammar.Query:
        return recognised(query, self.synonyms.spellings)

    async def _answer(self, request: SearchRequest, query: grammar.Query, as_of: datetime) -> Any:
        def body_of(asked: SearchRequest) -> dict[str, Any]:
            body = queries.search_body(asked, query, as_of)
            if request.page.after is None and (wanted := list(grammar.positive(query.root))):
                body["suggest"] = corrections.suggest_body(wanted)
            return body

        ask = partial(self._ask_for, request)
        if await self._reranker.concerns(request, query):
            return await self._reranker.answer(request, query, body_of, ask)
        answer = await ask(body_of(request))
        if request.collapse == "story":
            for place, hit in enumerate(answer["hits"]["hits"], queries.offset(request.page) + 1):
                hit["sort"] = [place]
        return answer

    async def _ask_for(self, request: SearchRequest, body: dict[str, Any]) -> Any:
        """As of the snapshot that the page names, while it is kept; else as the index stands."""
        if request.page.snapshot:
            with reading(self._settings):
                answer = await snapshots.search(self._client, request.page.snapshot, body)
            if answer is not None:
                return answer
        return await self._ask(body, preference=queries.preference(request))

    async def article(self, article_id: str) -> StoredArticle | None:
        document = await self._document(article_id, ["enriched", "indexed_at"])
        if document is None:
            return None
        enriched = enriched_article(document)
        states = await self._image_states([image.id for image in enriched.article.images])
        return StoredArticle(enriched, datetime.fromisoformat(document["indexed_at"]), states)

    async def related(self, article_id: str, limit: int = 6) -> list[Related]:
        """Same story first, then similar; empty for an unknown id."""
        document = await self._document(article_id, ["id", "story_key", "lang"])
        if document is None:
            return []
        story, similar = await asyncio.gather(
            self._ask(related.story_body(document, limit)),
            self._ask(related.similar_body(self._articles, document, limit)),
        )
        hits = [*story["hits"]["hits"], *similar["hits"]["hits"]][:limit]
        summaries = await self._summaries(hits)
        told = len(story["hits"]["hits"])
        best = max((item.score or 0.0 for item in summaries[told:]), default=1.0) or 1.0
        return [
            Related(item, "story", 1.0)
            if place < told
            else Related(item, "similar", round((item.score or 0.0) / best, 4))
            for place, item in enumerate(summaries)
        ]

    async def image(self, image_id: str) -> StoredImage | None:
        answer = await self._ask(
            {
                "query": {"term": {"images": image_id}},
                "size": 1,
                "_source": ["id", "enriched.article.images", "enriched.article.source.id"],
                "track_total_hits": False,
            }
        )
        for hit in answer["hits"]["hits"]:
            states = await self._image_states([image_id])
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
        found: list[list[Suggestion]] = []
        for kind in kinds:
            match kind:
                case "query":
                    answer = await self._ask(suggestions.completion_body(text, limit))
                    found.append(suggestions.completions(text, answer))
                case "entity":
                    found.append(suggestions.names_like(text, self.synonyms.groups()))
                case "source":
                    found.append(suggestions.sources_named(text, await self._sources.get()))
                case "section":
                    found.append(suggestions.sections_named(text))
        return suggestions.interleave(found, limit)

    async def activity(self) -> dict[str, SourceActivity]:
        """By source id."""
        return {source.id: source.activity for source in await self._sources.get()}

    async def state(self) -> IndexState:
        generation = await self._generation.get()
        return IndexState(generation, datetime.now(UTC) - SETTLED_AFTER)

    async def _ask(self, body: dict[str, Any], preference: str | None = None) -> Any:
        with reading(self._settings):
            answer = await self._client.search(index=self._articles, body=body, preference=preference)
        return answer.body

    async def _document(self, article_id: str, fields: Sequence[str]) -> Any:
        """The source of a document, or None. It is read in real time: also before a refresh."""
        await self._generation.get()  # a missing index is no missing article
        with reading(self._settings):
            try:
                found = await self._client.get(index=self._articles, id=article_id, source_includes=fields)
            except NotFoundError:
                return None
        return found["_source"]

    async def _snapshot(self, request: SearchRequest, answer: Mapping[str, Any]) -> str | None:
        """What the next page of a ranked list is taken from; dates do not move, so other lists need none."""
        if request.page.snapshot:
            return answer.get("pit_id")
        ranked = request.sort == "relevance" and request.text and request.page.after is None
        if not (request.walk and ranked and 0 < request.page.limit <= len(answer["hits"]["hits"])):
            return None
        with reading(self._settings):
            return await snapshots.take(self._client, self._articles)

    async def _story_sizes(
        self, request: SearchRequest, query: grammar.Query, as_of: datetime, answer: Mapping[str, Any]
    ) -> dict[str, int]:
        """By story key, how many articles each hit of a collapsed page stands for."""
        stories = [answers.story_of(hit) for hit in answer["hits"]["hits"]]
        if request.collapse != "story" or not stories:
            return {}
        anywhere = replace(request, page=replace(request.page, after=None))
        body = queries.search_body(anywhere, query, as_of)
        return answers.story_sizes(await self._ask(queries.story_sizes_body(body, stories)))

    async def _summaries(
        self, hits: Hits, story_sizes: Mapping[str, int] = answers.NONE_COUNTED
    ) -> list[Summary]:
        states = await self._image_states(answers.images_of(hits))
        hidden = {image for image, state in states.items() if state == "hidden"}
        return [answers.summary(hit, hidden, story_sizes) for hit in hits]

    async def _image_states(self, image_ids: Collection[str]) -> dict[str, Visibility]:
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

    async def _corrections(self, request: SearchRequest, answer: Mapping[str, Any]) -> tuple[Correction, ...]:
        spelling = corrections.spelling_corrections(request.text, answer)
        slip = corrections.keyboard_slip(request.text)
        if slip is None or len(answer["hits"]["hits"]) > FEW_RESULTS:
            return spelling
        body = queries.search_body(
            SearchRequest(text=slip, filters=request.filters, highlight=False),
            self._understood(grammar.parse(slip)),
            datetime.now(UTC),
        )
        meant = await self._ask(
            {"query": body["query"], "size": 0, "terminate_after": 1, "timeout": queries.TIMEOUT}
        )
        if not meant["hits"]["total"]["value"]:
            return spelling
        return (Correction(slip, corrections.KEYBOARD_SCORE), *spelling)

    async def _live_generation(self) -> str:
        with reading(self._settings):
            live = await generations.live_generation(self._client, self._settings)
        if live is None:
            raise IndexUnavailable(
                f"no index {self._articles!r} yet: start the index role, or run nashra index apply"
            )
        return live

    async def _indexed_sources(self) -> list[suggestions.IndexedSource]:
        since = datetime.now(UTC) - timedelta(hours=24)
        return suggestions.indexed_sources(await self._ask(suggestions.activity_body(since)))


def _is_partial(answer: Mapping[str, Any]) -> bool:
    return bool(answer["timed_out"] or answer["_shards"]["failed"])

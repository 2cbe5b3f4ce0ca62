"""A search whose first hits are ranked by words and meaning; where there is no meaning, by words.

Three requests: for a window of hits without their texts, while the query is embedded; for the cosines of
these hits; for the texts and highlights of those that the page shows.
"""

from __future__ import annotations

import asyncio
from collections.abc import Awaitable, Callable, Mapping, Sequence
from dataclasses import replace
from typing import Any, Final

from services.arabic.embedding import Embedder, installed
from services.runtime import metrics
from services.runtime.cached import Cached
from services.runtime.logs import get_logger
from services.runtime.settings import Settings
from services.search import semantic, vectors
from services.search.cluster import ApiError, AsyncElasticsearch, TransportError
from services.search.grammar import Query
from services.search.query_vectors import QueryVectors
from services.search.results import Page, SearchRequest
from services.search.semantic import WINDOW, PageHistory

COSINES_S: Final = 0.25
EXISTS_CACHED_S: Final = 5.0
WARMING: Final = "نشرة"
EMPTY: Final[Mapping[str, Any]] = {"took": 0, "hits": {"hits": []}}

Ask = Callable[[dict[str, Any]], Awaitable[Any]]
BodyOf = Callable[[SearchRequest], dict[str, Any]]
Hit = dict[str, Any]

log = get_logger(__name__)


class Reranker:
    """Never the reason why a search fails."""

    def __init__(self, client: AsyncElasticsearch, settings: Settings, queries: QueryVectors | None) -> None:
        """Without `queries` it makes its own, where that is installed and switched on."""
        self._client = client.options(request_timeout=COSINES_S)
        self._settings = settings
        if queries is None and settings.semantic == "auto" and installed():
            queries = QueryVectors(Embedder())
        self._queries = queries
        self._exists = Cached(self._ask_exists, EXISTS_CACHED_S)

    async def ready(self) -> bool:
        """Whether there is a model for queries and an index of what it can be compared with."""
        return self._queries is not None and await self._exists.get()

    async def concerns(self, request: SearchRequest, query: Query) -> bool:
        """Whether this page is of a window: the first page of one, or a later page that continues one."""
        if request.page.after is not None:
            return PageHistory.on(request.page) is not None
        return semantic.applies(request, query) and await self.ready()

    async def warm(self) -> None:
        """Load the model now, if it will be of use, rather than at the first search."""
        if self._queries is not None and await self.ready():
            await self._queries.of(WARMING)

    def close(self) -> None:
        if self._queries is not None:
            self._queries.close()

    async def answer(self, request: SearchRequest, query: Query, body_of: BodyOf, ask: Ask) -> Any:
        """A page that starts in the window, as Elasticsearch would answer it; `ranking` says how it was."""
        shown = PageHistory.on(request.page) or PageHistory()
        beyond = max(0, request.page.limit - (WINDOW - len(shown)))
        first = Page(WINDOW + beyond, as_of=request.page.as_of)
        body = body_of(replace(request, highlight=False, page=first)) | {"_source": False}
        embedding = asyncio.create_task(self._vector(query))
        answer = await ask(body)
        vector = await embedding
        hits: list[Hit] = answer["hits"]["hits"]
        cosines = await self._cosines([hit["_id"] for hit in hits[:WINDOW]], vector) if vector else {}
        ranking = "semantic" if cosines else "text"
        metrics.SEARCH_RANKINGS.labels(ranking).inc()
        page = _page(hits, cosines, shown, request)
        told = await ask(_details(body_of, request, page)) if page else EMPTY
        texts = {hit["_id"]: hit for hit in told["hits"]["hits"]}
        # one that went in between is left out
        items = [{**texts[hit["_id"]], **hit} for hit in page if hit["_id"] in texts]
        return {
            **answer,
            "took": answer["took"] + told["took"],
            "hits": {**answer["hits"], "hits": items},
            "ranking": ranking,
        }

    async def _vector(self, query: Query) -> bytes | None:
        return await self._queries.of(semantic.meant(query)) if self._queries and await self.ready() else None

    async def _cosines(self, ids: Sequence[str], vector: bytes) -> Mapping[str, float]:
        if not ids:
            return {}
        try:
            answer = await self._client.search(
                index=vectors.alias(self._settings), body=vectors.cosines_body(ids, vector)
            )
        except (TransportError, ApiError) as error:
            log.warning("ranked by text: no cosines", reason=str(error.message))
            return {}
        return vectors.cosines(answer)

    async def _ask_exists(self) -> bool:
        try:
            return await vectors.exists(self._client, self._settings)
        except (TransportError, ApiError):
            return False


def _page(
    hits: Sequence[Hit], cosines: Mapping[str, float], shown: PageHistory, request: SearchRequest
) -> list[Hit]:
    """The hits of the page in their order, each with the sort values that continue the list after it."""
    if request.collapse == "story":
        hits = [{**hit, "sort": [place]} for place, hit in enumerate(hits, 1)]
    window = {hit["_id"]: hit for hit in hits[:WINDOW]}
    scores: dict[str, float] = {id_: hit["_score"] for id_, hit in window.items()}
    if cosines:
        scores = semantic.fused(scores, cosines)
    ids = [id_ for id_ in semantic.ranked(scores) if id_ not in shown]
    ranked = [{**window[id_], "_score": scores[id_]} for id_ in ids]
    if cosines or shown:
        for place, hit in enumerate(ranked, 1):
            hit["sort"] = shown.after(ids[:place]).sort_values
        if ranked:
            ranked[-1]["sort"] = hits[:WINDOW][-1]["sort"]  # the list goes on behind the window
    return [*ranked, *hits[WINDOW:]][: request.page.limit]


def _details(body_of: BodyOf, request: SearchRequest, page: Sequence[Hit]) -> dict[str, Any]:
    """What asks for the texts and highlights of these hits."""
    asked = body_of(replace(request, collapse="none", facets=(), histogram=None, page=Page(len(page))))
    wanted = {name: asked[name] for name in ("size", "_source", "timeout", "highlight") if name in asked}
    return wanted | {"query": {"ids": {"values": [hit["_id"] for hit in page]}}, "track_total_hits": False}

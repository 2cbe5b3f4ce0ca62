"""One search: asked, asked again where that helps, and told with all that belongs to it."""

from __future__ import annotations

from collections.abc import AsyncGenerator, Mapping
from dataclasses import replace
from datetime import UTC, datetime
from functools import partial
from typing import Any

from services.search import answers, corrections, grammar, matching, queries
from services.search.marking import likeness
from services.search.parsing import parse
from services.search.reads import Reads
from services.search.reranking import Reranker
from services.search.results import Bucket, Correction, Filters, SearchRequest, SearchResult, StoredArticle
from services.search.spellings import recognised
from services.search.synonyms import Synonyms, dialect
from services.search.walk import walk

FEW_RESULTS = 3


class Searcher:
    """Every call raises `IndexUnavailable`, `SearchTimeout` or `QuerySyntaxError`."""

    def __init__(self, reads: Reads, synonyms: Synonyms, reranker: Reranker) -> None:
        self._reads = reads
        self._synonyms = synonyms
        self._reranker = reranker

    async def search(self, request: SearchRequest) -> SearchResult:
        """Ranked or listed summaries. With empty text it is a list in the order of `sort`.

        A quotation among other words that nothing holds is loosened to its words, and said to be dropped.
        Key words that nothing in the archive holds together are loosened to some of them, which is said too.
        """
        query = self._understood(parse(request.text, request.fields), request)
        request = replace(request, sort=queries.order(request, query))
        state = await self._reads.state()
        if request.match == "loose" and not self._reads.has_lexemes(state):
            request = replace(request, match="standard")
        # lists show what is there, change feeds only what no earlier change can precede
        as_of = request.page.as_of or (
            state.complete_through if request.sort == "indexed_at" else datetime.now(UTC)
        )
        body = queries.SearchBody(request, query, as_of)
        looser = grammar.unquoted(query) if request.match == "loose" else None
        # asked on every page: they all continue what the first one began
        if looser and not await self._finds(body, request):
            body = queries.SearchBody(request, self._understood(looser, request), as_of)
        answer = await self._answer(body)
        did_you_mean = await self._corrections(body, answer)
        body, answer = await self._loosened(body, as_of, answer)
        items = await self._reads.summaries(answer["hits"]["hits"], await self._story_sizes(body, answer))
        if request.highlight and request.match == "loose":
            like = likeness(body.query)
            items = [answers.marked(item, request.fields, like) for item in items]
        return SearchResult(
            items=tuple(items),
            total=answers.total(answer),
            index=replace(state, partial=answers.is_partial(answer)),
            took_ms=answer["took"],
            sort=request.sort,
            ranking=answer.get("ranking", "text"),
            interpreted=answers.interpretation(body.query),
            did_you_mean=did_you_mean,
            facets=answers.facets(answer, request),
            histogram=await self._histogram(body, answer),
            as_of=as_of,
            snapshot=await self._snapshot(request, answer),
        )

    async def walk(
        self, request: SearchRequest, as_of: datetime, after: str | None
    ) -> AsyncGenerator[list[StoredArticle], None]:
        async for articles in walk(self._reads, await self._whole(request, as_of), as_of, after):
            yield articles

    async def count(self, request: SearchRequest) -> int:
        return await self._reads.count((await self._whole(request, datetime.now(UTC))).count())

    async def _whole(self, request: SearchRequest, as_of: datetime) -> queries.SearchBody:
        """Unranked, and read as it is written: nothing is loosened, for pages must not differ in it."""
        query = self._understood(parse(request.text, request.fields), request)
        if request.match == "loose" and not self._reads.has_lexemes(await self._reads.state()):
            request = replace(request, match="standard")
        return queries.SearchBody(replace(request, sort="-published_at"), query, as_of)

    def _understood(self, query: grammar.Query, request: SearchRequest) -> grammar.Query:
        return recognised(query, self._synonyms.spellings, dialect() if request.dialect else None)

    async def _answer(self, body: queries.SearchBody) -> Any:
        request = body.request

        def body_of(asked: SearchRequest) -> dict[str, Any]:
            page = body.of(asked)
            if request.page.after is None and (wanted := list(grammar.positive(body.query.root))):
                page["suggest"] = corrections.suggest_body(wanted)
            return page

        ask = partial(self._ask_for, request)
        if await self._reranker.concerns(request, body.query):
            return await self._reranker.answer(request, body.query, body_of, ask)
        answer = await ask(body_of(request))
        if request.collapse == "story":
            for place, hit in enumerate(answer["hits"]["hits"], queries.offset(request.page) + 1):
                hit["sort"] = [place]
        return answer

    async def _loosened(
        self, body: queries.SearchBody, as_of: datetime, answer: Any
    ) -> tuple[queries.SearchBody, Any]:
        """As they are where something is found. Whatever page or filters, as they all are of one search."""
        request = body.request
        if request.sort != "relevance" or request.match != "loose" or answers.counted(answer):
            return body, answer
        some = matching.loosened(body.query)
        is_all = request.page.after is None and request.filters == Filters()
        if some is None or (not is_all and await self._finds(body, replace(request, filters=Filters()))):
            return body, answer
        looser = queries.SearchBody(request, some, as_of)
        return looser, await self._answer(looser)

    async def _finds(self, body: queries.SearchBody, request: SearchRequest) -> bool:
        """Whether any article is found, on whatever page."""
        asked = body.of(_uncounted(request))
        any_one = {"size": 0, "terminate_after": 1, "timeout": queries.TIMEOUT}
        found = await self._ask_for(request, {"query": asked["query"], **any_one})
        return bool(found["hits"]["total"]["value"])

    async def _ask_for(self, request: SearchRequest, body: dict[str, Any]) -> Any:
        """As of the snapshot that the page names, while it is kept; else as the index stands."""
        if request.page.snapshot:
            answer = await self._reads.ask_as_of(request.page.snapshot, body)
            if answer is not None:
                return answer
        return await self._reads.ask(body, preference=queries.preference(request))

    async def _snapshot(self, request: SearchRequest, answer: Mapping[str, Any]) -> str | None:
        """What the next page is taken from, of a list that has no places of its own.

        Ranks move, and so do the offsets of a folded list; dates do not.
        """
        if request.page.snapshot:
            name: str | None = answer.get("pit_id")
            return name
        moving = request.text and (request.sort == "relevance" or request.collapse == "story")
        first = request.page.after is None
        if not (request.walk and first and moving and 0 < request.page.limit <= len(answer["hits"]["hits"])):
            return None
        return await self._reads.snapshot()

    async def _story_sizes(self, body: queries.SearchBody, answer: Mapping[str, Any]) -> dict[str, int]:
        """By story key, how many articles each hit of a collapsed page stands for."""
        stories = [answers.story_of(hit) for hit in answer["hits"]["hits"]]
        if body.request.collapse != "story" or not stories:
            return {}
        anywhere = replace(body.request, page=replace(body.request.page, after=None))
        asked = queries.story_sizes_body(body.of(anywhere), stories)
        return answers.story_sizes(await self._reads.ask(asked))

    async def _histogram(
        self, body: queries.SearchBody, answer: Mapping[str, Any]
    ) -> tuple[Bucket, ...] | None:
        """The latest buckets: up to now, or where nothing is found so late, up to the newest article."""
        request = body.request
        if not request.histogram:
            return None
        found = answers.histogram(answer)
        if found or request.filters.until:
            return found
        anywhere = _uncounted(request)
        newest = answers.newest(await self._ask_for(request, body.of(anywhere) | {"aggs": answers.NEWEST}))
        if newest is None:
            return found
        filters = replace(request.filters, until=newest + queries.BUCKET_LENGTH[request.histogram])
        ended = replace(anywhere, filters=filters, histogram=request.histogram)
        return answers.histogram(await self._ask_for(request, body.of(ended)))

    async def _corrections(
        self, body: queries.SearchBody, answer: Mapping[str, Any]
    ) -> tuple[Correction, ...]:
        request = body.request
        if request.page.after is not None:
            return ()
        spelling = corrections.spelling_corrections(request.text, answer)
        if answers.counted(answer) > FEW_RESULTS:
            return spelling
        if not spelling and (asked := corrections.title_body(list(grammar.positive(body.query.root)))):
            spelling = corrections.spelling_corrections(request.text, await self._reads.ask(asked))
        slip = corrections.keyboard_slip(request.text)
        if slip is None:
            return spelling
        meant = SearchRequest(text=slip, filters=request.filters, highlight=False)
        other = queries.SearchBody(meant, self._understood(parse(slip), meant), datetime.now(UTC))
        if not await self._finds(other, meant):
            return spelling
        return (Correction(slip, corrections.KEYBOARD_SCORE), *spelling)


def _uncounted(request: SearchRequest) -> SearchRequest:
    """The search without a page of its own, facets and histogram."""
    return replace(request, facets=(), histogram=None, page=replace(request.page, limit=0, after=None))

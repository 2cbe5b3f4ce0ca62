"""Reads of how much is written about something, and with which words."""

from __future__ import annotations

import asyncio
from dataclasses import replace
from typing import Any

from services.search import answers, attention
from services.search.errors import QuerySyntaxError
from services.search.grammar import Query
from services.search.matching import Clause
from services.search.parsing import parse
from services.search.reads import Reads
from services.search.results import (
    Attention,
    AttentionRequest,
    IndexState,
    Match,
    SignificantWord,
    SignificantWords,
)
from services.search.spellings import recognised
from services.search.synonyms import Synonyms, dialect


class AttentionReader:
    """Every call raises `IndexUnavailable`, `SearchTimeout` or `QuerySyntaxError`."""

    def __init__(self, reads: Reads, synonyms: Synonyms) -> None:
        self._reads = reads
        self._synonyms = synonyms

    async def attention(self, request: AttentionRequest) -> Attention:
        """One search, whatever the queries: what each finds is what `/v1/search` lists by date."""
        queries = self._understood(request)
        state, match = await self._readable(request)
        clauses = self._clauses(request, queries, match)
        answer = await self._reads.ask(attention.series_body(request, clauses))
        return Attention(
            attention.series(request, answer),
            tuple(answers.interpretation(query) for query in queries),
            replace(state, partial=answers.is_partial(answer)),
        )

    async def words(self, request: AttentionRequest, limit: int) -> SignificantWords:
        """Words of a sample of each query's articles, counted in the whole period."""
        queries = self._understood(request)
        state, match = await self._readable(request)
        clauses = self._clauses(request, queries, match)
        found = await asyncio.gather(
            *(
                self._words(request, query, clause, match, limit)
                for query, clause in zip(queries, clauses, strict=True)
            )
        )
        return SignificantWords(
            tuple(words for words, _, _ in found),
            tuple(sampled for _, sampled, _ in found),
            replace(state, partial=any(partial for _, _, partial in found)),
        )

    async def _words(
        self, request: AttentionRequest, query: Query, clause: Clause, match: Match, limit: int
    ) -> tuple[tuple[SignificantWord, ...], int, bool]:
        sample = await self._reads.ask(attention.sample_body(request, clause))
        texts = [_text(hit["_source"]) for hit in sample["hits"]["hits"]]
        partial = answers.is_partial(sample)
        # in a thread: a tenth of a second of reading words would keep every other reader waiting
        found = await asyncio.to_thread(attention.candidates, texts, attention.query_lexemes(query))
        if not found:
            return (), len(texts), partial
        everywhere = await self._reads.frequencies(attention.frequencies_body(found))
        likeliest = attention.likeliest(found, len(texts), everywhere)
        counted = await self._reads.ask(attention.words_body(request, clause, likeliest, match))
        words = attention.significant(likeliest, counted, limit)
        return words, len(texts), partial or answers.is_partial(counted)

    def _understood(self, request: AttentionRequest) -> list[Query]:
        understood: list[Query] = []
        for place, asked in enumerate(request.queries):
            try:
                query = parse(asked.text, request.fields)
            except QuerySyntaxError as error:
                message = f"query {place + 1}: {error}"
                raise QuerySyntaxError(message, error.position, error.literal, place) from error
            understood.append(recognised(query, self._synonyms.spellings, dialect()))
        return understood

    def _clauses(self, request: AttentionRequest, queries: list[Query], match: Match) -> list[Clause]:
        return [
            attention.clause_of(asked, query, match, request.tz)
            for asked, query in zip(request.queries, queries, strict=True)
        ]

    async def _readable(self, request: AttentionRequest) -> tuple[IndexState, Match]:
        """How far the index is, and the tier that it can be asked in."""
        state = await self._reads.state()
        loose = request.match == "loose" and not self._reads.has_lexemes(state)
        return state, "standard" if loose else request.match


def _text(source: dict[str, Any]) -> str:
    return f"{source['title']}\n{source.get('body', '')}"

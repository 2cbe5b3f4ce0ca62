"""Relevance measured as readers get it: production mapping, production query, judgements of the operator.

A directory holds `corpus.jsonl` or `corpus.jsonl.gz` (`_id title text`), `queries.tsv` (id, text) and
`qrels.tsv` (TREC). The corpus goes into a throw-away platform of its own namespace.
"""

from __future__ import annotations

import gzip
import json
import time
import uuid
from collections.abc import AsyncIterator, Callable, Iterator, Mapping
from contextlib import asynccontextmanager
from dataclasses import dataclass, replace
from datetime import UTC, datetime
from pathlib import Path
from statistics import quantiles
from typing import Any, Final

from services.arabic.embedding import Embedder, passage
from services.contracts.article import Article, EnrichedArticle, Paragraph
from services.contracts.source import SourceRef
from services.runtime.settings import Settings
from services.search import generations
from services.search.bulk import BulkWriter, Write
from services.search.cluster import AsyncElasticsearch, connect
from services.search.corpus_vectors import index_vectors
from services.search.documents import article_document
from services.search.query_vectors import QueryVectors
from services.search.reader import Reader
from services.search.results import Page, QuerySyntaxError, SearchRequest
from services.search.settings import SearchSettings

DEPTH: Final = 100
CONFIGURATIONS: Final[Mapping[str, SearchRequest]] = {
    "default": SearchRequest(),
    "standard": SearchRequest(match="standard"),
    "exact": SearchRequest(match="exact"),
}
SEMANTIC: Final = "semantic"
PATIENT_S: Final = 10.0  # every query is to be embedded, on however busy a machine
_SOURCE = SourceRef(id="judged", name="judged")


@dataclass(frozen=True, slots=True)
class Judged:
    """A collection with judgements. `qrels`: query id → document id → relevance."""

    corpus: Path
    queries: dict[str, str]
    qrels: dict[str, dict[str, int]]


@dataclass(frozen=True, slots=True)
class Figures:
    """Means over the judged queries; times of one search in milliseconds."""

    ndcg: float
    mrr: float
    recall: float
    p50_ms: float
    p99_ms: float
    queries: int

    def row(self) -> dict[str, float]:
        return {
            "ndcg@10": self.ndcg,
            "mrr@10": self.mrr,
            "recall@100": self.recall,
            "p50_ms": self.p50_ms,
            "p99_ms": self.p99_ms,
            "queries": self.queries,
        }


def read(directory: Path) -> Judged:
    """Raises ValueError that names the file and the line that is not as it should be."""
    corpus = next(
        (path for name in ("corpus.jsonl", "corpus.jsonl.gz") if (path := directory / name).is_file()), None
    )
    if corpus is None:
        raise ValueError(f"{directory}: no corpus.jsonl or corpus.jsonl.gz")
    queries = {columns[0]: columns[1] for columns in _columns(directory / "queries.tsv", 2)}
    qrels: dict[str, dict[str, int]] = {}
    for query, _, document, relevance in _columns(directory / "qrels.tsv", 4):
        if not relevance.lstrip("-").isdigit():
            raise ValueError(f"{directory / 'qrels.tsv'}: {relevance!r} is no relevance")
        qrels.setdefault(query, {})[document] = int(relevance)
    return Judged(corpus, queries, qrels)


async def evaluate(
    directory: Path,
    settings: Settings,
    configurations: Mapping[str, SearchRequest] = CONFIGURATIONS,
    progress: Callable[[str], None] = lambda _line: None,
    vectors: Path | None = None,
) -> dict[str, Figures]:
    """Index, ask, measure; what was made is deleted again, whatever happens.

    `vectors`: a directory that keeps them; then the configuration `semantic` is measured too.
    """
    judged = read(directory)
    async with indexed(judged, settings) as own, Reader(own) as reader:
        figures: dict[str, Figures] = {}
        for name, request in configurations.items():
            progress(f"{directory.name}, {name}: {len(judged.qrels)} queries")
            figures[name] = await _measured(reader, judged, request)
        if vectors is not None:
            await index_vectors(own, _passages(judged), vectors, progress)
            progress(f"{directory.name}, {SEMANTIC}: {len(judged.qrels)} queries")
            async with Reader(own, query_vectors=QueryVectors(Embedder(), PATIENT_S)) as ranking:
                figures[SEMANTIC] = await _measured(ranking, judged, SearchRequest())
        return figures


@asynccontextmanager
async def indexed(judged: Judged, settings: Settings) -> AsyncIterator[SearchSettings]:
    """The settings of a throw-away platform that holds the corpus."""
    own = SearchSettings(
        elasticsearch=settings.elasticsearch, namespace=f"eval{uuid.uuid4().hex[:10]}", replicas="0-1"
    )
    client = connect(own, own.bulk_timeout_s)
    try:
        await _index(client, own, judged)
        yield own
    finally:
        await _delete(client, own)
        await client.close()


async def _index(client: AsyncElasticsearch, settings: SearchSettings, judged: Judged) -> None:
    live = await generations.provision(client, settings)
    writer = BulkWriter(client, settings, settings.named(generations.ARTICLES))
    now = datetime.now(UTC)
    batch: list[Write] = []
    for document in _documents(judged.corpus):
        batch.append(Write(document["_id"], 1, article_document(_article(document, now), now)))
        if len(batch) == settings.bulk_documents:
            await writer.write(batch)
            batch = []
    await writer.write(batch)
    await client.indices.refresh(index=live)


def _passages(judged: Judged) -> dict[str, str]:
    """By id, what the role `embed` would embed."""
    return {
        document["_id"]: passage(document["title"], document["text"])
        for document in _documents(judged.corpus)
    }


async def _measured(reader: Reader, judged: Judged, request: SearchRequest) -> Figures:
    import ir_measures

    run: dict[str, dict[str, float]] = {}
    times: list[float] = []
    for query in judged.qrels:
        started = time.perf_counter()
        found = await _ask(reader, judged.queries[query], request)
        times.append((time.perf_counter() - started) * 1000)
        # where queries are documents themselves, a query is no answer to itself
        run[query] = {document: score for document, score in found if document != query}
    ndcg, mrr, recall = ir_measures.nDCG @ 10, ir_measures.RR @ 10, ir_measures.R @ 100
    means = ir_measures.calc_aggregate((ndcg, mrr, recall), judged.qrels, run)
    cuts = quantiles(times, n=100) if len(times) > 1 else times * 99
    return Figures(means[ndcg], means[mrr], means[recall], cuts[49], cuts[98], len(times))


async def _ask(reader: Reader, text: str, request: SearchRequest) -> list[tuple[str, float]]:
    """As a reader who takes the offer of the literal search when the query has a syntax error."""
    asked = replace(request, text=text, highlight=False, total="none", page=Page(limit=DEPTH + 1))
    try:
        result = await reader.search(asked)
    except QuerySyntaxError as error:
        result = await reader.search(replace(asked, text=error.literal))
    return [(item.id, item.score or 0.0) for item in result.items]


def _documents(corpus: Path) -> Iterator[dict[str, Any]]:
    with gzip.open(corpus, "rt") if corpus.suffix == ".gz" else corpus.open() as lines:
        for number, line in enumerate(lines, 1):
            try:
                document = json.loads(line)
                yield {
                    "_id": str(document["_id"]),
                    "title": document.get("title") or "",
                    "text": document["text"],
                }
            except (ValueError, KeyError, TypeError) as error:
                raise ValueError(
                    f"{corpus}:{number}: not a document with _id, title and text: {error}"
                ) from error


def _columns(path: Path, count: int) -> Iterator[tuple[str, ...]]:
    if not path.is_file():
        raise ValueError(f"{path}: missing")
    for number, line in enumerate(path.read_text().splitlines(), 1):
        columns = line.split("\t", count - 1)
        if len(columns) != count:
            raise ValueError(f"{path}:{number}: {len(columns)} columns instead of {count}")
        yield tuple(columns)


def _article(document: Mapping[str, str], now: datetime) -> EnrichedArticle:
    article = Article(
        id=document["_id"],
        source=_SOURCE,
        url=f"https://judged.invalid/{document['_id']}",
        title=document["title"],
        blocks=(Paragraph(text=document["text"]),),
        fetched_at=now,
    )
    return EnrichedArticle(article=article, lang="ar", enriched_at=now)


async def _delete(client: AsyncElasticsearch, settings: SearchSettings) -> None:
    """Everything of this namespace, by exact name: a cluster may forbid deleting by pattern."""
    for name in await client.indices.get(index=f"{settings.namespace}-*", features=["aliases"]):
        await client.indices.delete(index=name)
    await client.indices.delete_index_template(name=f"{settings.namespace}-*")

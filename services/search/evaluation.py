"""Relevance measured as readers get it: production mapping, production query, judgements of the operator.

The corpus goes into a throw-away platform of its own namespace.
"""

from __future__ import annotations

import asyncio
import hashlib
import os
import time
import uuid
from collections.abc import AsyncIterator, Callable, Iterator, Mapping, Sequence
from concurrent.futures import ThreadPoolExecutor
from contextlib import asynccontextmanager
from dataclasses import dataclass, replace
from datetime import UTC, datetime
from itertools import islice
from pathlib import Path
from statistics import quantiles
from threading import local
from typing import Final

from pydantic import ValidationError

from services.arabic.embedding import DIMENSIONS, MODEL, Embedder, passage
from services.contracts.article import Article, EnrichedArticle, Paragraph
from services.contracts.source import SourceRef
from services.runtime.settings import Settings
from services.search import generations
from services.search.bulk import BulkWriter, Verdict, Write
from services.search.cluster import AsyncElasticsearch, connect, reading
from services.search.documents import article_document
from services.search.errors import QuerySyntaxError
from services.search.judgements import Document, Judged, read
from services.search.query_vectors import QueryVectors
from services.search.reader import Reader
from services.search.results import Page, SearchRequest
from services.search.settings import SearchSettings
from services.search.vectors import VectorWriter, alias

DEPTH: Final = 100
CONFIGURATIONS: Final[Mapping[str, SearchRequest]] = {
    "default": SearchRequest(),
    "standard": SearchRequest(match="standard"),
    "exact": SearchRequest(match="exact"),
}
SEMANTIC: Final = "semantic"
PATIENT_S: Final = 10.0  # every query is to be embedded, on however busy a machine
KEY_BYTES: Final = 16
RECORD_BYTES: Final = KEY_BYTES + DIMENSIONS
CHUNK: Final = 16
PROGRESS_EVERY: Final = 500
_SOURCE = SourceRef(id="judged", name="judged")


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
    for remark in judged.remarks:
        progress(f"{directory.name}: {remark}")
    async with indexed(judged, settings) as own, Reader(own) as reader:
        figures: dict[str, Figures] = {}
        for name, request in configurations.items():
            progress(f"{directory.name}, {name}: {len(judged.qrels)} queries")
            figures[name] = await _measured(reader, judged, request)
        if vectors is not None:
            await _index_vectors(own, _passages(judged), vectors, progress)
            progress(f"{directory.name}, {SEMANTIC}: {len(judged.qrels)} queries")
            async with Reader(own, query_vectors=QueryVectors(Embedder(), PATIENT_S)) as ranking:
                figures[SEMANTIC] = await _measured(ranking, judged, SearchRequest())
        return figures


@asynccontextmanager
async def indexed(judged: Judged, settings: Settings) -> AsyncIterator[SearchSettings]:
    """The settings of a throw-away platform that holds the corpus. Raises `IndexUnavailable`."""
    own = SearchSettings(
        elasticsearch=settings.elasticsearch, namespace=f"eval{uuid.uuid4().hex[:10]}", replicas="0-1"
    )
    async with connect(own, own.bulk_timeout_s) as client:
        with reading(own):
            live = await generations.provision(client, own)
        try:
            await _index(client, own, judged)
            await client.indices.refresh(index=live)
            yield own
        finally:
            await _delete(client, own)


async def _index(client: AsyncElasticsearch, settings: SearchSettings, judged: Judged) -> None:
    writer = BulkWriter(client, settings, settings.named(generations.ARTICLES))
    now = datetime.now(UTC)
    documents = judged.documents()
    while batch := list(islice(documents, settings.bulk_documents)):
        written = await writer.write([_write(judged.corpus, document, now) for document in batch])
        for document, told in zip(batch, written, strict=True):
            if told.verdict is Verdict.REJECTED:
                raise ValueError(f"{judged.corpus}: {document.id} cannot be indexed: {told.reason}")


def _passages(judged: Judged) -> dict[str, str]:
    """By id, what the role `embed` would embed."""
    return {document.id: passage(document.title, document.text) for document in judged.documents()}


async def _measured(reader: Reader, judged: Judged, request: SearchRequest) -> Figures:
    import ir_measures

    run: dict[str, dict[str, float]] = {}
    times: list[float] = []
    for query in judged.qrels:
        started = time.perf_counter()
        found = await _ask(reader, judged.queries[query], request)
        times.append((time.perf_counter() - started) * 1000)
        # where queries are documents themselves, a query is no answer to itself, unless it was judged to be
        run[query] = {
            document: score
            for document, score in found
            if document != query or document in judged.qrels[query]
        }
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


def _write(corpus: Path, document: Document, now: datetime) -> Write:
    try:
        article = Article(
            id=document.id,
            source=_SOURCE,
            url=f"https://judged.invalid/{document.id}",
            title=document.title,
            blocks=(Paragraph(text=document.text),),
            fetched_at=now,
        )
    except ValidationError as error:
        reasons = "; ".join(f"{'.'.join(map(str, one['loc']))}: {one['msg']}" for one in error.errors())
        raise ValueError(f"{corpus}: {document.id} cannot be indexed: {reasons}") from error
    enriched = EnrichedArticle(article=article, lang="ar", enriched_at=now)
    return Write(document.id, 1, article_document(enriched, now))


async def _delete(client: AsyncElasticsearch, settings: SearchSettings) -> None:
    """Everything of this namespace, by exact name: a cluster may forbid deleting by pattern."""
    for name in await client.indices.get(index=f"{settings.namespace}-*", features=["aliases"]):
        await client.indices.delete(index=name)
    await client.indices.delete_index_template(name=f"{settings.namespace}-*")


async def _index_vectors(
    settings: SearchSettings, texts: Mapping[str, str], directory: Path, progress: Callable[[str], None]
) -> None:
    """Write the vector of each text, by document id. `directory` keeps them for the next time."""
    vectors = await asyncio.to_thread(_vectors, list(texts.values()), directory, progress)
    writes = [Write(id_, 1, {"vector": vectors[_key(text)].hex()}) for id_, text in texts.items()]
    client = connect(settings, settings.bulk_timeout_s)
    try:
        await VectorWriter(client, settings).write(writes)
        await client.indices.refresh(index=alias(settings))
    finally:
        await client.close()


def _vectors(texts: Sequence[str], directory: Path, progress: Callable[[str], None]) -> dict[bytes, bytes]:
    """By key of the text; those that are new are appended to the file as they come."""
    directory.mkdir(parents=True, exist_ok=True)
    path = directory / f"{MODEL}.vectors"
    vectors = dict(_records(path)) if path.exists() else {}
    new = list({key: text for text in texts if (key := _key(text)) not in vectors}.values())
    chunks = [new[start : start + CHUNK] for start in range(0, len(new), CHUNK)]
    progress(f"{len(texts)} texts, {len(new)} to embed")
    own = local()

    def embed(chunk: Sequence[str]) -> list[bytes]:
        if not hasattr(own, "embedder"):
            own.embedder = Embedder()
        made: list[bytes] = own.embedder.passages(chunk)
        return made

    with ThreadPoolExecutor(os.cpu_count()) as pool, path.open("ab") as file:
        for done, (chunk, made) in enumerate(zip(chunks, pool.map(embed, chunks), strict=True), 1):
            pairs = [(_key(text), vector) for text, vector in zip(chunk, made, strict=True)]
            file.write(b"".join(key + vector for key, vector in pairs))
            vectors.update(pairs)
            if done * CHUNK % PROGRESS_EVERY < CHUNK:
                progress(f"{min(done * CHUNK, len(new))} of {len(new)} embedded")
    return vectors


def _records(path: Path) -> Iterator[tuple[bytes, bytes]]:
    """The whole records; a run that was killed may have left a part of one at the end, which is cut off."""
    content = path.read_bytes()
    whole = len(content) - len(content) % RECORD_BYTES
    if whole < len(content):
        os.truncate(path, whole)
    for start in range(0, whole, RECORD_BYTES):
        record = content[start : start + RECORD_BYTES]
        yield record[:KEY_BYTES], record[KEY_BYTES:]


def _key(text: str) -> bytes:
    return hashlib.sha256(text.encode()).digest()[:KEY_BYTES]

"""What each ingredient of the ranking gives, on queries that no weight was chosen on: docs/relevance.md.

`python -m benchmarks.relevance [DIR…]`; without directories, the collections beside the checkout. Every query
is asked of all configurations in turn, so that their times may be compared.
"""

from __future__ import annotations

import asyncio
import hashlib
import sys
import time
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

import ir_measures
import numpy as np
from services.runtime.settings import Settings
from services.search.cluster import AsyncElasticsearch, connect
from services.search.errors import QuerySyntaxError
from services.search.evaluation import DEPTH, indexed
from services.search.grammar import Query, unquoted
from services.search.judgements import Judged, read
from services.search.matching import loosened
from services.search.parsing import parse
from services.search.queries import search_body
from services.search.results import Page, SearchRequest

from benchmarks.stack import engines

COLLECTIONS = Path("../shared/data/relevance")
PAGE = Path("docs/relevance.md")
START, END = "<!-- measured -->", "<!-- end -->"
REQUEST = SearchRequest(highlight=False, total="none", freshness=False, page=Page(limit=DEPTH + 1))
NDCG, MRR, RECALL = ir_measures.nDCG @ 10, ir_measures.RR @ 10, ir_measures.R @ 100
RESAMPLES = 10_000

# what is added from one line of the table to the next; the last line is the query of production
STEPS = (
    "lemmas and 3-grams",
    "roots",
    "titles",
    "lead",
    "words for what is asked",
    "exact words",
    "nearness",
    "matching",
)
OF_FIELDS = {
    "roots.body": "roots",
    "lemmas.body.lead": "lead",
    "body.exact": "exact words",
    "title.exact": "exact words",
}
DEFAULT = f"+ {STEPS[-1]} = default"


@dataclass
class Run:
    """Answers and times of one configuration. `found`: query id → document id → score."""

    found: dict[str, dict[str, float]] = field(default_factory=dict)
    times: list[float] = field(default_factory=list)


def is_held_out(query: str) -> bool:
    """Two queries of five; weights were chosen on the others."""
    return int(hashlib.sha256(query.encode()).hexdigest(), 16) % 5 >= 3


def floor(text: str) -> dict[str, Any]:
    """Light stem + 0.6 × 3-grams of the body."""
    should = [
        {"match": {"body": {"query": text}}},
        {"match": {"body.grams": {"query": text, "boost": 0.6}}},
    ]
    return {"bool": {"should": should}}


def ablated(query: Mapping[str, Any], steps: Sequence[str]) -> dict[str, Any]:
    """The production query with these ingredients only."""
    should = [clause for clause in query["bool"]["should"] if ingredient(clause) in steps]
    held = {"filter": query["bool"]["filter"]} if "matching" in steps else {}
    return {"bool": {"should": should, **held}}


def ingredient(clause: Mapping[str, Any]) -> str:
    """To which of `STEPS` a clause of the score belongs."""
    ((kind, asked),) = clause.items()
    ((name, options),) = asked.items()
    if kind == "match_phrase":
        return "nearness"
    if "title" in name and "exact" not in name:
        return "titles"
    if name == "lemmas.body" and options["boost"] < 1:
        return "words for what is asked"
    return OF_FIELDS.get(name, "lemmas and 3-grams")


def configurations(text: str) -> dict[str, dict[str, Any]]:
    """What Elasticsearch is asked for this text, by line of the table."""
    query = search_body(REQUEST, understood(text), datetime.now(UTC))["query"]
    lines = {"floor": floor(text)}
    for count, step in enumerate(STEPS, 1):
        name = DEFAULT if count == len(STEPS) else f"+ {step}" if count > 1 else step
        lines[name] = ablated(query, STEPS[:count])
    return lines


def understood(text: str) -> Query:
    try:
        return parse(text)
    except QuerySyntaxError as error:
        return parse(error.literal)


async def measured(client: AsyncElasticsearch, index: str, judged: Judged) -> dict[str, Run]:
    runs: dict[str, Run] = {}
    held_out = [query for query in judged.qrels if is_held_out(query)]
    for at, query in enumerate(held_out):
        lines = list(configurations(judged.queries[query]).items())
        turn = at % len(lines)
        for name, asked in (*lines[turn:], *lines[:turn]):
            run = runs.setdefault(name, Run())
            started = time.perf_counter()
            hits = await hits_of(client, index, asked)
            for looser in (unquoted, loosened) if name == DEFAULT else ():
                if not hits and (other := looser(understood(judged.queries[query]))):
                    body = search_body(REQUEST, other, datetime.now(UTC))
                    hits = await hits_of(client, index, body["query"])
            run.times.append((time.perf_counter() - started) * 1000)
            # where queries are documents themselves, a query is no answer to itself
            run.found[query] = {hit["_id"]: hit["_score"] for hit in hits if hit["_id"] != query}
    return runs


async def hits_of(client: AsyncElasticsearch, index: str, query: Mapping[str, Any]) -> list[dict[str, Any]]:
    answer = await client.search(
        index=index, query=query, size=DEPTH + 1, source=False, track_total_hits=False
    )
    hits: list[dict[str, Any]] = answer["hits"]["hits"]
    return hits


def table(name: str, judged: Judged, runs: Mapping[str, Run]) -> str:
    """Markdown: a line for each configuration, and how sure the gain is."""
    held_out = list(runs["floor"].found)
    qrels = {query: judged.qrels[query] for query in held_out}
    lines = [
        f"### {name}: {len(held_out)} queries",
        "",
        "| | nDCG@10 | MRR@10 | recall@100 | p50 ms | p99 ms |",
        "|---|---|---|---|---|---|",
    ]
    for line, run in runs.items():
        means = ir_measures.calc_aggregate((NDCG, MRR, RECALL), qrels, run.found)
        p50, p99 = np.percentile(run.times, (50, 99))
        lines.append(
            f"| {line} | {means[NDCG]:.4f} | {means[MRR]:.4f} | {means[RECALL]:.4f} | {p50:.1f} | {p99:.1f} |"
        )
    gain, low, high = difference(qrels, runs["floor"].found, runs[DEFAULT].found)
    ratio = np.median(runs[DEFAULT].times) / np.median(runs["floor"].times)
    interval = f"{gain:+.4f} ({low:+.4f} to {high:+.4f})"
    lines += ["", f"Default above floor: {interval}; {ratio:.2f} times its p50.", ""]
    return "\n".join(lines)


def difference(
    qrels: dict[str, dict[str, int]], floor: dict[str, dict[str, float]], ours: dict[str, dict[str, float]]
) -> tuple[float, float, float]:
    """The mean gain in nDCG@10 with its 95 % interval: a paired bootstrap over the queries."""
    by_query = [
        {found.query_id: found.value for found in ir_measures.iter_calc([NDCG], qrels, run)}
        for run in (floor, ours)
    ]
    gains = np.array([by_query[1].get(query, 0.0) - by_query[0].get(query, 0.0) for query in qrels])
    drawn = np.random.default_rng(0).integers(0, len(gains), (RESAMPLES, len(gains)))
    low, high = np.percentile(gains[drawn].mean(axis=1), (2.5, 97.5))
    return float(gains.mean()), float(low), float(high)


async def measure(directories: Sequence[Path]) -> list[str]:
    tables = []
    with engines() as (_, elasticsearch):
        for directory in directories:
            judged = read(directory)
            async with indexed(judged, Settings(elasticsearch=elasticsearch)) as own:
                client = connect(own, 60)
                runs = await measured(client, own.named("articles"), judged)
                await client.close()
            tables.append(table(directory.name, judged, runs))
            print(tables[-1], flush=True)
    return tables


def main() -> None:
    directories = [Path(name) for name in sys.argv[1:]] or sorted(COLLECTIONS.iterdir())
    tables = asyncio.run(measure(directories))
    before, rest = PAGE.read_text().split(START)
    PAGE.write_text(f"{before}{START}\n" + "\n".join(tables) + f"{END}{rest.split(END)[1]}")


if __name__ == "__main__":
    main()

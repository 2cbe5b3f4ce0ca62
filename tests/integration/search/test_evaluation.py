"""Relevance measured on judgements of an operator."""

from __future__ import annotations

import gzip
import json
from pathlib import Path

import pytest
from services.arabic.embedding import MODEL, installed
from services.runtime.settings import Settings
from services.search.cluster import connect
from services.search.errors import IndexUnavailable
from services.search.evaluation import evaluate
from services.search.results import SearchRequest

DOCUMENTS = {
    "d1": ("ميناء آسفي", "رست بميناء آسفي باخرة محملة بالفوسفاط."),
    "d2": ("كأس العرش", "تعادل الفريقان في نهائي كأس العرش."),
    "d3": ("", "تراجع صيد السردين هذا الموسم."),
}


@pytest.fixture
def judged(tmp_path: Path) -> Path:
    lines = [
        json.dumps({"_id": key, "title": title, "text": text}) for key, (title, text) in DOCUMENTS.items()
    ]
    with gzip.open(tmp_path / "corpus.jsonl.gz", "wt") as corpus:
        corpus.write("\n".join(lines))
    (tmp_path / "queries.tsv").write_text('q1\tميناء اسفي\nq2\tمن فاز بكأس العرش؟\nq3\t"لا أحد\n')
    (tmp_path / "qrels.tsv").write_text("q1\t0\td1\t1\nq2\t0\td2\t1\nq3\t0\td3\t1\n")
    return tmp_path


async def test_figures_are_means_over_judged_queries_and_nothing_is_left(
    judged: Path, elasticsearch: str
) -> None:
    figures = await evaluate(judged, Settings(elasticsearch=elasticsearch))
    row = figures["default"].row()
    assert row["ndcg@10"] == pytest.approx(2 / 3)
    assert row["mrr@10"] == pytest.approx(2 / 3)
    assert row["queries"] == 3
    assert 0 < row["p50_ms"] <= row["p99_ms"]
    client = connect(Settings(elasticsearch=elasticsearch), 30)
    left = await client.indices.get(index="eval*", expand_wildcards="all")
    await client.close()
    assert not left.body


async def test_a_query_that_is_a_document_is_its_own_answer_only_where_it_was_judged_so(
    judged: Path, elasticsearch: str
) -> None:
    (judged / "queries.tsv").write_text("d1\tميناء آسفي\nd2\tكأس العرش\n")
    (judged / "qrels.tsv").write_text("query\t0\tdocument\trelevance\nd1 0 d1 2\nd2 0 d3 1\nd9 0 d3 1\n")
    told: list[str] = []
    only = {"default": SearchRequest()}
    figures = await evaluate(judged, Settings(elasticsearch=elasticsearch), only, told.append)
    assert figures["default"].row()["ndcg@10"] == pytest.approx(1 / 2)
    assert any("1 judged queries are left out" in line for line in told)


async def test_a_document_that_cannot_be_indexed_is_named(judged: Path, elasticsearch: str) -> None:
    (judged / "corpus.jsonl").write_text(json.dumps({"_id": "x" * 600, "title": "", "text": "ميناء"}))
    with pytest.raises(ValueError, match=r"corpus\.jsonl: x+ cannot be indexed"):
        await evaluate(judged, Settings(elasticsearch=elasticsearch))


async def test_without_a_cluster_it_says_so(judged: Path) -> None:
    with pytest.raises(IndexUnavailable, match="no Elasticsearch at http"):
        await evaluate(judged, Settings(elasticsearch="http://127.0.0.1:1"))


@pytest.mark.skipif(not installed(), reason="needs the extra: pip install 'nashra[semantic]'")
async def test_meaning_is_measured_beside_the_text_and_a_corpus_is_embedded_once(
    judged: Path, elasticsearch: str, tmp_path: Path
) -> None:
    settings, only = Settings(elasticsearch=elasticsearch), {"default": SearchRequest()}
    told: list[str] = []
    figures = await evaluate(judged, settings, only, told.append, tmp_path / "vectors")
    assert list(figures) == ["default", "semantic"]
    assert figures["semantic"].ndcg >= figures["default"].ndcg == pytest.approx(2 / 3)
    assert "3 texts, 3 to embed" in told
    with (tmp_path / "vectors" / f"{MODEL}.vectors").open("ab") as file:
        file.write(b"the part of a record that a killed run leaves")
    told.clear()
    await evaluate(judged, settings, only, told.append, tmp_path / "vectors")
    assert "3 texts, 0 to embed" in told

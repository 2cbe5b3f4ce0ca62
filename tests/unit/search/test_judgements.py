"""Judgements as people and other programs write them."""

from __future__ import annotations

import gzip
from pathlib import Path

import pytest
from services.search.judgements import Document, read

CORPUS = '{"_id": "d1", "title": "ميناء", "text": "رست باخرة."}\n{"_id": 2, "title": null, "text": "كأس"}\n'
QUERIES = "q1\tميناء آسفي\nq2\tكأس العرش\n"
QRELS = "q1\t0\td1\t2\nq1\t0\t2\t0\nq2\t0\t2\t1\n"


@pytest.fixture
def directory(tmp_path: Path) -> Path:
    (tmp_path / "corpus.jsonl").write_text(CORPUS)
    (tmp_path / "queries.tsv").write_text(QUERIES)
    (tmp_path / "qrels.tsv").write_text(QRELS)
    return tmp_path


def test_a_collection(directory: Path) -> None:
    judged = read(directory)
    assert judged.queries == {"q1": "ميناء آسفي", "q2": "كأس العرش"}
    assert judged.qrels == {"q1": {"d1": 2, "2": 0}, "q2": {"2": 1}}
    assert list(judged.documents()) == [Document("d1", "ميناء", "رست باخرة."), Document("2", "", "كأس")]
    assert judged.remarks == ()


def test_headings_blank_lines_windows_line_ends_and_a_byte_order_mark_are_read_over(directory: Path) -> None:
    plain = read(directory)
    for name, headings in (("queries.tsv", "qid\ttext\n"), ("qrels.tsv", "qid\titer\tdocid\trel\n")):
        text = headings + (directory / name).read_text() + "\n"
        (directory / name).write_bytes(text.replace("\n", "\r\n").encode("utf-8-sig"))
    (directory / "corpus.jsonl").write_bytes(f"{CORPUS}\n\n".replace("\n", "\r\n").encode("utf-8-sig"))
    assert read(directory).qrels == plain.qrels
    assert plain.queries.items() <= read(directory).queries.items()
    assert list(read(directory).documents()) == list(plain.documents())


def test_judgements_may_be_written_with_blanks_and_a_query_with_any_character(directory: Path) -> None:
    (directory / "qrels.tsv").write_text("q1 0 d1 1\nq2  0  2  1\n")
    (directory / "queries.tsv").write_text("q1\tميناء\u2028\x85آسفي\tالكبير\nq2\tكأس\n")
    assert read(directory).qrels == {"q1": {"d1": 1}, "q2": {"2": 1}}
    assert read(directory).queries["q1"] == "ميناء\u2028\x85آسفي\tالكبير"


def test_what_cannot_be_measured_is_remarked(directory: Path) -> None:
    (directory / "qrels.tsv").write_text(f"{QRELS}q9\t0\td1\t1\nq1\t0\td9\t1\n")
    judged = read(directory)
    assert set(judged.qrels) == {"q1", "q2"}
    assert [remark[:18] for remark in judged.remarks] == ["1 judged queries a", "1 judged documents"]


@pytest.mark.parametrize(
    ("name", "content", "message"),
    [
        ("qrels.tsv", b"q1\t0\td1\n", r"qrels\.tsv:1: 3 columns instead of 4: query id, 0,"),
        ("qrels.tsv", QRELS.encode() + b"q1\t0\td1\tgood\n", r"qrels\.tsv: 'good' is no relevance, of d1"),
        ("qrels.tsv", b"q8\t0\td1\t1\n", "no query of qrels.tsv is in queries.tsv"),
        ("qrels.tsv", b"", "no query of qrels.tsv is in queries.tsv"),
        ("qrels.tsv", None, r"qrels\.tsv: missing; a line is: query id, 0, document id, relevance"),
        ("queries.tsv", b"q1\n", r"queries\.tsv:1: 1 columns instead of 2"),
        ("queries.tsv", "q1\tميناء".encode("cp1256"), r"queries\.tsv: not UTF-8"),
        ("queries.tsv", None, r"queries\.tsv: missing"),
        ("corpus.jsonl", b'{"_id": "d1", "title": "x"}\n', r"corpus\.jsonl:1: not a document .*text"),
        ("corpus.jsonl", b'{"_id": "d1", "text": "x"}\n[]\n', r"corpus\.jsonl:2: not a document"),
        ("corpus.jsonl", None, r"no corpus\.jsonl or corpus\.jsonl\.gz"),
        ("corpus.jsonl.gz", b"no gzip", r"corpus\.jsonl\.gz: cannot be read"),
        ("corpus.jsonl.gz", gzip.compress(CORPUS.encode())[:-9], r"corpus\.jsonl\.gz: cannot be read"),
    ],
)  # fmt: skip
def test_an_error_says_where_and_what_should_be_there(
    directory: Path, name: str, content: bytes | None, message: str
) -> None:
    if name == "corpus.jsonl.gz":
        (directory / "corpus.jsonl").unlink()
    if content is None:
        (directory / name).unlink()
    else:
        (directory / name).write_bytes(content)
    with pytest.raises(ValueError, match=message):
        read(directory)

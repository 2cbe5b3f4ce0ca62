"""What an operator judged: a corpus, queries, and which documents answer them how well.

A directory holds `corpus.jsonl` or `corpus.jsonl.gz` (`_id title text`), `queries.tsv` (id, text) and
`qrels.tsv` (TREC: query, 0, document, relevance). Blank lines, a first line of headings, a byte order mark
and the line ends of Windows are read over.
"""

from __future__ import annotations

import gzip
import json
import zlib
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path
from typing import Final

CORPORA: Final = ("corpus.jsonl", "corpus.jsonl.gz")
ENCODING: Final = "utf-8-sig"


@dataclass(frozen=True, slots=True)
class Document:
    id: str
    title: str
    text: str


@dataclass(frozen=True, slots=True)
class Judged:
    """A collection with judgements. `qrels`: query id → document id → relevance; each query has its text.

    `remarks`: what was left out, or cannot be found, one sentence each.
    """

    corpus: Path
    queries: dict[str, str]
    qrels: dict[str, dict[str, int]]
    remarks: tuple[str, ...] = ()

    def documents(self) -> Iterator[Document]:
        return documents(self.corpus)


def read(directory: Path) -> Judged:
    """Raises ValueError that names the file, and the line that is not as it should be."""
    corpus = next((path for name in CORPORA if (path := directory / name).is_file()), None)
    if corpus is None:
        raise ValueError(f"{directory}: no {' or '.join(CORPORA)}; a line is {{_id, title, text}}")
    queries = dict(_columns(directory / "queries.tsv", "query id, text"))
    judged = _qrels(directory / "qrels.tsv")
    qrels = {query: found for query, found in judged.items() if query in queries}
    if not qrels:
        raise ValueError(f"{directory}: no query of qrels.tsv is in queries.tsv; they name queries by one id")
    there = {document.id for document in documents(corpus)}
    absent = {document for found in qrels.values() for document in found} - there
    remarks = []
    if left_out := len(judged) - len(qrels):
        remarks.append(f"{left_out} judged queries are left out: queries.tsv does not have them")
    if absent:
        remarks.append(f"{len(absent)} judged documents count as not found: {corpus.name} does not have them")
    return Judged(corpus, queries, qrels, tuple(remarks))


def documents(corpus: Path) -> Iterator[Document]:
    for number, line in _lines(corpus):
        try:
            found = json.loads(line)
            yield Document(str(found["_id"]), found.get("title") or "", found["text"] or "")
        except (ValueError, KeyError, TypeError, AttributeError) as error:
            raise ValueError(
                f"{corpus}:{number}: not a document with _id, title and text: {error!r}"
            ) from error


def _qrels(path: Path) -> dict[str, dict[str, int]]:
    qrels: dict[str, dict[str, int]] = {}
    for place, (query, _, document, relevance) in enumerate(
        _columns(path, "query id, 0, document id, relevance")
    ):
        if relevance.lstrip("-").isdecimal():
            qrels.setdefault(query, {})[document] = int(relevance)
        elif place:  # the first may be the headings
            raise ValueError(
                f"{path}: {relevance!r} is no relevance, of {document} to {query}: a whole number"
            )
    return qrels


def _columns(path: Path, names: str) -> Iterator[list[str]]:
    """Of each line; the last one may hold anything."""
    if not path.is_file():
        raise ValueError(f"{path}: missing; a line is: {names}, with tabs between")
    count = names.count(",") + 1
    for number, line in _lines(path):
        columns = line.split("\t" if "\t" in line else None, count - 1)
        if len(columns) != count:
            raise ValueError(f"{path}:{number}: {len(columns)} columns instead of {count}: {names}")
        yield [column.strip() for column in columns]


def _lines(path: Path) -> Iterator[tuple[int, str]]:
    """With their numbers, those that are not blank."""
    try:
        with (
            gzip.open(path, "rt", encoding=ENCODING)
            if path.suffix == ".gz"
            else path.open(encoding=ENCODING) as file
        ):
            for number, line in enumerate(file, 1):
                if line.strip():
                    yield number, line
    except UnicodeDecodeError as error:
        raise ValueError(f"{path}: not UTF-8 ({error.reason}); convert it, for example with iconv") from error
    except (OSError, EOFError, zlib.error) as error:
        raise ValueError(f"{path}: cannot be read: {error}") from error

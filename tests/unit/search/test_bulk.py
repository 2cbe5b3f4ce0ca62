"""Bulk requests: their size, and what each answer means."""

from __future__ import annotations

from typing import Any

import orjson
import pytest
from services.runtime.errors import Transient
from services.search.bulk import Verdict, Write, classify, encode, split
from services.search.errors import NoIndex
from services.search.settings import SearchSettings


def test_a_write_is_two_lines_with_its_external_version() -> None:
    action, document = encode(Write("a_1", 3, {"title": "آسفي"})).split(b"\n")
    assert orjson.loads(action) == {"index": {"_id": "a_1", "version": 3, "version_type": "external"}}
    assert orjson.loads(document) == {"title": "آسفي"}


def test_requests_are_bounded_in_documents_and_in_bytes() -> None:
    settings = SearchSettings(bulk_documents=3, bulk_bytes=10_000)
    small = [b"x" * 10] * 7
    assert [len(request) for request in split(small, settings)] == [3, 3, 1]
    large = [b"x" * 6_000, b"x" * 6_000, b"x" * 20_000, b"x" * 100]
    assert [len(request) for request in split(large, settings)] == [1, 1, 1, 1]
    assert list(split([], settings)) == []


@pytest.mark.parametrize(
    ("status", "verdict"),
    [(200, Verdict.UPDATED), (201, Verdict.CREATED), (409, Verdict.KNOWN), (400, Verdict.REJECTED)],
)
def test_redrive(status: int, verdict: Verdict) -> None:
    assert classify({"status": status}).verdict is verdict


@pytest.mark.parametrize("status", [403, 429, 500, 503])
def test_what_passes_is_tried_again(status: int) -> None:
    with pytest.raises(Transient, match=f"{status} for a document: busy"):
        classify({"status": status, "error": {"reason": "busy"}})


def test_a_missing_index_is_told_apart() -> None:
    with pytest.raises(NoIndex):
        classify({"status": 404, "error": {"reason": "no such index"}})


def test_a_rejection_says_why_to_the_root() -> None:
    error: dict[str, Any] = {"reason": "failed to parse", "caused_by": {"reason": "immense term"}}
    assert classify({"status": 400, "error": error}).reason == "failed to parse: immense term"


def test_a_document_may_be_made_when_it_is_sent() -> None:
    made: list[str] = []

    def make() -> dict[str, str]:
        made.append("a_1")
        return {"title": "آسفي"}

    write = Write("a_1", 3, make)
    assert made == []
    assert encode(write) == encode(Write("a_1", 3, {"title": "آسفي"}))
    assert made == ["a_1"]

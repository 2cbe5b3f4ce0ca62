"""The gate on real pages: exact title, exact date, the body and no more, no worse than trafilatura."""

from __future__ import annotations

import datetime as dt
import json
from pathlib import Path
from typing import Any

import pytest
import trafilatura
from services.contracts.article import Article
from services.contracts.page import Page
from services.ingest.extract.extraction import extraction
from services.ingest.extract.newspapers import unregistered
from tests.unit.ingest.extract.scores import token_f1

NAMES = ["mc-1623715966", "mc-1588107198", "assabah-tn", "cnn-arabic"]


def gold_of(shared_data: Path, name: str) -> tuple[dict[str, Any], bytes]:
    gold = json.loads((shared_data / "html" / "gold.json").read_text(encoding="utf-8"))
    entry = next(one for one in gold if one["id"] == name)
    return entry, (shared_data / "html" / entry["file"]).read_bytes()


def read(gold: dict[str, Any], raw: bytes) -> Article:
    source = unregistered(gold["url"])
    assert source is not None
    now = dt.datetime(2025, 10, 23, tzinfo=dt.UTC)
    page = Page(article_id="a_test", source=source, url=gold["url"], fetched_at=now, body=Page.pack(raw))
    return extraction(page).article


@pytest.mark.parametrize("name", NAMES)
def test_a_real_page(shared_data: Path, name: str) -> None:
    gold, raw = gold_of(shared_data, name)
    article = read(gold, raw)
    title = gold.get("gold_title") or gold["page_h1"][0]
    assert article.title.split() == title.split()
    if "gold_date" in gold:
        assert str(article.published.date) == gold["gold_date"]
    for phrase in gold.get("must_contain", []):
        assert phrase in article.text
    for phrase in gold.get("must_not_contain", []):
        assert phrase not in article.text
    if "gold_text" in gold:
        ours = token_f1(article.text, gold["gold_text"])
        theirs = token_f1(trafilatura.extract(raw, include_comments=False) or "", gold["gold_text"])
        assert ours >= 0.97
        assert ours >= theirs

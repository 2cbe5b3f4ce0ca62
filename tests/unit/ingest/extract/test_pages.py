"""Whole pages in the templates that Arabic newspapers use, each with what a careful reader would copy."""

from __future__ import annotations

import datetime as dt
import json
from pathlib import Path
from typing import Any

import pytest
from services.contracts.article import Heading, block_lines
from services.contracts.page import Page
from services.ingest.extract.extraction import Extraction, extraction
from services.ingest.extract.newspapers import unregistered
from tests.unit.ingest.extract.scores import token_f1

PAGES = Path(__file__).parents[3] / "fixtures" / "pages"
GOLD: list[dict[str, Any]] = json.loads((PAGES / "gold.json").read_text(encoding="utf-8"))
FETCHED = dt.datetime(2025, 10, 23, 9, 30, tzinfo=dt.UTC)


def read(gold: dict[str, Any]) -> Extraction:
    source = unregistered(gold["url"])
    assert source is not None
    return extraction(
        Page(
            article_id="a_test",
            source=source,
            url=gold["url"],
            fetched_at=FETCHED,
            body=Page.pack((PAGES / gold["file"]).read_bytes()),
        )
    )


@pytest.fixture(scope="module", params=GOLD, ids=lambda gold: gold["file"].removesuffix(".html"))
def case(request: pytest.FixtureRequest) -> tuple[dict[str, Any], Extraction]:
    return request.param, read(request.param)


def test_the_body_is_the_article_and_nothing_else(case: tuple[dict[str, Any], Extraction]) -> None:
    gold, found = case
    assert token_f1(found.article.text, "\n".join(gold["body"])) >= 0.99
    for phrase in gold["never"]:
        assert phrase not in found.article.text


def test_paragraphs_stand_as_on_the_page(case: tuple[dict[str, Any], Extraction]) -> None:
    gold, found = case
    assert [line for block in found.article.blocks for line in block_lines(block)] == gold["body"]


def test_headings_are_headings(case: tuple[dict[str, Any], Extraction]) -> None:
    gold, found = case
    assert [block.text for block in found.article.blocks if isinstance(block, Heading)] == gold["headings"]


def test_the_title_is_exact(case: tuple[dict[str, Any], Extraction]) -> None:
    gold, found = case
    assert found.article.title == gold["title"]


def test_the_date_is_exact(case: tuple[dict[str, Any], Extraction]) -> None:
    gold, found = case
    published = found.article.published
    assert (str(published.date), published.precision) == (gold["date"], gold["precision"])
    assert published.at == (dt.datetime.fromisoformat(gold["at"]) if "at" in gold else None)


def test_the_rest_is_what_the_page_says(case: tuple[dict[str, Any], Extraction]) -> None:
    gold, found = case
    article = found.article
    said = {
        "authors": list(article.authors),
        "section": article.section_hint,
        "tags": list(article.tags),
        "excerpt": article.excerpt,
        "canonical": article.url,
        "source": article.source.name,
        "image": article.images[0].url if article.images else None,
        "caption": article.images[0].caption if article.images else None,
        "headlines": [headline.title for headline in found.headlines],
    }
    assert {name: said[name] for name in said.keys() & gold.keys()} == {
        name: gold[name] for name in said.keys() & gold.keys()
    }


def test_every_page_has_its_gold() -> None:
    assert {gold["file"] for gold in GOLD} == {file.name for file in PAGES.glob("*.html")}
    assert len(GOLD) >= 40


def test_arabic_text_is_arabic_though_the_template_says_french() -> None:
    gold = next(gold for gold in GOLD if gold["file"] == "tunisia-microdata.html")
    assert b'lang="fr"' in (PAGES / gold["file"]).read_bytes()
    assert read(gold).article.lang_hint == "ar"

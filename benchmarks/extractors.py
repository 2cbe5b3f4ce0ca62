"""Ours and the peers as one kind of function: a page in; title, day and text out."""

from __future__ import annotations

import json
import logging
from collections.abc import Callable
from dataclasses import dataclass
from datetime import UTC, datetime
from pathlib import Path
from statistics import mean
from typing import Any

import newspaper
import trafilatura
from services.contracts.page import Page
from services.ingest.extract.extraction import extraction
from services.ingest.extract.newspapers import unregistered
from tests.unit.ingest.extract.scores import token_f1

OWN = Path(__file__).parents[1] / "tests" / "fixtures" / "pages"
REAL = Path(__file__).parents[2] / "shared" / "data" / "html"
FETCHED = datetime(2025, 10, 23, 9, 30, tzinfo=UTC)  # the pages were written for this day


@dataclass(frozen=True, slots=True)
class Reading:
    """What an extractor makes of a page; `day` as ISO text."""

    title: str
    day: str | None
    text: str


@dataclass(frozen=True, slots=True)
class Case:
    """A page and what a careful reader finds on it; None where nobody wrote that down."""

    page: Page
    title: str | None
    day: str | None
    text: str | None


@dataclass(frozen=True, slots=True)
class Scores:
    """Mean token-F1 of the bodies; right titles and days of those that are known."""

    f1: float
    titles: tuple[int, int]
    days: tuple[int, int]


def cases(folder: Path) -> list[Case]:
    """The pages of a folder with its `gold.json`; none where it is absent."""
    if not folder.is_dir():
        return []
    entries = json.loads((folder / "gold.json").read_text(encoding="utf-8"))
    return [_case(gold, (folder / gold["file"]).read_bytes()) for gold in entries]


def _case(gold: dict[str, Any], raw: bytes) -> Case:
    source = unregistered(gold["url"])
    if source is None:
        raise ValueError(f"no host in {gold['url']}")
    body = Page.pack(raw)
    page = Page(article_id="a_bench", source=source, url=gold["url"], fetched_at=FETCHED, body=body)
    title = gold.get("title") or gold.get("gold_title") or next(iter(gold.get("page_h1", [])), None)
    text = "\n".join(gold["body"]) if "body" in gold else gold.get("gold_text")
    return Case(page, title, gold.get("date") or gold.get("gold_date"), text)


def ours(page: Page) -> Reading:
    article = extraction(page).article
    return Reading(article.title, str(article.published.date), article.text)


def by_trafilatura(page: Page) -> Reading:
    found = trafilatura.bare_extraction(page.unpack(), url=page.url, with_metadata=True)
    fields = {} if found is None else found if isinstance(found, dict) else found.as_dict()
    return Reading(fields.get("title") or "", str(fields.get("date")), fields.get("text") or "")


def by_newspaper4k(page: Page) -> Reading:
    logging.getLogger("newspaper").setLevel(logging.CRITICAL)
    article = newspaper.Article(page.url, language="ar")
    article.download(input_html=page.unpack())
    article.parse()
    day = article.publish_date.date() if article.publish_date else None
    return Reading(article.title or "", str(day), article.text)


def scores(extract: Callable[[Page], Reading], measured: list[Case]) -> Scores:
    pairs = [(case, extract(case.page)) for case in measured]
    titles = [case.title.split() == found.title.split() for case, found in pairs if case.title]
    days = [case.day == found.day for case, found in pairs if case.day]
    return Scores(
        f1=mean(token_f1(found.text, case.text) for case, found in pairs if case.text),
        titles=(sum(titles), len(titles)),
        days=(sum(days), len(days)),
    )

"""The gate on the pages of the sample press, written without looking at the extractor."""

from __future__ import annotations

import datetime as dt
import statistics
from functools import cache
from typing import NamedTuple

import pytest
from services.contracts.article import Article, block_lines
from services.contracts.page import FeedHints, Page
from services.ingest.extract import authors
from services.ingest.extract.extraction import extraction
from services.press.gold import Gold
from services.press.newspaper import Newspaper, load_newspapers
from services.press.newsroom import Newsroom
from services.press.rendering import article_page
from tests.unit.ingest.extract.scores import token_f1

NOW = dt.datetime(2026, 3, 14, 22, 17, tzinfo=dt.UTC)
NEWSPAPERS = {paper.id: paper for paper in load_newspapers()}


class Reading(NamedTuple):
    """An article as extracted, and what is on its page."""

    article: Article
    gold: Gold


@cache
def readings(newspaper_id: str) -> list[Reading]:
    """Every page of a newspaper; the feed says the section where the newspaper's feeds do."""
    paper = NEWSPAPERS[newspaper_id]
    room = Newsroom(paper, "http://127.0.0.1:8090/")
    for draft in paper.articles:
        room.publish(draft, NOW - dt.timedelta(hours=draft.hours_ago))
    found = []
    for printed, gold in zip(room.issue().articles, room.gold(), strict=True):
        document = article_page(room.issue(), printed)
        page = Page(
            article_id="a_test",
            source=room.source().ref(),
            url=gold.url,
            content_type=document.content_type,
            hints=FeedHints(section=printed.draft.section if paper.feed == "atom" else None),
            sections=room.source().sections,
            fetched_at=NOW,
            body=Page.pack(document.body),
        )
        found.append(Reading(extraction(page).article, gold))
    return found


@pytest.fixture(params=sorted(NEWSPAPERS))
def paper(request: pytest.FixtureRequest) -> Newspaper:
    return NEWSPAPERS[request.param]


def test_every_title_is_exact(paper: Newspaper) -> None:
    assert [one.article.title for one in readings(paper.id)] == [one.gold.title for one in readings(paper.id)]


def test_every_date_is_exact(paper: Newspaper) -> None:
    for article, gold in readings(paper.id):
        assert (article.published.date, article.published.at) == (gold.date, gold.at), gold.url


def test_every_article_keeps_the_newspaper_it_was_fetched_for(paper: Newspaper) -> None:
    assert {one.article.source.id for one in readings(paper.id)} == {paper.id}


def test_the_body_is_the_article_and_nothing_else(paper: Newspaper) -> None:
    for article, gold in readings(paper.id):
        assert token_f1(article.text, gold.text) >= 0.99, gold.url
        shown = [(block.type, block_lines(block)) for block in article.blocks if block.type != "image"]
        assert shown == [(block.type, block_lines(block)) for block in gold.blocks], gold.url


def test_pictures_carry_their_captions(paper: Newspaper) -> None:
    for article, gold in readings(paper.id):
        shown = [(image.url, image.alt, image.caption or "") for image in article.images]
        assert shown == [(image.url, image.alt, image.caption) for image in gold.images], gold.url


def test_authors_and_sections_are_the_printed_ones() -> None:
    everything = [(paper, one) for paper in NEWSPAPERS for one in readings(paper)]
    by = [list(one.article.authors) == people(NEWSPAPERS[paper], one.gold) for paper, one in everything]
    sections = [one.article.section_hint == one.gold.section for _, one in everything if one.gold.section]
    assert statistics.mean(by) >= 0.95
    assert statistics.mean(sections) >= 0.95


def people(paper: Newspaper, gold: Gold) -> list[str]:
    """The printed author, unless that is an agency or the newspaper: those are no authors."""
    return list(authors.names([gold.author or ""], [paper.name, paper.name_latin]))

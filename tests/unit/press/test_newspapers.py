"""What the press has to offer as a fixture: enough newspapers, unlike each other, telling the same events."""

from __future__ import annotations

from collections import defaultdict
from typing import get_args

from services.arabic.normalise import words
from services.contracts.article import Heading, ListBlock, Quote
from services.contracts.sections import SECTIONS
from services.press.dates import STYLES
from services.press.markup import Picture
from services.press.newspaper import FeedDialect, load_newspapers

PAPERS = load_newspapers()


def _body(paper_id: str, slug: str) -> str:
    return next(d.body for p in PAPERS if p.id == paper_id for d in p.articles if d.slug == slug)


def test_there_are_seven_newspapers_and_sixty_articles() -> None:
    assert len(PAPERS) >= 5
    assert sum(len(paper.articles) for paper in PAPERS) >= 60


def test_no_two_newspapers_share_a_template() -> None:
    assert len({paper.template for paper in PAPERS}) == len(PAPERS)
    assert {paper.feed for paper in PAPERS} == set(get_args(FeedDialect))
    assert "windows-1256" in {paper.encoding for paper in PAPERS}
    assert {paper.dates for paper in PAPERS} == set(STYLES)


def test_at_least_six_events_are_told_by_three_newspapers() -> None:
    told: defaultdict[str, set[str]] = defaultdict(set)
    for paper in PAPERS:
        for draft in paper.articles:
            if draft.event:
                told[draft.event].add(paper.id)
    assert len([event for event, papers in told.items() if len(papers) >= 3]) >= 6


def test_an_agency_copy_is_nearly_the_same_in_three_newspapers() -> None:
    printed = (("warraq", "olive-exports"), ("sahl", "olive-exports"), ("dhifaf", "olive-oil-morocco"))
    copies = [set(words(_body(paper, slug))) for paper, slug in printed]
    shared = set.intersection(*copies)
    assert all(len(shared) / len(copy) > 0.9 for copy in copies)
    assert len({frozenset(copy) for copy in copies}) == 3


def test_articles_are_short_arabic_news_in_sections_that_exist() -> None:
    for paper in PAPERS:
        assert {section.id for section in paper.sections} <= SECTIONS.keys()
        for draft in paper.articles:
            assert 90 <= len(words(draft.body)) <= 200, draft.slug
            assert paper.section(draft) is not None, draft.slug


def test_bodies_have_all_kinds_of_blocks_and_the_spellings_that_search_must_bridge() -> None:
    blocks = [block for paper in PAPERS for draft in paper.articles for block in draft.blocks]
    assert {type(block) for block in blocks} >= {Heading, Quote, ListBlock, Picture}
    everything = "\n".join(f"{d.title}\n{d.body}" for p in PAPERS for d in p.articles)
    for spelling in ("أكادير", "أڭادير", "أغادير", "آسفي", "اسفي", "٢٠١٩", "الثَّلج"):
        assert spelling in everything

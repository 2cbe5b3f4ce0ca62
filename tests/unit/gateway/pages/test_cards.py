from __future__ import annotations

from datetime import date

import pytest
from services.contracts.headline import Headline
from services.contracts.source import SourceRef
from services.gateway.pages import cards
from services.gateway.ticker import Entry
from services.search.results import Segment
from tests.unit.gateway.pages.made import NOW, summary

ALALAM = SourceRef(id="alalam", name="العلم")


def entry(**changes: object) -> Entry:
    fields: dict[str, object] = {
        "article_id": "a_safi",
        "title": "نشرة إنذارية: أمطار قوية",
        "source": ALALAM,
    }
    return Entry(7, Headline.model_validate(fields | changes))


def test_a_card_names_its_newspaper_section_and_day() -> None:
    shown = cards.card(summary())
    assert shown.source == cards.Link("/sources/alalam", "العلم")
    assert shown.section == cards.Link("/sections/economy", "اقتصاد")
    assert shown.stamp is not None
    assert shown.stamp.text == "السبت 5 أبريل 2025"
    assert shown.reading == "قراءة دقيقتين"


def test_an_unknown_section_is_not_linked() -> None:
    assert cards.card(summary(section="horoscope")).section is None


def test_search_hits_are_marked_in_title_and_text() -> None:
    hit = Segment("آسفي", hit=True)
    shown = cards.card(
        summary(highlights={"title": ((Segment("ميناء "), hit),), "body": ((hit,), (Segment("إقليم "), hit))})
    )
    assert shown.title == (Segment("ميناء "), hit)
    assert shown.lead == (hit, Segment(" … "), Segment("إقليم "), hit)


@pytest.mark.parametrize(
    ("rights", "lead", "image"),
    [("full", True, "/images/i_port"), ("excerpt", True, None), ("link_only", False, None)],
)
def test_a_card_shows_no_more_than_the_newspaper_allows(rights: str, lead: bool, image: str | None) -> None:
    hits = {"body": ((Segment("آسفي", hit=True),),)}
    shown = cards.card(summary(rights=rights, lead_image="i_port", highlights=hits))
    assert bool(shown.lead) is lead
    assert shown.image == image


def test_a_collapsed_story_leads_to_the_others() -> None:
    shown = cards.card(summary(story_id="s_1", more_in_story=3))
    assert shown.more == cards.Link("/s/s_1", "عن القصة نفسها: 3 مقالات")
    assert cards.card(summary(story_id="s_1")).more is None


def test_a_headline_with_an_article_leads_to_it() -> None:
    line = cards.ticker_line(entry(url="https://alalam.example/1"), NOW)
    assert (line.seq, line.href, line.source) == (7, "/a/a_safi", "العلم")


def test_a_headline_of_an_aggregator_leads_to_its_address_or_to_a_search_for_it() -> None:
    known = cards.ticker_line(entry(has_article=False, url="https://alalam.example/1"), NOW)
    unknown = cards.ticker_line(entry(has_article=False), NOW)
    assert known.href == "https://alalam.example/1"
    assert unknown.href.startswith("/search?q=%D9%86%D8%B4%D8%B1%D8%A9%20")


def test_a_headline_never_leads_to_a_script() -> None:
    line = cards.ticker_line(entry(has_article=False, url="javascript:alert(1)"), NOW)
    assert line.href.startswith("/search?q=")


def test_the_date_of_a_card_is_the_newspapers_and_not_ours() -> None:
    shown = cards.card(summary(published_date=date(2024, 1, 2)))
    assert shown.stamp is not None
    assert shown.stamp.iso == "2024-01-02"

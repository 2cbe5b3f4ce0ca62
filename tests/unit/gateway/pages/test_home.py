from __future__ import annotations

from services.gateway.pages import home
from tests.unit.gateway.pages.made import story, summary


def test_the_story_that_most_newspapers_tell_leads_with_its_other_headlines() -> None:
    front = home.front([story("s_rain", "a_1", "a_2"), story("s_match", "a_3")], [], {})
    assert front.lead is not None
    assert (front.lead.id, front.lead.card.id) == ("s_rain", "a_1")
    assert [card.id for card in front.lead.others] == ["a_2"]
    assert [told.id for told in front.beside] == ["s_match"]
    assert front.beside[0].all is None


def test_articles_of_no_story_yet_fill_what_is_left() -> None:
    latest = [summary("a_new", story_id="s_new"), summary("a_1", story_id="s_rain")]
    front = home.front([story("s_rain", "a_1", "a_2")], latest, {})
    assert [told.card.id for told in front.beside] == ["a_new"]


def test_no_story_above_the_sections_comes_again_below() -> None:
    economy = [summary(f"a_{n}", story_id=f"s_{n}") for n in range(8)]
    stories = [story(f"s_{n}", f"a_{n}") for n in range(6)]
    (block,) = home.front(stories, [], {"economy": economy}).sections
    assert block.section.text == "اقتصاد"
    assert [block.first.id, *(card.id for card in block.rest)] == ["a_5", "a_6", "a_7"]


def test_a_section_without_other_news_is_left_out() -> None:
    told = [summary("a_1", story_id="s_1")]
    assert home.front([story("s_1", "a_1")], [], {"economy": told, "sports": []}).sections == ()


def test_an_empty_index_has_an_empty_front_page() -> None:
    assert home.front([], [], {"economy": []}) == home.EMPTY

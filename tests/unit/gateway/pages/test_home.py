from __future__ import annotations

from services.gateway.pages import home
from tests.unit.gateway.pages.made import summary


def ids(*names: str) -> list[str]:
    return [f"a_{name}" for name in names]


def test_what_most_newspapers_tell_leads() -> None:
    latest = [
        summary("a_new"),
        summary("a_told", story_id="s_1", more_in_story=4),
        summary("a_picture", lead_image="i_1"),
    ]
    front = home.front(latest, {})
    assert front.lead is not None
    assert front.lead.id == "a_told"
    assert [card.id for card in front.beside] == ids("new", "picture")


def test_without_a_story_a_picture_leads_and_without_a_picture_the_newest() -> None:
    pictured = home.lead_of([summary("a_new"), summary("a_picture", lead_image="i_1")])
    newest = home.lead_of([summary("a_new"), summary("a_old")])
    assert pictured is not None
    assert newest is not None
    assert (pictured["id"], newest["id"]) == ("a_picture", "a_new")


def test_nothing_above_the_sections_comes_again_below() -> None:
    latest = [summary(f"a_{n}") for n in range(6)]
    economy = [summary(f"a_{n}") for n in range(8)]
    front = home.front(latest, {"economy": economy})
    (block,) = front.sections
    assert block.section.text == "اقتصاد"
    assert [block.first.id, *(card.id for card in block.rest)] == ["a_5", "a_6", "a_7"]


def test_a_section_without_other_news_is_left_out() -> None:
    assert home.front([summary("a_1")], {"economy": [summary("a_1")], "sports": []}).sections == ()


def test_an_empty_index_has_an_empty_front_page() -> None:
    assert home.front([], {"economy": []}) == home.EMPTY

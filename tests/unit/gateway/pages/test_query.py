from __future__ import annotations

from services.gateway.pages.query import Asked, Query


def test_a_form_left_empty_asks_for_everything() -> None:
    asked = Asked.model_validate({"q": "  ", "source": [""], "from": "", "to": "", "sort": "", "match": ""})
    assert asked.query() == Query()
    assert asked.query().href() == "/search"


def test_what_nobody_offers_falls_back() -> None:
    asked = Asked.model_validate({"q": "آسفي", "sort": "cheapest", "match": "psychic", "from": "05-04-2025"})
    assert asked.query() == Query(q="آسفي")


def test_a_search_has_one_address_and_keeps_every_choice() -> None:
    asked = {"q": "آسفي", "source": ["alalam"], "from": "2025-04-01", "to": "2025-04-05", "match": "exact"}
    assert Asked.model_validate(asked).query().href("abc") == (
        "/search?q=%D8%A2%D8%B3%D9%81%D9%8A&source=alalam&from=2025-04-01&to=2025-04-05&match=exact&cursor=abc"
    )

from __future__ import annotations

from datetime import UTC, date, datetime

from services.gateway.pages.query import Query, SearchForm
from services.gateway.search import search_request


def test_a_form_left_empty_asks_for_everything() -> None:
    asked = SearchForm.model_validate(
        {"q": "  ", "source": [""], "from": "", "to": "", "sort": "", "match": ""}
    )
    assert asked.query() == Query()
    assert asked.query().href() == "/search"


def test_what_nobody_offers_falls_back() -> None:
    asked = SearchForm.model_validate(
        {"q": "آسفي", "sort": "cheapest", "match": "psychic", "from": "05-04-2025"}
    )
    assert asked.query() == Query(q="آسفي")


def test_a_search_has_one_address_and_keeps_every_choice() -> None:
    asked = {"q": "آسفي", "source": ["alalam"], "from": "2025-04-01", "to": "2025-04-05", "match": "exact"}
    assert SearchForm.model_validate(asked).query().href("abc") == (
        "/search?q=%D8%A2%D8%B3%D9%81%D9%8A&source=alalam&from=2025-04-01&to=2025-04-05&match=exact&cursor=abc"
    )


def test_days_of_the_form_are_whole_days_in_morocco() -> None:
    """Both days fall in Morocco's Ramadan clock, UTC+0, which ended in the night to 6 April 2025."""
    asked = search_request(Query(q="آسفي", since=date(2025, 4, 4), until=date(2025, 4, 4)).parameters(), None)
    assert asked.filters.since is not None
    assert asked.filters.until is not None
    assert asked.filters.since.astimezone(UTC) == datetime(2025, 4, 4, tzinfo=UTC)
    assert asked.filters.until.astimezone(UTC) == datetime(2025, 4, 5, tzinfo=UTC)


def test_a_search_without_words_lists_the_newest() -> None:
    assert search_request(Query().parameters(), None).sort == "-published_at"
    assert search_request(Query(q="آسفي").parameters(), None).sort == "relevance"
    assert search_request(Query(q="آسفي", sort="-published_at").parameters(), None).sort == "-published_at"

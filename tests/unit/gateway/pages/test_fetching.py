from __future__ import annotations

from datetime import UTC, date, datetime

from services.gateway.pages.fetching import search_request
from services.gateway.pages.query import Query
from services.search.results import Page


def test_days_of_the_form_are_whole_days_in_morocco() -> None:
    """Both days fall in Morocco's Ramadan clock, UTC+0, which ended in the night to 6 April 2025."""
    asked = search_request(Query(q="آسفي", since=date(2025, 4, 4), until=date(2025, 4, 4)), Page(20))
    assert asked.filters.since is not None
    assert asked.filters.until is not None
    assert asked.filters.since.astimezone(UTC) == datetime(2025, 4, 4, tzinfo=UTC)
    assert asked.filters.until.astimezone(UTC) == datetime(2025, 4, 5, tzinfo=UTC)


def test_a_search_without_words_lists_the_newest() -> None:
    assert search_request(Query(), Page(20)).sort == "-published_at"
    assert search_request(Query(q="آسفي"), Page(20)).sort == "relevance"
    assert search_request(Query(q="آسفي", sort="-published_at"), Page(20)).sort == "-published_at"

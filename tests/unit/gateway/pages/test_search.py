from __future__ import annotations

from datetime import UTC, date, datetime
from typing import Any

import pytest
from services.gateway.pages import search
from services.gateway.pages.query import Query
from services.gateway.representations import summary_json
from services.gateway.search import ResultPage
from services.search.errors import QuerySyntaxError
from services.search.results import (
    Bucket,
    Correction,
    FacetValue,
    IndexState,
    Interpretation,
    SearchResult,
    Total,
)
from tests.unit.gateway.pages.made import NOW, indexed_summary


def name_of(field: str, value: str) -> str:
    return {"alalam": "العلم", "economy": "اقتصاد"}.get(value, value)


def found(**changes: Any) -> SearchResult:
    fields: dict[str, Any] = {
        "items": (indexed_summary(),),
        "total": Total(1, "eq"),
        "index": IndexState("v1", NOW),
    }
    return SearchResult(**(fields | {"took_ms": 3} | changes))


def view(
    query: Query, result: SearchResult, cursor: str | None = None, continued: bool = False
) -> search.SearchView:
    items = [summary_json(item) for item in result.items]
    return search.results(query, ResultPage(result, items, cursor, continued), name_of)


def test_a_facet_switches_its_value_on_and_off() -> None:
    facets = {"source": (FacetValue("alalam", 31), FacetValue("bayane", 2))}
    (facet,) = view(Query(q="x", source=("alalam",)), found(facets=facets)).facets
    chosen, other = facet.lines
    assert (facet.title, chosen.label, chosen.count) == ("الجريدة", "العلم", "31")
    assert (chosen.selected, chosen.href) == (True, "/search?q=x")
    assert (other.selected, other.href) == (False, "/search?q=x&source=alalam&source=bayane")


def test_a_facet_with_one_value_narrows_nothing() -> None:
    assert view(Query(q="x"), found(facets={"lang": (FacetValue("ar", 9),)})).facets == ()


def test_a_search_leads_to_how_much_is_written_about_it() -> None:
    assert view(Query(q="ميناء"), found()).attention == "/attention?q=%D9%85%D9%8A%D9%86%D8%A7%D8%A1"
    assert view(Query(section=("sports",)), found()).attention is None


def test_a_filter_can_be_taken_away() -> None:
    chosen = view(Query(q="x", section=("economy",), since=date(2025, 4, 1)), found()).active_filters
    assert [(link.text, link.href) for link in chosen] == [
        ("اقتصاد", "/search?q=x&from=2025-04-01"),
        ("من الثلاثاء 1 أبريل 2025", "/search?q=x&section=economy"),
    ]


@pytest.mark.parametrize(
    ("total", "shown"),
    [
        (Total(1240, "eq"), "1.240 نتيجة"),
        (Total(10_000, "gte"), "أكثر من 10.000 نتيجة"),
        (None, ""),
    ],
)
def test_the_count_says_when_it_is_a_lower_bound(total: Total | None, shown: str) -> None:
    assert search.counted_total(total) == shown


def test_a_correction_is_offered_and_keeps_the_filters() -> None:
    (offer,) = view(
        Query(q="اسفى", section=("economy",)), found(did_you_mean=(Correction("آسفي", 0.9),))
    ).did_you_mean
    assert (offer.text, offer.href) == ("آسفي", "/search?q=%D8%A2%D8%B3%D9%81%D9%8A&section=economy")


def test_nothing_found_says_what_was_searched_and_how_to_widen_it() -> None:
    taken = Interpretation(terms=("اسفي",), phrases=("ميناء جديد",), normalised=True, dropped=("في",))
    query = Query(q="آسفي", match="exact", source=("alalam",), until=date(2025, 4, 5))
    empty = view(query, found(items=(), interpreted=taken)).empty
    assert empty is not None
    assert empty.understood == ("اسفي", "«ميناء جديد»")
    assert (empty.normalised, empty.dropped) == (True, ("في",))
    assert [way.text for way in empty.ways] == [
        "ابحث بكل صيغ الكلمة",
        "ابحث في كل التواريخ",
        "ابحث في كل الجرائد والأقسام",
    ]
    assert "source=" not in empty.ways[2].href


def test_results_say_what_they_need_not_hold() -> None:
    dropped = Interpretation(dropped=("«ميناء جديد»",))
    assert view(Query(q="x"), found(interpreted=dropped)).dropped == ("«ميناء جديد»",)
    assert view(Query(q="x"), found(interpreted=dropped, items=())).dropped == ()


def test_results_that_hold_only_some_of_the_words_say_so() -> None:
    some = Interpretation(loosened=True)
    assert view(Query(q="x"), found(interpreted=some)).loosened
    assert not view(Query(q="x"), found(interpreted=some, items=())).loosened
    assert not view(Query(q="x"), found()).loosened


def test_the_end_of_a_list_is_not_an_empty_search() -> None:
    last = view(Query(q="x"), found(items=()), continued=True)
    assert (last.empty, last.next, last.first) == (None, None, "/search?q=x")


def test_months_are_drawn_from_right_to_left_and_lead_to_their_days() -> None:
    buckets = (
        Bucket(datetime(2024, 12, 1, tzinfo=UTC), 10, 0.1),
        Bucket(datetime(2025, 1, 1, tzinfo=UTC), 0, 0.0),
        Bucket(datetime(2025, 2, 1, tzinfo=UTC), 40, 0.2),
    )
    december, january, february = search.bars(Query(q="x"), buckets)
    assert december.x > january.x > february.x
    assert (december.height, january.height, february.height) == (12, 0, search.PLOT_HEIGHT)
    assert december.label == "دجنبر 2024: 10 نتائج"
    assert december.href == "/search?q=x&from=2024-12-01&to=2024-12-31"


def test_the_months_are_those_of_the_edition() -> None:
    """Midnight of 1 July in Casablanca is 23:00 of 30 June in UTC."""
    buckets = (
        Bucket(datetime(2025, 6, 30, 23, tzinfo=UTC), 3, 0.1),
        Bucket(datetime(2025, 7, 31, 23, tzinfo=UTC), 3, 0.1),
    )
    assert [bar.label for bar in search.bars(Query(), buckets)] == [
        "يوليوز 2025: 3 نتائج",
        "غشت 2025: 3 نتائج",
    ]


def test_one_month_is_no_histogram() -> None:
    assert search.bars(Query(), [Bucket(NOW, 3, 0.1)]) == ()


def test_an_open_quote_offers_the_same_words_without_it() -> None:
    shown = search.syntax_error(
        Query(q='"آسفي'), QuerySyntaxError("a quote is not closed", 0, "آسفي"), name_of
    )
    assert shown.fault is not None
    assert (shown.fault.text, shown.fault.href) == ("آسفي", "/search?q=%D8%A2%D8%B3%D9%81%D9%8A")
    assert (shown.cards, shown.empty) == ((), None)

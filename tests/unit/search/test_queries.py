"""What Elasticsearch is asked."""

from __future__ import annotations

import json
from dataclasses import replace
from datetime import UTC, datetime
from typing import Any
from zoneinfo import ZoneInfo

import pytest
from hypothesis import given
from hypothesis import strategies as st
from services.search.errors import QuerySyntaxError
from services.search.matching import is_sentence, matching, required
from services.search.parsing import parse
from services.search.queries import MAX_BUCKETS, WINDOW, search_body
from services.search.results import Filters, Match, Page, SearchRequest
from services.search.spellings import recognised
from services.search.synonyms import Synonyms

NOW = datetime(2025, 4, 5, 12, tzinfo=UTC)
# what a query may bring in beside that of one word
CLAUSES = {
    *(
        "match",
        "match_phrase",
        "match_all",
        "match_none",
        "bool",
        "must_not",
        "should",
        "filter",
        "terms",
        "term",
        "range",
    ),
    *(
        "minimum_should_match",
        "slop",
        "operator",
        "boost",
        "fuzziness",
        "prefix_length",
        "intervals",
        "all_of",
        "any_of",
        "ordered",
        "max_gaps",
        "constant_score",
        "distance_feature",
    ),
    *(
        "order",
        "missing",
        "_score",
        "source.id",
        "source.name",
        "section",
        "published_at",
        "gte",
        "lt",
        "lte",
    ),
    *(f"{field}{reading}" for field in ("title", "body") for reading in ("", ".exact", ".folded", ".grams")),
}
SYNTAX = ["(", ")", "OR", '"', "«", "»", "-", "source:", "title:", "section:رياضة", "before:2025-04-05"]
WORDS = ["ميناء", "أكادير", "هل", "في", "؟", "body:*", "_id", "/.*/", "م~9", '{"script":1}', "\x00", "\ud800"]
TYPED = st.lists(st.sampled_from([*SYNTAX, *WORDS]), max_size=12).map(" ".join)
CASABLANCA = ZoneInfo("Africa/Casablanca")


def body(text: str = "", **request: Any) -> dict[str, Any]:
    return search_body(SearchRequest(text=text, **request), parse(text), NOW)


@pytest.mark.parametrize("text", ["title:x* AND _id:1", '{"match_all":{}}', "a) OR (b", "/.*/", "ميناء~2^9"])
def test_what_is_typed_is_only_ever_a_value(text: str) -> None:
    try:
        asked = body(text)
    except QuerySyntaxError:
        return
    assert "query_string" not in json.dumps(asked)
    assert "regexp" not in json.dumps(asked)
    assert "wildcard" not in json.dumps(asked)


@given(st.text(max_size=80) | TYPED, st.sampled_from(["loose", "standard", "exact"]), st.booleans())
def test_whatever_is_typed_is_a_value_and_never_a_key(text: str, match: Match, collapse: bool) -> None:
    request = SearchRequest(
        text=text, match=match, collapse="story" if collapse else "none", facets=("source",), histogram="day"
    )
    try:
        query = recognised(parse(text), Synonyms().spellings)
    except QuerySyntaxError as error:
        query = parse(error.literal)
    asked = search_body(request, query, NOW)
    ours = ("ميناء", "متى يتوسع ميناء مدينة آسفي؟")
    known = [_keys(search_body(replace(request, text=one), parse(one), NOW)) for one in ours]
    assert _keys(asked) <= CLAUSES.union(*known)
    assert not _keys(asked) & {"query_string", "simple_query_string", "regexp", "wildcard", "fuzzy", "script"}


def _keys(asked: object) -> set[str]:
    """The names of all members, at any depth: what decides what Elasticsearch does."""
    if isinstance(asked, dict):
        return {*asked, *(name for value in asked.values() for name in _keys(value))}
    if isinstance(asked, list):
        return {name for value in asked for name in _keys(value)}
    return set()


def test_all_of_a_few_key_words_and_most_of_many_are_required() -> None:
    assert [required(n) for n in (1, 2, 3, 4, 5, 8)] == [1, 2, 3, 3, 4, 6]


@pytest.mark.parametrize(
    ("text", "sentence"),
    [
        ("ميناء آسفي", False),
        ("ميناء آسفي الجديد", False),
        ("ميناء آسفي يستقبل أول باخرة", True),
        ("كم سكان آسفي", True),
        ('وزير الصحة "لن نستقيل"', False),
        ('رئيس الحكومة يعلن أمام البرلمان "لن نستقيل"', True),
        ("ميناء آسفي يستقبل أول باخرة -سردين", False),
        ("ميناء آسفي يستقبل (باخرة OR سفينة) اليوم", False),
        ("title:ميناء آسفي يستقبل أول باخرة", False),
        ('"ميناء آسفي يستقبل أول باخرة"', False),
    ],
)
def test_a_sentence_is_told_from_key_words(text: str, sentence: bool) -> None:
    assert is_sentence(parse(text)) is sentence


def test_a_list_by_date_is_strict_also_for_a_sentence() -> None:
    query = parse("ميناء آسفي يستقبل أول باخرة")
    ranked, dated = (json.dumps(matching(query, "loose", CASABLANCA, ranked=by)) for by in (True, False))
    assert '"minimum_should_match": 2' in ranked
    assert '"minimum_should_match": 4' in dated


def test_function_words_are_never_required() -> None:
    with_them, without = (
        matching(parse(text), "loose", CASABLANCA) for text in ("ميناء في آسفي", "ميناء آسفي")
    )
    assert with_them == without


def test_a_day_begins_in_the_zone_of_the_reader() -> None:
    # Morocco was at UTC+0 in Ramadan of 2025, and at UTC+1 after it
    ramadan = matching(parse("before:2025-04-05"), "loose", CASABLANCA)
    later = matching(parse("after:2025-05-05"), "loose", CASABLANCA)
    assert "2025-04-05T00:00:00+00:00" in json.dumps(ramadan)
    assert "2025-05-05T00:00:00+01:00" in json.dumps(later)


def test_freshness_is_measured_from_where_the_pages_are_pinned() -> None:
    pinned = datetime(2025, 4, 1, tzinfo=UTC)
    later = json.dumps(body("ميناء", page=Page(after=(1.5, "a_1"), as_of=pinned)))
    assert '"origin": "2025-04-01T00:00:00.000+00:00"' in later
    assert '"lte": "2025-04-01T00:00:00.000+00:00"' in later
    assert "distance_feature" not in json.dumps(body("ميناء", freshness=False))


def test_only_a_change_feed_is_bounded_on_its_first_page() -> None:
    assert '"lte": "2025-04-05T12:00:00.000+00:00"' in json.dumps(body(sort="indexed_at"))
    assert '"lte"' not in json.dumps(body(sort="-indexed_at"))


def test_a_facet_sees_every_filter_but_its_own() -> None:
    asked = body(filters=Filters(source=("alalam",), lang=("ar",)), facets=("source", "section"))
    source, section = asked["aggs"]["facet-source"]["filter"], asked["aggs"]["facet-section"]["filter"]
    assert "alalam" not in json.dumps(source)
    assert "alalam" in json.dumps(section)
    assert "alalam" in json.dumps(asked["post_filter"])
    assert "ar" in json.dumps(asked["query"])


def test_a_histogram_has_a_bounded_number_of_buckets() -> None:
    asked = body(histogram="hour", filters=Filters(since=datetime(1990, 1, 1, tzinfo=UTC)))
    span = asked["aggs"]["histogram"]["filter"]["bool"]["filter"][0]["range"]["published_at"]
    hours = (datetime.fromisoformat(span["lt"]) - datetime.fromisoformat(span["gte"])).total_seconds() / 3600
    assert hours <= MAX_BUCKETS


def test_a_collapsed_list_ends_at_the_window() -> None:
    assert body(collapse="story", page=Page(limit=20, after=(WINDOW - 5,)))["size"] == 5
    assert body(collapse="story", page=Page(limit=20, after=(10**9,)))["size"] == 0


def test_totals() -> None:
    modes = {mode: body(total=mode)["track_total_hits"] for mode in ("none", "estimate", "exact")}
    assert modes == {"none": False, "estimate": 10_000, "exact": True}


def test_an_exclusion_is_not_loose() -> None:
    excluded = json.dumps(matching(parse("-مدرسة"), "loose", CASABLANCA))
    assert "grams" not in excluded
